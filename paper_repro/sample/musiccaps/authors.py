"""The ten who describe the clips of the MusicCaps sample corpus: how much they write, of what, and in which words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from paper_repro.sample.musiccaps.words import WORDS
from paper_repro.sample.tables import phrases, single_numbers, weights

# A stream of random numbers of its own; the authors are the same in every corpus.
HABITS = 35
# How far an author's order of the words for one thing strays from the common one, in ranks.
STRAY = 3.0
NUMBERS = ("share", "length", "spread", "standard", "described", "repeats", "reach")


@dataclass(frozen=True, kw_only=True)
class Author:
    """One author.

    ``share``: of the clips. ``length``, ``spread``: of the lists of aspects (mean and standard deviation).
    ``order``: kinds of aspects (see ``words.KINDS``; thing is the rest), what comes first first.
    ``standard``: the ``Recording.grade`` from which he or she complains of the quality.
    ``habits``: kind or concept -> chance that what is noticed of it is written down; 1 by default.
    ``described``: chance that an instrument or a voice gets a quality or a role beside its name.
    ``shapes``: how a quality {q}, a second one {t}, a name {n} and a role {r} are put together.
    ``genre``, ``mood``: how those words are used. ``repeats``: chance that an aspect comes twice.
    ``reach``: how far he or she goes for words, the commonest being the nearest.
    ``fillers``: kind -> weight, for what is added where a list would be too short.
    ``own``: concept -> the words that he or she prefers to all others.
    """

    share: float
    length: float
    spread: float
    order: str
    standard: float
    habits: Mapping[str, float]
    described: float
    shapes: tuple[str, ...]
    fillers: Mapping[str, float]
    own: Mapping[str, tuple[str, ...]]
    genre: str = "{n}"
    mood: str = "{n}"
    repeats: float = 0.01
    reach: float = 1.0


_TABLES = phrases(__package__, "authors.tsv")


def _author(number: int) -> Author:
    facts = _TABLES[f"author {number}"]
    values: dict = {name: words[0] for name, words in facts.items() if name in ("order", "genre", "mood")}
    values |= {name: float(words[0]) for name, words in facts.items() if name in NUMBERS}
    habits = facts["habits"]
    # What most write little of.
    base = single_numbers(_TABLES["sparing"]) if habits[0] == "sparing" else {}
    return Author(
        habits=base | weights(habits[bool(base) :]),
        shapes=facts["shapes"],
        fillers=weights(facts["fillers"]),
        own=_TABLES[f"words of author {number}"],
        **values,
    )


AUTHORS = tuple(_author(number) for number in range(10))


def _own_words(number: int) -> dict[str, tuple[str, ...]]:
    """The words that an author has for each concept, the preferred first."""
    author, rng = AUTHORS[number], np.random.default_rng([HABITS, number])
    words = {}
    for concept, common in WORDS.items():
        places = np.arange(len(common)) + STRAY * rng.random(len(common))
        moved = [common[place] for place in np.argsort(places)]
        preferred = author.own.get(concept, ())
        words[concept] = (*preferred, *(word for word in moved if word not in preferred))
    return words


WORDS_OF: tuple[dict[str, tuple[str, ...]], ...] = tuple(_own_words(number) for number in range(len(AUTHORS)))
