"""Means with their uncertainty: percentile bootstrap over clips, paired where two systems saw the same clips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

RESAMPLES = 4000
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Interval:
    """A mean and the bounds within which it lies with ``CONFIDENCE``, over ``n`` clips."""

    value: float
    low: float
    high: float
    n: int

    def as_dict(self) -> dict:
        return asdict(self)


def mean_interval(scores: Sequence[float] | np.ndarray) -> Interval:
    """Mean over clips with its percentile bootstrap interval.

    ``scores`` is ``(clips,)``, or ``(seeds, clips)``: then both seeds and clips are resampled, since another training
    and another test set would both change the mean. Below two clips there is no interval: its bounds are NaN, and no
    verdict can rest on it.
    """
    scores = np.atleast_2d(np.asarray(scores, dtype=float))
    seeds, n = scores.shape
    mean = float(scores.mean()) if n else float("nan")
    if n < 2:
        return Interval(mean, float("nan"), float("nan"), n)
    rng = np.random.default_rng(0)
    means = np.empty(RESAMPLES)
    for number in range(RESAMPLES):
        drawn = scores[rng.integers(seeds, size=seeds)].mean(axis=0)
        means[number] = drawn[rng.integers(n, size=n)].mean()
    tail = (1.0 - CONFIDENCE) / 2.0
    low, high = np.quantile(means, [tail, 1.0 - tail])
    return Interval(mean, float(low), float(high), n)


def difference_interval(first: Sequence[float] | np.ndarray, second: Sequence[float] | np.ndarray) -> Interval:
    """Interval of mean(first - second) over the same clips in the same order; shapes as in ``mean_interval``.

    A system without seeds, a baseline, is ``(clips,)``.
    """
    first, second = (np.atleast_2d(np.asarray(scores, dtype=float)) for scores in (first, second))
    if first.shape[1] != second.shape[1]:
        raise ValueError(f"Both must score the same clips. Received: {first.shape[1]} and {second.shape[1]} scores.")
    return mean_interval(first - second)
