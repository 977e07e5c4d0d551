"""The table of the sample FMA corpus: three header lines, quoted and broken over lines as published.

Of the 52 published columns it has those that ``datasets.fma.table`` reads, and the biographies, for their quotes and
line breaks.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from paper_repro.sample.songtitle.catalogue import Song
from paper_repro.sample.songtitle.music import FEELS

COLUMNS = (
    ("artist", "bio"), ("artist", "name"), ("set", "split"), ("set", "subset"), ("track", "genre_top"),
    ("track", "title"),
)  # fmt: skip
SPLITS, SPLIT_SHARES = ("training", "validation", "test"), (0.8, 0.1, 0.1)
# Tracks of the larger subsets may have several genres, and then no top genre.
NO_TOP_GENRE = 0.3
DETAILS = 85


@dataclass(frozen=True)
class FmaRow:
    """One track: its id, its song, and the smallest of the subsets small, medium and large that has it."""

    track_id: int
    song: Song
    subset: str


def table_of(rows: Sequence[FmaRow], seed: int) -> str:
    """``tracks.csv`` with ``rows`` in their order; split and biography follow from ``seed`` and the ids."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["", *(level for level, _ in COLUMNS)])
    writer.writerow(["", *(name for _, name in COLUMNS)])
    writer.writerow(["track_id", *("" for _ in COLUMNS)])
    writer.writerows([row.track_id, *_cells(row, np.random.default_rng([seed, row.track_id, DETAILS]))] for row in rows)
    return text.getvalue()


def _cells(row: FmaRow, rng: np.random.Generator) -> tuple[str, ...]:
    biography = _biography(rng, row.song)
    split = str(rng.choice(SPLITS, p=SPLIT_SHARES))
    genre = "" if row.subset == "large" and rng.random() < NO_TOP_GENRE else FEELS[row.song.style].genre
    return biography, row.song.artist, split, row.subset, genre, row.song.title


def _biography(rng: np.random.Generator, song: Song) -> str:
    """The text on an artist: in the mark-up of the site, with quotes, and sometimes over several lines."""
    if rng.random() < 0.1:
        return ""
    text = f'<p>{song.artist} play {song.style}, "for everyone and nobody".</p>'
    return f"{text}\n<p>All songs written at home, recorded in a kitchen.</p>" if rng.random() < 0.4 else text
