"""Tagging scores: ROC-AUC and average precision per tag by scikit-learn, their means, and intervals over clips."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

from paper_repro.evaluation.intervals import CONFIDENCE, Interval

#: Fewer than for means of clips: every resample ranks all clips for all tags.
RESAMPLES = 1000


def scorable(labels: np.ndarray) -> np.ndarray:
    """Which tags have both a clip with and a clip without them: bool ``(tags,)`` for labels ``(clips, tags)``.

    For the others neither score is defined: they are left out of every mean, by name.
    """
    return labels.any(axis=0) & ~labels.all(axis=0)


def roc_auc(labels: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """ROC-AUC of each tag, float ``(tags,)``, NaN where undefined; ``labels`` and ``scores`` are ``(clips, tags)``."""
    return _per_tag(roc_auc_score, labels, scores)


def average_precision(labels: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Average precision (PR-AUC) of each tag; shapes as in ``roc_auc``."""
    return _per_tag(average_precision_score, labels, scores)


def _per_tag(score: Callable, labels: np.ndarray, scores: np.ndarray) -> np.ndarray:
    defined = scorable(labels)
    return np.array(
        [
            score(labels[:, tag], scores[:, tag]) if defined[tag] else np.nan for tag in range(labels.shape[1])
        ]
    )  # fmt: skip


def macro(per_tag: np.ndarray) -> float:
    """Mean over the tags that have a score; NaN where none has."""
    return float(np.nanmean(per_tag)) if np.isfinite(per_tag).any() else float("nan")


def signature(score: str, tags: int) -> str:
    """What a value stands for, e.g. ``roc_auc|macro over 50 tags|undefined tags left out|scikit-learn:1.9.1``."""
    return f"{score}|macro over {tags} tags|undefined tags left out|scikit-learn:{version('scikit-learn')}"


def auc_interval(labels: np.ndarray, scores: np.ndarray) -> Interval:
    """Macro ROC-AUC with its bootstrap interval over clips.

    ``scores`` is ``(clips, tags)``, or ``(seeds, clips, tags)``: then seeds are resampled too, and the value is the
    mean over seeds. A tag that a resample leaves without a positive is left out of that resample's mean.
    """
    scores = _with_seeds(scores)
    value = float(np.mean([macro(roc_auc(labels, one)) for one in scores]))
    return _interval(value, _resampled(labels, scores), len(labels))


def auc_difference(labels: np.ndarray, first: np.ndarray, second: np.ndarray) -> Interval:
    """Interval of the first's macro ROC-AUC minus the second's over the same clips, resampled together."""
    first, second = _with_seeds(first), _with_seeds(second)
    value = np.mean([macro(roc_auc(labels, one)) for one in first]) - np.mean(
        [macro(roc_auc(labels, one)) for one in second]
    )
    return _interval(float(value), _resampled(labels, first) - _resampled(labels, second), len(labels))


def _with_seeds(scores: np.ndarray) -> np.ndarray:
    scores = np.asarray(scores, dtype=float)
    return scores[None] if scores.ndim == 2 else scores


def _interval(value: float, resampled: np.ndarray, clips: int) -> Interval:
    resampled = resampled[np.isfinite(resampled)]
    if clips < 2 or not len(resampled):
        return Interval(value, float("nan"), float("nan"), clips)
    tail = (1.0 - CONFIDENCE) / 2.0
    low, high = np.quantile(resampled, [tail, 1.0 - tail])
    return Interval(value, float(low), float(high), clips)


def _resampled(labels: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Macro ROC-AUC of each resample of clips, ``(RESAMPLES,)``; the same resamples for any two systems."""
    seeds, clips, tags = scores.shape
    counts = np.random.default_rng(0).multinomial(clips, np.full(clips, 1.0 / clips), size=RESAMPLES)
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

    scikit-learn gives the same number for one set of ``sample_weight``; a thousand sets take it minutes.

    Args:
        labels: 0 or 1, ``(clips,)``.
        scores: ``(clips,)``; ties count half.
        counts: ``(resamples, clips)``.

    Returns:
        ``(resamples,)``, NaN where a resample has no positive or no negative.
    """
    order = np.argsort(scores, kind="stable")
    ranked = scores[order]
    # First clip of every group of equal scores.
    starts = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]])
    counts = counts[:, order]
    positive = labels[order].astype(bool)
    hits = np.add.reduceat(counts * positive, starts, axis=1)  # (resamples, groups)
    misses = np.add.reduceat(counts * ~positive, starts, axis=1)
    below = np.cumsum(misses, axis=1) - misses
    pairs = hits.sum(axis=1) * misses.sum(axis=1)
    won = (hits * (below + 0.5 * misses)).sum(axis=1)
    return np.divide(won, pairs, out=np.full(len(counts), np.nan), where=pairs > 0)
