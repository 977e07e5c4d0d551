"""Writes the sample corpus of tracks in the published layout of FMA: ``tracks.csv`` and mp3s in numbered folders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from paper_repro import __version__
from paper_repro.sample import corpus as shared
from paper_repro.sample import mp3
from paper_repro.sample.corpus import Damage, Recipe, Settings
from paper_repro.sample.difficulty import difficulty_named
from paper_repro.sample.music.recording import record
from paper_repro.sample.music.render import mix
from paper_repro.sample.songtitle.ambience import add_ambience
from paper_repro.sample.songtitle.catalogue import Song, draw_song
from paper_repro.sample.songtitle.fma_table import FmaRow, table_of
from paper_repro.sample.songtitle.music import FEELS, GENRES, compose_scene, recording_of
from paper_repro.sample.songtitle.texts.titles import FMA

METADATA, SMALL = "fma_metadata", "fma_small"
TABLE = f"{METADATA}/tracks.csv"
SAMPLE_RATE = 44_100
# Not every clip of 30 s is cut to the same frame; the first length is by far the commonest.
LENGTHS, LENGTH_SHARES = (1_321_967, 1_323_119, 1_320_815), (0.7, 0.2, 0.1)
# Variable bit rate, about 60 kbit/s. Encoding takes more than half of the whole time of writing.
MP3 = mp3.VariableRate(0.75)

# Streams of random numbers: one for each purpose, so that a change to one leaves the others as they were. 85 belongs
# to the table.
SONG, PIECE, RECORDING, LENGTH, LARGE = 80, 81, 82, 83, 84

# Ids run to about 155,000, most of them of tracks that are not in the small set.
IDS, STEP = 155_303, 60_013
# One such row without sound for every so many with.
LARGE_EVERY = 4
# Ids of the real set that hold no audio.
BROKEN_IDS = {99_134: mp3.ZERO_BYTES, 108_925: mp3.STUB, 133_297: mp3.STUB}
DAMAGE_FROM_TRACKS, ALL_DAMAGE_FROM_TRACKS = 20, 200


def track_id_of(index: int) -> int:
    """The id of track ``index``, less than ``IDS + 10``: ids lie scattered, no two alike, none that is known broken."""
    track_id = 2 + index * STEP % IDS
    return IDS + 2 + list(BROKEN_IDS).index(track_id) if track_id in BROKEN_IDS else track_id


def path_of(track_id: int) -> str:
    """Path of a track's mp3."""
    return f"{SMALL}/{track_id // 1000:03d}/{track_id:06d}.mp3"


def song_of(seed: int, number: int, difficulty: str, attempt: int = 0) -> Song:
    """The song that belongs to any number."""
    return draw_song(np.random.default_rng([seed, number, SONG, attempt]), FMA, difficulty)


def track_of(seed: int, index: int, difficulty: str) -> Song:
    """The song of track ``index``: genres take turns, since the small set has as many tracks of each."""
    wanted = GENRES[index % len(GENRES)]
    songs = (song_of(seed, index, difficulty, attempt) for attempt in range(10_000))
    return next(song for song in songs if FEELS[song.style].genre == wanted)


def make_track(seed: int, index: int, difficulty: str) -> np.ndarray:
    """The sound of track ``index``: float32 (2, samples) at ``SAMPLE_RATE``."""
    song = track_of(seed, index, difficulty)
    samples = int(np.random.default_rng([seed, index, LENGTH]).choice(LENGTHS, p=LENGTH_SHARES))
    piece = compose_scene([seed, index, PIECE], song.scene, song.style, seconds=samples / SAMPLE_RATE)
    damage = recording_of(song.scene, difficulty_named(difficulty).damage)
    rng = np.random.default_rng([seed, index, RECORDING])
    audio = add_ambience(rng, song.scene, mix(piece, SAMPLE_RATE).audio, SAMPLE_RATE)
    return record(audio, SAMPLE_RATE, rng, damage)


def draw_damage(settings: Settings) -> dict[str, tuple[int, ...]]:
    """Tracks beyond the ``clips`` that have no sound: kind of damage -> ids. Small corpora have none."""
    if settings.clips < DAMAGE_FROM_TRACKS:
        return {}
    count = len(BROKEN_IDS) if settings.clips >= ALL_DAMAGE_FROM_TRACKS else 1
    broken: dict[str, tuple[int, ...]] = {}
    for track_id, kind in list(BROKEN_IDS.items())[:count]:
        broken[kind] = (*broken.get(kind, ()), track_id)
    if settings.clips >= ALL_DAMAGE_FROM_TRACKS:
        broken[mp3.MISSING] = (IDS + 9,)
    return broken


def make_item(root: Path, settings: Settings, index: int, damage: str | None) -> None:
    """Writes the sound of track ``index``."""
    path = _placed(root, track_id_of(index))
    if not path.exists():
        mp3.write_mp3(path, make_track(settings.seed, index, settings.difficulty).T, SAMPLE_RATE, MP3, None)


def write_table(root: Path, settings: Settings, items: Sequence[None], damage: Damage) -> dict:
    """Writes the table, and the damaged tracks, which come beyond the ``clips``; counts and checksum."""
    seed, clips, difficulty = settings.seed, settings.clips, settings.difficulty
    broken = draw_damage(settings)
    for kind, ids in broken.items():
        for track_id in ids:
            silence = np.zeros(SAMPLE_RATE, np.float32)
            mp3.write_mp3(_placed(root, track_id), silence, SAMPLE_RATE, MP3, kind)
    rows = [FmaRow(track_id_of(index), track_of(seed, index, difficulty), "small") for index in range(clips)]
    # Their titles are as real as the others; numbers count down from the end, so that they never meet those above.
    large = [song_of(seed, IDS - 1 - index, difficulty) for index in range(clips // LARGE_EVERY)]
    rows += [
        FmaRow(track_id_of(IDS - 1 - index), song, ("medium", "large")[index % 2]) for index, song in enumerate(large)
    ]
    rows += [
        FmaRow(track_id, song_of(seed, track_id, difficulty), "small") for ids in broken.values() for track_id in ids
    ]
    text = table_of(sorted(rows, key=lambda row: row.track_id), seed)
    shared.write_whole(root / TABLE, text)
    return {
        "broken": {kind: list(ids) for kind, ids in broken.items()},
        "counts": {
            "tracks": len(rows),
            "tracks_of_the_small_subset": sum(row.subset == "small" for row in rows),
            "tracks_with_sound": clips,
            "title_words": len({word for row in rows for word in row.song.title.lower().split()}),
        },
        "table_sha256": shared.sha256_of(text),
    }


def _placed(root: Path, track_id: int) -> Path:
    path = root / path_of(track_id)
    path.parent.mkdir(exist_ok=True)
    return path


def readme(settings: Settings, summary: Mapping) -> str:
    """Text of ``README.txt``."""
    return f"""\
Sample corpus in the layout of the Free Music Archive's data (FMA)

This is no data set: the music was composed from a seed and rendered with a General MIDI soundfont, artists, albums
and titles are made up. It has the format of the real data, so that everything runs without them.

seed {settings.seed}, tracks with sound {settings.clips}, difficulty {settings.difficulty}, paper_repro {__version__}

{TABLE}      three header lines, 6 of the 52 columns; some tracks belong to larger subsets
{SMALL}/NNN/NNNNNN.mp3       30 s each, stereo, {SAMPLE_RATE} Hz, variable bit rate
sample.json                  settings, counts and checksum

Broken on purpose, as some items of the real set are: {shared.describe_damage(summary["broken"])}.
"""


RECIPE = Recipe(
    readme=readme,
    tabulate=write_table,
    folders=(METADATA, SMALL),
    progress="composing and rendering tracks",
    make=make_item,
)
