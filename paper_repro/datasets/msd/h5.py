"""Songs of the Million Song Dataset as HDF5: the title, and the 90 timbre values of the segments."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

from paper_repro.core.errors import ItemError, Refusal
from paper_repro.core.hdf5 import member
from paper_repro.core.progress import track
from paper_repro.datasets.folder import files_below
from paper_repro.datasets.msd.tables import TRACK_ID, Title, text_of

COEFFICIENTS = 12
#: Reason of refusal of a song that an earlier file has.
TWICE = "track id again"
#: Segments beyond which nothing is read: an hour has some 15,000.
MOST_SEGMENTS = 1_000_000


class SongError(ItemError):
    """A song file that cannot be used: ``unreadable``, ``no such data``, ``too few segments`` or ``not finite``."""


@dataclass(frozen=True)
class SongFile:
    """One song: ``title``, and ``timbre``, float64 ``(90,)``."""

    title: Title
    timbre: np.ndarray


def timbre_values(segments: np.ndarray) -> np.ndarray:
    """The 90 values with which YearPredictionMSD describes a song.

    Args:
        segments: ``(segments, 12)``, the timbre coefficients of each segment; at least two segments.

    Returns:
        float64 ``(90,)``: 12 means, then the sample covariances (divided by segments - 1) by the diagonals of their
        matrix: 12 variances, the 11 covariances of neighbours (1 with 2, 2 with 3, ...), the 10 of those two apart,
        and so on to that of 1 with 12.

    Example:
        >>> values = timbre_values([[1.0] * 12, [3.0] * 12])
        >>> values.shape, values[0], values[12]
        ((90,), 2.0, 2.0)
    """
    segments = np.asarray(segments, dtype=np.float64)
    mean = segments.mean(axis=0)
    centred = segments - mean
    covariance = centred.T @ centred / (len(segments) - 1)  # (12, 12)
    return np.concatenate([mean, *(np.diagonal(covariance, apart) for apart in range(COEFFICIENTS))])


def song_files(root: Path) -> list[Path]:
    """Every file ``TR*.h5`` below ``root``, at any depth, sorted by name."""
    return sorted(files_below(root, "**/TR*.h5"), key=lambda path: path.name)


def read_songs(root: Path) -> tuple[dict[str, SongFile], list[Refusal]]:
    """Every song below ``root`` by track id, in order of file names; and the files that cannot be used."""
    songs: dict[str, SongFile] = {}
    refused = []
    paths = song_files(root)
    for path in track(paths, len(paths), "reading songs", "song"):
        item = path.relative_to(root).as_posix()
        try:
            song = read_song(path)
        except SongError as error:
            refused.append(Refusal(item, error.reason, str(error)))
            continue
        if song.title.track_id in songs:
            refused.append(Refusal(item, TWICE, f"{song.title.track_id} is in an earlier file"))
        else:
            songs[song.title.track_id] = song
    return songs, refused


def read_song(path: Path) -> SongFile:
    """Reads ``/metadata/songs``, ``/analysis/songs``, ``/analysis/segments_timbre`` and, if present, the year.

    Raises:
        SongError: not an HDF5 file, one of the three is missing or malformed, more than one song, fewer than two
            segments, or values that are not finite.
    """
    try:
        with h5py.File(path, "r") as file:
            metadata, analysis = _one_row(path, file, "metadata/songs"), _one_row(path, file, "analysis/songs")
            title, title_recoded = text_of(_cell(path, metadata, "title"))
            artist, artist_recoded = text_of(_cell(path, metadata, "artist_name"))
            track_id, _ = text_of(_cell(path, analysis, "track_id"))
            year = _year(path, file)
            segments = _segments(path, file)
    except SongError:
        raise
    except Exception as error:  # h5py raises many types, depending on where the damage is
        trouble = "no such file" if isinstance(error, FileNotFoundError) else "no HDF5 file, or damaged"
        raise SongError(f"{path}: {trouble}; fetch it again or remove it.", "unreadable") from error
    if not re.fullmatch(TRACK_ID, track_id):
        raise _no_data(path, f"/analysis/songs names the track {track_id[:40]!r}")
    with np.errstate(over="ignore", invalid="ignore"):
        timbre = timbre_values(segments)
    if not np.isfinite(timbre).all():
        raise SongError(f"{path}: its timbre is too large for float64; fetch it again.", "not finite")
    return SongFile(Title(track_id, artist, title, year, title_recoded or artist_recoded), timbre)


def _one_row(path: Path, file: h5py.File, name: str) -> np.void:
    table = _dataset(path, file, name)
    if table.shape != (1,) or table.dtype.names is None:
        raise _no_data(path, f"/{name} must be a table of one song, its shape is {table.shape}")
    return table[0]


def _dataset(path: Path, file: h5py.File, name: str) -> h5py.Dataset:
    """The dataset ``name``, refused where reading it would open another file or need memory without measure."""
    try:
        dataset = member(file, name)
    except KeyError:
        dataset = None
    except ItemError as error:
        raise SongError(str(error), error.reason) from None
    if not isinstance(dataset, h5py.Dataset):
        raise _no_data(path, f"/{name} is missing")
    return dataset


def _cell(path: Path, row: np.void, name: str) -> bytes:
    if name not in row.dtype.names or not isinstance(row[name], bytes):
        raise _no_data(path, f"the column {name} is missing or no text")
    return bytes(row[name])


def _year(path: Path, file: h5py.File) -> int:
    """The year in ``/musicbrainz/songs``; MSD's own value for unknown is 0."""
    if "musicbrainz/songs" not in file:
        return 0
    table = _dataset(path, file, "musicbrainz/songs")
    if table.shape == (1,) and "year" in (table.dtype.names or ()):
        return int(table[0]["year"])
    return 0


def _segments(path: Path, file: h5py.File) -> np.ndarray:
    name = "analysis/segments_timbre"
    timbre = _dataset(path, file, name)
    if timbre.ndim != 2 or timbre.shape[1] != COEFFICIENTS or timbre.dtype.kind not in "fiu":
        raise _no_data(path, f"/{name} must be numbers (segments, {COEFFICIENTS}), its shape is {timbre.shape}")
    if not 2 <= timbre.shape[0] <= MOST_SEGMENTS:
        raise SongError(
            f"{path}: has {timbre.shape[0]:,} segments, a covariance needs 2 and at most {MOST_SEGMENTS:,} are read; "
            "remove it.",
            "too few segments" if timbre.shape[0] < 2 else "unreadable",
        )
    with np.errstate(over="ignore", invalid="ignore"):  # what overflows is not finite, and refused below
        segments = timbre[:].astype(np.float64)
    if not np.isfinite(segments).all():
        raise SongError(f"{path}: /{name} is not all finite (NaN or infinity); fetch it again.", "not finite")
    return segments


def _no_data(path: Path, what: str) -> SongError:
    return SongError(f"{path}: {what}; fetch the file again or remove it.", "no such data")
