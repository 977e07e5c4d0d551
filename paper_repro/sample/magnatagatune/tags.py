"""What people playing a game over a clip agree on: MagnaTagATune's tags from what is to be heard.

Each tag has a score, the weighted sum of the saliences of the concepts in its rule. A clip that was played gets the
tag with probability ``(1 - w) * logistic(SLOPE * score + offset + mood) + w * share``: mostly because of what sounds,
but with the weight ``w`` (``Difficulty.whim``) at random, at the tag's real share; so both misses and tags that
nothing gives reason for grow with the difficulty, and the frequencies stay. ``mood`` is drawn once a clip: some
pairs of players agree on much, others on little. Some clips nobody agreed on at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.special import expit

from paper_repro.sample.difficulty import difficulty_named
from paper_repro.sample.magnatagatune.vocabulary import REAL_CLIPS, TAGS
from paper_repro.sample.music.concepts import concepts
from paper_repro.sample.music.piece import Piece
from paper_repro.sample.music.styles import MORE_STYLES

SLOPE = 10.0
MOOD_SPREAD = 0.9
# In the real set 16.3 % of the clips have no tag; most were played, and a few of ours come to none by chance.
UNPLAYED = 0.145

SHARES = np.array([tag.count / REAL_CLIPS for tag in TAGS]) / (1.0 - UNPLAYED)
OFFSETS = np.array([tag.offset for tag in TAGS])
_CONCEPTS = sorted({concept for tag in TAGS for concept in tag.rule})
_WEIGHTS = np.array([[tag.rule.get(concept, 0.0) for tag in TAGS] for concept in _CONCEPTS])


def hear(piece: Piece, levels: Sequence[float], loudness: float) -> dict[str, float]:
    """Concept -> salience as ``tags.concepts`` has it, and beside it the styles that only this set has words for."""
    heard = concepts(piece, levels, loudness)
    return heard | {piece.style: 0.95} if piece.style in MORE_STYLES else heard


def score(heard: Mapping[str, float]) -> np.ndarray:
    """How much speaks for each tag: float64 (188,), in the order of ``TAGS``."""
    return np.array([heard.get(concept, 0.0) for concept in _CONCEPTS]) @ _WEIGHTS


def draw_tags(rng: np.random.Generator, heard: Mapping[str, float], difficulty: str) -> np.ndarray:
    """Which tags the clip gets: bool (188,), in the order of ``TAGS``."""
    played = rng.random() >= UNPLAYED
    mood = MOOD_SPREAD * rng.normal()
    whim = difficulty_named(difficulty).whim
    chance = (1.0 - whim) * expit(SLOPE * score(heard) + OFFSETS + mood) + whim * SHARES
    return (rng.random(len(TAGS)) < chance) & played


def solve_offsets(scores: np.ndarray) -> np.ndarray:
    """The offsets with which clips of these ``scores`` (clips, 188) carry each tag as often as the real ones.

    The offsets in ``magnatagatune_vocabulary`` are its result for ``score`` of what ``magnatagatune.render_clip``
    gives for the first 3,000 clips of seed 1,000,003 at normal difficulty. When a rule, a style or its share changes
    they want to be solved anew.
    """
    # The mood at 9 equally likely values of a normal distribution.
    moods = MOOD_SPREAD * np.array([-1.59, -0.97, -0.59, -0.28, 0.0, 0.28, 0.59, 0.97, 1.59])
    low, high = np.full(scores.shape[1], -40.0), np.full(scores.shape[1], 40.0)
    for _ in range(40):
        middle = (low + high) / 2
        share = np.mean([expit(SLOPE * scores + middle + mood).mean(axis=0) for mood in moods], axis=0)
        low, high = np.where(share < SHARES, middle, low), np.where(share < SHARES, high, middle)
    return (low + high) / 2
