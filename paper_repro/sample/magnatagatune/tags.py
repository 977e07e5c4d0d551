"""MagnaTagATune's tags, as players of a game agree on them, from what is audible.

Each tag has a score, the weighted sum of the saliences of the concepts in its rule. A clip that was played gets the
tag with probability ``(1 - w) * logistic(SLOPE * score + offset + mood) + w * share``: mostly because of what sounds,
but with the weight ``w`` (``Difficulty.random_tag_rate``) at random, at the tag's real share. So both missing and
unfounded tags grow with the difficulty, and the frequencies stay. ``mood`` is drawn once a clip: some pairs of players
agree on much, others on little. Some clips have no tags at all, for want of agreement.
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


def audible_concepts(piece: Piece, levels: Sequence[float], loudness: float) -> dict[str, float]:
    """Concept -> salience as ``music.concepts`` has it, and beside it the styles that only this set has words for."""
    audible = concepts(piece, levels, loudness)
    return audible | {piece.style: 0.95} if piece.style in MORE_STYLES else audible


def score(audible: Mapping[str, float]) -> np.ndarray:
    """Score of each tag: float64 (188,), in the order of ``TAGS``."""
    return np.array([audible.get(concept, 0.0) for concept in _CONCEPTS]) @ _WEIGHTS


def draw_tags(rng: np.random.Generator, audible: Mapping[str, float], difficulty: str) -> np.ndarray:
    """Which tags the clip gets: bool (188,), in the order of ``TAGS``."""
    played = rng.random() >= UNPLAYED
    mood = MOOD_SPREAD * rng.normal()
    random_tag_rate = difficulty_named(difficulty).random_tag_rate
    chance = (1.0 - random_tag_rate) * expit(SLOPE * score(audible) + OFFSETS + mood) + random_tag_rate * SHARES
    return (rng.random(len(TAGS)) < chance) & played


def solve_offsets(scores: np.ndarray) -> np.ndarray:
    """The offsets with which clips of these ``scores`` (clips, 188) carry each tag as often as the real ones.

    The offsets in ``vocabulary`` are its result for ``score`` of what ``writer.render_clip``
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
