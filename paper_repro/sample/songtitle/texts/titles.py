"""Titles of scenes in the manner of song titles: short, partly in the captions' words, partly names and rare words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from paper_repro.sample.songtitle.scene import Scene, draw_scene
from paper_repro.sample.songtitle.texts.lexicon import (
    PEOPLE,
    RARE,
    TITLE_MOODS,
    TITLE_NOUNS,
    TITLE_VERBS,
    TITLE_WORDS,
    TOWNS,
)

# One in about seven titles names a person or a town, as many have a word that captions do not have.
NAMED, ODD = 0.14, 0.12
# How much rarer each noun for a thing is than the one before it.
NOUN_RATIO = 0.6
LOWER = frozenset({"of", "the", "in", "and", "to", "a", "on", "for", "with", "is"})

# {0} {1} {2}: nouns of the scene; {m}: a mood, {v} {V}: what is done, in -ing and plain; {w}: a common song word;
# {c}: a colour. The number is the weight.
PATTERNS: tuple[tuple[float, str], ...] = (
    (14, "{0}"), (4, "{m}"), (9, "{m} {0}"), (6, "{0} {1}"), (5, "The {0}"), (3, "{c} {0}"), (3, "{v} {0}"),
    (3, "{w} {0}"), (4, "{0} {w}"), (2, "{V} Away"), (2, "My {0}"), (3, "{0} And {1}"), (3, "The {m} {0}"),
    (3, "Under The {0}"), (3, "{m} {0} {1}"), (3, "In The {0}"), (2, "{0} Of {w}"), (2, "{0} {1} {w}"),
    (4.1, "{v} In The {0}"), (4.1, "{0} Of The {1}"), (2.7, "{0} In The {1}"), (2.7, "{V} With The {0}"),
    (2.7, "{w} In The {0}"), (2.7, "{V} To The {0}"), (2, "The {0} And The {1}"), (2, "When The {0} Is {m}"),
    (2, "Where The {0} Is {m}"), (2, "{v} Under The {m} {0}"), (2, "Take Me To The {0}"), (1.6, "The {m} {0} Of {w}"),
    (1.4, "I Want To {V} With You"), (1.1, "All The {0} In The World"), (1.1, "{0} Of The {m} {1} {2}"),
    (0.9, "You And I And The {m} {0}"), (0.9, "There Is A {m} {0} In The {1}"), (0.8, "I Can See The {0} And The {1}"),
    (0.7, "The Day The {0} Was {v} In The {1} Of {w}"), (0.7, "If I Could {V} You To The {0} Again"),
)  # fmt: skip
NAMED_PATTERNS = (
    "{p}", "{t}", "{p}'s {0}", "{t} {0}", "Goodbye {t}", "Letter To {p}", "{0} In {t}", "{p} And {P}", "{m} {p}",
    "{p} Of The {0}", "{v} In {t}", "The {0} Of {t}", "{p} Is {v} In The {0}",
)  # fmt: skip
ODD_PATTERNS = ("{r}", "{r}", "{r} {0}", "The {r}", "{m} {r}", "{r} And {0}", "{0} {r}", "{r} Of The {0}")


@dataclass(frozen=True)
class Manner:
    """Style of a data set's titles: chances of an addition, a bare track number, small words in lower case."""

    additions: tuple[str, ...]
    added: float
    numbered: float
    sentence: float


MSD = Manner(("(Album Version)", "(LP Version)", "(Live)", "(2004 Digital Remaster)", "[Remix]"), 0.08, 0.0, 0.12)
FMA = Manner(("(live)", "(demo)", "pt. 2", "II", "(edit)"), 0.05, 0.05, 0.35)


def write_title(rng: np.random.Generator, scene: Scene, manner: Manner = MSD, unrelated_rate: float = 0.0) -> str:
    """One title, 1 to about 11 words.

    Args:
        rng: Draws the wording; the same state gives the same title.
        scene: What the song is about.
        manner: How the data set writes titles.
        unrelated_rate: Chance that the title is about something else, in parts of 1.
    """
    if rng.random() < manner.numbered:
        return f"{rng.choice(('Track', 'Untitled'))} {rng.integers(1, 16):02d}"
    if rng.random() < unrelated_rate:
        scene = draw_scene(rng)
    kind = rng.random()
    if kind < NAMED:
        pattern = str(rng.choice(NAMED_PATTERNS))
    elif kind < NAMED + ODD:
        pattern = str(rng.choice(ODD_PATTERNS))
    else:
        weights = np.array([weight for weight, _ in PATTERNS])
        pattern = PATTERNS[rng.choice(len(PATTERNS), p=weights / weights.sum())][1]
    title = pattern.format(*_nouns(rng, scene), **_words(rng, scene))
    if rng.random() < manner.sentence:
        first, *rest = title.split()
        title = " ".join([first, *(word.lower() if word.lower() in LOWER else word for word in rest)])
    if rng.random() < manner.added:
        title += f" {rng.choice(manner.additions)}"
    return title


def _nouns(rng: np.random.Generator, scene: Scene) -> list[str]:
    """Three different nouns, of the most telling parts of the scene first."""
    parts = {scene.place: 3.0, scene.time: 4.0 if scene.time != "day" else 1.2}
    if scene.weather != "clear":
        parts[scene.weather] = 5.0
    if scene.subject != "none":
        parts[scene.subject] = 2.5
    parts[scene.season] = 1.5 if scene.season in ("summer", "winter") else 0.8
    nouns: list[str] = []
    while len(nouns) < 3:
        weights = np.array(list(parts.values()))
        words = TITLE_NOUNS[str(rng.choice(list(parts), p=weights / weights.sum()))]
        ranks = NOUN_RATIO ** np.arange(len(words))
        noun = str(rng.choice(words, p=ranks / ranks.sum()))
        if noun not in nouns:
            nouns.append(noun)
    return nouns


def _words(rng: np.random.Generator, scene: Scene) -> dict[str, str]:
    verbs = TITLE_VERBS[scene.action]
    first, second = rng.choice(PEOPLE, size=2, replace=False)
    dark = scene.light < 0.4
    colour = scene.colour if rng.random() < 0.5 else ("Blue" if dark else "Golden")
    return {
        "m": str(rng.choice(TITLE_MOODS[scene.mood])),
        "v": verbs[0],
        "V": verbs[-1],
        "w": str(rng.choice(TITLE_WORDS)),
        "c": colour.capitalize(),
        "p": str(first),
        "P": str(second),
        "t": str(rng.choice(TOWNS)),
        "r": str(rng.choice(RARE)),
    }
