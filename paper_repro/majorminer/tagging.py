"""Captioners scored as taggers (Sec. 4): what clips' players said, and how high a captioner ranks it.

A captioner's tags are ranked by the probability that some step of its own caption would say them, see ``heard``; for
the order of tags by the caption itself, and after it by that probability.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from paper_repro.majorminer.data import Caption

#: Tags counted by precision and recall, and by nDCG. The paper names no k; ours.
K, ORDERED = 5, 10
#: Test clips that a tag needs to be scored by itself; ours.
LEAST_CLIPS = 3

Groups = Sequence[Sequence[Caption]]


@dataclass(frozen=True)
class Truth:
    """What the players of clips said.

    Attributes:
        tags: those of training captions.
        labels: whether a clip has a tag, bool ``(clips, tags)``.
        gains: how early its players name it, ``(clips, tags)``: of each caption 1 / place or 0, mean over captions.
        scored: tags that enough clips have, and not all, bool ``(tags,)``.
        rare: the rarer half of these by training clips, bool ``(tags,)``.
        popular: share of training clips with each tag, ``(tags,)``.
        early: mean training gain of each tag, ``(tags,)``.
    """

    tags: tuple[str, ...]
    labels: np.ndarray
    gains: np.ndarray
    scored: np.ndarray
    rare: np.ndarray
    popular: np.ndarray
    early: np.ndarray


def truth(train: Groups, test: Groups) -> Truth:
    """From the captions of training and test clips.

    Example:
        >>> found = truth([[("rock", "drum")], [("drum",)]], [[("drum", "rock"), ("rock",)]])
        >>> found.tags, found.popular.tolist(), found.gains.tolist()
        (('drum', 'rock'), [1.0, 0.5], [[0.5, 0.75]])
    """
    tags = tuple(sorted({tag for group in train for caption in group for tag in caption}))
    place = {tag: number for number, tag in enumerate(tags)}
    learned, gains = _gains(train, place), _gains(test, place)
    labels = gains > 0
    counts, heard = labels.sum(axis=0), (learned > 0).sum(axis=0)
    scored = (counts >= LEAST_CLIPS) & (counts < len(labels))
    rare = scored & (heard < np.median(heard[scored])) if scored.any() else scored
    return Truth(tags, labels, gains, scored, rare, heard / len(train), learned.mean(axis=0))


def _gains(groups: Groups, place: Mapping[str, int]) -> np.ndarray:
    gains = np.zeros((len(groups), len(place)))
    for clip, group in enumerate(groups):
        for caption in group:
            for number, tag in enumerate(caption, start=1):
                if tag in place:
                    gains[clip, place[tag]] += 1.0 / number / len(group)
    return gains


def as_said(captions: Sequence[Sequence[str]], scores: np.ndarray, tags: Sequence[str]) -> np.ndarray:
    """Scores below 1, ``(clips, tags)``, with the tags of each clip's caption above all others, the first on top."""
    place = {tag: number for number, tag in enumerate(tags)}
    raised = np.array(scores, dtype=float)
    for clip, caption in enumerate(captions):
        said = [place[tag] for tag in dict.fromkeys(caption) if tag in place]
        raised[clip, said] = 1.0 + np.arange(len(said), 0, -1)
    return raised


def precision_at(labels: np.ndarray, scores: np.ndarray, k: int = K) -> np.ndarray:
    """Share of each clip's k highest tags that it has, ``(clips,)``; both arguments are ``(clips, tags)``.

    Example:
        >>> precision_at(np.array([[True, False, True]]), np.array([[0.3, 0.2, 0.1]]), k=2).tolist()
        [0.5]
    """
    return np.take_along_axis(labels, _highest(scores, k), axis=1).mean(axis=1)


def recall_at(labels: np.ndarray, scores: np.ndarray, k: int = K) -> np.ndarray:
    """Share of each clip's tags that are among the k highest, ``(clips,)``; 0 of a clip without any."""
    found = np.take_along_axis(labels, _highest(scores, k), axis=1).sum(axis=1)
    return found / np.maximum(labels.sum(axis=1), 1)


def ndcg_at(gains: np.ndarray, scores: np.ndarray, k: int = ORDERED) -> np.ndarray:
    """Discounted gain of each clip's k highest tags, of that of the best order, ``(clips,)`` (Järvelin and Kekäläinen
    2002); 0 of a clip without gains.

    Example:
        >>> ndcg_at(np.array([[1.0, 0.5, 0.0]]), np.array([[0.9, 0.5, 0.1]])).tolist()
        [1.0]
    """
    best = _discounted(np.take_along_axis(gains, _highest(gains, k), axis=1))
    found = _discounted(np.take_along_axis(gains, _highest(scores, k), axis=1))
    return np.divide(found, best, out=np.zeros(len(gains)), where=best > 0)


def _discounted(gains: np.ndarray) -> np.ndarray:
    return (gains / np.log2(np.arange(gains.shape[1]) + 2.0)).sum(axis=1)


def _highest(scores: np.ndarray, k: int) -> np.ndarray:
    """Places of the k highest scores of each clip, of equal ones the first: ``(clips, k)``."""
    return np.argsort(-scores, axis=1, kind="stable")[:, :k]
