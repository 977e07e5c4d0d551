"""Controls: whether a model uses its audio at all, by scoring its output against other clips' labels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

PERMUTATIONS = 20
#: Of thousands of items a few permutations have as little spread as twenty of a hundred.
ENOUGH_SCORES, FEWEST_PERMUTATIONS = 4000, 5


@dataclass(frozen=True)
class Shuffled:
    """A score with the audio shuffled between clips: per clip the mean over permutations, and their spread.

    Of a score that only a whole set of clips has, ``per_clip`` holds that one number.
    """

    per_clip: np.ndarray
    mean: float
    spread: float
    permutations: int


def permutations_of(items: int) -> int:
    """How many permutations of ``items`` a score is averaged over where each is costly: 20, of many items fewer.

    Example:
        >>> [permutations_of(items) for items in (50, 200, 400, 2858)]
        [20, 20, 10, 5]
    """
    return min(PERMUTATIONS, max(FEWEST_PERMUTATIONS, ENOUGH_SCORES // max(items, 1)))


def shuffled_audio(
    score: Callable[[np.ndarray], np.ndarray], clips: int, *, permutations: int = PERMUTATIONS, seed: int = 0
) -> Shuffled:
    """Scores every clip's labels against the model's output for another clip.

    A model's output depends on nothing but its clip, so shuffling outputs is shuffling audio, and needs no new
    inference. No permutation leaves a clip in its place.

    Args:
        score: ``order -> scores (clips,)``: clip i's labels against the output for clip ``order[i]``. A score that
            only all clips together have is ``(1,)``.
        clips: their number.
        permutations: their number.
        seed: of the permutations.

    Raises:
        ValueError: fewer than two clips.

    Example:
        >>> labels, outputs = np.arange(10), np.arange(10)  # a perfect system
        >>> shuffled_audio(lambda order: (labels == outputs[order]).astype(float), 10).mean
        0.0
    """
    if clips < 2:
        raise ValueError(f"`clips` must be at least 2 to be shuffled. Received: {clips}")
    rng = np.random.default_rng(seed)
    scores = np.stack([score(_derangement(clips, rng)) for _ in range(permutations)])  # (permutations, clips)
    means = scores.mean(axis=1)
    return Shuffled(scores.mean(axis=0), float(means.mean()), float(means.std(ddof=1)), permutations)


def _derangement(size: int, rng: np.random.Generator) -> np.ndarray:
    """A random permutation without fixed points: one random cycle through all."""
    cycle = rng.permutation(size)
    order = np.empty(size, dtype=int)
    order[cycle] = np.roll(cycle, 1)
    return order
