"""The Free Music Archive's table of tracks, ``tracks.csv``: three lines of header, and line breaks within cells."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from paper_repro.core.errors import UserError
from paper_repro.datasets.magnatagatune.tables import read_text

#: The columns that are read, by the first two lines of the header. The published table has 52 and the track's id.
COLUMNS = (("track", "title"), ("artist", "name"), ("set", "subset"), ("set", "split"), ("track", "genre_top"))
ID = "track_id"
#: Header of a plain table of titles.
TITLE_COLUMNS = (ID, "title", "genre_top")
#: Characters of a cell: Python's own bound is 131,072, and biographies are written without one.
LONGEST_CELL = 16_000_000


@dataclass(frozen=True, slots=True)
class Track:
    """One track: what is written of it and, where it is at hand, its sound.

    Attributes:
        track_id: its number; ``000/000002.mp3`` is the sound of 2.
        title: as published, one blank between words; ``""`` where there is none.
        artist: as published; ``""`` in a plain table of titles.
        subset: the smallest set it is in, ``small``, ``medium``, ``large`` or ``full``.
        split: ``training``, ``validation`` or ``test``; ``""`` in a plain table of titles.
        genre: ``genre_top``; ``""`` where there is none.
        audio: the sound file, None without a usable one.
    """

    track_id: int
    title: str
    artist: str
    subset: str
    split: str
    genre: str
    audio: Path | None = None


def read_tracks(path: Path) -> list[Track]:
    """``tracks.csv``, or its head: every track in the order of the file, without sound, blank titles too.

    "NA", "None" and "null" are titles here, and no missing values.

    Raises:
        UserError: not UTF-8, a header that is not as published, a row of other length, an id that is no number or
            comes twice, no rows.
    """
    rows = _rows(path)
    headers = [next(rows, (0, []))[1] for _ in range(3)]
    names = list(zip(headers[0], headers[1], strict=False))
    wrong = [f"{first}/{second}" for first, second in COLUMNS if names.count((first, second)) != 1]
    if wrong or headers[2][:1] != [ID]:
        raise UserError(
            f"{path} line 1: three lines of header as in the published tracks.csv expected, the third beginning with "
            f"{ID}. Missing or repeated: {', '.join(wrong) or ID}. Received: {','.join(headers[0])[:80]!r}. "
            "Restore the published file."
        )
    places = [names.index(name) for name in COLUMNS]
    tracks, first = [], {}
    for line, cells in rows:
        if len(cells) != len(headers[0]):
            raise UserError(
                f"{path} line {line}: {len(headers[0])} cells expected. Received: {len(cells)}. "
                "Restore the published file."
            )
        tracks.append(Track(_track_id(path, line, cells[0], first), *(" ".join(cells[at].split()) for at in places)))
    return _not_empty(path, tracks)


def read_titles(path: Path) -> list[Track]:
    """A plain table of titles of the ``small`` set, header ``track_id,title,genre_top`` and more in any order.

    Raises:
        UserError: as above.
    """
    rows = _rows(path)
    header = next(rows, (0, []))[1]
    wrong = [name for name in TITLE_COLUMNS if header.count(name) != 1]
    if wrong:
        raise UserError(
            f"{path} line 1: header must have {','.join(TITLE_COLUMNS)}. Missing or repeated: {', '.join(wrong)}. "
            f"Received: {','.join(header)[:80]!r}."
        )
    tracks, first = [], {}
    for line, cells in rows:
        if len(cells) != len(header):
            raise UserError(f"{path} line {line}: {len(header)} cells expected. Received: {len(cells)}. Mend the row.")
        named = dict(zip(header, cells, strict=True))
        title = " ".join(named["title"].split())
        track_id = _track_id(path, line, named[ID], first)
        tracks.append(Track(track_id, title, "", "small", "", named["genre_top"].strip()))
    return _not_empty(path, tracks)


def _not_empty(path: Path, tracks: list[Track]) -> list[Track]:
    if not tracks:
        raise UserError(f"{path}: has a header and no rows; restore the published file.")
    return tracks


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Each row's cells and the line it begins on: cells hold line breaks, so rows are no lines."""
    reader = csv.reader(io.StringIO(read_text(path), newline=""), strict=True)
    line = 1
    while True:
        # The bound is one for the whole process: it is lifted for no longer than a row.
        bound = csv.field_size_limit(LONGEST_CELL)
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise UserError(f"{path} line {line}: {error}; restore the published file.") from None
        finally:
            csv.field_size_limit(bound)
        if cells is None:
            return
        if cells:  # spreadsheets leave an empty line at the end
            yield line, cells
        line = reader.line_num + 1


def _track_id(path: Path, line: int, cell: str, first: dict[int, int]) -> int:
    """``cell`` as a number, noted in ``first`` with its line."""
    if not re.fullmatch(r"[0-9]{1,6}", cell):
        raise UserError(
            f"{path} line {line}: {ID} must be a number of at most six digits. Received: {cell[:40]!r}. "
            "Restore the published file."
        )
    track_id = int(cell)
    if track_id in first:
        raise UserError(
            f"{path} line {line}: {ID} {track_id} is on line {first[track_id]} already. Remove one of the two rows."
        )
    first[track_id] = line
    return track_id
