"""The paper's baselines (Table III), random forest and k nearest neighbours by scikit-learn, on the network's features.

Each is scored twice: with ``predict``, whose votes are 0 or 1 and nearly all 0 for tags this rare, and with
``predict_proba``, the share of trees or neighbours that say yes. An ROC-AUC needs a ranking, which only the second is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.neighbors import KNeighborsClassifier
from tqdm import tqdm

from paper_repro.data.pipeline import features
from paper_repro.data.records import Records
from paper_repro.errors import UserError
from paper_repro.magnatagatune.config import Config
from paper_repro.magnatagatune.model import build, fit_front, normalized
from paper_repro.training.run import RunFolder

BASELINES = ("forest", "knn")


def fit_baseline(
    config: Config,
    records: Mapping[str, Records],
    labels: Mapping[str, np.ndarray],
    folder: RunFolder,
    data: Mapping[str, Any],
    evaluate_split: Callable[..., tuple],
    progress: tqdm | None = None,
) -> None:
    """Fits a baseline on training clips and fills its run folder as a network's training would, but for the model.

    The features of all three splits are held in memory: 145 kB a clip, 3.1 GB for the published split, and about
    as much again while they are computed.
    """
    if not folder.complete:
        folder.start(config, data)
        seen = spectrograms(config, records, labels["train"].shape[1])
        machine = estimator(config, len(labels["train"]))
        machine.fit(seen["train"], labels["train"])
        metrics: dict[str, Any] = {}
        frames = []
        for name in ("valid", "test"):
            votes = machine.predict(seen[name])
            shares = probabilities(machine, seen[name])
            found, frame = evaluate_split(name, records[name].keys, labels[name], score=shares, vote=votes)
            metrics |= found | {
                f"{name}_votes": float(votes.mean()),
                f"{name}_tags_voted": int(votes.any(axis=0).sum()),
            }
            frames.append(frame)
        folder.finish(metrics, pd.concat(frames, ignore_index=True))
    if progress is not None:
        progress.update(config.epochs)


def estimator(config: Config, clips: int):
    """The scikit-learn classifier of a baseline row.

    Raises:
        UserError: more neighbours than training clips, or a model that is no baseline.
    """
    if config.model == "forest":
        return RandomForestClassifier(n_estimators=config.trees, random_state=config.seed, n_jobs=-1)
    if config.model == "knn":
        if config.neighbours > clips:
            raise UserError(
                f"neighbours: {config.neighbours} are asked for, there are {clips} training "
                "clips; give more clips or use --preset smoke."
            )
        return KNeighborsClassifier(n_neighbors=config.neighbours, n_jobs=-1)
    raise UserError(f"model must be one of {', '.join(BASELINES)} here. Received: {config.model!r}.")


def probabilities(machine, features: np.ndarray) -> np.ndarray:
    """``predict_proba`` of a classifier of many tags as ``(clips, tags)``: the probability that the tag applies."""
    columns = []
    for classes, shares in zip(machine.classes_, machine.predict_proba(features), strict=True):
        # A tag that training never saw, or saw everywhere, has one class alone.
        there = np.flatnonzero(np.asarray(classes) == 1)
        columns.append(shares[:, there[0]] if len(there) else np.zeros(len(features)))
    return np.stack(columns, axis=1)


def spectrograms(config: Config, records: Mapping[str, Records], classes: int) -> dict[str, np.ndarray]:
    """What the network sees, flattened: float32 ``(clips, frames * mels)`` of each split."""
    # The network around the normalisation is not used: its first layers are the one implementation there is.
    model = build(replace(config, model="cnn"), classes)
    fit_front(model, config, features(records["train"]))
    first = normalized(model)
    return {
        name: first.predict(features(part), verbose=0).reshape(len(part.keys), -1) for name, part in records.items()
    }
