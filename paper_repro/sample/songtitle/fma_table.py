"""The table of the sample FMA corpus: three header lines and 52 columns, quoted and broken over lines as published."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from paper_repro.sample.songtitle.catalogue import Song, draw_artist
from paper_repro.sample.songtitle.music import FEELS

COLUMNS: dict[str, tuple[str, ...]] = {
    "album": (
        "comments", "date_created", "date_released", "engineer", "favorites", "id", "information", "listens",
        "producer", "tags", "title", "tracks", "type",
    ),
    "artist": (
        "active_year_begin", "active_year_end", "associated_labels", "bio", "comments", "date_created", "favorites",
        "id", "latitude", "location", "longitude", "members", "name", "related_projects", "tags", "website",
        "wikipedia_page",
    ),
    "set": ("split", "subset"),
    "track": (
        "bit_rate", "comments", "composer", "date_created", "date_recorded", "duration", "favorites", "genre_top",
        "genres", "genres_all", "information", "interest", "language_code", "license", "listens", "lyricist", "number",
        "publisher", "tags", "title",
    ),
}  # fmt: skip
GENRE_IDS = {
    "Electronic": 15, "Experimental": 38, "Folk": 17, "Hip-Hop": 21, "Instrumental": 1235, "International": 2,
    "Pop": 10, "Rock": 12,
}  # fmt: skip
LICENSES = (
    "Attribution-NonCommercial-ShareAlike 3.0 International",
    "Attribution-NonCommercial-NoDerivatives (aka Music Sharing) 3.0 International",
    "Attribution-Noncommercial-Share Alike 3.0 United States",
)
TOWNS = (("Upper Harrow", 51.5, -0.3), ("New Calloway, OH", 40.1, -82.9), ("Ostrava Nova", 49.8, 18.2))
DETAILS = 85


@dataclass(frozen=True)
class FmaRow:
    """One track: its id, what it is, and the smallest of the subsets small, medium and large that has it."""

    track_id: int
    song: Song
    subset: str


def table_of(rows: Sequence[FmaRow], seed: int) -> str:
    """``tracks.csv`` with ``rows`` in their order; what else it tells follows from ``seed`` and the ids."""
    heads = [(level, name) for level, names in COLUMNS.items() for name in names]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["", *(level for level, _ in heads)])
    writer.writerow(["", *(name for _, name in heads)])
    writer.writerow(["track_id", *("" for _ in heads)])
    for row in rows:
        values = _values(row, np.random.default_rng([seed, row.track_id, DETAILS]))
        writer.writerow([row.track_id, *(values.get(head, "") for head in heads)])
    return text.getvalue()


def _values(row: FmaRow, rng: np.random.Generator) -> dict[tuple[str, str], object]:
    """What the columns say, by level and name; a column that is left out is empty."""
    genre = FEELS[row.song.style].genre
    number = int(rng.integers(1, 15))
    created = _date(rng, True)
    listens = int(np.exp(rng.normal(6.5, 1.3)))
    town, latitude, longitude = TOWNS[rng.integers(len(TOWNS))]
    tags = repr([row.song.style]) if rng.random() < 0.2 else "[]"
    # Every twentieth track of the larger subsets has no top genre, since it has several.
    top = "" if row.subset == "large" and rng.random() < 0.3 else genre
    values: dict[tuple[str, str], object] = {
        ("album", "comments"): int(rng.poisson(0.4)),
        ("album", "date_created"): created,
        ("album", "date_released"): _date(rng, False),
        ("album", "favorites"): int(rng.poisson(1.5)),
        ("album", "id"): 1 + row.track_id // 8,
        ("album", "information"): "<p></p>" if rng.random() < 0.5 else "",
        ("album", "listens"): 5 * listens,
        ("album", "tags"): "[]",
        ("album", "title"): f"Songs of {draw_artist(rng)}",
        ("album", "tracks"): number + int(rng.integers(0, 8)),
        ("album", "type"): "Album" if rng.random() < 0.9 else "Live Performance",
        ("artist", "bio"): _bio(rng, row.song),
        ("artist", "comments"): int(rng.poisson(0.6)),
        ("artist", "date_created"): created,
        ("artist", "favorites"): int(rng.poisson(4.0)),
        ("artist", "id"): 1 + row.track_id // 16,
        ("artist", "name"): row.song.artist,
        ("artist", "tags"): repr([row.song.artist.lower()]),
        ("artist", "website"): "http://www.example.org/" + row.song.artist.split()[-1].lower(),
        ("set", "split"): str(rng.choice(("training", "validation", "test"), p=(0.8, 0.1, 0.1))),
        ("set", "subset"): row.subset,
        ("track", "bit_rate"): int(rng.choice((320000, 256000, 192000, 128000, 287639), p=(0.6, 0.2, 0.1, 0.05, 0.05))),
        ("track", "comments"): int(rng.poisson(0.1)),
        ("track", "date_created"): created,
        ("track", "duration"): int(np.clip(rng.normal(240, 70), 31, 900)),
        ("track", "favorites"): int(rng.poisson(2.0)),
        ("track", "genre_top"): top,
        ("track", "genres"): f"[{GENRE_IDS[genre]}]",
        ("track", "genres_all"): f"[{GENRE_IDS[genre]}]",
        ("track", "interest"): 3 * listens,
        ("track", "language_code"): "en",
        ("track", "license"): str(rng.choice(LICENSES)),
        ("track", "listens"): listens,
        ("track", "number"): number,
        ("track", "tags"): tags,
        ("track", "title"): row.song.title,
    }
    if rng.random() < 0.7:
        values |= {("artist", "latitude"): latitude, ("artist", "location"): town, ("artist", "longitude"): longitude}
    if rng.random() < 0.5:
        # As people typed them: with a line break at the end.
        values["artist", "members"] = f"{draw_artist(rng)}, {row.song.artist}\n"
    if rng.random() < 0.2:
        values["track", "composer"] = row.song.artist
    return values


def _bio(rng: np.random.Generator, song: Song) -> str:
    """What an artist says of himself: in the mark-up of the site, with quotes, and over several lines at times."""
    if rng.random() < 0.1:
        return ""
    text = f'<p>{song.artist} play {song.style}, "for everyone and nobody".</p>'
    return f"{text}\n<p>All songs written at home, recorded in a kitchen.</p>" if rng.random() < 0.4 else text


def _date(rng: np.random.Generator, exact: bool) -> str:
    year, month, day = rng.integers(2008, 2017), rng.integers(1, 13), rng.integers(1, 29)
    hour, minute, second = (rng.integers(24), rng.integers(60), rng.integers(60)) if exact else (0, 0, 0)
    return f"{year}-{month:02d}-{day:02d} {hour:02d}:{minute:02d}:{second:02d}"
