"""How well sounds and texts find each other: ranks, hits among the first k, the median rank and its interval."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from paper_repro.core.evaluation.controls import permutations_of, shuffled_audio
from paper_repro.core.evaluation.intervals import CONFIDENCE, Interval

#: What is found, by the name of its columns, and how tables call it.
WAYS = {"sound": "text to sound", "text": "sound to text"}
#: Hits are counted among the first so many.
TOP = (1, 5, 10)


def ranks(similarities: np.ndarray) -> np.ndarray:
    """Rank of each row's own column, which has the row's number, among all columns.

    Args:
        similarities: ``(n, n)``; higher is more alike.

    Returns:
        float ``(n,)`` from 1; the middle one of equals, so that a network that finds all alike finds nothing.

    Example:
        >>> ranks(np.array([[0.9, 0.1, 0.2], [0.7, 0.5, 0.5], [0.0, 0.0, 1.0]])).tolist()
        [1.0, 2.5, 1.0]
    """
    own = np.diagonal(similarities)[:, None]
    above, equal = (similarities > own).sum(axis=1), (similarities == own).sum(axis=1) - 1
    return 1.0 + above + equal / 2.0


def hits(ranked: np.ndarray, k: int) -> np.ndarray:
    """1 where a rank is among the first ``k``, else 0."""
    return (np.asarray(ranked) <= k).astype(float)


def mean_reciprocal_rank(similarities: np.ndarray) -> float:
    """Mean of 1 / rank over clips and both ways.

    Example:
        >>> mean_reciprocal_rank(np.eye(3))
        1.0
    """
    return float(np.mean([1.0 / ranks(matrix) for matrix in _both(similarities).values()]))


def rank_columns(similarities: np.ndarray, *, shuffled: bool) -> dict[str, np.ndarray]:
    """Per clip ``(n,)`` and way the rank, and with the sounds shuffled between clips the mean rank and the share of
    permutations that have it among the first k; no numbers where ``shuffled`` is False.

    Args:
        similarities: of sounds with texts, ``(n, n)``.
        shuffled: whether the control is computed.
    """
    found = {f"{way}_rank": ranks(matrix) for way, matrix in _both(similarities).items()}
    names = [f"{way}_{what}_shuffled" for way in WAYS for what in ("rank", *(f"top{k}" for k in TOP))]
    clips = len(similarities)

    def score(order: np.ndarray) -> np.ndarray:
        parts = []
        for matrix in _both(similarities[order]).values():
            ranked = ranks(matrix)
            parts += [ranked, *(hits(ranked, k) for k in TOP)]
        return np.concatenate(parts)

    if not shuffled:
        return found | dict.fromkeys(names, np.full(clips, np.nan))
    means = shuffled_audio(score, clips, permutations=permutations_of(clips)).per_clip
    return found | dict(zip(names, np.split(means, len(names)), strict=True))


def _both(similarities: np.ndarray) -> dict[str, np.ndarray]:
    """A matrix a way, what is asked for by what is looked through."""
    return {"sound": similarities.T, "text": similarities}


def median_interval(ranked: Sequence[float] | np.ndarray, confidence: float = CONFIDENCE) -> Interval:
    """The median with the bounds that order statistics give, whatever the distribution (of a binomial with 1/2).

    Args:
        ranked: ``(items,)``, or ``(seeds, items)``: of several trainings the median of each item's mean rank.
        confidence: of the two-sided interval.

    Returns:
        bounds are NaN where items are too few for any.

    Example:
        >>> median_interval(range(1, 102)).as_dict()
        {'value': 51.0, 'low': 41.0, 'high': 61.0, 'n': 101, 'seeds': 1}
    """
    # Imported here: scipy.special is slow to start, and most commands print no interval.
    from scipy.special import bdtr

    ranked = np.atleast_2d(np.asarray(ranked, dtype=float))
    seeds, items = ranked.shape
    ordered = np.sort(ranked.mean(axis=0))
    # So many values on either side are outside.
    outside = int((bdtr(np.arange(items), items, 0.5) <= (1.0 - confidence) / 2.0).sum())
    low, high = (ordered[outside - 1], ordered[items - outside]) if outside else (np.nan, np.nan)
    return Interval(float(np.median(ordered)), float(low), float(high), items, seeds)
