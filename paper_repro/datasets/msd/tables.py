"""The Million Song Dataset's text files, row by row: titles by track, and the 90 timbre values by year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from paper_repro.core.errors import UserError

#: Values of a song: 12 means and the 78 covariances of 12 timbre coefficients.
VALUES = 90
SEPARATOR = b"<SEP>"
TRACK_ID = r"TR[A-Z0-9]{16}"


@dataclass(frozen=True, slots=True)
class Title:
    """What a song is called.

    Attributes:
        track_id: such as ``TRAAABD128F429CF47``.
        artist, title: as published, blanks around them removed; either may be ``""``.
        year: of its release; 0 where the file does not say.
        recoded: the text was no UTF-8 and has been read as latin-1.
    """

    track_id: str
    artist: str
    title: str
    year: int = 0
    recoded: bool = False


def read_tracks_per_year(path: Path) -> list[Title]:
    """``year<SEP>track id<SEP>artist<SEP>title`` a line, every row in its place: blank titles and repeated ids too.

    Raises:
        UserError: the file cannot be read, has no rows, or a line is not so.
    """
    titles = []
    for line, cells in _lines(path):
        year, track_id, artist, title = (cell for cell, _ in cells)
        if not re.fullmatch(r"[0-9]{1,4}", year):
            raise _wrong(path, line, "year must be a number of at most four digits", year)
        titles.append(Title(_track_id(path, line, track_id), artist, title, int(year), any(r for _, r in cells)))
    return titles


def read_unique_tracks(path: Path) -> list[Title]:
    """``track id<SEP>song id<SEP>artist<SEP>title`` a line, with or without a header; otherwise as above."""
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
    """``YearPredictionMSD.txt``: a year, 12 means and 78 covariances a line, commas between, no header.

    Returns:
        Years, int64 ``(songs,)``, and values, float64 ``(songs, 90)``, in the order of the file.

    Raises:
        UserError: the file cannot be read, has no rows, or a line is not 91 finite numbers with a whole year.
    """
    try:
        # Blank lines must count: a row that vanishes would move all rows after it.
        table = pd.read_csv(path, header=None, dtype=np.float64, skip_blank_lines=False).to_numpy()
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror}); check the path.") from None
    except pd.errors.EmptyDataError:
        raise UserError(f"{path}: has no rows; restore the published file.") from None
    except (pd.errors.ParserError, ValueError):
        table = np.empty((0, 0))  # some line is wrong; which one is found below
    if table.shape[1] != VALUES + 1 or not np.isfinite(table).all() or (table[:, 0] % 1).any():
        raise _first_bad_row(path)
    return table[:, 0].astype(np.int64), np.ascontiguousarray(table[:, 1:])


def text_of(content: bytes) -> tuple[str, bool]:
    """``content`` as UTF-8, else as latin-1; and whether it was the latter. Blanks around it are removed."""
    try:
        return content.decode("utf-8").strip(), False
    except UnicodeDecodeError:
        return content.decode("latin-1").strip(), True


def _lines(path: Path) -> Iterator[tuple[int, list[tuple[str, bool]]]]:
    """Line number and the four cells of each line, with ``text_of`` each; ``<SEP>`` in the last is part of it."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror}); check the path.") from None
    lines = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    if not lines[-1]:
        del lines[-1]
    if not lines:
        raise UserError(f"{path}: has no rows; restore the published file.")
    for number, line in enumerate(lines, start=1):
        cells = line.split(SEPARATOR, 3)
        if len(cells) != 4:
            raise _wrong(path, number, "four cells with <SEP> between them expected", text_of(line)[0])
        yield number, [text_of(cell) for cell in cells]


def _track_id(path: Path, line: int, track_id: str) -> str:
    if not re.fullmatch(TRACK_ID, track_id):
        raise _wrong(path, line, "track id must be TR and 16 capitals or digits", track_id)
    return track_id


def _wrong(path: Path, line: int, rule: str, received: str) -> UserError:
    return UserError(f"{path} line {line}: {rule}. Received: {received[:80]!r}. Restore the published file.")


def _first_bad_row(path: Path) -> UserError:
    with path.open(encoding="utf-8", errors="replace") as file:
        for line, text in enumerate(file, start=1):
            cells = text.strip().split(",")
            try:
                values = np.array([float(cell) for cell in cells])
            except ValueError:
                values = np.array([np.nan])
            if len(values) != VALUES + 1 or not np.isfinite(values).all() or values[0] % 1:
                rule = f"a year and {VALUES} finite numbers expected, commas between"
                return _wrong(path, line, rule, f"{len(cells)} cells, {text.strip()[:40]}")
    return UserError(f"{path}: is not a table of a year and {VALUES} numbers; restore the published file.")
