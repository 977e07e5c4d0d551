"""From what is audible to an author's list of aspects: noticed, worded, filled up, put in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from paper_repro.sample.difficulty import Difficulty
from paper_repro.sample.music.styles import NEIGHBOURS
from paper_repro.sample.musiccaps.authors import AUTHORS, WORDS_OF, Author
from paper_repro.sample.musiccaps.moods import liveliness
from paper_repro.sample.musiccaps.phrases import FAMILY_OF, ORIGINS, ROLES, THINGS, draw_quality, pick
from paper_repro.sample.musiccaps.words import GENRE, KIND_OF, WORDS

LONGEST = 34
# How deep into a list of words an author reaches, on average: half as deep into one with words of his or her own.
WORD_DEPTH = {"mood": 2.6, "use": 2.0, "genre": 1.0, "live": 0.8}
COMMON_DEPTH = 0.5
QUALITY_DEPTH = 8.0
ROLE_DEPTH = 3.5
THING_DEPTH = 22.0
# What is checked rather than noticed is seldom missed: this share of the usual misses.
CHECKED = {"tempo": 0.4, "absence": 0.3}
# A genre gets an origin this often, where an instrument would get a quality.
ORIGIN_SHARE = 0.5
# Some clips are dealt with in a few words, some at great length.
HASTY, THOROUGH = 0.02, 0.02
TRIES = 60


@dataclass(frozen=True)
class Aspect:
    """One entry of a list, and the concept it speaks of (see ``words``), or thing."""

    concept: str
    text: str

    @property
    def kind(self) -> str:
        """One of ``words.KINDS``, or thing."""
        return KIND_OF.get(self.concept, "thing")


def list_aspects(
    rng: np.random.Generator, number: int, audible: Mapping[str, float], difficulty: Difficulty
) -> list[Aspect]:
    """The aspects that author ``number`` (0 to 9) lists for a clip with these ``audible`` concepts, in order."""
    author = AUTHORS[number]
    wanted = _length(rng, author)
    lively = liveliness(audible)
    noticed = _notice(rng, author, audible, difficulty)
    weight = {concept: salience + _bonus(author, concept) + 0.2 * rng.normal() for concept, salience in noticed.items()}
    chosen: dict[str, tuple[Aspect, float]] = {}
    for concept in sorted(weight, key=weight.__getitem__, reverse=True):
        if len(chosen) < wanted:
            text = _word(rng, number, concept, lively, difficulty)
            chosen.setdefault(text, (Aspect(concept, text), noticed[concept]))
    for _ in range(TRIES):
        if len(chosen) < wanted:
            aspect = _filler(rng, number, noticed, lively, difficulty)
            chosen.setdefault(aspect.text, (aspect, 0.1))
    late = {"recording": 8.0 * (rng.random() < 0.4)}
    place = {
        text: _rank(author, aspect.kind) - 0.8 * salience + 0.45 * difficulty.order_noise * rng.normal()
        + late.get(aspect.kind, 0.0) * (salience < 0.6)
        for text, (aspect, salience) in chosen.items()
    }  # fmt: skip
    aspects = [chosen[text][0] for text in sorted(place, key=place.__getitem__)]
    if len(aspects) > 2 and rng.random() < author.repeats:
        again = int(rng.integers(len(aspects) - 1))
        aspects.insert(int(rng.integers(again + 1, len(aspects))) + 1, aspects[again])
    return aspects[:LONGEST]


def _length(rng: np.random.Generator, author: Author) -> int:
    draw = rng.random()
    if draw < HASTY:
        return int(rng.integers(1, 4))
    mean = author.length * (1.5 if draw < HASTY + THOROUGH else 1.0)
    return int(np.clip(round(mean + author.spread * rng.normal()), 2, LONGEST))


def _notice(
    rng: np.random.Generator, author: Author, audible: Mapping[str, float], difficulty: Difficulty
) -> dict[str, float]:
    """The concepts the author notices and finds worth writing down, or imagines."""
    noticed: dict[str, float] = {}
    for concept, salience in audible.items():
        if concept == "poor recording":
            # Whether a recording is bad is a matter of the standard one has.
            if rng.random() > 0.3 * difficulty.miss and salience + 0.12 * rng.normal() > author.standard:
                noticed[concept] = 0.9
        elif rng.random() < _chance(author, concept, salience, difficulty):
            if concept in NEIGHBOURS and rng.random() < difficulty.confusion:
                concept = NEIGHBOURS[concept][rng.integers(len(NEIGHBOURS[concept]))]
            noticed[concept] = max(salience, noticed.get(concept, 0.0))
    for _ in range(rng.poisson(difficulty.invent)):
        concept = list(WORDS)[rng.integers(len(WORDS))]
        if rng.random() < _habit(author, concept):
            noticed.setdefault(concept, 0.3)
    return noticed


def _chance(author: Author, concept: str, salience: float, difficulty: Difficulty) -> float:
    miss = difficulty.miss * CHECKED.get(KIND_OF[concept], 1.0)
    return (1.0 - miss) * min(1.0, 1.3 * salience) ** 0.6 * _habit(author, concept)


def _habit(author: Author, concept: str) -> float:
    return author.habits.get(concept, author.habits.get(KIND_OF[concept], 1.0))


def _bonus(author: Author, concept: str) -> float:
    """Bonus of concepts that an author never drops for want of room."""
    return 0.6 if author.habits.get(KIND_OF[concept], 0.0) >= 0.8 or KIND_OF[concept] == "recording" else 0.0


def _rank(author: Author, kind: str) -> float:
    # Things that the order does not name come between the sounds and the moods.
    order = author.order.split()
    return order.index(kind) if kind in order else len(order) - 2.5


def _word(rng: np.random.Generator, number: int, concept: str, lively: float, difficulty: Difficulty) -> str:
    """A wording of a concept by author ``number``."""
    author = AUTHORS[number]
    reach = author.reach * difficulty.variety
    depth = WORD_DEPTH.get(KIND_OF[concept], COMMON_DEPTH) * reach * (0.5 if concept in author.own else 1.0)
    word = pick(rng, WORDS_OF[number][concept], depth)
    described = author.described * (0.5 if concept in author.own else 1.0)
    if concept in FAMILY_OF and rng.random() < described:
        kind = FAMILY_OF[concept]
        shape = author.shapes[rng.integers(len(author.shapes))]
        quality = draw_quality(rng, kind, lively, QUALITY_DEPTH * reach)
        thing = draw_quality(rng, "thing", lively, THING_DEPTH * reach)
        role = pick(rng, ROLES[kind], ROLE_DEPTH * reach)
        # The plain name: an author's own words may hold a quality already.
        return " ".join(shape.format(q=quality, t=thing, n=pick(rng, WORDS[concept], depth), r=role).split())
    if concept in GENRE:
        if rng.random() < ORIGIN_SHARE * author.described:
            word = f"{pick(rng, ORIGINS, QUALITY_DEPTH * reach)} {word}"
        # No "folk music song".
        return word if word.endswith(("song", "music", "solo")) else author.genre.format(n=word)
    return author.mood.format(n=word) if KIND_OF[concept] == "mood" else word


def _filler(
    rng: np.random.Generator, number: int, noticed: Mapping[str, float], lively: float, difficulty: Difficulty
) -> Aspect:
    """Something more to say."""
    fillers = AUTHORS[number].fillers
    weights = np.array(list(fillers.values()), dtype=float)
    kind = list(fillers)[rng.choice(len(weights), p=weights / weights.sum())]
    about = [concept for concept in noticed if KIND_OF[concept] == kind]
    if kind == "thing" or not about:
        return Aspect("thing", _thing(rng, number, noticed, lively))
    concept = about[rng.integers(len(about))]
    if kind in ("mood", "use"):
        # The same again in another word.
        return Aspect(concept, WORDS_OF[number][concept][rng.integers(len(WORDS[concept]))])
    return Aspect(concept, _word(rng, number, concept, lively, difficulty))


def _thing(rng: np.random.Generator, number: int, noticed: Mapping[str, float], lively: float) -> str:
    """Something seldom said twice; half of the time it names a genre or a mood of the clip."""
    about = [concept for concept in noticed if KIND_OF[concept] in ("genre", "mood")]
    thing = pick(rng, THINGS, THING_DEPTH)
    if about and rng.random() < 0.5:
        concept = about[rng.integers(len(about))]
        return f"{WORDS_OF[number][concept][rng.integers(len(WORDS[concept]))]} {thing}"
    return f"{draw_quality(rng, 'thing', lively, THING_DEPTH)} {thing}"
