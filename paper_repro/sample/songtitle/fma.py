"""Writes the sample corpus of tracks in the published layout of FMA: ``tracks.csv`` and mp3s in numbered folders."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path

import joblib
import numpy as np

from paper_repro import __version__
from paper_repro.core.progress import bar
from paper_repro.sample import corpus as shared
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
MP3 = {"format": "MP3", "subtype": "MPEG_LAYER_III", "bitrate_mode": "VARIABLE", "compression_level": 0.75}
# Changes whenever the same settings would give another corpus.
GENERATOR = 1

# Streams of random numbers: one for each purpose, so that a change to one leaves the others as they were. 85 belongs
# to the table.
SONG, PIECE, RECORDING, LENGTH, LARGE = 80, 81, 82, 83, 84

# Ids run to about 155,000, most of them of tracks that are not in the small set.
IDS, STEP = 155_303, 60_013
# One such row without sound for every so many with.
LARGE_EVERY = 4
# Ids of the real set that hold no audio.
BROKEN_IDS = {99_134: shared.ZERO_BYTES, 108_925: shared.STUB, 133_297: shared.STUB}
DAMAGE_FROM_TRACKS, ALL_DAMAGE_FROM_TRACKS = 20, 200


@dataclass(frozen=True)
class Corpus:
    """The settings that a corpus follows from."""

    clips: int
    seed: int
    difficulty: str
    generator: int = GENERATOR
    layout: str = "fma"


def write_fma(root: Path | str, *, clips: int, seed: int, difficulty: str = "normal", jobs: int = 1) -> dict:
    """Writes ``clips`` rendered tracks with titles under ``root``; goes on where it was interrupted.

    Args:
        root: A folder that is empty, absent, or holds the same corpus, whole or begun.
        clips: Number of tracks with sound, 1 or more; the table has more, which belong to larger subsets.
        seed: The corpus seed; track ``i`` follows from ``(seed, i)``, whatever the number of tracks.
        difficulty: easy, normal or hard (see ``difficulty``).
        jobs: Number of processes.

    Returns:
        What ``root/sample.json`` says: settings, counts, broken items, checksum of the table.

    Raises:
        UserError: for arguments that cannot be used and folders that cannot be written or hold something else.
    """
    shared.check_arguments(clips, seed, difficulty, jobs)
    root = Path(root)
    corpus = Corpus(clips, seed, difficulty)
    finished = shared.open_root(root, asdict(corpus), (METADATA, SMALL))
    if finished is not None:
        return finished
    tasks = (joblib.delayed(_make_file)(root, seed, index, difficulty) for index in range(clips))
    with bar(clips, "composing and rendering tracks") as progress:
        for _ in joblib.Parallel(n_jobs=jobs, return_as="generator")(tasks):
            progress.update()
    broken = draw_damage(corpus)
    for kind, ids in broken.items():
        for track_id in ids:
            path = _placed(root, track_id)
            shared.write_mp3(path, np.zeros(SAMPLE_RATE, np.float32), SAMPLE_RATE, MP3, kind)
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
    summary = {
        "settings": asdict(corpus),
        "counts": {
            "tracks": len(rows),
            "tracks_of_the_small_subset": sum(row.subset == "small" for row in rows),
            "tracks_with_sound": clips,
            "title_words": len({word for row in rows for word in row.song.title.lower().split()}),
        },
        "table_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "broken": {kind: list(ids) for kind, ids in broken.items()},
        "package_version": __version__,
    }
    shared.close_root(root, _readme(corpus, summary), summary)
    return summary


def track_id_of(index: int) -> int:
    """The id of track ``index``, less than ``IDS + 10``: ids lie scattered, no two alike, none that is known broken."""
    track_id = 2 + index * STEP % IDS
    return IDS + 2 + list(BROKEN_IDS).index(track_id) if track_id in BROKEN_IDS else track_id


def path_of(track_id: int) -> str:
    """Where the sound of a track lies."""
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


def draw_damage(corpus: Corpus) -> dict[str, tuple[int, ...]]:
    """Tracks beyond the ``clips`` that have no sound: kind of damage -> ids. Small corpora have none."""
    if corpus.clips < DAMAGE_FROM_TRACKS:
        return {}
    count = len(BROKEN_IDS) if corpus.clips >= ALL_DAMAGE_FROM_TRACKS else 1
    broken: dict[str, tuple[int, ...]] = {}
    for track_id, kind in list(BROKEN_IDS.items())[:count]:
        broken[kind] = (*broken.get(kind, ()), track_id)
    if corpus.clips >= ALL_DAMAGE_FROM_TRACKS:
        broken[shared.MISSING] = (IDS + 9,)
    return broken


def _make_file(root: Path, seed: int, index: int, difficulty: str) -> None:
    path = _placed(root, track_id_of(index))
    if not path.exists():
        shared.write_mp3(path, make_track(seed, index, difficulty).T, SAMPLE_RATE, MP3, None)


def _placed(root: Path, track_id: int) -> Path:
    path = root / path_of(track_id)
    path.parent.mkdir(exist_ok=True)
    return path


def _readme(corpus: Corpus, summary: dict) -> str:
    return f"""\
Sample corpus in the layout of the Free Music Archive's data (FMA)

This is no data set: the music was composed from a seed and rendered with a General MIDI soundfont, artists, albums
and titles are made up. It has the format of the real data, so that everything runs without them.

seed {corpus.seed}, tracks with sound {corpus.clips}, difficulty {corpus.difficulty}, paper_repro {__version__}

{TABLE}      three header lines, 52 columns; some tracks belong to larger subsets
{SMALL}/NNN/NNNNNN.mp3       30 s each, stereo, {SAMPLE_RATE} Hz, variable bit rate
sample.json                  settings, counts and checksum

Broken on purpose, as some items of the real set are: {shared.describe_damage(summary["broken"])}.
"""
