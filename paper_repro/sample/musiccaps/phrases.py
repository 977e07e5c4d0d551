"""The rarer aspects of MusicCaps: a quality, an instrument, its role ("mellow piano chords")."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from paper_repro.sample.tables import phrases

_TABLES = phrases(__package__, "phrases.tsv")
FAMILY_OF = {concept: family for family, members in _TABLES["FAMILIES"].items() for concept in members}
# Family -> its qualities in lively and in quiet music.
QUALITIES = {family: (lively, _TABLES["QUIET"][family]) for family, lively in _TABLES["LIVELY"].items()}
ROLES, THINGS, ORIGINS = _TABLES["ROLES"], _TABLES["THINGS"][""], _TABLES["ORIGINS"][""]


def pick(rng: np.random.Generator, words: Sequence[str], typical: float) -> str:
    """One of ``words``, the earlier the likelier: the place is exponential with the mean ``typical``."""
    place = int(rng.exponential(typical))
    return words[place] if place < len(words) else words[rng.integers(len(words))]


def draw_quality(rng: np.random.Generator, kind: str, liveliness: float, typical: float) -> str:
    """A quality for a ``family``, or for one of ``THINGS``, in music of this ``liveliness`` in [-1, 1]."""
    lively, quiet = QUALITIES[kind]
    return pick(rng, lively if rng.random() < 0.5 + 0.5 * liveliness else quiet, typical)
