"""Means with their uncertainty: percentile bootstrap over clips, paired where two systems saw the same clips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from scipy import stats

RESAMPLES = 4000
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Interval:
    """A mean and the bounds within which it lies with ``CONFIDENCE``, over ``n`` clips."""

    value: float
    low: float
    high: float
    n: int

    def above(self, other: Interval) -> bool:
        """Whether all of this interval lies above all of the other."""
        return self.low > other.high

    def as_dict(self) -> dict:
        return asdict(self)


def mean_interval(scores: Sequence[float] | np.ndarray) -> Interval:
    """Mean over clips with its bootstrap interval.

    ``scores`` is ``(clips,)``, or ``(seeds, clips)``: then the seeds of a clip are averaged first, and clips resampled,
    since the clips are what another test set would change.
    """
    scores = np.atleast_2d(np.asarray(scores, dtype=float)).mean(axis=0)
    n = scores.shape[0]
    if n < 2 or np.ptp(scores) == 0:
        mean = float(scores.mean()) if n else float("nan")
        return Interval(mean, mean, mean, n)
    result = stats.bootstrap(
        (scores,),
        np.mean,
        n_resamples=RESAMPLES,
        confidence_level=CONFIDENCE,
        method="percentile",
        rng=np.random.default_rng(0),
        batch=500,
    )
    bounds = result.confidence_interval
    return Interval(float(scores.mean()), float(bounds.low), float(bounds.high), n)


def difference_interval(first: Sequence[float] | np.ndarray, second: Sequence[float] | np.ndarray) -> Interval:
    """Interval of mean(first - second) over the same clips in the same order; shapes as in ``mean_interval``."""
    first = np.atleast_2d(np.asarray(first, dtype=float)).mean(axis=0)
    second = np.atleast_2d(np.asarray(second, dtype=float)).mean(axis=0)
    if first.shape != second.shape:
        raise ValueError(f"Both must score the same clips. Received: {first.shape[0]} and {second.shape[0]} scores.")
    return mean_interval(first - second)
