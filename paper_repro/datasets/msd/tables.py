"""The Million Song Dataset's text files, row by row: titles by track, and the 90 timbre values by year."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from paper_repro.core.errors import UserError
from paper_repro.datasets.tables import malformed, read_bytes

#: Values of a song: 12 means and the 78 covariances of 12 timbre coefficients.
VALUES = 90
SEPARATOR = b"<SEP>"
TRACK_ID = r"TR[A-Z0-9]{16}"


@dataclass(frozen=True, slots=True)
class Title:
    """Title and artist of a song.

    Attributes:
        track_id: such as ``TRAAABD128F429CF47``.
        artist, title: as published, stripped; either may be ``""``.
        year: of its release; 0 where it is not stated.
        recoded: the text is not UTF-8 and was decoded as Latin-1.
    """

    track_id: str
    artist: str
    title: str
    year: int = 0
    recoded: bool = False


def read_tracks_per_year(path: Path) -> list[Title]:
    """Reads lines of ``year<SEP>track id<SEP>artist<SEP>title``, blank titles and repeated ids included.

    Raises:
        UserError: the file cannot be read, has no rows, or a line has another form.

    Example:
        >>> import tempfile
        >>> path = Path(tempfile.mkdtemp()) / "tracks_per_year.txt"
        >>> _ = path.write_text("1922<SEP>TRSGHLU128F421DF83<SEP>Alberta Hunter<SEP>Don't Pan Me\\n")
        >>> read_tracks_per_year(path)[0].title
        "Don't Pan Me"
    """
    titles = []
    for line, cells in _lines(path):
        year, track_id, artist, title = (cell for cell, _ in cells)
        if not re.fullmatch(r"[0-9]{1,4}", year):
            raise malformed(path, line, "year must be a number of at most four digits", year)
        titles.append(Title(_track_id(path, line, track_id), artist, title, int(year), any(r for _, r in cells)))
    return titles


def read_unique_tracks(path: Path) -> list[Title]:
    """Reads lines of ``track id<SEP>song id<SEP>artist<SEP>title``, with or without a header; see above."""
    titles = []
    for line, cells in _lines(path):
        track_id, _, artist, title = (cell for cell, _ in cells)
        if line == 1 and not re.fullmatch(TRACK_ID, track_id):
            continue  # the list of the 10,000-song subset begins with Id<SEP>id2<SEP>ArtistName<SEP>SongTitle
        titles.append(Title(_track_id(path, line, track_id), artist, title, recoded=any(r for _, r in cells)))
    if not titles:
        raise UserError(f"{path}: has a header and no rows; restore the published file.")
    return titles


def read_timbre(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Reads ``YearPredictionMSD.txt``: lines of a year, 12 means and 78 covariances, comma-separated, no header.

    Returns:
        Years, int64 ``(songs,)``, and values, float64 ``(songs, 90)``, in the order of the file.

    Raises:
        UserError: the file cannot be read, has no rows, or a line is not 91 finite numbers with a whole year.
    """
    content = read_bytes(path)
    try:
        # Blank lines must count: skipping one would move all later rows.
        table = pd.read_csv(io.BytesIO(content), header=None, dtype=np.float64, skip_blank_lines=False).to_numpy()
    except pd.errors.EmptyDataError:
        raise UserError(f"{path}: has no rows; restore the published file.") from None
    except (pd.errors.ParserError, ValueError, OverflowError):
        table = np.empty((0, 0))  # _first_bad_row finds the line
    if table.shape[1] != VALUES + 1 or not np.isfinite(table).all() or (table[:, 0] % 1).any():
        raise _first_bad_row(path, content)
    return table[:, 0].astype(np.int64), np.ascontiguousarray(table[:, 1:])


def text_of(content: bytes) -> tuple[str, bool]:
    """Decodes UTF-8, or else Latin-1, and strips the text.

    Returns:
        The text, and whether it was decoded as Latin-1.

    Example:
        >>> text_of(b"f\\xc3\\xbcr"), text_of(b"f\\xfcr ")
        (('für', False), ('für', True))
    """
    try:
        return content.decode("utf-8").strip(), False
    except UnicodeDecodeError:
        return content.decode("latin-1").strip(), True


def _lines(path: Path) -> Iterator[tuple[int, list[tuple[str, bool]]]]:
    """Line number and the four cells of each line, decoded by ``text_of``; the last one may contain ``<SEP>``."""
    lines = read_bytes(path).removeprefix(b"\xef\xbb\xbf").split(b"\n")
    if not lines[-1]:
        del lines[-1]
    if not lines:
        raise UserError(f"{path}: has no rows; restore the published file.")
    for number, line in enumerate(lines, start=1):
        cells = line.split(SEPARATOR, 3)
        if len(cells) != 4:
            raise malformed(path, number, "four cells with <SEP> between them expected", text_of(line)[0])
        yield number, [text_of(cell) for cell in cells]


def _track_id(path: Path, line: int, track_id: str) -> str:
    if not re.fullmatch(TRACK_ID, track_id):
        raise malformed(path, line, "track id must be TR and 16 capitals or digits", track_id)
    return track_id


def _first_bad_row(path: Path, content: bytes) -> UserError:
    for line, text in enumerate(content.decode("utf-8", "replace").split("\n"), start=1):
        cells = text.strip().split(",")
        try:
            values = np.array([float(cell) for cell in cells])
        except ValueError:
            values = np.array([np.nan])
        if len(values) != VALUES + 1 or not np.isfinite(values).all() or values[0] % 1:
            rule = f"a year and {VALUES} finite numbers expected, separated by commas"
            return malformed(path, line, rule, f"{len(cells)} cells, {text.strip()[:40]}")
    return UserError(f"{path}: is not a table of a year and {VALUES} numbers; restore the published file.")
