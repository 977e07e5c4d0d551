"""The Free Music Archive's table of tracks, ``tracks.csv``: three lines of header, and line breaks within cells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from paper_repro.core.errors import UserError
from paper_repro.datasets.tables import csv_rows, malformed, shortened, wrong_length

#: The columns that are read, by the first two lines of the header. The published table has 52 and the track's id.
COLUMNS = (("track", "title"), ("artist", "name"), ("set", "subset"), ("set", "split"), ("track", "genre_top"))
ID = "track_id"
#: Header of a plain table of titles.
TITLE_COLUMNS = (ID, "title", "genre_top")
#: Characters of a cell: biographies are longer than any cell of the other tables.
LONGEST_CELL = 16_000_000


@dataclass(frozen=True, slots=True)
class Track:
    """One track: its metadata and, if available, its sound file.

    Attributes:
        track_id: its number; ``000/000002.mp3`` is the sound file of track 2.
        title: as published, words separated by one space; ``""`` where there is none.
        artist: as published; ``""`` in a plain table of titles.
        subset: the smallest subset that contains it, ``small``, ``medium``, ``large`` or ``full``.
        split: ``training``, ``validation`` or ``test``; ``""`` in a plain table of titles.
        genre: ``genre_top``; ``""`` where there is none.
        audio: the sound file; None without a usable one.
    """

    track_id: int
    title: str
    artist: str
    subset: str
    split: str
    genre: str
    audio: Path | None = None


def read_tracks(path: Path) -> list[Track]:
    """Reads ``tracks.csv`` or its head: every track in the order of the file, without sound, blank titles included.

    "NA", "None" and "null" are titles here, not missing values.

    Raises:
        UserError: not UTF-8, a header that is not as published, a row of another length, an id that is not a number
            or is repeated, or no rows.

    Example:
        >>> import tempfile
        >>> path = Path(tempfile.mkdtemp()) / "tracks.csv"
        >>> header = ",artist,set,set,track,track\\n,name,split,subset,genre_top,title\\ntrack_id,,,,,\\n"
        >>> _ = path.write_text(header + "2,AWOL,training,small,Hip-Hop,Food\\n")
        >>> read_tracks(path)[0].title
        'Food'
    """
    rows = csv_rows(path, longest_cell=LONGEST_CELL)
    headers = [next(rows, (0, []))[1] for _ in range(3)]
    names = list(zip(headers[0], headers[1], strict=False))
    wrong = [f"{first}/{second}" for first, second in COLUMNS if names.count((first, second)) != 1]
    if wrong or headers[2][:1] != [ID]:
        raise UserError(
            f"{path} line 1: three lines of header as in the published tracks.csv expected, the third beginning with "
            f"{ID}. Missing or repeated: {', '.join(wrong) or ID}. Received: {shortened(','.join(headers[0]))}. "
            "Restore the published file."
        )
    places = [names.index(name) for name in COLUMNS]
    tracks, first = [], {}
    for line, cells in rows:
        if len(cells) != len(headers[0]):
            raise wrong_length(path, line, len(headers[0]), cells)
        tracks.append(Track(_track_id(path, line, cells[0], first), *(" ".join(cells[at].split()) for at in places)))
    return _not_empty(path, tracks)


def read_titles(path: Path) -> list[Track]:
    """Reads a plain table of titles of the ``small`` set: ``track_id,title,genre_top`` and more, in any order.

    Raises:
        UserError: as ``read_tracks``.

    Example:
        >>> import tempfile
        >>> path = Path(tempfile.mkdtemp()) / "fma_titles.csv"
        >>> _ = path.write_text("track_id,title,genre_top\\n2,Food,Hip-Hop\\n")
        >>> read_titles(path)[0].genre
        'Hip-Hop'
    """
    rows = csv_rows(path, longest_cell=LONGEST_CELL)
    header = next(rows, (0, []))[1]
    wrong = [name for name in TITLE_COLUMNS if header.count(name) != 1]
    if wrong:
        raise UserError(
            f"{path} line 1: header must have {','.join(TITLE_COLUMNS)}. Missing or repeated: {', '.join(wrong)}. "
            f"Received: {shortened(','.join(header))}."
        )
    tracks, first = [], {}
    for line, cells in rows:
        if len(cells) != len(header):
            raise wrong_length(path, line, len(header), cells, "Correct the row.")
        named = dict(zip(header, cells, strict=True))
        title = " ".join(named["title"].split())
        track_id = _track_id(path, line, named[ID], first)
        tracks.append(Track(track_id, title, "", "small", "", named["genre_top"].strip()))
    return _not_empty(path, tracks)


def _not_empty(path: Path, tracks: list[Track]) -> list[Track]:
    if not tracks:
        raise UserError(f"{path}: has a header and no rows; restore the published file.")
    return tracks


def _track_id(path: Path, line: int, cell: str, first: dict[int, int]) -> int:
    """``cell`` as a number, stored in ``first`` with its line."""
    if not re.fullmatch(r"[0-9]{1,6}", cell):
        raise malformed(path, line, f"{ID} must be a number of at most six digits", cell)
    track_id = int(cell)
    if track_id in first:
        raise UserError(
            f"{path} line {line}: {ID} {track_id} is on line {first[track_id]} already. Remove one of the two rows."
        )
    first[track_id] = line
    return track_id
