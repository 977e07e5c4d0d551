"""Transfers made of given scores, durations, embeddings and perplexities, without a training."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd

from paper_repro.core.command_line import Options
from paper_repro.core.training.run import RunFolder
from paper_repro.songtitle.config import BEAMS, PRESETS, TransferConfig
from paper_repro.songtitle.transferred import NAMES, Transfer

ITEMS = 60


def made_transfer(
    folder: Path,
    scores: Mapping[str, Mapping[int, np.ndarray]],
    *,
    seconds: Mapping[str, Mapping[int, float]] | None = None,
    embeddings: Mapping[str, np.ndarray] | None = None,
    perplexity: np.ndarray | None = None,
    rendered: bool = False,
) -> Transfer:
    """A transfer of one seed.

    Args:
        folder: where its run is written.
        scores: row to beam size to unigram precisions ``(items,)``; the brevity penalty and best of k leave them as
            they are, other items' answers score 0.
        seconds: row to beam size to seconds an item; default: proportional.
    """
    frames, taken = [], {}
    for row, by_beams in scores.items():
        for beams, values in by_beams.items():
            each = [f"{number}" for number in range(len(values))]
            frames.append(
                pd.DataFrame(
                    {
                        "item": each,
                        "reference": json.dumps([["the", "sea"]]),
                        "said": "sea",
                        "score": 0.0,
                        "precision": values,
                        "oracle": values,
                        "penalized": values,
                        "length": 2.0,
                        "shuffled": 0.0,
                        "row": row,
                        "beams": beams,
                    }
                )
            )
            each_item = seconds[row][beams] if seconds else 0.001 * beams
            taken[f"{row}:{beams}"] = each_item * len(values)
    folder.mkdir(parents=True, exist_ok=True)
    pd.concat(frames).to_csv(folder / "predictions.csv", index=False)
    items = {row: len(by_beams[BEAMS[0]]) for row, by_beams in scores.items()}
    metrics = {"seconds": taken, "items": items, "refused": {row: {} for row in scores}, "timbre_basis": None}
    (folder / "metrics.json").write_text(json.dumps(metrics))
    np.savez(folder / "embeddings.npz", **(embeddings or {}))
    history = pd.DataFrame({"valid_perplexity": perplexity if perplexity is not None else [3.0, 2.0]})
    captioner = SimpleNamespace(runs=(SimpleNamespace(read_history=lambda: history),))
    corpus = SimpleNamespace(
        split=lambda config: {"train": ["a"]},
        words={"a": (("a", "a", "of"),)},
        rendered=rendered,
        suffix="",
        pictures=range(600),
        folder="flickr8k",
    )
    results = SimpleNamespace(
        rows={"captioner": captioner}, provenance={"runs": []}, lead=lambda: "On 600 pictures, one training a row."
    )
    return Transfer(Options(), PRESETS.config("smoke"), TransferConfig(), corpus, results, (RunFolder(folder),))


def flat_scores(levels: Mapping[str, Mapping[int, float]], items: int = ITEMS) -> dict[str, dict[int, np.ndarray]]:
    """Scores around the given means; those of an item share what makes it easy."""
    ease = np.resize([-0.02, 0.02], items)
    noise = np.random.default_rng(0).normal(0, 0.005, (len(levels), len(BEAMS), items))
    noise -= noise.mean(axis=2, keepdims=True)
    return {
        row: {beams: by_beams[beams] + ease + noise[at, size] for size, beams in enumerate(BEAMS)}
        for at, (row, by_beams) in enumerate(levels.items())
    }


def published_levels(table: Mapping[str, tuple[float, ...]]) -> dict[str, dict[int, float]]:
    """The paper's Table 4 as means from 0 to 1."""
    return {
        row: dict(zip(BEAMS, (value / 100 for value in values), strict=True))
        for row, values in table.items()
        if row in NAMES
    }
