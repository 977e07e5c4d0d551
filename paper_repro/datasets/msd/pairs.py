"""Pairing of the Million Song Dataset's titles with its features by position, where that is safe.

``tracks_per_year.txt`` and ``YearPredictionMSD.txt`` have no common key but the year: 515,576 titles and 515,345 rows
of features were published. Paired by position, hundreds of thousands of songs would get a wrong title. Position is
therefore accepted only where both have the same number of rows and all years agree, as well as the values of every
song that is also available as HDF5.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from paper_repro.core.errors import UserError
from paper_repro.datasets.folder import matching
from paper_repro.datasets.msd.h5 import SongFile
from paper_repro.datasets.msd.tables import Title, read_timbre, read_tracks_per_year

TITLES, TIMBRE = "tracks_per_year*.txt", "YearPrediction*.txt"
#: Tolerances for two values of one song: the text has five decimals, rounded from float64.
ABSOLUTE, RELATIVE = 1e-4, 1e-6
ADVICE = "Pair them through the HDF5 songs (TR*.h5), which have titles and timbre by track id."


class UnpairedError(UserError):
    """The two text files cannot be paired by position; ``item`` is the name of the file of features."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(f"{path}{message}")
        self.item = path.name


def only(root: Path, pattern: str) -> Path | None:
    """The only file in ``root`` that matches ``pattern``; None without one, UserError where several match."""
    paths = matching(root, pattern)
    if len(paths) > 1:
        names = ", ".join(path.name for path in paths)
        raise UserError(f"{root}: one file {pattern} expected. Received: {names}. Keep one of them there.")
    return paths[0] if paths else None


def read_pairs(root: Path, songs: dict[str, SongFile]) -> tuple[list[Title], np.ndarray] | None:
    """Titles and values, float64 ``(rows, 90)``, of the two text files; None where one of them is missing.

    Args:
        root: the folder that holds them.
        songs: songs read from HDF5, by track id; rows of these songs must have the same values.

    Raises:
        UnpairedError: the rows of the two files are not the same songs.
        UserError: a malformed file, or several files of one kind.
    """
    titles_path, timbre_path = only(root, TITLES), only(root, TIMBRE)
    if titles_path is None or timbre_path is None:
        return None
    titles = read_tracks_per_year(titles_path)
    years, timbre = read_timbre(timbre_path)
    if len(titles) != len(years):
        raise UnpairedError(
            timbre_path,
            f": has {len(years):,} rows and {titles_path.name} {len(titles):,}, so that rows cannot be paired by "
            f"position. {ADVICE}",
        )
    for row, (title, year) in enumerate(zip(titles, years.tolist(), strict=True)):
        if title.year != year:
            raise UnpairedError(
                timbre_path,
                f" line {row + 1}: its year is {year}, that of {titles_path.name} line {row + 1} ({title.track_id}) "
                f"is {title.year}, so that rows cannot be paired by position. {ADVICE}",
            )
        if title.track_id in songs:
            _check_values(timbre_path, row, title, timbre[row], songs[title.track_id].timbre)
    return titles, timbre


def _check_values(path: Path, row: int, title: Title, received: np.ndarray, expected: np.ndarray) -> None:
    """Raises UnpairedError where a song's HDF5 file has other values: rows may have moved within a year."""
    wrong = ~np.isclose(received, expected, rtol=RELATIVE, atol=ABSOLUTE)
    if wrong.any():
        column = int(np.argmax(wrong))
        raise UnpairedError(
            path,
            f" line {row + 1}: value {column + 1} is {received[column]:.5f}, and {title.track_id}, which is on that "
            f"line of the titles, has {expected[column]:.5f} in its HDF5 file, so that rows cannot be paired by "
            f"position. {ADVICE}",
        )
