"""The Million Song Dataset: titles, and each song's timbre as the 90 values of YearPredictionMSD.

Songs are read from two sources, and a folder may have either or both:

* ``tracks_per_year.txt`` and ``YearPredictionMSD.txt``, paired by position. This is accepted only where both have the
  same number of rows, all years agree, and all songs that are also available as HDF5 have the same values. The
  published files differ in length and are refused;
* song files ``TR*.h5`` at any depth, which have title and timbre.

``*unique_tracks*.txt`` has titles without timbre: ``load_titles`` reads it, for statistics of titles.

Example:
    >>> import tempfile
    >>> from paper_repro.datasets import msd
    >>> root = Path(tempfile.mkdtemp())
    >>> line = "TRAAAAW128F429D538<SEP>SOMZWCG12A8C13C480<SEP>Casual<SEP>I Didn't Mean To\\n"
    >>> _ = (root / "unique_tracks.txt").write_text(line)
    >>> msd.load_titles(root).titles[0].title
    "I Didn't Mean To"
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from paper_repro.core.errors import Refusal, UserError
from paper_repro.datasets.folder import existing_folder, has_match
from paper_repro.datasets.msd.h5 import TWICE, read_songs, song_files, timbre_values
from paper_repro.datasets.msd.pairs import TIMBRE, TITLES, UnpairedError, only, read_pairs
from paper_repro.datasets.msd.tables import VALUES, Title, read_tracks_per_year, read_unique_tracks
from paper_repro.datasets.offers import Offer
from paper_repro.datasets.recognise import refuse_other
from paper_repro.datasets.report import Report
from paper_repro.datasets.words import word_facts

__all__ = ["MillionSongs", "Title", "Titles", "facts", "load", "load_titles", "timbre_values", "validate"]

NAME = "msd"
#: Name of the items in a report; "clips" in modules without it.
UNIT = "songs"
CITATION = (
    "Thierry Bertin-Mahieux, Daniel P. W. Ellis, Brian Whitman and Paul Lamere. The Million Song Dataset. Proceedings "
    "of the 12th International Society for Music Information Retrieval Conference (ISMIR), pages 591-596, 2011."
)
LICENCE = "Not stated in the files; the UCI repository gives YearPredictionMSD under CC BY 4.0. No audio is part of it."
HOME_PAGE = "http://millionsongdataset.com"
LAYOUT = (
    "tracks_per_year.txt and YearPredictionMSD.txt (paired only where counts and years agree), or song files TR*.h5 in "
    "any folder below, or both; unique_tracks.txt for titles alone"
)
OFFERS = (
    Offer(
        "subset", "song files of the subset", "10,000 songs, 1.8 GB", "not stated",
        "http://millionsongdataset.com/pages/getting-dataset/", "TR*.h5 in any folder there",
    ),
    Offer(
        "titles", "titles",
        "1,000,000 rows (unique_tracks.txt, 84 MB) and 515,576 with their year (tracks_per_year.txt)", "not stated",
        "http://millionsongdataset.com/pages/getting-dataset/", "there, as they are",
    ),
    Offer(
        "timbre", "timbre (YearPredictionMSD)", "515,345 rows of 90 values, 0.2 GB", "CC BY 4.0",
        "https://archive.ics.uci.edu/dataset/203/yearpredictionmsd", "as YearPredictionMSD.txt",
    ),
)  # fmt: skip
#: Names that only this data set has.
MARKS = (
    "tracks_per_year*.txt", "YearPrediction*.txt", "*unique_tracks*.txt", "TR*.h5", "*/TR*.h5",
    "[A-Z]/[A-Z]/[A-Z]/TR*.h5", "*/[A-Z]/[A-Z]/[A-Z]/TR*.h5",
)  # fmt: skip

UNIQUE = "*unique_tracks*.txt"


@dataclass(frozen=True)
class Titles:
    """Titles without timbre: each song once, none blank; and the rows that were refused or noted."""

    titles: tuple[Title, ...]
    refused: tuple[Refusal, ...]
    noted: tuple[Refusal, ...]


@dataclass(frozen=True)
class MillionSongs:
    """The data set as loaded.

    Attributes:
        root: its folder.
        titles: one for each song with both title and timbre; ``titles[n].track_id`` is its key.
        timbre: float64 ``(songs, 90)``, rows as ``titles``, unscaled: 12 means, then 78 covariances by diagonals.
        sources: for each song, ``hdf5`` or ``position`` (in the two text files).
        refused: files, rows and songs that cannot be used, with the reason.
        noted: titles that are not UTF-8 and were decoded as Latin-1.
        confirmed: songs paired by position whose HDF5 file has the same values.
    """

    root: Path
    titles: tuple[Title, ...]
    timbre: np.ndarray
    sources: tuple[str, ...]
    refused: tuple[Refusal, ...]
    noted: tuple[Refusal, ...]
    confirmed: int

    @property
    def track_ids(self) -> tuple[str, ...]:
        return tuple(title.track_id for title in self.titles)


def load(root: str | Path) -> MillionSongs:
    """Every song with title and timbre: those of the text files in their order, then further HDF5 songs by name.

    Where the text files cannot be paired, only HDF5 songs are used and the reason is in ``refused``.

    Raises:
        UserError: not this data set, a malformed text file, or no song: there are no files, or the text files cannot
            be paired and there are no HDF5 songs.
    """
    root = existing_folder(root, LAYOUT)
    refuse_other(root, NAME, LAYOUT)
    songs, refused = read_songs(root)
    titles: list[Title] = []
    timbre = np.empty((0, VALUES))
    try:
        titles, timbre = read_pairs(root, songs) or (titles, timbre)
    except UnpairedError as error:
        if not songs:
            raise
        refused.append(Refusal(error.item, "cannot be paired", str(error)))
    by_position = {title.track_id for title in titles}
    further = [song for track_id, song in songs.items() if track_id not in by_position]
    sources = ["position"] * len(titles) + ["hdf5"] * len(further)
    titles = titles + [song.title for song in further]
    timbre = np.concatenate([timbre, *(song.timbre[None] for song in further)])
    good, unusable, noted = _usable(titles)
    if not good:
        raise UserError(f"{root}: has no song with both a title and timbre. Expected there: {LAYOUT}")
    return MillionSongs(
        root,
        tuple(titles[row] for row in good),
        timbre[good],
        tuple(sources[row] for row in good),
        tuple(refused + unusable),
        tuple(noted),
        len(by_position & songs.keys()),
    )


def load_titles(root: str | Path) -> Titles:
    """Titles without timbre, from ``*unique_tracks*.txt``, or else ``tracks_per_year*.txt``, or else HDF5 songs.

    Raises:
        UserError: not this data set, or a malformed list.
    """
    root = existing_folder(root, LAYOUT)
    refuse_other(root, NAME, LAYOUT)
    unique, per_year = only(root, UNIQUE), only(root, TITLES)
    refused: list[Refusal] = []
    if unique is not None:
        titles = read_unique_tracks(unique)
    elif per_year is not None:
        titles = read_tracks_per_year(per_year)
    else:
        songs, refused = read_songs(root)
        titles = [song.title for song in songs.values()]
    good, unusable, noted = _usable(titles)
    if not good:
        raise UserError(f"{root}: has no title. Expected there: {LAYOUT}")
    return Titles(tuple(titles[row] for row in good), tuple(refused + unusable), tuple(noted))


def _usable(titles: list[Title]) -> tuple[list[int], list[Refusal], list[Refusal]]:
    """Rows with a title, each track once; the others with the reason; and titles that are not UTF-8."""
    good, refused, noted = [], [], []
    seen: set[str] = set()
    for row, title in enumerate(titles):
        if title.track_id in seen:
            refused.append(Refusal(title.track_id, TWICE, f"its title here: {title.title[:80]!r}"))
        elif not title.title:
            refused.append(Refusal(title.track_id, "no title", f"by {title.artist[:80]!r}"))
        else:
            good.append(row)
            if title.recoded:
                noted.append(Refusal(title.track_id, "not UTF-8", f"read as latin-1: {title.title[:80]!r}"))
        seen.add(title.track_id)
    return good, refused, noted


def facts(data: MillionSongs) -> dict[str, int]:
    """Counts of the usable songs, to compare with those of the published data set."""
    return {
        UNIT: len(data.titles),
        "songs paired by position": data.sources.count("position"),
        "of these, with the same values in HDF5": data.confirmed,
        "songs from HDF5 alone": data.sources.count("hdf5"),
        "songs with a year": sum(title.year > 0 for title in data.titles),
    } | word_facts((title.title for title in data.titles), "title")


def validate(root: str | Path) -> Report:
    """``facts``, counts of the list of titles where there is one, and everything refused or noted.

    A folder of titles without timbre is valid, because title statistics need no timbre: it has 0 songs.
    """
    root = existing_folder(root, LAYOUT)
    refuse_other(root, NAME, LAYOUT)
    counts: dict[str, int] = {UNIT: 0}
    refused: list[Refusal] = []
    noted: list[Refusal] = []
    listed = only(root, UNIQUE) or only(root, TITLES)
    if listed is None or has_match(root, TIMBRE) or song_files(root):
        data = load(root)
        counts, refused, noted = facts(data), [*data.refused], [*data.noted]
    if listed is not None:
        alone = load_titles(root)
        named = word_facts((title.title for title in alone.titles), "title")
        counts[f"titles in {listed.name}"] = len(alone.titles)
        counts |= {f"{name} in {listed.name}": count for name, count in named.items()}
        # Refusals that the list and the songs share are reported once.
        refused += [refusal for refusal in alone.refused if refusal not in refused]
        noted += [note for note in alone.noted if note not in noted]
    return Report(counts, refused, noted)
