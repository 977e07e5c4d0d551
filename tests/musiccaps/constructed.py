"""Outcomes made of chosen losses, so that a claim's verdict follows from numbers that the test knows."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd

from paper_repro.core.command_line import Options
from paper_repro.core.training.outcome import Rows
from paper_repro.core.training.run import RunFolder
from paper_repro.musiccaps.claims import CLAIMS, Evidence
from paper_repro.musiccaps.outcome import Outcome
from paper_repro.musiccaps.paper import NETWORKS, PAPER

CLIPS, TARGETS = 60, 10
#: Clips differ much more than networks do: only a paired test sees the networks.
HARD = np.random.default_rng(0).normal(0.0, 1.0, CLIPS)


def row(
    folder: Path, config, losses, shuffled=0.0, said=("a",), written=("a", "b"), curve=(5.0, 4.0), train=700
) -> Outcome:
    """One training whose loss is ``losses`` nats a target, a number or one a clip, on top of how hard a clip is.

    ``shuffled`` is lost where audio is shuffled; ``said`` a list for all clips, or one a clip; ``curve`` the
    validation loss by epoch.
    """
    folder.mkdir(parents=True)
    lists = [list(said)] * CLIPS if isinstance(said[0], str) else [list(one) for one in said]
    parts = []
    for split in ("valid", "test"):
        loss = (4.0 + HARD + losses) * TARGETS
        parts.append(
            pd.DataFrame(
                {
                    "split": split,
                    "clip_id": [f"{number:03}" for number in range(CLIPS)],
                    "prediction": [json.dumps(one) for one in lists],
                    "reference": json.dumps(list(written)),
                    "counted": TARGETS,
                    "real": TARGETS,
                    "loss": loss,
                    "loss_shuffled": loss + shuffled * TARGETS,
                    "f1": [2 * len({*one} & {*written}) / (len({*one}) + len({*written})) for one in lists],
                }
            )
        )
    pd.concat(parts).to_csv(folder / "predictions.csv", index=False)
    pd.DataFrame({"epoch": range(1, len(curve) + 1), "loss": curve, "valid_loss": curve}).to_csv(
        folder / "history.csv", index=False
    )
    (folder / "data.json").write_text(json.dumps({"splits": {"train": train}}))
    return Outcome(config, (RunFolder(folder),))


def evidence(
    folder: Path, setting: str, rows: dict[str, dict], preset: str = "quick", rendered=True, **more
) -> Evidence:
    """Of the networks that ``rows`` names, each with the arguments of ``row``."""
    configs = PAPER.configs(Options(preset=preset))
    outcomes = {
        f"{name}-{setting}": row(folder / name, configs[f"{name}-{setting}"], **{"losses": 0.0, **rows[name]})
        for name in NETWORKS
        if name in rows
    }
    results = SimpleNamespace(
        rows=Rows(outcomes), options=Options(preset=preset), corpus=SimpleNamespace(rendered=rendered)
    )
    return Evidence(results, setting, **more)


def alike(**arguments) -> dict[str, dict]:
    """All six networks with the same arguments of ``row``."""
    return {name: dict(arguments) for name in NETWORKS}


def finding(key: str, of: Evidence):
    (claim,) = (claim for claim in CLAIMS if claim.key == key)
    return claim.judge(of)
