"""The paper's baselines (Table III), random forest and k nearest neighbours by scikit-learn, on the network's features.

Each is scored twice: with ``predict``, whose votes are 0 or 1 and nearly all 0 for tags this rare, and with
``predict_proba``, the share of trees or neighbours that say yes. An ROC-AUC needs a ranking, which only the second is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import keras
import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.neighbors import KNeighborsClassifier

from paper_repro.core.errors import UserError
from paper_repro.core.records.pipeline import features
from paper_repro.core.records.records import Records
from paper_repro.magnatagatune.config import Config, check_neighbours
from paper_repro.magnatagatune.model import build, fit_front, normalized

BASELINES = ("forest", "knn")
#: Clips scored at once: neighbours are sought faster among many.
BATCH = 256


def estimator(config: Config, clips: int):
    """The scikit-learn classifier of a baseline row.

    Raises:
        UserError: more neighbours than training clips, or a model that is no baseline.
    """
    if config.model == "forest":
        return RandomForestClassifier(n_estimators=config.trees, random_state=config.seed, n_jobs=-1)
    if config.model == "knn":
        check_neighbours(config, clips)
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


def network_input(config: Config, train: Records, classes: int) -> keras.Model:
    """Mel power to what the network sees, its statistics fitted to training clips."""
    # The network around the normalisation is not used: its first layers are the one implementation there is.
    model = build(replace(config, model="cnn", crop=1.0), classes)
    fit_front(model, config, features(train))
    return normalized(model)


def flat(first: keras.Model, records: Records) -> Iterator[np.ndarray]:
    """What the network sees, flattened: float32 ``(batch, frames * mels)``, in the order of ``records.keys``."""
    for mel in features(records, BATCH):
        yield keras.ops.convert_to_numpy(first(np.asarray(mel))).reshape(len(mel), -1)


def spectrograms(first: keras.Model, records: Records) -> np.ndarray:
    """The same of all clips: float32 ``(clips, frames * mels)``, filled batch by batch."""
    found = np.empty((len(records.keys), np.prod(records.shape)), np.float32)
    at = 0
    for batch in flat(first, records):
        found[at : at + len(batch)] = batch
        at += len(batch)
    return found
