"""The Million Song Dataset: titles, and each song's timbre as the 90 values of YearPredictionMSD.

Songs come from two places, and a folder may have either or both:

* ``tracks_per_year.txt`` and ``YearPredictionMSD.txt``, paired by position, which is taken on trust only where nothing
  speaks against it: as many rows in both, every year the same, and every song that is here as HDF5 too of the same
  values. As published the two differ in length, and are refused;
* song files ``TR*.h5`` at any depth, where title and timbre stand together. They stand before the text files.

``*unique_tracks*.txt`` has titles and no timbre: ``load_titles`` reads it, for the lengths of titles.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from paper_repro.core.errors import Refusal, UserError
from paper_repro.datasets.folder import Report, existing_folder
from paper_repro.datasets.msd.h5 import TWICE, read_songs, song_files, timbre_values
from paper_repro.datasets.msd.pairs import TIMBRE, TITLES, UnpairedError, only, read_pairs
from paper_repro.datasets.msd.tables import VALUES, Title, read_tracks_per_year, read_unique_tracks
from paper_repro.datasets.recognise import refuse_other
from paper_repro.datasets.words import word_facts

__all__ = ["MillionSongs", "Title", "Titles", "facts", "load", "load_titles", "timbre_values", "validate"]

NAME = "msd"
#: What a report calls its items.
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

UNIQUE = "*unique_tracks*.txt"


@dataclass(frozen=True)
class Titles:
    """Titles alone: each song once, none blank, with what was refused and what is odd but was read."""

    titles: tuple[Title, ...]
    refused: tuple[Refusal, ...]
    noted: tuple[Refusal, ...]


@dataclass(frozen=True)
class MillionSongs:
    """The data set as loaded.

    Attributes:
        root: its folder.
        titles: one for each song that has both a title and timbre; ``titles[n].track_id`` is its key.
        timbre: float64 ``(songs, 90)``, rows as ``titles``, unscaled: 12 means, then 78 covariances by diagonals.
        sources: of each song, ``hdf5`` or ``position`` (in the two text files).
        refused: files, rows and songs that cannot be used, with the reason.
        noted: titles that were no UTF-8 and have been read as latin-1.
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
    """Every song with a title and timbre: those of the text files in their order, then further HDF5 songs by name.

    Where text files cannot be paired, HDF5 songs are used alone and the reason is in ``refused``.

    Raises:
        UserError: not this data set, a text file that cannot be as published, or no song at all, for want of files or
            because the text files cannot be paired and there are no HDF5 songs.
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
    """Titles alone, of the one list that has most of them: ``*unique_tracks*.txt``, else ``tracks_per_year*.txt``,
    else the HDF5 songs.

    Raises:
        UserError: not this data set, or a list that cannot be as published.
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
    """Rows with a title, each track once; the others with the reason; and titles that were no UTF-8."""
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
    """The numbers by which the set is known, of the songs that can be used."""
    return {
        UNIT: len(data.titles),
        "songs paired by position": data.sources.count("position"),
        "of these, with the same values in HDF5": data.confirmed,
        "songs from HDF5 alone": data.sources.count("hdf5"),
        "songs with a year": sum(title.year > 0 for title in data.titles),
    } | word_facts((title.title for title in data.titles), "title")


def validate(root: str | Path) -> Report:
    """``facts``, and the list of titles counted where there is one; everything refused or noted.

    A folder of titles without timbre can be used for what needs titles alone: it holds 0 songs.
    """
    root = existing_folder(root, LAYOUT)
    refuse_other(root, NAME, LAYOUT)
    counts: dict[str, int] = {UNIT: 0}
    refused: list[Refusal] = []
    noted: list[Refusal] = []
    listed = only(root, UNIQUE) or only(root, TITLES)
    if listed is None or any(root.glob(TIMBRE)) or song_files(root):
        data = load(root)
        counts, refused, noted = facts(data), [*data.refused], [*data.noted]
    if listed is not None:
        alone = load_titles(root)
        named = word_facts((title.title for title in alone.titles), "title")
        counts[f"titles in {listed.name}"] = len(alone.titles)
        counts |= {f"{name} in {listed.name}": count for name, count in named.items()}
        # What the list and the songs share is told once.
        refused += [refusal for refusal in alone.refused if refusal not in refused]
        noted += [note for note in alone.noted if note not in noted]
    return Report(counts, refused, noted)
