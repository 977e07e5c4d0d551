"""Outcomes made up for tests of verdicts: no training, no sound."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd

from paper_repro.cal500exp.outcome import Outcome
from paper_repro.core.training.outcome import Rows
from paper_repro.core.training.run import RunFolder
from paper_repro.datasets.cal500exp.table import EMOTIONS


def outcome(folder: Path, labels: np.ndarray, scores: np.ndarray, rates=None, tags=EMOTIONS) -> Outcome:
    """A row whose runs predicted ``scores (seeds, tracks, windows, tags)`` of tracks with ``labels (tracks, windows,
    tags)``, all of it labelled time; ``rates (tags,)`` of the training windows decide what the constant predictor says.
    """
    tracks, windows, count = labels.shape
    rates = [0.0] * count if rates is None else list(rates)
    runs = []
    for seed, of_seed in enumerate(scores):
        run = folder / f"s{seed}"
        run.mkdir(parents=True)
        columns = {
            "split": "test",
            "clip_id": np.repeat([f"t{track:03}" for track in range(tracks)], windows),
            "window": np.tile(np.arange(windows), tracks),
            "labelled": 1,
        }
        for kind, values in (("filled", labels), ("strict", labels), ("score", of_seed)):
            flat = values.reshape(-1, count)
            columns |= {f"{kind}:{tag}": flat[:, at] for at, tag in enumerate(tags)}
        pd.DataFrame(columns).to_csv(run / "predictions.csv", index=False)
        about = {"tags": list(tags), "training_rates": {"filled": rates, "strict": rates}}
        (run / "tags.json").write_text(json.dumps(about))
        runs.append(RunFolder(run))
    return Outcome(None, tuple(runs))


def results(**rows: Outcome) -> SimpleNamespace:
    """What claims read of results."""
    return SimpleNamespace(rows=Rows(rows))
