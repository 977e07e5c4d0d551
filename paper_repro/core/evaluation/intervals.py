"""Means over seeds and items with their uncertainty: paired t intervals, whose level holds at small numbers too."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

CONFIDENCE = 0.95
#: Relative to the larger of the two and 1, below which a difference is rounding.
ROUNDING = 1e-12
Scores = Sequence[float] | Sequence[Sequence[float]] | np.ndarray


@dataclass(frozen=True)
class Interval:
    """A mean and the bounds within which it lies with ``CONFIDENCE``, over ``n`` items and ``seeds`` trainings."""

    value: float
    low: float
    high: float
    n: int
    seeds: int = 1

    def __sub__(self, constant: float) -> Interval:
        """Moved down by a number that has no uncertainty of its own, such as chance."""
        return Interval(self.value - constant, self.low - constant, self.high - constant, self.n, self.seeds)

    def as_dict(self) -> dict:
        return asdict(self)


def mean_interval(scores: Scores, confidence: float = CONFIDENCE) -> Interval:
    """Mean over seeds and items with its t interval.

    Its variance is that between items, of each item's mean over seeds, plus that between seeds, of each seed's mean
    over items; both contain the noise that an item has in one training, so that the sum errs on the wide side. The
    quantile is the mean of both t quantiles, weighted by these variances (Cochran and Cox, Experimental Designs, 1957):
    with three seeds that differ more than items do, it is nearly that of two degrees of freedom. With one seed this is
    the plain t interval, and says nothing of other trainings. ``results/evaluation/levels.md`` has its measured level
    and coverage.

    Args:
        scores: ``(items,)``, or ``(seeds, items)`` of the same items.
        confidence: of the two-sided interval.

    Returns:
        the mean over seeds and items. Below two items there is no interval: its bounds are NaN, and no verdict can rest
        on it.

    Example:
        >>> interval = mean_interval([0, 1] * 50)
        >>> interval.value, round(interval.low, 1), round(interval.high, 1), interval.n
        (0.5, 0.4, 0.6, 100)
    """
    scores = np.atleast_2d(np.asarray(scores, dtype=float))
    seeds, items = scores.shape
    value = float(scores.mean()) if items else float("nan")
    if items < 2:
        return Interval(value, float("nan"), float("nan"), items, seeds)
    between_items = _variance_of_mean(scores.mean(axis=0))
    between_seeds = _variance_of_mean(scores.mean(axis=1)) if seeds > 1 else 0.0
    variance = between_items + between_seeds
    if variance == 0.0:
        return Interval(value, value, value, items, seeds)
    quantile = between_items * _t_quantile(confidence, items - 1) / variance
    if seeds > 1:
        quantile += between_seeds * _t_quantile(confidence, seeds - 1) / variance
    half = quantile * float(np.sqrt(variance))
    return Interval(value, value - half, value + half, items, seeds)


def difference_interval(first: Scores, second: Scores, confidence: float = CONFIDENCE) -> Interval:
    """Interval of mean(first - second) over the same items in the same order; shapes as in ``mean_interval``.

    A system without seeds, a baseline, is ``(items,)``.

    Raises:
        ValueError: the numbers of items differ, or of seeds where both have several.
    """
    return mean_interval(paired(first, second), confidence)


def paired(first: Scores, second: Scores) -> np.ndarray:
    """First minus second, item by item and seed by seed: ``(seeds, items)``.

    Raises:
        ValueError: the numbers of items differ, or of seeds where both have several.

    Example:
        >>> paired([[1.0, 2.0], [3.0, 4.0]], [1.0, 1.0]).tolist()
        [[0.0, 1.0], [2.0, 3.0]]
    """
    first, second = (np.atleast_2d(np.asarray(scores, dtype=float)) for scores in (first, second))
    if first.shape[1] != second.shape[1]:
        raise ValueError(f"Both must score the same items. Received: {first.shape[1]} and {second.shape[1]} scores.")
    if len(first) != len(second) and 1 not in (len(first), len(second)):
        raise ValueError(f"Both must have as many seeds, or one. Received: {len(first)} and {len(second)}.")
    difference = first - second
    # What is equal up to rounding is equal: a difference of 1e-17 lies above nothing.
    scale = np.maximum(1.0, np.maximum(np.abs(first), np.abs(second)))
    return np.where(np.abs(difference) <= ROUNDING * scale, 0.0, difference)


def independent_difference(first: Scores, second: Scores, confidence: float = CONFIDENCE) -> Interval:
    """Interval of mean(first) - mean(second) of different items, seed by seed: of pictures and of songs, for example.

    ``n`` is the smaller number of items. Each side's half-width counts on its own, so the bounds are those of two
    independent intervals (Welch, with each side's own quantile); the seeds that both share count twice, and the bounds
    are wider than they need be.

    Example:
        >>> difference = independent_difference([0.5] * 40, [0.25] * 30)
        >>> difference.value, difference.low, difference.n
        (0.25, 0.25, 30)
    """
    a, b = mean_interval(first, confidence), mean_interval(second, confidence)
    value = a.value - b.value
    half = float(np.hypot(a.high - a.value, b.high - b.value))
    return Interval(value, value - half, value + half, min(a.n, b.n), max(a.seeds, b.seeds))


def ratio_scores(sums: Scores, counts: Sequence[float] | np.ndarray) -> np.ndarray:
    """Per-item values ``(seeds, items)`` whose mean is ``sum(sums) / sum(counts)``: a loss per token, for example.

    An item's value is the ratio plus what the item moves it by (the linear part), so that means, differences and
    intervals of ratios are those of these values.

    Args:
        sums: ``(items,)``, or ``(seeds, items)``.
        counts: ``(items,)``.

    Raises:
        ValueError: the numbers of items differ.

    Example:
        >>> ratio_scores([2.0, 4.0], [1, 3]).mean()
        1.5
    """
    sums, counts = np.atleast_2d(np.asarray(sums, dtype=float)), np.asarray(counts, dtype=float)
    if sums.shape[1] != len(counts):
        raise ValueError(f"Sums and counts must be of the same items. Received: {sums.shape[1]} and {len(counts)}.")
    if not counts.sum():
        return np.full(sums.shape, np.nan)
    ratios = sums.sum(axis=1, keepdims=True) / counts.sum()
    return ratios + (sums - ratios * counts) * (len(counts) / counts.sum())


def _variance_of_mean(values: np.ndarray) -> float:
    """Zero where all are equal up to rounding: of equal differences no number of items would decide more."""
    variance = float(values.var(ddof=1)) / len(values)
    return 0.0 if np.ptp(values) <= ROUNDING * max(1.0, float(np.abs(values).max())) else variance


@functools.lru_cache(maxsize=256)
def _t_quantile(confidence: float, degrees: int) -> float:
    # Imported here: scipy.stats takes a second to start, and most commands print no interval.
    from scipy.special import stdtrit

    return float(stdtrit(degrees, 0.5 + confidence / 2.0))
