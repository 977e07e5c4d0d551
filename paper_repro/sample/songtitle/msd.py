"""Writes the sample corpus of songs in the published formats of the Million Song Dataset: titles, timbre, HDF5."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from paper_repro import __version__
from paper_repro.sample import corpus as shared
from paper_repro.sample.corpus import Damage, Recipe, Settings
from paper_repro.sample.difficulty import difficulty_named
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

# Streams of random numbers: one for each purpose, so that a change to one leaves the others as they were.
SONG, PIECE, RECORDING, DAMAGE = 70, 71, 72, 74
EMPTY_TITLE = "empty title"


@dataclass(frozen=True)
class Track:
    """Metadata of a song."""

    song: Song
    track_id: str
    year: int

    @property
    def h5_path(self) -> str:
        """Path of its HDF5 file: in a folder for each of the first three letters."""
        return "/".join([HDF5, *self.track_id[2:5], f"{self.track_id}.h5"])


def draw_damage(settings: Settings) -> Damage:
    """The songs without a title: kind of damage -> numbers of songs. Small corpora have none."""
    if settings.clips < EMPTY_TITLE_FROM:
        return {}
    return shared.place_damage(np.random.default_rng([settings.seed, DAMAGE]), settings.clips, [EMPTY_TITLE])


def track_of(seed: int, index: int, difficulty: str) -> Track:
    """Title, artist, year and id of song ``index``."""
    rng = np.random.default_rng([seed, index, SONG])
    song = draw_song(rng, MSD, difficulty)
    year = max(FIRST_YEAR, LAST_YEAR - int(rng.exponential(MEAN_AGE)))
    letters = "".join(chr(65 + letter) for letter in rng.integers(26, size=5))
    # The number makes the id unique: an odd factor leaves no two of them alike.
    return Track(song, f"TR{letters}128F{(index * 0x2545F5 + 0x1234567) % 16**7:07X}", year)


def make_song(seed: int, index: int, difficulty: str) -> np.ndarray:
    """The timbre of the segments of song ``index``: (segments, 12)."""
    song = track_of(seed, index, difficulty).song
    piece = compose_scene([seed, index, PIECE], song.scene, song.style, seconds=SECONDS)
    damage = recording_of(song.scene, difficulty_named(difficulty).damage)
    rng = np.random.default_rng([seed, index, RECORDING])
    audio = add_ambience(rng, song.scene, mix(piece, SAMPLE_RATE).audio.mean(axis=0), SAMPLE_RATE)
    return measure_timbre(record(audio, SAMPLE_RATE, rng, damage))[1]


def make_item(root: Path, settings: Settings, index: int, damage: str | None) -> np.ndarray:
    """Writes the HDF5 file of song ``index`` if it is one of the first; its row of the table of timbre, (90,)."""
    seed, difficulty = settings.seed, settings.difficulty
    timbre = make_song(seed, index, difficulty)
    if index < HDF5_SONGS:
        track = track_of(seed, index, difficulty)
        path = root / track.h5_path
        path.parent.mkdir(parents=True, exist_ok=True)
        write_song(path, SongFile(track.song, track.track_id, track.year, timbre))
    return summarise_timbre(timbre)


def write_tables(root: Path, settings: Settings, values: Sequence[np.ndarray], damage: Damage) -> dict:
    """Writes both tables, row for row alike, in order of year and id; counts and checksums for the summary."""
    tracks = [track_of(settings.seed, index, settings.difficulty) for index in range(settings.clips)]
    untitled = damage.get(EMPTY_TITLE, ())
    order = sorted(range(settings.clips), key=lambda index: (tracks[index].year, tracks[index].track_id))
    titles = {index: "" if index in untitled else tracks[index].song.title for index in order}
    rows = [(str(tracks[i].year), tracks[i].track_id, tracks[i].song.artist, titles[i]) for i in order]
    text = "".join(SEPARATOR.join(row) + "\n" for row in rows)
    numbers = "".join(",".join([str(tracks[i].year), *(f"{v:.5f}" for v in values[i])]) + "\n" for i in order)
    shared.write_whole(root / TITLES, text)
    shared.write_whole(root / TIMBRE, numbers)
    return {
        "counts": {
            "songs": settings.clips,
            "hdf5_songs": min(settings.clips, HDF5_SONGS),
            "artists": len({track.song.artist for track in tracks}),
            "title_words": len({word for title in titles.values() for word in title.lower().split()}),
        },
        "titles_sha256": shared.sha256_of(text),
        "timbre_sha256": shared.sha256_of(numbers),
    }


def readme(settings: Settings, summary: Mapping) -> str:
    """Text of ``README.txt``."""
    return f"""\
Sample corpus in the formats of the Million Song Dataset

This is no data set: the songs were composed from a seed, rendered with a General MIDI soundfont and measured by a
stand-in for the Echo Nest's analyser, titles and artists are made up. It has the formats of the real data, so that
everything runs without them. Both tables are row for row alike, which the real ones are not.

seed {settings.seed}, songs {settings.clips}, difficulty {settings.difficulty}, paper_repro {__version__}

{TITLES}      year<SEP>track id<SEP>artist<SEP>title
{TIMBRE}    year, 12 means, 78 covariances of the timbre, of {SECONDS:.0f} s each
{HDF5}/<letter>/<letter>/<letter>/<track id>.h5
                         title, artist, year and timbre of the first {HDF5_SONGS} songs
sample.json              settings, counts and checksums

Broken on purpose, as some items of every real set are: {shared.describe_damage(summary["broken"])}.
"""


RECIPE = Recipe(
    readme=readme,
    tabulate=write_tables,
    progress="composing songs and measuring their timbre",
    make=make_item,
    draw_damage=draw_damage,
    name_of=lambda settings, index: track_of(settings.seed, index, settings.difficulty).track_id,
)
