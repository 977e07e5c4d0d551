"""When a row of the Million Song Dataset's titles and a row of its features may be taken for one song.

``tracks_per_year.txt`` and ``YearPredictionMSD.txt`` have no key in common but the year: 515,576 titles and 515,345
rows of features were published. Laid side by side they would name hundreds of thousands of songs wrongly, so position
counts only where there are as many of both, every year agrees, and so does every song that is at hand as HDF5.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from paper_repro.core.errors import UserError
from paper_repro.datasets.msd.h5 import SongFile
from paper_repro.datasets.msd.tables import Title, read_timbre, read_tracks_per_year

TITLES, TIMBRE = "tracks_per_year*.txt", "YearPrediction*.txt"
#: How far two values of one song may be apart: the text has five decimals, of float64 computed elsewhere.
ABSOLUTE, RELATIVE = 1e-4, 1e-6
ADVICE = "Pair them through the HDF5 songs (TR*.h5), which have titles and timbre by track id."


class UnpairedError(UserError):
    """The two text files cannot be paired by position; ``item`` is the name of the file of features."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(f"{path}{message}")
        self.item = path.name


def only(root: Path, pattern: str) -> Path | None:
    """The one file in ``root`` of that name, None without; raises UserError where several are, and one is meant."""
    found = sorted(root.glob(pattern))
    if len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise UserError(f"{root}: one file {pattern} expected. Received: {names}. Keep one of them there.")
    return found[0] if found else None


def read_pairs(root: Path, songs: dict[str, SongFile]) -> tuple[list[Title], np.ndarray] | None:
    """Titles and values, float64 ``(rows, 90)``, of the two text files; None where one of them is not there.

    Args:
        root: the folder that holds them.
        songs: what is known for certain, by track id: rows of these songs must have the same values.

    Raises:
        UnpairedError: the rows of the two cannot be the same songs.
        UserError: a file that cannot be as published, or several of one name.
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
    """Raises UnpairedError where a song's HDF5 file has other values: within a year rows may still have moved."""
    wrong = ~np.isclose(received, expected, rtol=RELATIVE, atol=ABSOLUTE)
    if wrong.any():
        column = int(np.argmax(wrong))
        raise UnpairedError(
            path,
            f" line {row + 1}: value {column + 1} is {received[column]:.5f}, and {title.track_id}, which is on that "
            f"line of the titles, has {expected[column]:.5f} in its HDF5 file, so that rows cannot be paired by "
            f"position. {ADVICE}",
        )
