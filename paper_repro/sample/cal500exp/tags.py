"""CAL500exp's 67 tags of a segment, as annotators give them, from what is audible in it.

Each tag has a score, the weighted sum of the concepts in its rule, and an offset. A segment gets the tag where score,
offset and noise add up to more than 0. The noise (normal, of standard deviation ``NOISE`` at normal difficulty) is
drawn partly once a track, partly once a segment: one and the same person labelled a whole track, so what he or she
misses or believes to notice, is missed or believed throughout, and tags change where the music does. A few cells
(``Difficulty.random_tag_rate``) come at random, at the tag's real share, whole tracks at a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.special import ndtr

from paper_repro.sample.cal500exp.vocabulary import EMOTIONS, REAL_SEGMENTS, TAGS
from paper_repro.sample.difficulty import DIFFICULTIES, difficulty_named

NOISE = 0.8
# The share of the noise's variance that stays the same through a track.
TRACK_SHARE = 0.93
# What an emotion is judged by: so much by the whole track, the rest by the segment.
WHOLE_TRACK = 0.5

SHARES = np.array([tag.count / REAL_SEGMENTS for tag in TAGS])
OFFSETS = np.array([tag.offset for tag in TAGS])
_CONCEPTS = sorted({concept for tag in TAGS for concept in tag.rule})
_WEIGHTS = np.array([[tag.rule.get(concept, 0.0) for tag in TAGS] for concept in _CONCEPTS])


def score(audible: Mapping[str, float]) -> np.ndarray:
    """Score of each tag: float64 (67,), in the order of ``TAGS``."""
    return np.array([audible.get(concept, 0.0) for concept in _CONCEPTS]) @ _WEIGHTS


def judge(audible: Sequence[Mapping[str, float]]) -> np.ndarray:
    """Scores of the tags in the segments of one track: float64 (segments, 67).

    Annotators of a segment know the rest of the track: emotions change less than the sound.
    """
    scores = np.array([score(one) for one in audible])
    felt = scores[:, : len(EMOTIONS)]
    felt += WHOLE_TRACK * (felt.mean(axis=0) - felt)
    return scores


def noise_of(difficulty: str) -> float:
    """The standard deviation of the noise: it grows with the rate of missed tags."""
    return NOISE * difficulty_named(difficulty).miss / DIFFICULTIES["normal"].miss


def draw_tags(rng: np.random.Generator, audible: Sequence[Mapping[str, float]], difficulty: str) -> np.ndarray:
    """Which tags the segments of one track get.

    Args:
        rng: Draws the annotator; the same state gives the same labels.
        audible: What is audible in each segment.
        difficulty: easy, normal or hard (see ``difficulty``).

    Returns:
        bool (segments, 67), in the order of ``TAGS``.
    """
    size = len(audible), len(TAGS)
    noise = np.sqrt(TRACK_SHARE) * rng.normal(size=len(TAGS)) + np.sqrt(1.0 - TRACK_SHARE) * rng.normal(size=size)
    tags = judge(audible) + OFFSETS + noise_of(difficulty) * noise > 0.0
    random_tags = rng.random(len(TAGS)) < difficulty_named(difficulty).random_tag_rate
    tags[:, random_tags] = (rng.random(len(TAGS)) < SHARES)[random_tags]
    return tags


def solve_offsets(scores: np.ndarray) -> np.ndarray:
    """The offsets with which segments of these ``scores`` (segments, 67) carry each tag as often as the real ones.

    The offsets of the judged tags in ``vocabulary`` are its result for ``judge`` of what
    ``cal500exp.render_track`` gives for the first 150 tracks of seed 1,000,003. When a rule, a style or its share
    changes they want to be solved anew.
    """
    low, high = np.full(scores.shape[1], -40.0), np.full(scores.shape[1], 40.0)
    for _ in range(40):
        middle = (low + high) / 2
        share = ndtr((scores + middle) / NOISE).mean(axis=0)
        low, high = np.where(share < SHARES, middle, low), np.where(share < SHARES, high, middle)
    return (low + high) / 2
