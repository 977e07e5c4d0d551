"""Writes the sample corpus of songs in the published formats of the Million Song Dataset: titles, timbre, HDF5."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import joblib
import numpy as np

from paper_repro import __version__
from paper_repro.core.progress import bar
from paper_repro.sample import corpus as shared
from paper_repro.sample.difficulty import difficulty_named
from paper_repro.sample.music.piece import Piece
from paper_repro.sample.music.recording import record
from paper_repro.sample.music.render import mix
from paper_repro.sample.songtitle.ambience import add_ambience
from paper_repro.sample.songtitle.catalogue import Song, draw_song
from paper_repro.sample.songtitle.msd_h5 import SongFile, write_song
from paper_repro.sample.songtitle.music import compose_scene, recording_of
from paper_repro.sample.songtitle.texts.titles import MSD
from paper_repro.sample.songtitle.timbre import SAMPLE_RATE, measure_timbre, summarise_timbre

TITLES = "tracks_per_year.txt"
TIMBRE = "YearPredictionMSD.txt"
HDF5 = "MillionSongSubset/data"
SEPARATOR = "<SEP>"
SECONDS = 20.0
# The first songs are there as HDF5 too; the real subset has 10,000 of a million.
HDF5_SONGS = 20
FIRST_YEAR, LAST_YEAR = 1922, 2010
MEAN_AGE = 12.0
# Of so many titles one is empty, as in the real list of 10,000.
EMPTY_TITLE_FROM = 400
# Changes whenever the same settings would give another corpus.
GENERATOR = 1

# Streams of random numbers: one for each purpose, so that a change to one leaves the others as they were.
SONG, PIECE, RECORDING, NUMBERS, DAMAGE = 70, 71, 72, 73, 74
EMPTY_TITLE = "empty title"


@dataclass(frozen=True)
class Corpus:
    """The settings that a corpus follows from."""

    clips: int
    seed: int
    difficulty: str
    generator: int = GENERATOR
    layout: str = "msd"


@dataclass(frozen=True)
class Track:
    """What is known of a song without hearing it."""

    song: Song
    track_id: str
    year: int

    @property
    def h5_path(self) -> str:
        """Where its HDF5 file lies: in a folder for each of the first three letters."""
        return "/".join([HDF5, *self.track_id[2:5], f"{self.track_id}.h5"])


def write_msd(root: Path | str, *, clips: int, seed: int, difficulty: str = "normal", jobs: int = 1) -> dict:
    """Writes titles and timbre of ``clips`` rendered songs under ``root``; goes on where it was interrupted.

    Args:
        root: A folder that is empty, absent, or holds the same corpus, whole or begun.
        clips: Number of songs, 1 or more.
        seed: The corpus seed; song ``i`` follows from ``(seed, i)``, whatever the number of songs.
        difficulty: easy, normal or hard (see ``difficulty``).
        jobs: Number of processes.

    Returns:
        What ``root/sample.json`` says: settings, counts, broken items, checksums of both tables.

    Raises:
        UserError: for arguments that cannot be used and folders that cannot be written or hold something else.
    """
    shared.check_arguments(clips, seed, difficulty, jobs)
    root = Path(root)
    corpus = Corpus(clips, seed, difficulty)
    finished = shared.open_root(root, asdict(corpus), ())
    if finished is not None:
        return finished
    values = []
    with bar(clips, "composing songs and measuring their timbre") as progress:
        for row in _make_songs(root, corpus, jobs):
            values.append(row)
            progress.update()
    broken = draw_damage(corpus)
    summary = {
        **_write_tables(root, corpus, values, broken),
        "broken": {
            kind: [track_of(seed, index, difficulty).track_id for index in indexes] for kind, indexes in broken.items()
        },
        "package_version": __version__,
    }
    shared.close_root(root, _readme(corpus, summary), summary)
    return summary


def draw_damage(corpus: Corpus) -> dict[str, tuple[int, ...]]:
    """Which songs have no title: kind of damage -> numbers of songs. Small corpora have none."""
    if corpus.clips < EMPTY_TITLE_FROM:
        return {}
    return shared.place_damage(np.random.default_rng([corpus.seed, DAMAGE]), corpus.clips, [EMPTY_TITLE])


def track_of(seed: int, index: int, difficulty: str) -> Track:
    """Title, artist, year and id of song ``index``."""
    rng = np.random.default_rng([seed, index, SONG])
    song = draw_song(rng, MSD, difficulty)
    year = max(FIRST_YEAR, LAST_YEAR - int(rng.exponential(MEAN_AGE)))
    letters = "".join(chr(65 + letter) for letter in rng.integers(26, size=5))
    # The number makes the id unique: an odd factor leaves no two of them alike.
    return Track(song, f"TR{letters}128F{(index * 0x2545F5 + 0x1234567) % 16**7:07X}", year)


def make_song(seed: int, index: int, difficulty: str) -> tuple[Piece, np.ndarray, np.ndarray]:
    """Song ``index``: its piece, the start times of its segments in seconds, and their timbre (segments, 12)."""
    song = track_of(seed, index, difficulty).song
    piece = compose_scene([seed, index, PIECE], song.scene, song.style, seconds=SECONDS)
    damage = recording_of(song.scene, difficulty_named(difficulty).damage)
    rng = np.random.default_rng([seed, index, RECORDING])
    audio = add_ambience(rng, song.scene, mix(piece, SAMPLE_RATE).audio.mean(axis=0), SAMPLE_RATE)
    starts, timbre = measure_timbre(record(audio, SAMPLE_RATE, rng, damage))
    return piece, starts, timbre


def _make_songs(root: Path, corpus: Corpus, jobs: int) -> Iterator[np.ndarray]:
    tasks = (joblib.delayed(_make_row)(root, corpus.seed, index, corpus.difficulty) for index in range(corpus.clips))
    return joblib.Parallel(n_jobs=jobs, return_as="generator")(tasks)


def _make_row(root: Path, seed: int, index: int, difficulty: str) -> np.ndarray:
    piece, starts, timbre = make_song(seed, index, difficulty)
    if index < HDF5_SONGS:
        track = track_of(seed, index, difficulty)
        path = root / track.h5_path
        path.parent.mkdir(parents=True, exist_ok=True)
        facts = SongFile(track.song, track.track_id, track.year, piece, starts, timbre)
        write_song(path, facts, np.random.default_rng([seed, index, NUMBERS]))
    return summarise_timbre(timbre)


def _write_tables(root: Path, corpus: Corpus, values: Sequence[np.ndarray], broken: dict) -> dict:
    """Writes both tables, row for row alike, in order of year and id; settings and counts for the summary."""
    tracks = [track_of(corpus.seed, index, corpus.difficulty) for index in range(corpus.clips)]
    untitled = broken.get(EMPTY_TITLE, ())
    order = sorted(range(corpus.clips), key=lambda index: (tracks[index].year, tracks[index].track_id))
    titles = {index: "" if index in untitled else tracks[index].song.title for index in order}
    rows = [(str(tracks[i].year), tracks[i].track_id, tracks[i].song.artist, titles[i]) for i in order]
    text = "".join(SEPARATOR.join(row) + "\n" for row in rows)
    numbers = "".join(",".join([str(tracks[i].year), *(f"{v:.5f}" for v in values[i])]) + "\n" for i in order)
    shared.write_whole(root / TITLES, text)
    shared.write_whole(root / TIMBRE, numbers)
    return {
        "settings": asdict(corpus),
        "counts": {
            "songs": corpus.clips,
            "hdf5_songs": min(corpus.clips, HDF5_SONGS),
            "artists": len({track.song.artist for track in tracks}),
            "title_words": len({word for title in titles.values() for word in title.lower().split()}),
        },
        "titles_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "timbre_sha256": hashlib.sha256(numbers.encode()).hexdigest(),
    }


def _readme(corpus: Corpus, summary: dict) -> str:
    return f"""\
Sample corpus in the formats of the Million Song Dataset

This is no data set: the songs were composed from a seed, rendered with a General MIDI soundfont and measured by a
stand-in for the Echo Nest's analyser, titles and artists are made up. It has the formats of the real data, so that
everything runs without them. Both tables are row for row alike, which the real ones are not.

seed {corpus.seed}, songs {corpus.clips}, difficulty {corpus.difficulty}, paper_repro {__version__}

{TITLES}      year<SEP>track id<SEP>artist<SEP>title
{TIMBRE}    year, 12 means, 78 covariances of the timbre, of {SECONDS:.0f} s each
{HDF5}/<letter>/<letter>/<letter>/<track id>.h5
                         analysis and metadata of the first {HDF5_SONGS} songs
sample.json              settings, counts and checksums

Broken on purpose, as some items of every real set are: {shared.describe_damage(summary["broken"])}.
"""
