"""Simulated MajorMiner players: what each of them types, in which order and when."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from paper_repro.sample.difficulty import Difficulty
from paper_repro.sample.majorminer.words import OPEN_REMARKS, QUALITIES, SYNONYMS
from paper_repro.sample.music.concepts import CONCEPTS, KIND_OF
from paper_repro.sample.music.styles import NEIGHBOURS, STYLES

# The same people play a corpus of any size, some of them far more often than others.
POPULATION = 480
MOST_CAPTIONS = 9
LONGEST_CAPTION = 30
# How the commonest word for a concept compares to the next: weights 1, r, r^2 ...
SYNONYM_RATIO = 0.18
FAVOURITE_SHARE = 0.85
REMARKS_PER_CLIP = 7

# The common order: what it is, who sings, what plays, then how it feels. Salience moves a concept forward.
GENRE_FIRST = {
    "style": 0.0,
    "voice": 1.6,
    "instrument": 1.2,
    "tempo": 2.8,
    "loudness": 3.0,
    "texture": 3.0,
    "mood": 3.4,
}
SOUND_FIRST = {
    "instrument": 0.0,
    "voice": 0.5,
    "style": 1.0,
    "tempo": 2.2,
    "loudness": 2.4,
    "texture": 2.4,
    "mood": 3.0,
}
GENRE_FIRST_SHARE = 0.75


@dataclass(frozen=True)
class Player:
    """One player, who stays the same in all clips.

    ``verbosity``: tags typed on average. ``attention``: factor on what is noticed. ``ranks``: order of the kinds of
    concepts. ``favourites``: the word he or she prefers for each concept. ``casing``: lower, title or upper.
    """

    user_id: str
    verbosity: float
    attention: float
    ranks: Mapping[str, float]
    favourites: Mapping[str, str]
    casing: str


@dataclass(frozen=True)
class TypedTag:
    """One row of the log: ``seconds`` since the player started on the clip."""

    user_id: str
    seconds: float
    tag: str
    verified: bool


def draw_population(seed: int, difficulty: Difficulty) -> tuple[Player, ...]:
    """The ``POPULATION`` players of a corpus with this seed."""
    return tuple(
        _draw_player(np.random.default_rng([seed, 2, number]), number, difficulty) for number in range(POPULATION)
    )


def _draw_player(rng: np.random.Generator, number: int, difficulty: Difficulty) -> Player:
    return Player(
        user_id=f"player{number:03d}",
        verbosity=float(np.clip(rng.lognormal(np.log(8.0), 0.45), 3.0, 26.0)),
        attention=float(rng.beta(12, 2)),
        ranks=GENRE_FIRST if rng.random() < GENRE_FIRST_SHARE else SOUND_FIRST,
        favourites={concept: _draw_word(rng, concept, difficulty.variety) for concept in SYNONYMS},
        casing=str(rng.choice(("lower", "title", "upper"), p=(0.88, 0.10, 0.02))),
    )


def _draw_word(rng: np.random.Generator, concept: str, variety: float) -> str:
    words = SYNONYMS[concept]
    ratio = SYNONYM_RATIO ** (1.0 / variety)
    # The inverse of the cumulative weights 1, r, r^2 ... of as many words as there are.
    share = rng.random() * (1.0 - ratio ** len(words))
    return words[int(math.log1p(-share) / math.log(ratio))]


def play_clip(
    rng: np.random.Generator, audible: Mapping[str, float], population: Sequence[Player], difficulty: Difficulty
) -> list[TypedTag]:
    """The tags of one clip by the players who were given it.

    Args:
        rng: Draws the players and what they do.
        audible: Audible concepts with their salience (see ``music.concepts``).
        population: Who may play.
        difficulty: How reliably.

    Returns:
        The rows of the log, player by player, each player's in the order of typing.
    """
    count = 1 + rng.binomial(MOST_CAPTIONS - 1, rng.beta(2.6, 4.2))
    activity = 1.0 / (np.arange(len(population)) + 12.0)
    chosen = rng.choice(len(population), size=count, replace=False, p=activity / activity.sum())
    remarks = _draw_remarks(rng, audible)
    rows = [row for number in chosen for row in _type_tags(rng, population[number], audible, remarks, difficulty)]
    users = Counter(key for _, key in {(row.user_id, row.tag.lower()) for row in rows})
    return [replace(row, verified=users[row.tag.lower()] > 1) for row in rows]


def _draw_remarks(rng: np.random.Generator, audible: Mapping[str, float]) -> list[str]:
    """The rare tags that this clip may suggest to several players."""
    clear = [
        concept
        for concept, salience in audible.items()
        if salience > 0.3 and KIND_OF[concept] in ("instrument", "voice")
    ]
    remarks = []
    for _ in range(REMARKS_PER_CLIP):
        if clear and rng.random() < 0.5:
            # Few qualities are common and many are rare.
            quality = QUALITIES[min(int(rng.exponential(9.0)), len(QUALITIES) - 1)]
            remarks.append(f"{quality} {SYNONYMS[clear[rng.integers(len(clear))]][0]}")
        else:
            remarks.append(OPEN_REMARKS[rng.integers(len(OPEN_REMARKS))])
    return remarks


def _type_tags(
    rng: np.random.Generator,
    player: Player,
    audible: Mapping[str, float],
    remarks: Sequence[str],
    difficulty: Difficulty,
) -> list[TypedTag]:
    noticed = _notice(rng, player, audible, difficulty)
    order = {
        concept: player.ranks[KIND_OF[concept]] - 2.5 * salience + 0.35 * difficulty.order_noise * rng.normal()
        for concept, salience in noticed.items()
    }
    wanted = int(np.clip(round(player.verbosity * rng.lognormal(0.0, 0.3)), 1, LONGEST_CAPTION))
    typed: dict[str, str] = {}
    for concept in sorted(order, key=order.__getitem__):
        word = player.favourites[concept]
        if rng.random() > FAVOURITE_SHARE:
            word = _draw_word(rng, concept, difficulty.variety)
        typed.setdefault(word, _write(rng, player, word))
    # Who wants to say more than there is says the same again in other words.
    for concept in order:
        if len(typed) < wanted:
            word = SYNONYMS[concept][rng.integers(len(SYNONYMS[concept]))]
            typed.setdefault(word, _write(rng, player, word))
    tags = list(typed.values())[:wanted]
    for remark in remarks:
        if rng.random() < 0.016 * player.verbosity and len(tags) < LONGEST_CAPTION:
            tags.append(remark)
    seconds = np.cumsum(np.append(rng.gamma(4.0, 1.2), rng.gamma(2.0, 1.6, size=max(len(tags) - 1, 0)) + 0.6))
    return [
        TypedTag(player.user_id, round(float(second), 1), tag, False)
        for second, tag in zip(seconds, tags, strict=False)
    ]


def _notice(
    rng: np.random.Generator, player: Player, audible: Mapping[str, float], difficulty: Difficulty
) -> dict[str, float]:
    """The concepts this player notices, or believes to."""
    noticed: dict[str, float] = {}
    for concept, salience in audible.items():
        if rng.random() < (1.0 - difficulty.miss) * player.attention * salience**0.8:
            if concept in STYLES and salience > 0.9 and rng.random() < difficulty.confusion:
                concept = NEIGHBOURS[concept][rng.integers(len(NEIGHBOURS[concept]))]
            noticed[concept] = max(salience, noticed.get(concept, 0.0))
    for _ in range(rng.poisson(difficulty.invent)):
        noticed.setdefault(CONCEPTS[rng.integers(len(CONCEPTS))], 0.3)
    return noticed


def _write(rng: np.random.Generator, player: Player, word: str) -> str:
    """The word as this player types it."""
    if player.casing == "title":
        return word.title()
    if player.casing == "upper":
        return word.upper()
    if rng.random() < 0.01:
        return word + str(rng.choice(("!", ".", "?")))
    return word
