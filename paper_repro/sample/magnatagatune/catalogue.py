"""A record label that never was: which artist, album, track and segment each clip of the sample corpus comes from.

Clips are dealt out to albums like cards, 32 albums at a time, so that a small corpus has all folders too. An album
lies in one folder, as in the real set, and an artist's albums in any: artists of the test set are also trained on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from paper_repro.sample.names import COLOURS, FIRST, LAST, THINGS

# Style -> how many of the albums have it, relative to the others; chosen after the frequencies of the real tags.
STYLE_SHARES = {
    "rock": 8.5, "soft rock": 3.0, "metal": 3.0, "punk": 1.3, "pop": 3.5, "folk": 2.7, "country": 2.8, "jazz": 2.7,
    "blues": 1.3, "funk": 0.9, "soul": 0.5, "reggae": 0.4, "hip hop": 0.9, "techno": 9.5, "house": 2.2,
    "electropop": 2.5, "downtempo": 4.0, "ambient": 7.5, "new age": 4.2, "classical": 4.0, "string ensemble": 4.5,
    "orchestra": 2.0, "opera": 6.2, "baroque": 3.5, "harpsichord solo": 2.8, "harp solo": 2.6, "piano solo": 6.0,
    "guitar solo": 5.0, "a cappella": 2.6, "chant": 1.2, "indian": 6.5, "middle eastern": 1.3, "celtic": 2.0,
    "world": 1.0, "latin": 1.1,
}  # fmt: skip
# The folders of 32 albums in the order of dealing: close to the real shares of training (0 to b), validation (c) and
# test (d to f), all three met early.
FOLDERS = "4bf1c9d62a0e548f3b79dc61f25a4e38"
CLIPS_PER_ALBUM = 6
CLIPS_PER_DEAL = CLIPS_PER_ALBUM * len(FOLDERS)
IDS_PER_ALBUM = 14
# Artists of a style share its albums among them, out of this number of albums. With so many albums an artist, six
# in ten of those in the test set are in the training set too, as in the real set.
ALBUMS_PER_ERA = 4 * len(FOLDERS)
ALBUMS_PER_ARTIST = 1.0
OTHER_STYLE_SHARE = 0.15
# Rows of clip_info without an mp3_path for each row with one: 5,519 of 25,863.
WITHDRAWN_SHARE = 0.2134
# Ids that readers know to have no sound in the real set; ours break others, and none of these.
REAL_CORRUPT = frozenset({35_644, 55_753, 57_881})
TRACKS = ((3, 2, 1), (2, 2, 2), (4, 2), (3, 3), (1, 3, 2), (5, 1), (2, 1, 3))
SEGMENT_SECONDS = 29
LATEST_SEGMENT = 11

STYLES_STREAM, ARTIST_STREAM, ALBUM_STREAM = 20, 21, 22
GOLDEN = 0.6180339887498949

QUIET_STYLES = frozenset(
    ("classical", "string ensemble", "orchestra", "opera", "baroque", "harpsichord solo", "harp solo", "piano solo",
     "guitar solo", "a cappella", "chant")
)  # fmt: skip
FORMS = ("Sonata", "Suite", "Partita", "Fantasia", "Concerto", "Prelude", "Trio", "Cantata", "Pavana", "Canzona")
KEYS = ("C major", "D minor", "D major", "E minor", "F major", "G minor", "G major", "A minor", "B-flat major")
MOVEMENTS = ("Allegro", "Andante", "Adagio", "Presto", "Largo", "Menuetto", "Gigue", "Aria", "Vivace")


@dataclass(frozen=True)
class Entry:
    """Metadata of a clip: its row in clip_info, its folder and its style.

    ``withdrawn`` is a segment the published tables also list, without a file; None for most clips.
    """

    clip_id: int
    track_number: int
    title: str
    artist: str
    album: str
    segment: int
    folder: str
    style: str
    withdrawn: Entry | None = None

    @property
    def start(self) -> int:
        """Start of the segment in its track, in seconds: 0, 30, 59, 88 and so on."""
        return SEGMENT_SECONDS * self.segment + (self.segment > 0)

    @property
    def end(self) -> int:
        """End of the segment, in seconds."""
        return self.start + SEGMENT_SECONDS

    @property
    def mp3_path(self) -> str:
        """``<folder>/<artist>-<album>-<track>-<title>-<start>-<end>.mp3``, each part as the real names have it."""
        names = slug(self.artist), slug(self.album), f"{self.track_number:02d}", slug(self.title)
        return f"{self.folder}/{'-'.join(names)}-{self.start}-{self.end}.mp3"


def slug(name: str) -> str:
    """A name as it stands in a file name; this rule gives all 25,863 real paths from the real titles."""
    return re.sub(r"[^a-z0-9]", "_", re.sub(r"[-_(),']", "", name.lower()))


def entry(seed: int, index: int) -> Entry:
    """Metadata of clip ``index`` of the corpus with this seed, whatever the size of the corpus."""
    deal, place = divmod(index, CLIPS_PER_DEAL)
    number, slot = divmod(place, len(FOLDERS))
    return _album(seed, deal * len(FOLDERS) + slot)[number]


@lru_cache(maxsize=4096)
def _album(seed: int, album: int) -> tuple[Entry, ...]:
    """The ``CLIPS_PER_ALBUM`` clips of an album."""
    rng = np.random.default_rng([seed, ALBUM_STREAM, album])
    folder = FOLDERS[album % len(FOLDERS)]
    style = _main_style(seed, album)
    artist = _artist(seed, album, style, rng)
    # Every album has its own pair of words, by a step that has no factor in common with their number.
    pair = (album * 1_543 + seed * 811) % (len(COLOURS) * len(THINGS))
    title = f"{COLOURS[pair // len(THINGS)]} {THINGS[pair % len(THINGS)]}"
    layout = TRACKS[rng.integers(len(TRACKS))]
    numbers = np.sort(rng.choice(np.arange(1, 15), size=len(layout), replace=False))
    # Short tracks have early segments only.
    weights = 0.8 ** np.arange(LATEST_SEGMENT + 1)
    rows = []
    for number, count in zip(numbers, layout, strict=True):
        track_style = style if rng.random() > OTHER_STYLE_SHARE else _style_at(rng.random())
        track = _track_title(rng, track_style)
        chosen = np.sort(rng.choice(len(weights), size=count, replace=False, p=weights / weights.sum()))
        rows += [(int(number), track, int(segment), track_style) for segment in chosen]
    lost = f"{title} ({'live' if style not in QUIET_STYLES else 'Volume II'})", _track_title(rng, style)
    return tuple(
        _entry(rng, 1 + album * IDS_PER_ALBUM + 2 * n, row, artist, title, folder, lost) for n, row in enumerate(rows)
    )


def _entry(
    rng: np.random.Generator, first: int, row: tuple, artist: str, album: str, folder: str, lost: tuple
) -> Entry:
    """The clip, and perhaps a withdrawn segment, on the two ids from ``first``."""
    number, title, segment, style = row
    turn = int(rng.integers(2))
    if first + turn in REAL_CORRUPT:
        turn = 1 - turn
    withdrawn = None
    if rng.random() < WITHDRAWN_SHARE:
        withdrawn = Entry(first + 1 - turn, number, lost[1], artist, lost[0], segment, "", style)
    return Entry(first + turn, number, title, artist, album, segment, folder, style, withdrawn)


def _split(folder: str) -> int:
    return 0 if folder < "c" else 1 if folder == "c" else 2


def _main_style(seed: int, album: int) -> str:
    """The style of an album. Within each split the styles come as evenly as their shares allow."""
    split = _split(FOLDERS[album % len(FOLDERS)])
    deal, slot = divmod(album, len(FOLDERS))
    mates = [place for place, folder in enumerate(FOLDERS) if _split(folder) == split]
    turn = deal * len(mates) + mates.index(slot)
    start = np.random.default_rng([seed, STYLES_STREAM, split]).random()
    # Multiples of the golden ratio fall evenly on [0, 1), however many there are.
    return _style_at((start + turn * GOLDEN) % 1.0)


def _style_at(position: float) -> str:
    edges = np.cumsum(list(STYLE_SHARES.values()))
    return list(STYLE_SHARES)[int(np.searchsorted(edges / edges[-1], position, side="right"))]


def _artist(seed: int, album: int, style: str, rng: np.random.Generator) -> str:
    share = STYLE_SHARES[style] / sum(STYLE_SHARES.values())
    colleagues = max(1, round(share * ALBUMS_PER_ERA / ALBUMS_PER_ARTIST))
    key = [seed, ARTIST_STREAM, list(STYLE_SHARES).index(style), album // ALBUMS_PER_ERA, int(rng.integers(colleagues))]
    rng = np.random.default_rng(key)
    first, last = FIRST[rng.integers(len(FIRST))], LAST[rng.integers(len(LAST))]
    colour, thing = COLOURS[rng.integers(len(COLOURS))], THINGS[rng.integers(len(THINGS))]
    if style in QUIET_STYLES:
        forms = (f"{first} {last}", f"{first} {last}", f"Ensemble {last}", f"{last} Consort", f"The {thing} Quartet")
    else:
        forms = (f"{first} {last}", f"The {colour} {thing}s", f"{colour} {thing}", f"{thing} {last}", f"DJ {last}")
    return str(forms[rng.integers(len(forms))])


def _track_title(rng: np.random.Generator, style: str) -> str:
    if style in QUIET_STYLES and rng.random() < 0.7:
        form, key, movement = (words[rng.integers(len(words))] for words in (FORMS, KEYS, MOVEMENTS))
        return f"{form} No. {rng.integers(1, 13)} in {key} - {movement}"
    colour, thing = COLOURS[rng.integers(len(COLOURS))], THINGS[rng.integers(len(THINGS))]
    forms = (f"{colour} {thing}", thing, f"{thing} of the {colour} {thing}", f"{colour} {thing} (part 2)")
    return str(forms[rng.integers(len(forms))])
