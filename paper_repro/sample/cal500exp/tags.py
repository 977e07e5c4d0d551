"""What annotators say of a segment: CAL500exp's 67 tags from what is to be heard in it.

Each tag has a score, the weighted sum of the concepts in its rule, and an offset. A segment gets the tag where score,
offset and noise add up to more than 0. The noise (normal, of standard deviation ``NOISE`` at normal difficulty) is
drawn partly once a track, partly once a segment: one and the same person labelled a whole track, so what he or she
misses or believes to hear, is missed or believed throughout, and tags change where the music does. A few cells
(``Difficulty.whim``) come at random, at the tag's real share, whole tracks at a time.
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


def score(heard: Mapping[str, float]) -> np.ndarray:
    """How much speaks for each tag: float64 (67,), in the order of ``TAGS``."""
    return np.array([heard.get(concept, 0.0) for concept in _CONCEPTS]) @ _WEIGHTS


def judge(heard: Sequence[Mapping[str, float]]) -> np.ndarray:
    """How much speaks for each tag in the segments of one track: float64 (segments, 67).

    Whoever says what a segment feels like has the rest of the track in the ear: emotions change less than the sound.
    """
    scores = np.array([score(one) for one in heard])
    felt = scores[:, : len(EMOTIONS)]
    felt += WHOLE_TRACK * (felt.mean(axis=0) - felt)
    return scores


def noise_of(difficulty: str) -> float:
    """The standard deviation of the noise: it grows with how much people miss."""
    return NOISE * difficulty_named(difficulty).miss / DIFFICULTIES["normal"].miss


def draw_tags(rng: np.random.Generator, heard: Sequence[Mapping[str, float]], difficulty: str) -> np.ndarray:
    """Which tags the segments of one track get.

    Args:
        rng: Draws the annotator; the same state gives the same labels.
        heard: What is to be heard in each segment.
        difficulty: easy, normal or hard (see ``difficulty``).

    Returns:
        bool (segments, 67), in the order of ``TAGS``.
    """
    size = len(heard), len(TAGS)
    noise = np.sqrt(TRACK_SHARE) * rng.normal(size=len(TAGS)) + np.sqrt(1.0 - TRACK_SHARE) * rng.normal(size=size)
    tags = judge(heard) + OFFSETS + noise_of(difficulty) * noise > 0.0
    whims = rng.random(len(TAGS)) < difficulty_named(difficulty).whim
    tags[:, whims] = (rng.random(len(TAGS)) < SHARES)[whims]
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
