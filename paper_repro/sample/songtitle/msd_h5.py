"""One song as an HDF5 file of the Million Song Dataset: the published groups, types and attributes.

Of the published arrays and columns it has those that ``datasets.msd_h5`` reads.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

from paper_repro.sample.corpus import write_whole
from paper_repro.sample.songtitle.catalogue import Song

METADATA = np.dtype([("artist_name", "S1024"), ("title", "S1024")])
ANALYSIS = np.dtype([("track_id", "S32")])
MUSICBRAINZ = np.dtype([("year", "<i4")])
# Rows of a chunk, by type: as the published files have them.
TABLE_CHUNKS = {METADATA: 3, ANALYSIS: 37, MUSICBRAINZ: 1024}
TIMBRE_CHUNK = 85
GROUPS = {
    "analysis": "Echo Nest analysis of the song", "metadata": "metadata about the song",
    "musicbrainz": "data about the song coming from MusicBrainz",
}  # fmt: skip
FILTERS = 65793


@dataclass(frozen=True)
class SongFile:
    """Content of the file; ``timbre``: (segments, 12)."""

    song: Song
    track_id: str
    year: int
    timbre: np.ndarray


def write_song(path: Path, facts: SongFile) -> None:
    """Writes ``facts`` as ``path``, whole or not at all."""
    data = io.BytesIO()
    with h5py.File(data, "w") as file:
        _mark(file, CLASS="GROUP", PYTABLES_FORMAT_VERSION="2.0", TITLE="H5 Song File", VERSION="1.0")
        file.attrs["FILTERS"] = FILTERS
        for name, title in GROUPS.items():
            _mark(file.create_group(name), CLASS="GROUP", TITLE=title, VERSION="1.0")
            file[name].attrs["FILTERS"] = FILTERS
        names = {"artist_name": facts.song.artist.encode(), "title": facts.song.title.encode()}
        _table(file["metadata"], METADATA, names, "table of metadata for one song")
        _table(file["analysis"], ANALYSIS, {"track_id": facts.track_id}, "table of Echo Nest analysis for one song")
        _table(file["musicbrainz"], MUSICBRAINZ, {"year": facts.year}, "table of data coming from MusicBrainz")
        _array(file["analysis"], "segments_timbre", facts.timbre, "array of timbre of segments (MFCC-like)")
    write_whole(path, data.getvalue())


def _table(group: h5py.Group, kind: np.dtype, values: dict, title: str) -> None:
    row = np.zeros(1, kind)
    for name, value in values.items():
        row[name] = value
    songs = group.create_dataset("songs", data=row, maxshape=(None,), chunks=(TABLE_CHUNKS[kind],), compression=1,
                                 shuffle=True)  # fmt: skip
    _mark(songs, CLASS="TABLE", TITLE=title, VERSION="2.6")
    songs.attrs["NROWS"] = np.int64(1)
    for number, name in enumerate(kind.names):
        songs.attrs[f"FIELD_{number}_NAME"] = np.bytes_(name)
        songs.attrs[f"FIELD_{number}_FILL"] = np.zeros((), kind[name])[()]


def _array(group: h5py.Group, name: str, values: np.ndarray, title: str) -> None:
    inner = values.shape[1:]
    made = group.create_dataset(
        name, data=values, maxshape=(None, *inner), chunks=(TIMBRE_CHUNK, *inner), compression=1, shuffle=True
    )
    _mark(made, CLASS="EARRAY", TITLE=title, VERSION="1.0")
    made.attrs["EXTDIM"] = 0


def _mark(node: h5py.HLObject, **texts: str) -> None:
    for name, text in texts.items():
        node.attrs[name] = np.bytes_(text)
