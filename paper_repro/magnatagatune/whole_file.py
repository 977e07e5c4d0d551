"""From the probabilities of a file's windows to those of the file."""

from __future__ import annotations

import numpy as np

#: Nearest to 0 and 1 that a probability is taken to be: float32 knows none nearer to 1.
NEAREST = 6e-8


def of_windows(scores: np.ndarray) -> np.ndarray:
    """Probabilities of windows ``(windows, tags)`` to those of the file, ``(tags,)``: the mean of their logits.

    Of an output layer on features this is its answer on the mean of the windows' features, on which it is trained.

    Example:
        >>> of_windows(np.array([[0.5, 0.2], [0.5, 0.8]])).round(6).tolist()
        [0.5, 0.5]
    """
    likely = np.clip(np.asarray(scores, np.float64), NEAREST, 1.0 - NEAREST)
    return 1.0 / (1.0 + np.exp(-np.log(likely / (1.0 - likely)).mean(axis=0)))
