"""Writes the sample corpus in the published format of CAL500exp: a table of labelled segments and an mp3 a track."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from paper_repro import __version__
from paper_repro.sample import corpus as shared
from paper_repro.sample import mp3
from paper_repro.sample.cal500exp.audible import audible_concepts
from paper_repro.sample.cal500exp.catalogue import entry
from paper_repro.sample.cal500exp.segments import place_segments
from paper_repro.sample.cal500exp.song import write_song
from paper_repro.sample.cal500exp.sound import render_song
from paper_repro.sample.cal500exp.tags import draw_tags
from paper_repro.sample.cal500exp.vocabulary import EMOTIONS, TAG_NAMES
from paper_repro.sample.corpus import Damage, Recipe, Settings
from paper_repro.sample.difficulty import difficulty_named
from paper_repro.sample.music.recording import record

LABELS, SOUNDS, DURATIONS = "SegLabelHard", "mp3", "durations.csv"
HEADER = ("Start_Time", "End_Time", *TAG_NAMES)
DURATIONS_HEADER = ("jams_file", "song", "artist", "title", "duration_s", "n_tags")
SAMPLE_RATE = 22_050
# 32 kbit/s, as in the real files.
MP3 = mp3.ConstantRate(32)

# Streams of random numbers: one for each purpose, so that a change to one leaves the others as they were. 41 and 42
# belong to the catalogue, 43 and 44 to the songs.
SEGMENTS, RECORDING, LABELLING, ORDER, DAMAGE = 45, 46, 47, 48, 49

# The real set has three tracks too short for one window, labelled until 5 s, and two sounds without labels; that
# files are lost or empty happens to every copy. Never is more than one track in a hundred of no use.
SHORT, UNLABELLED = "track too short for a window", "mp3 without labels"
SHORT_SECONDS = (3.1, 4.3)
SHORT_LABELS = 5 * SAMPLE_RATE - 1
DAMAGE_FROM_CLIPS = {
    100: (SHORT,),
    200: (mp3.ZERO_BYTES, UNLABELLED),
    300: (mp3.MISSING,),
    500: (SHORT, SHORT, UNLABELLED),
}


@dataclass(frozen=True)
class Track:
    """The sound and the labels of a track.

    ``audio``: float32 (samples,) at ``SAMPLE_RATE``. ``segments``: (first sample, sample after the last), by start.
    ``tags``: bool (segments, 67), in the published order.
    """

    audio: np.ndarray
    segments: tuple[tuple[int, int], ...]
    tags: np.ndarray


def draw_damage(settings: Settings) -> Damage:
    """The damaged tracks: kind of damage -> numbers of tracks. Small corpora have none."""
    kinds = [kind for clips, some in DAMAGE_FROM_CLIPS.items() if settings.clips >= clips for kind in some]
    return shared.place_damage(np.random.default_rng([settings.seed, DAMAGE]), settings.clips, kinds)


def make_track(seed: int, index: int, difficulty: str, damage: str | None = None) -> Track:
    """One track; where ``damage`` is ``SHORT``, one of a few seconds that is labelled past its end."""
    music, segments, audible = render_track(seed, index, short=damage == SHORT)
    rng = np.random.default_rng([seed, index, RECORDING])
    audio = record(music, SAMPLE_RATE, rng, difficulty_named(difficulty).damage)
    tags = draw_tags(np.random.default_rng([seed, index, LABELLING]), audible, difficulty)
    if damage == SHORT:
        segments = [(0, SHORT_LABELS)]
    return Track(audio, tuple(segments), tags)


def render_track(
    seed: int, index: int, *, short: bool = False
) -> tuple[np.ndarray, list[tuple[int, int]], list[dict[str, float]]]:
    """The music of a track, float32 (samples,); its segments; and what is audible in each: concept -> strength."""
    rng = np.random.default_rng([seed, index, SEGMENTS])
    passages = write_song(seed, index, float(rng.uniform(*SHORT_SECONDS)) if short else None)
    samples = int(passages[-1].end * SAMPLE_RATE)
    segments = [(0, samples)] if short else place_segments(rng, passages, samples, SAMPLE_RATE)
    music, stretches = render_song(passages, segments, samples, SAMPLE_RATE)
    return music, segments, [audible_concepts(stretch, SAMPLE_RATE) for stretch in stretches]


def make_item(root: Path, settings: Settings, index: int, damage: str | None) -> tuple[int, np.ndarray, str]:
    """Writes a track's two files: its number of samples, the tags of its segments and its table."""
    one = entry(settings.seed, index)
    track = make_track(settings.seed, index, settings.difficulty, damage)
    text = _table(np.random.default_rng([settings.seed, index, ORDER]), track)
    if damage != UNLABELLED:
        shared.write_whole(root / LABELS / f"{one.song}.csv", text)
    mp3.write_mp3(root / SOUNDS / f"{one.mp3_song}.mp3", track.audio, SAMPLE_RATE, MP3, damage)
    return len(track.audio), track.tags, text


def _table(rng: np.random.Generator, track: Track) -> str:
    """The labels of a track as published: CRLF, six decimals throughout, rows in no order."""
    rows = [
        (start / SAMPLE_RATE, end / SAMPLE_RATE, *tags.astype(float))
        for (start, end), tags in zip(track.segments, track.tags, strict=True)
    ]
    lines = [",".join(HEADER), *(",".join(f"{value:.6f}" for value in rows[n]) for n in rng.permutation(len(rows)))]
    return "".join(f"{line}\r\n" for line in lines)


def write_durations(root: Path, settings: Settings, tracks: Sequence[tuple], damage: Damage) -> dict:
    """Writes the durations, in order of the songs; counts and checksum for the summary."""
    entries = [entry(settings.seed, index) for index in range(settings.clips)]
    order = sorted(range(settings.clips), key=lambda index: entries[index].mp3_song)
    rows = [
        # Durations are cut, not rounded, to a tenth.
        (f"{i}.jamz", entries[i].mp3_song, entries[i].artist.replace("'", ""), entries[i].title.replace("'", ""),
         f"{tracks[i][0] * 10 // SAMPLE_RATE / 10:.1f}", int(tracks[i][1].any(axis=0).sum()))
        for i in order
    ]  # fmt: skip
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([DURATIONS_HEADER, *rows])
    shared.write_whole(root / DURATIONS, text.getvalue())
    labelled = [i for i in range(settings.clips) if i not in damage.get(UNLABELLED, ())]
    tags = np.concatenate([tracks[i][1] for i in labelled])
    texts = "".join(tracks[i][2] for i in sorted(labelled, key=lambda index: entries[index].song))
    return {
        "counts": {
            "clips": settings.clips,
            "labelled_tracks": len(labelled),
            "segments": len(tags),
            "seconds": round(sum(samples for samples, _, _ in tracks) / SAMPLE_RATE),
            "positive_cells": int(tags.sum()),
            "emotion_rate": round(float(tags[:, : len(EMOTIONS)].mean()), 4),
        },
        "labels_sha256": shared.sha256_of(texts),
    }


def readme(settings: Settings, summary: Mapping) -> str:
    """Text of ``README.txt``."""
    return f"""\
Sample corpus in the layout of the CAL500exp data

This is no data set: the songs were composed from a seed and rendered with a General MIDI soundfont, artists and titles
are made up, and the labels follow from what sounds in each segment, some of them missing or at random. It has
the format of the real data, so that everything runs without them.

seed {settings.seed}, clips {settings.clips}, difficulty {settings.difficulty}, paper_repro {__version__}

SegLabelHard/<song>.csv  labelled segments: start and end in seconds, 67 tags as 0.000000 or 1.000000; CRLF, rows in
                         no order; segments do not cover the track
mp3/<song>.mp3           mono, {SAMPLE_RATE} Hz, 32 kbit/s; a name may have letters beyond ASCII, which that of the
                         table has not
durations.csv            artist, title, seconds and number of tags of every track
sample.json              settings, counts and checksum of the tables in order of their names

Broken on purpose, as some items of every real set are: {shared.describe_damage(summary["broken"])}.
"""


RECIPE = Recipe(
    readme=readme,
    tabulate=write_durations,
    folders=(LABELS, SOUNDS),
    progress="composing and rendering tracks",
    make=make_item,
    draw_damage=draw_damage,
    name_of=lambda settings, index: entry(settings.seed, index).mp3_song,
)
