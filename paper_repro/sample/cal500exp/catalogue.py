"""Songs that never were: what each track of the sample corpus is called, in which styles, and who sings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from paper_repro.sample.names import COLOURS, FIRST, LAST, THINGS

# Style -> how many of the tracks have it, relative to the others: the real set is popular music of fifty years, and
# its tags say who plays it.
STYLE_SHARES = {
    "rock": 20.0, "soft rock": 18.0, "pop": 15.0, "metal": 3.0, "punk": 4.5, "folk": 6.0, "country": 4.0, "blues": 4.0,
    "funk": 3.0, "soul": 6.0, "reggae": 3.5, "hip hop": 6.0, "electropop": 7.0, "techno": 2.0, "house": 2.0,
    "downtempo": 3.5, "jazz": 5.0, "ambient": 1.5, "latin": 2.0, "classical": 1.0, "piano solo": 1.5,
    "guitar solo": 1.5, "a cappella": 0.7, "world": 1.0, "indian": 0.7, "celtic": 0.8, "new age": 0.8,
}  # fmt: skip
# Where the same song may turn to for a while: quiet music to something loud and the other way round.
_QUIET = ("piano solo", "guitar solo", "folk", "ambient", "classical", "soul")
_LOUD = ("rock", "punk", "electropop", "funk", "latin", "country")
_SYNTHETIC = ("ambient", "downtempo", "techno", "piano solo", "house")
TURNS_TO = {
    **dict.fromkeys(("rock", "pop", "punk", "metal", "country", "funk", "latin", "blues", "reggae"), _QUIET),
    **dict.fromkeys(("techno", "house", "electropop", "downtempo", "hip hop", "ambient"), _SYNTHETIC),
}
# The share of tracks with a man singing in front, with a woman, and of those without singer.
SINGERS = {"male": 0.64, "female": 0.22, "": 0.14}
# One track in so many has a letter beyond ASCII in its name, this the first of them.
ACCENTED_EVERY, ACCENTED_FIRST = 40, 3
ACCENTS = {"o": "ö", "e": "é", "a": "å", "u": "ü", "i": "í"}

NAME_STREAM, STYLE_STREAM = 41, 42
GOLDEN = 0.6180339887498949


@dataclass(frozen=True)
class Entry:
    """Metadata of a track.

    ``artist`` and ``title`` are in lower case, as the tables have them; ``turn`` is the style of its contrasting
    sections; ``singer`` is male, female or empty.
    """

    artist: str
    title: str
    style: str
    turn: str
    singer: str

    @property
    def mp3_song(self) -> str:
        """``<artist>-<title>`` with underscores, the stem of the mp3 and the name in ``durations.csv``."""
        return f"{self.artist}-{self.title}".replace("'", "").replace(" ", "_")

    @property
    def song(self) -> str:
        """The stem of the labels: letters beyond ASCII are lost, as they are in the real set."""
        return self.mp3_song.encode("ascii", "ignore").decode()


@lru_cache(maxsize=4096)
def entry(seed: int, index: int) -> Entry:
    """Track ``index`` of the corpus with this seed; the size of the corpus plays no part."""
    rng = np.random.default_rng([seed, NAME_STREAM, index])
    artist, title = _artist(rng), _title(rng, seed, index)
    if index % ACCENTED_EVERY == ACCENTED_FIRST:
        letter = next(letter for letter in artist[::-1] if letter in ACCENTS)
        artist = artist[::-1].replace(letter, ACCENTS[letter], 1)[::-1]
    # Multiples of the golden ratio fall evenly on [0, 1): every part of a corpus has its share of the styles.
    first = np.random.default_rng([seed, STYLE_STREAM]).random()
    style = _at(STYLE_SHARES, (first + index * GOLDEN) % 1.0)
    turns = [turn for turn in TURNS_TO.get(style, _LOUD) if turn != style]
    return Entry(artist, title, style, str(rng.choice(turns)), _at(SINGERS, rng.random()))


def _at(shares: dict[str, float], position: float) -> str:
    edges = np.cumsum(list(shares.values()))
    return list(shares)[int(np.searchsorted(edges / edges[-1], position, side="right"))]


def _artist(rng: np.random.Generator) -> str:
    first, last, colour, thing = (words[rng.integers(len(words))] for words in (FIRST, LAST, COLOURS, THINGS))
    forms = (f"{first} {last}", f"{first} {last}", f"{colour} {thing}s", f"{last} and the {thing}s", f"Dr. {last}")
    return forms[rng.integers(len(forms))].lower()


def _title(rng: np.random.Generator, seed: int, index: int) -> str:
    # Every track has its own pair of words, by a step that has no factor in common with their number.
    pair = (index * 1_543 + seed * 811) % (len(COLOURS) * len(THINGS))
    colour, thing = COLOURS[pair // len(THINGS)], THINGS[pair % len(THINGS)]
    forms = (
        "{} {}", "{} {}", "my {} {}", "don't wait for the {} {}", "{} {} (late mix)", "{}, {}", "i'm your {} {}",
        "{} at the {}",
    )  # fmt: skip
    return forms[rng.integers(len(forms))].format(colour, thing).lower()
