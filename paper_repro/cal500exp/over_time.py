"""Scores of tags over time: accuracy within a track first, then over tracks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

#: A tag is predicted where its score is above this.
THRESHOLD = 0.5


def accuracies(labels: Sequence[np.ndarray], masks: Sequence[np.ndarray], outputs: Sequence[np.ndarray]) -> np.ndarray:
    """(TP + TN) / all of each track and tag, over the track's labelled windows.

    Args:
        labels: of each track, ``(windows, tags)`` of 0 and 1.
        masks: of each track, bool ``(windows,)``: which windows count.
        outputs: of each track, scores ``(windows, tags)``, compared with ``THRESHOLD``.

    Returns:
        float ``(tracks, tags)``, NaN for a track without a window that counts.
    """
    found = np.full((len(labels), labels[0].shape[1]), np.nan)
    for row, (true, mask, scores) in enumerate(zip(labels, masks, outputs, strict=True)):
        if mask.any():
            found[row] = ((scores[mask] > THRESHOLD) == (true[mask] > 0)).mean(axis=0)
    return found


def mean_average_accuracy(found: np.ndarray) -> float:
    """MAA: the mean over tracks of each tag's accuracy, and of these the mean over tags. NaN where no track counts."""
    counts = np.isfinite(found).all(axis=1)
    return float(found[counts].mean()) if counts.any() else float("nan")


def stretched(outputs: np.ndarray, windows: int) -> np.ndarray:
    """Another track's outputs ``(theirs, tags)`` over ``windows`` windows: cut, or again from their beginning."""
    return outputs[np.arange(windows) % len(outputs)]
