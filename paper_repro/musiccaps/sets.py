"""Precision, recall and F1 of a set of tags against the true set, per clip."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def set_scores(pairs: Sequence[tuple[set, set]]) -> dict[str, np.ndarray]:
    """``precision``, ``recall`` and ``f1``, float ``(clips,)`` each, of (predicted, true) sets.

    An empty prediction has precision, recall and F1 0. No true set may be empty.

    Raises:
        ValueError: a true set is empty.

    Example:
        >>> {name: scores.round(2).tolist() for name, scores in set_scores([({"rock", "drum"}, {"rock"})]).items()}
        {'precision': [0.5], 'recall': [1.0], 'f1': [0.67]}
    """
    if not all(true for _, true in pairs):
        raise ValueError("Every true set must hold something. Received an empty one.")
    hits = np.array([len(predicted & true) for predicted, true in pairs], dtype=float)
    predicted, true = (np.array([len(pair[side]) for pair in pairs], dtype=float) for side in (0, 1))
    precision = np.divide(hits, predicted, out=np.zeros(len(pairs)), where=predicted > 0)
    return {"precision": precision, "recall": hits / true, "f1": 2.0 * hits / (predicted + true)}
