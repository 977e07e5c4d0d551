"""Tagging scores: ROC-AUC and average precision per tag by scikit-learn, their means, and values per item."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version

import numpy as np

#: Parts that are left out in turn: each costs a scoring of every tag.
MOST_BLOCKS = 100


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


def auc_scores(labels: np.ndarray, scores: np.ndarray, groups: np.ndarray | None = None) -> np.ndarray:
    """Per-group values ``(seeds, groups)`` whose mean is the macro ROC-AUC of each seed.

    A group's value is the score plus what its items move it by: placements among the other class (DeLong, DeLong and
    Clarke-Pearson, Biometrics 1988), averaged over tags. Differences and intervals of ROC-AUC are those of these
    values (``intervals.mean_interval``). Of a tag with one positive the spread of positives cannot be estimated: the
    distance of its placement from chance stands in, or intervals would be too narrow where tags are rare.

    Args:
        labels: 0 or 1, ``(items, tags)``.
        scores: ``(items, tags)``, or ``(seeds, items, tags)``.
        groups: the group of each item, numbered from 0 on, where items of one group are no independent evidence:
            windows of a track, clips of a recording. Default: each item alone.

    Returns:
        NaN where no tag has both a positive and a negative.

    Example:
        >>> labels, scores = np.array([[0], [1], [1]]), np.array([[0.5], [0.9], [0.2]])
        >>> auc_scores(labels, scores).shape, round(float(auc_scores(labels, scores).mean()), 3)
        ((1, 3), 0.5)
    """
    labels, scores = np.asarray(labels), np.asarray(scores, dtype=float)
    scores = scores[None] if scores.ndim == 2 else scores
    groups = np.arange(len(labels)) if groups is None else np.asarray(groups)
    tags = np.flatnonzero(scorable(labels))
    if not len(tags):
        return np.full((len(scores), int(groups.max()) + 1), np.nan)
    values = []
    for of_seed in scores:
        moved, auc = zip(*(_placements(labels[:, tag] == 1, of_seed[:, tag]) for tag in tags), strict=True)
        # What each item moves the macro score by, times the number of items, gathered by group.
        by_group = np.bincount(groups, weights=np.mean(moved, axis=0)) * (int(groups.max()) + 1) / len(labels)
        values.append(np.mean(auc) + by_group)
    return np.stack(values)


def precision_scores(labels: np.ndarray, scores: np.ndarray, groups: np.ndarray | None = None) -> np.ndarray:
    """Per-group values ``(seeds, groups)`` whose mean is the macro average precision of each seed.

    A group's value is the score plus what the mean moves by without it (the jackknife, Tukey 1958): average precision
    has no placements to take instead. Of a tag whose positives are all in one group nothing is left to score without
    it: chance, the share of its positives, stands in, as in ``auc_scores``. Above ``MOST_BLOCKS`` groups, blocks of
    them are left out together, and values are of blocks.

    Args:
        labels, scores, groups: as in ``auc_scores``.

    Example:
        >>> labels, scores = np.array([[0], [1], [1]]), np.array([[0.5], [0.9], [0.2]])
        >>> values = precision_scores(labels, scores)
        >>> values.shape, round(float(values.mean()), 3), round(float(average_precision(labels, scores)[0]), 3)
        ((1, 3), 0.833, 0.833)
    """
    labels, scores = np.asarray(labels), np.asarray(scores, dtype=float)
    scores = scores[None] if scores.ndim == 2 else scores
    groups = np.arange(len(labels)) if groups is None else np.asarray(groups)
    blocks = groups * min(MOST_BLOCKS, int(groups.max()) + 1) // (int(groups.max()) + 1)
    count = int(blocks.max()) + 1
    labels, scores = labels[:, scorable(labels)], scores[..., scorable(labels)]
    if not labels.shape[1]:
        return np.full((len(scores), count), np.nan)
    chance = labels.mean(axis=0)
    values = []
    for of_seed in scores:
        without = np.empty(count)
        for block in range(count):
            left = blocks != block
            per_tag = average_precision(labels[left], of_seed[left])
            without[block] = np.where(np.isnan(per_tag), chance, per_tag).mean()
        values.append(macro(average_precision(labels, of_seed)) + (count - 1) * (without.mean() - without))
    return np.stack(values)


def _placements(positive: np.ndarray, scores: np.ndarray) -> tuple[np.ndarray, float]:
    """Of one tag: what each item moves its ROC-AUC by, times the number of items, ``(items,)``; and the ROC-AUC."""
    items, hits = len(positive), int(positive.sum())
    misses = items - hits
    ranks = _ranks(scores)
    # Of each positive the share of negatives below it, of each negative the share of positives above it.
    above = (ranks[positive] - _ranks(scores[positive])) / misses
    below = 1.0 - (ranks[~positive] - _ranks(scores[~positive])) / hits
    auc = float(above.mean())
    moved = np.empty(items)
    moved[positive] = _spread(above, auc) * items / hits
    moved[~positive] = _spread(below, auc) * items / misses
    return moved - moved.mean(), auc


def _spread(placements: np.ndarray, auc: float) -> np.ndarray:
    """Distances from the mean, scaled so that their mean square is the unbiased variance."""
    count = len(placements)
    return (placements - auc) * np.sqrt(count / (count - 1)) if count > 1 else placements - 0.5


def _ranks(values: np.ndarray) -> np.ndarray:
    """Ranks from 1 on, ties their mean."""
    from scipy.stats import rankdata

    return rankdata(values)
