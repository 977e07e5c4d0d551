"""Means and ratios with their uncertainty: percentile bootstrap over clips, paired between two systems."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
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

    def __sub__(self, constant: float) -> Interval:
        """Moved down by a number that has no uncertainty of its own, such as chance."""
        return Interval(self.value - constant, self.low - constant, self.high - constant, self.n)

    def as_dict(self) -> dict:
        return asdict(self)


def mean_interval(scores: Sequence[float] | np.ndarray) -> Interval:
    """Mean over clips with its percentile bootstrap interval.

    Args:
        scores: ``(clips,)``, or ``(seeds, clips)``: then both seeds and clips are resampled, since another training
            and another test set would both change the mean.

    Returns:
        the mean over seeds and clips. Below two clips there is no interval: its bounds are NaN, and no verdict can rest
        on it.

    Example:
        >>> interval = mean_interval([0, 1] * 50)
        >>> interval.value, round(interval.low, 1), round(interval.high, 1), interval.n
        (0.5, 0.4, 0.6, 100)
    """
    scores = np.atleast_2d(np.asarray(scores, dtype=float))
    seeds, clips = scores.shape
    if clips < 2:
        return Interval(float(scores.mean()) if clips else float("nan"), float("nan"), float("nan"), clips)
    shares = _seed_shares(seeds, np.random.default_rng(1))
    means = [(drawn @ scores.T / clips * shares[part]).sum(axis=1) for part, drawn in _resamples(clips)]
    return _percentiles(float(scores.mean()), np.concatenate(means), clips)


def difference_interval(first: Sequence[float] | np.ndarray, second: Sequence[float] | np.ndarray) -> Interval:
    """Interval of mean(first - second) over the same clips in the same order; shapes as in ``mean_interval``.

    A system without seeds, a baseline, is ``(clips,)``.

    Raises:
        ValueError: the numbers of clips differ.
    """
    first, second = (np.atleast_2d(np.asarray(scores, dtype=float)) for scores in (first, second))
    if first.shape[1] != second.shape[1]:
        raise ValueError(f"Both must score the same clips. Received: {first.shape[1]} and {second.shape[1]} scores.")
    return mean_interval(first - second)


def ratio_interval(sums: Sequence[float] | np.ndarray, counts: Sequence[float] | np.ndarray) -> Interval:
    """sum(sums) / sum(counts) with its percentile bootstrap interval over clips: a loss per token, for example.

    ``sums`` is ``(clips,)``, or ``(seeds, clips)``: then seeds are resampled too. ``counts`` is ``(clips,)``.

    Example:
        >>> ratio_interval([2.0, 4.0], [1, 3]).value
        1.5
    """
    return _percentiles(*_ratio(sums, counts, np.random.default_rng(1)), len(counts))


def ratio_difference(first_sums, first_counts, second_sums, second_counts) -> Interval:
    """Interval of one ratio minus another over the same clips in the same order, resampled together.

    Shapes as in ``ratio_interval``.

    Raises:
        ValueError: the numbers of clips differ.
    """
    if len(first_counts) != len(second_counts):
        raise ValueError(f"Both must cover the same clips. Received: {len(first_counts)} and {len(second_counts)}.")
    rng = np.random.default_rng(1)
    first, first_resampled = _ratio(first_sums, first_counts, rng)
    second, second_resampled = _ratio(second_sums, second_counts, rng)
    return _percentiles(first - second, first_resampled - second_resampled, len(first_counts))


def _ratio(sums, counts, rng: np.random.Generator) -> tuple[float, np.ndarray]:
    """The ratio, mean over seeds, and the same of each resample, ``(RESAMPLES,)``; ``rng`` draws the seeds."""
    sums, counts = np.atleast_2d(np.asarray(sums, dtype=float)), np.asarray(counts, dtype=float)
    shares = _seed_shares(len(sums), rng)
    resampled = [
        (drawn @ sums.T / (drawn @ counts)[:, None] * shares[part]).sum(axis=1)
        for part, drawn in _resamples(len(counts))
    ]
    return float((sums.sum(axis=1) / counts.sum()).mean()), np.concatenate(resampled)


def _percentiles(value: float, resampled: np.ndarray, clips: int) -> Interval:
    if clips < 2:
        return Interval(value, float("nan"), float("nan"), clips)
    tail = (1.0 - CONFIDENCE) / 2.0
    low, high = np.quantile(resampled, [tail, 1.0 - tail])
    return Interval(value, float(low), float(high), clips)


def _seed_shares(seeds: int, rng: np.random.Generator) -> np.ndarray:
    """Each seed's share in each resample, ``(RESAMPLES, seeds)``."""
    return rng.multinomial(seeds, np.full(seeds, 1 / seeds), RESAMPLES) / seeds


def _resamples(clips: int) -> Iterator[tuple[slice, np.ndarray]]:
    """How often each resample draws each clip, in parts: as floats, those of thousands of clips take much memory."""
    for at in range(0, RESAMPLES, PART):
        part = slice(at, at + PART)
        yield part, _drawn(clips)[part].astype(float)


@functools.lru_cache(maxsize=4)
def _drawn(clips: int) -> np.ndarray:
    """How often each resample draws each clip, uint8 ``(RESAMPLES, clips)``, not to be written to."""
    drawn = np.random.default_rng(0).multinomial(clips, np.full(clips, 1 / clips), RESAMPLES).astype(np.uint8)
    drawn.flags.writeable = False
    return drawn
