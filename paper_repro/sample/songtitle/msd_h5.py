"""Writes one song as an HDF5 file of the Million Song Dataset: the published groups, tables, types and attributes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

from paper_repro.sample.music.piece import Piece
from paper_repro.sample.music.theory import SAD_MODES
from paper_repro.sample.songtitle.catalogue import Song
from paper_repro.sample.songtitle.timbre import SAMPLE_RATE

METADATA = np.dtype(
    [
        ("analyzer_version", "S32"), ("artist_7digitalid", "<i4"), ("artist_familiarity", "<f8"),
        ("artist_hotttnesss", "<f8"), ("artist_id", "S32"), ("artist_latitude", "<f8"), ("artist_location", "S1024"),
        ("artist_longitude", "<f8"), ("artist_mbid", "S40"), ("artist_name", "S1024"), ("artist_playmeid", "<i4"),
        ("genre", "S1024"), ("idx_artist_terms", "<i4"), ("idx_similar_artists", "<i4"), ("release", "S1024"),
        ("release_7digitalid", "<i4"), ("song_hotttnesss", "<f8"), ("song_id", "S32"), ("title", "S1024"),
        ("track_7digitalid", "<i4"),
    ]
)  # fmt: skip
ANALYSIS = np.dtype(
    [
        ("analysis_sample_rate", "<i4"), ("audio_md5", "S32"), ("danceability", "<f8"), ("duration", "<f8"),
        ("end_of_fade_in", "<f8"), ("energy", "<f8"), ("idx_bars_confidence", "<i4"), ("idx_bars_start", "<i4"),
        ("idx_beats_confidence", "<i4"), ("idx_beats_start", "<i4"), ("idx_sections_confidence", "<i4"),
        ("idx_sections_start", "<i4"), ("idx_segments_confidence", "<i4"), ("idx_segments_loudness_max", "<i4"),
        ("idx_segments_loudness_max_time", "<i4"), ("idx_segments_loudness_start", "<i4"),
        ("idx_segments_pitches", "<i4"), ("idx_segments_start", "<i4"), ("idx_segments_timbre", "<i4"),
        ("idx_tatums_confidence", "<i4"), ("idx_tatums_start", "<i4"), ("key", "<i4"), ("key_confidence", "<f8"),
        ("loudness", "<f8"), ("mode", "<i4"), ("mode_confidence", "<f8"), ("start_of_fade_out", "<f8"),
        ("tempo", "<f8"), ("time_signature", "<i4"), ("time_signature_confidence", "<f8"), ("track_id", "S32"),
    ]
)  # fmt: skip
MUSICBRAINZ = np.dtype([("idx_artist_mbtags", "<i4"), ("year", "<i4")])
# Rows of a chunk, by type: as the files have them.
TABLE_CHUNKS = {METADATA: 3, ANALYSIS: 37, MUSICBRAINZ: 1024}
GROUPS = {
    "analysis": "Echo Nest analysis of the song", "metadata": "metadata about the song",
    "musicbrainz": "data about the song coming from MusicBrainz",
}  # fmt: skip
FILTERS = 65793
# The fullest pitch class of a segment has the value 1.
QUIET_DB = -60.0


@dataclass(frozen=True)
class SongFile:
    """What goes into the file: ``starts`` (segments,) in seconds, ``timbre`` (segments, 12)."""

    song: Song
    track_id: str
    year: int
    piece: Piece
    starts: np.ndarray
    timbre: np.ndarray


def write_song(path: Path, facts: SongFile, rng: np.random.Generator) -> None:
    """Writes ``facts`` as ``path``, whole or not at all; ``rng`` draws ids and what only the real services know."""
    part = path.with_name(path.name + ".part")
    with h5py.File(part, "w") as file:
        _mark(file, CLASS="GROUP", PYTABLES_FORMAT_VERSION="2.0", TITLE="H5 Song File", VERSION="1.0")
        file.attrs["FILTERS"] = FILTERS
        for name, title in GROUPS.items():
            _mark(file.create_group(name), CLASS="GROUP", TITLE=title, VERSION="1.0")
            file[name].attrs["FILTERS"] = FILTERS
        _write_analysis(file["analysis"], facts, rng)
        _write_metadata(file["metadata"], facts, rng)
        group = file["musicbrainz"]
        _table(group, MUSICBRAINZ, {"year": facts.year}, "table of data coming from MusicBrainz")
        _array(group, "artist_mbtags", np.array([], "S256"), "array of tags from MusicBrainz for an artist", 32)
        _array(group, "artist_mbtags_count", np.array([], "<i4"),
               "array of tag counts from MusicBrainz for an artist", 2048)  # fmt: skip
    part.replace(path)


def _write_analysis(group: h5py.Group, facts: SongFile, rng: np.random.Generator) -> None:
    piece, seconds = facts.piece, facts.piece.seconds
    beat = 60.0 / piece.bpm
    values = {
        "analysis_sample_rate": SAMPLE_RATE,
        "audio_md5": rng.bytes(16).hex(),
        "duration": seconds,
        "start_of_fade_out": seconds,
        "key": piece.key,
        "key_confidence": _share(rng),
        "loudness": round(piece.loudness, 3),
        "mode": int(piece.mode not in SAD_MODES),
        "mode_confidence": _share(rng),
        "tempo": round(piece.bpm, 3),
        "time_signature": piece.metre,
        "time_signature_confidence": _share(rng),
        "track_id": facts.track_id,
    }
    _table(group, ANALYSIS, values, "table of Echo Nest analysis for one song")
    marks = {
        "bars": np.arange(0.0, seconds, piece.metre * beat),
        "beats": np.arange(0.0, seconds, beat),
        "sections": np.array([section.start for section in piece.sections]),
        "segments": facts.starts,
        "tatums": np.arange(0.0, seconds, beat / 2),
    }
    for name, starts in marks.items():
        sure = np.round(rng.uniform(0.0, 1.0, size=len(starts)), 3)
        _array(group, f"{name}_confidence", sure, f"array of confidence of {name}")
        _array(group, f"{name}_start", np.round(starts, 5), f"array of start times of {name}")
    level = facts.timbre[:, 0] + QUIET_DB
    rise = np.round(rng.uniform(1.0, 9.0, size=(2, len(level))), 3)
    _array(group, "segments_loudness_max", np.round(level + rise[0], 3), "array of max loudness of segments")
    _array(group, "segments_loudness_max_time", np.round(0.01 * rise[1], 5), "array of max loudness time of segments")
    _array(group, "segments_loudness_start", np.round(np.maximum(level - rise[1], QUIET_DB), 3),
           "array of loudness of segments at start time")  # fmt: skip
    _array(group, "segments_pitches", _pitches(facts), "array of pitches of segments (chromas)", 85)
    _array(group, "segments_timbre", facts.timbre, "array of timbre of segments (MFCC-like)", 85)


def _write_metadata(group: h5py.Group, facts: SongFile, rng: np.random.Generator) -> None:
    values = {
        "artist_7digitalid": int(rng.integers(1, 400_000)),
        "artist_familiarity": round(float(rng.beta(6, 4)), 8),
        "artist_hotttnesss": round(float(rng.beta(5, 7)), 8),
        "artist_id": _id(rng, "AR"),
        "artist_latitude": np.nan,
        "artist_longitude": np.nan,
        "artist_name": facts.song.artist.encode(),
        "artist_playmeid": -1,
        "release": facts.song.title.encode(),
        "release_7digitalid": int(rng.integers(1, 800_000)),
        "song_hotttnesss": np.nan,
        "song_id": _id(rng, "SO"),
        "title": facts.song.title.encode(),
        "track_7digitalid": int(rng.integers(1, 9_000_000)),
    }
    _table(group, METADATA, values, "table of metadata for one song")
    terms = np.array([facts.song.style, facts.piece.mode], "S256")
    _array(group, "artist_terms", terms, "array of terms (Echo Nest tags) for an artist", 32)
    for name, what in (("freq", "frequencies"), ("weight", "weights")):
        _array(group, f"artist_terms_{name}", np.array([1.0, 0.5]),
               f"array of term (Echo Nest tags) {what} for an artist")  # fmt: skip
    alike = np.array([_id(rng, "AR") for _ in range(10)], "S20")
    _array(group, "similar_artists", alike, "array of similar artists Echo Nest id", 409)


def _pitches(facts: SongFile) -> np.ndarray:
    """How much each pitch class sounds in each segment, from the notes: (segments, 12), at most 1."""
    ends = np.append(facts.starts[1:], facts.piece.seconds)
    chroma = np.zeros((len(ends), 12))
    for part in facts.piece.parts:
        for note in () if part.drum else part.notes:
            over = np.minimum(ends, note.start + note.duration) - np.maximum(facts.starts, note.start)
            chroma[:, note.pitch % 12] += np.maximum(over, 0.0) * note.velocity
    return np.round(chroma / np.maximum(chroma.max(axis=1, keepdims=True), 1e-9), 3)


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


def _array(group: h5py.Group, name: str, values: np.ndarray, title: str, chunk: int = 1024) -> None:
    shape = values.shape[1:]
    made = group.create_dataset(name, data=values, maxshape=(None, *shape), chunks=(chunk, *shape), compression=1,
                                shuffle=True)  # fmt: skip
    _mark(made, CLASS="EARRAY", TITLE=title, VERSION="1.0")
    made.attrs["EXTDIM"] = 0


def _mark(node: h5py.HLObject, **texts: str) -> None:
    for name, text in texts.items():
        node.attrs[name] = np.bytes_(text)


def _share(rng: np.random.Generator) -> float:
    return round(float(rng.uniform(0.0, 1.0)), 3)


def _id(rng: np.random.Generator, kind: str) -> str:
    letters = "".join(chr(65 + letter) for letter in rng.integers(26, size=5))
    return f"{kind}{letters}1187FB{int(rng.integers(16**5)):05X}"
