"""Means and ratios with their uncertainty: percentile bootstrap over clips, paired where two systems saw the same."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

RESAMPLES = 4000
CONFIDENCE = 0.95
#: Resamples that are computed at once.
PART = 500


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
    n = scores.shape[1]
    return ratio_interval(scores, np.ones(n)) if n else Interval(float("nan"), float("nan"), float("nan"), 0)


def difference_interval(first: Sequence[float] | np.ndarray, second: Sequence[float] | np.ndarray) -> Interval:
    """Interval of mean(first - second) over the same clips in the same order; shapes as in ``mean_interval``.

    A system without seeds, a baseline, is ``(clips,)``.
    """
    first, second = (np.atleast_2d(np.asarray(scores, dtype=float)) for scores in (first, second))
    if first.shape[1] != second.shape[1]:
        raise ValueError(f"Both must score the same clips. Received: {first.shape[1]} and {second.shape[1]} scores.")
    return mean_interval(first - second)


def ratio_interval(sums: Sequence[float] | np.ndarray, counts: Sequence[float] | np.ndarray) -> Interval:
    """sum(sums) / sum(counts) with its percentile bootstrap interval over clips: a loss per token, say.

    ``sums`` is ``(clips,)``, or ``(seeds, clips)``: then seeds are resampled too. ``counts`` is ``(clips,)``.
    """
    return ratio_difference(sums, counts, np.zeros(len(counts)), counts)


def ratio_difference(first_sums, first_counts, second_sums, second_counts) -> Interval:
    """Interval of one ratio minus another over the same clips in the same order, resampled together.

    Shapes as in ``ratio_interval``.
    """
    first, second = (np.atleast_2d(np.asarray(sums, dtype=float)) for sums in (first_sums, second_sums))
    if first.shape[1] != second.shape[1]:
        raise ValueError(f"Both must cover the same clips. Received: {first.shape[1]} and {second.shape[1]} sums.")
    clips = first.shape[1]
    sides = [(first, np.asarray(first_counts, dtype=float)), (second, np.asarray(second_counts, dtype=float))]

    def difference(drawn: np.ndarray, shares: Sequence[np.ndarray]) -> np.ndarray:
        """Of each row of ``drawn (resamples, clips)``, how often each clip was drawn; ``shares`` of the seeds."""
        each = [(drawn @ sums.T) / (drawn @ counts)[:, None] for sums, counts in sides]  # (resamples, seeds)
        return (each[0] * shares[0]).sum(axis=1) - (each[1] * shares[1]).sum(axis=1)

    value = float(difference(np.ones((1, clips)), [np.full((1, len(sums)), 1 / len(sums)) for sums, _ in sides])[0])
    if clips < 2:
        return Interval(value, float("nan"), float("nan"), clips)
    rng = np.random.default_rng(1)
    shares = [rng.multinomial(len(sums), np.full(len(sums), 1 / len(sums)), RESAMPLES) / len(sums) for sums, _ in sides]
    drawn = _drawn(clips)
    # In parts: as numbers that can be multiplied, the resamples of thousands of clips take much memory.
    found = [
        difference(drawn[at : at + PART].astype(float), [one[at : at + PART] for one in shares])
        for at in range(0, RESAMPLES, PART)
    ]
    tail = (1.0 - CONFIDENCE) / 2.0
    low, high = np.quantile(np.concatenate(found), [tail, 1.0 - tail])
    return Interval(value, float(low), float(high), clips)


@functools.lru_cache(maxsize=4)
def _drawn(clips: int) -> np.ndarray:
    """How often each resample draws each clip, uint8 ``(RESAMPLES, clips)``, not to be written to."""
    drawn = np.random.default_rng(0).multinomial(clips, np.full(clips, 1 / clips), RESAMPLES).astype(np.uint8)
    drawn.flags.writeable = False
    return drawn
