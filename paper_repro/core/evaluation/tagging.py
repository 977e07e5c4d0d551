"""Tagging scores: ROC-AUC and average precision per tag by scikit-learn, their means, and intervals over clips."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version

import numpy as np

from paper_repro.core.evaluation.intervals import CONFIDENCE, Interval

#: Fewer than for means of clips: every resample ranks all clips for all tags.
RESAMPLES = 1000


def scorable(labels: np.ndarray) -> np.ndarray:
    """Which tags have both a clip with and a clip without them: bool ``(tags,)`` for labels ``(clips, tags)``.

    For the others neither score is defined: they are left out of every mean, by name.

    Example:
        >>> scorable(np.array([[0, 1], [1, 1]])).tolist()
        [True, False]
    """
    return labels.any(axis=0) & ~labels.all(axis=0)


def roc_auc(labels: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """ROC-AUC of each tag, float ``(tags,)``, NaN where undefined; ``labels`` and ``scores`` are ``(clips, tags)``.

    Example:
        >>> roc_auc(np.array([[0], [1], [1]]), np.array([[0.5], [0.9], [0.2]])).tolist()
        [0.5]
    """
    # Imported here, as below: scikit-learn takes a second to start.
    from sklearn.metrics import roc_auc_score

    return _per_tag(roc_auc_score, labels, scores)


def average_precision(labels: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Average precision (PR-AUC) of each tag; shapes as in ``roc_auc``."""
    from sklearn.metrics import average_precision_score

    return _per_tag(average_precision_score, labels, scores)


def _per_tag(score: Callable, labels: np.ndarray, scores: np.ndarray) -> np.ndarray:
    defined = scorable(labels)
    return np.array(
        [
            score(labels[:, tag], scores[:, tag]) if defined[tag] else np.nan for tag in range(labels.shape[1])
        ]
    )  # fmt: skip


def macro(per_tag: np.ndarray) -> float:
    """Mean over the tags that have a score; NaN where none has.

    Example:
        >>> macro(np.array([0.5, np.nan, 1.0]))
        0.75
    """
    return float(np.nanmean(per_tag)) if np.isfinite(per_tag).any() else float("nan")


def signature(score: str, tags: int) -> str:
    """What a value stands for, e.g. ``roc_auc|macro over 50 tags|undefined tags left out|scikit-learn:1.9.1``."""
    return f"{score}|macro over {tags} tags|undefined tags left out|scikit-learn:{version('scikit-learn')}"


@dataclass(frozen=True, eq=False)
class Bootstrap:
    """One system's macro ROC-AUC: ``value`` on the items as they are, ``resampled`` on each resample of the clips.

    Resamples depend on the numbers of clips and seeds alone, so that any two systems are compared in pairs, and each
    system is ranked once however many intervals it is part of.
    """

    value: float
    resampled: np.ndarray
    clips: int

    def interval(self) -> Interval:
        return _interval(self.value, self.resampled, self.clips)

    def above(self, other: Bootstrap) -> Interval:
        """How far this system lies above another on the same clips.

        Raises:
            ValueError: they have scored different numbers of clips.
        """
        if self.clips != other.clips:
            raise ValueError(f"Both must score the same clips. Received: {self.clips} and {other.clips} clips.")
        return _interval(self.value - other.value, self.resampled - other.resampled, self.clips)


def bootstrap(labels: np.ndarray, scores: np.ndarray, clips: np.ndarray | None = None) -> Bootstrap:
    """Macro ROC-AUC with its resamples of clips.

    ``scores`` is ``(clips, tags)``, or ``(seeds, clips, tags)``: then seeds are resampled too, and the value is the
    mean over seeds. A tag that a resample leaves without a positive is left out of that resample's mean.

    Where a clip has several items, windows of a track for one, ``clips`` numbers the clip of each from 0 on: items of
    one clip are drawn together, as they are no independent evidence.
    """
    clips = np.arange(len(labels)) if clips is None else np.asarray(clips)
    scores = np.asarray(scores, dtype=float)
    scores = scores[None] if scores.ndim == 2 else scores
    value = float(np.mean([macro(roc_auc(labels, of_seed)) for of_seed in scores]))
    return Bootstrap(value, _resampled(labels, scores, clips), int(clips.max()) + 1)


def _interval(value: float, resampled: np.ndarray, clips: int) -> Interval:
    resampled = resampled[np.isfinite(resampled)]
    if clips < 2 or not len(resampled):
        return Interval(value, float("nan"), float("nan"), clips)
    tail = (1.0 - CONFIDENCE) / 2.0
    low, high = np.quantile(resampled, [tail, 1.0 - tail])
    return Interval(value, float(low), float(high), clips)


@lru_cache(maxsize=2)
def _drawn(clips: int) -> np.ndarray:
    """How often each resample draws each clip, int32 ``(RESAMPLES, clips)``, not to be written to."""
    shares = np.full(clips, 1.0 / clips)
    counts = np.random.default_rng(0).multinomial(clips, shares, size=RESAMPLES).astype(np.int32)
    counts.flags.writeable = False
    return counts


def _resampled(labels: np.ndarray, scores: np.ndarray, clips: np.ndarray) -> np.ndarray:
    """Macro ROC-AUC of each resample of clips, ``(RESAMPLES,)``; the same resamples for any two systems."""
    seeds, _, tags = scores.shape
    counts = _drawn(int(clips.max()) + 1)[:, clips]
    drawn = np.random.default_rng(1).multinomial(seeds, np.full(seeds, 1.0 / seeds), size=RESAMPLES) / seeds
    macros = np.zeros((seeds, RESAMPLES))
    for seed in range(seeds):
        sums, defined = np.zeros(RESAMPLES), np.zeros(RESAMPLES)
        for tag in range(tags):
            values = weighted_auc(labels[:, tag], scores[seed, :, tag], counts)
            good = np.isfinite(values)
            sums[good] += values[good]
            defined += good
        macros[seed] = np.divide(sums, defined, out=np.full(RESAMPLES, np.nan), where=defined > 0)
    return (drawn.T * macros).sum(axis=0)


def weighted_auc(labels: np.ndarray, scores: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """ROC-AUC of one tag with every clip counted ``counts`` times, for many sets of counts at once.

    scikit-learn gives the same number for one set of ``sample_weight``; a thousand sets take it minutes. Here positives
    alone are looked at, by their rank among all clips (Mann and Whitney): a set costs one running sum.

    Args:
        labels: 0 or 1, ``(clips,)``.
        scores: ``(clips,)``; ties count half.
        counts: whole numbers, ``(resamples, clips)``.

    Returns:
        ``(resamples,)``, NaN where a resample has no positive or no negative.

    Example:
        >>> weighted_auc(np.array([0, 1, 1]), np.array([0.5, 0.9, 0.2]), np.array([[1, 1, 1], [1, 3, 1]])).tolist()
        [0.5, 0.75]
    """
    order = np.argsort(scores, kind="stable")
    ranked = scores[order]
    positive = np.flatnonzero(labels[order])
    # Clips below each positive's group of equal scores, and clips up to its end.
    below = np.searchsorted(ranked, ranked[positive], side="left")
    through = np.searchsorted(ranked, ranked[positive], side="right")
    counts = counts.take(order, axis=1)
    running = np.cumsum(counts, axis=1, dtype=counts.dtype)
    hits = counts[:, positive].astype(float)
    ranks = running[:, through - 1] + np.where(below > 0, running[:, below - 1], 0.0)  # twice the mean rank
    all_hits = hits.sum(axis=1)
    pairs = all_hits * (running[:, -1] - all_hits)
    # Of pairs of two positives each has half, whatever their order.
    won = 0.5 * ((hits * ranks).sum(axis=1) - all_hits**2)
    return np.divide(won, pairs, out=np.full(len(counts), np.nan), where=pairs > 0)
