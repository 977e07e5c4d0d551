"""Writes the sample corpus in the published format of MusicCaps: ``musiccaps-public.csv`` and ``audio/*.wav``."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from paper_repro import __version__
from paper_repro.sample import corpus as shared
from paper_repro.sample.corpus import Damage, Recipe, Settings
from paper_repro.sample.difficulty import difficulty_named
from paper_repro.sample.music.compose import compose
from paper_repro.sample.music.render import mix
from paper_repro.sample.musiccaps.aspects import list_aspects
from paper_repro.sample.musiccaps.audible import audible_concepts
from paper_repro.sample.musiccaps.captions import write_caption
from paper_repro.sample.musiccaps.catalogue import SECONDS, draw_labels, entry
from paper_repro.sample.musiccaps.moods import use
from paper_repro.sample.musiccaps.recordings import (
    MISSING,
    RENDER_RATE,
    TRUNCATED,
    ZERO_BYTES,
    apply_recording,
    draw_recording,
    place_in_video,
    write_wav,
)

TABLE = "musiccaps-public.csv"
AUDIO = "audio"
HEADER = (
    "ytid", "start_s", "end_s", "audioset_positive_labels", "aspect_list", "caption", "author_id",
    "is_balanced_subset", "is_audioset_eval",
)  # fmt: skip

# Streams of random numbers: one for each purpose, so that a change to one leaves the others as they were. 34 and 36
# belong to the catalogue, 35 to the authors.
PIECE, AROUND, RECORDING, WRITING, DAMAGE = 30, 31, 32, 33, 37

DAMAGE_FROM_CLIPS = 200
ALL_DAMAGE_FROM_CLIPS = 400
UNLABELLED_FROM_CLIPS = 600
DAMAGED_SHARE = 0.003
DAMAGE_KINDS = (ZERO_BYTES, TRUNCATED, MISSING)
NO_ASPECTS, NO_ROW = "empty aspect list", "wav without row"


@dataclass(frozen=True)
class Text:
    """The columns of the published table that describe the sound of a clip."""

    labels: str
    aspects: tuple[str, ...]
    caption: str


def draw_damage(settings: Settings) -> Damage:
    """The damaged clips: kind of damage -> numbers of clips. Small corpora have none."""
    if settings.clips < DAMAGE_FROM_CLIPS:
        return {}
    fewest = len(DAMAGE_KINDS) if settings.clips >= ALL_DAMAGE_FROM_CLIPS else 1
    count = max(fewest, round(DAMAGED_SHARE * settings.clips))
    kinds = [DAMAGE_KINDS[number % len(DAMAGE_KINDS)] for number in range(count)]
    if settings.clips >= UNLABELLED_FROM_CLIPS:
        kinds += [NO_ASPECTS, NO_ROW]
    return shared.place_damage(np.random.default_rng([settings.seed, DAMAGE]), settings.clips, kinds)


def make_clip(seed: int, index: int, difficulty: str) -> tuple[np.ndarray, Text]:
    """The sound of a clip's file, float32 (2, samples) at ``RENDER_RATE``, and what the table says of it."""
    audio, audible = render_clip(seed, index, difficulty)
    return audio, describe_clip(seed, index, audible, difficulty)


def render_clip(seed: int, index: int, difficulty: str) -> tuple[np.ndarray, dict[str, float]]:
    """The sound of a clip's file, and what is audible in its labelled ten seconds: concept -> salience."""
    one = entry(seed, index)
    piece = compose([seed, index, PIECE], seconds=SECONDS, style=one.style, sections=1)
    mixed = mix(piece, RENDER_RATE)
    music, first = mixed.audio, 0
    if one.is_video:
        first = one.start * RENDER_RATE
        around = compose([seed, index, AROUND], seconds=one.length - SECONDS)
        music = place_in_video(music, mix(around, RENDER_RATE).audio, first)
    rng = np.random.default_rng([seed, index, RECORDING])
    recording = draw_recording(rng, difficulty_named(difficulty).damage)
    audio = apply_recording(rng, music, recording)
    loudness = shared.level_of(audio[:, first : first + SECONDS * RENDER_RATE])
    return audio, audible_concepts(piece, mixed.levels, loudness, recording)


def describe_clip(seed: int, index: int, audible: dict[str, float], difficulty: str) -> Text:
    """Describes a clip with these ``audible`` concepts."""
    one = entry(seed, index)
    rng = np.random.default_rng([seed, index, WRITING])
    aspects = list_aspects(rng, one.author, audible, difficulty_named(difficulty))
    caption = write_caption(rng, one.author, aspects, use(one.style))
    return Text(draw_labels(rng, audible, one.style), tuple(aspect.text for aspect in aspects), caption)


def make_item(root: Path, settings: Settings, index: int, damage: str | None) -> Text:
    """Writes the sound of clip ``index``; the text for its row of the table."""
    audio, text = make_clip(settings.seed, index, settings.difficulty)
    one = entry(settings.seed, index)
    write_wav(root / AUDIO / one.file_name, audio, one.sample_rate, damage)
    return text


def write_table(root: Path, settings: Settings, texts: Sequence[Text], damage: Damage) -> dict:
    """Writes the table, in order of ``ytid``; counts and checksum for the summary."""
    entries = [entry(settings.seed, index) for index in range(settings.clips)]
    lists = [() if index in damage.get(NO_ASPECTS, ()) else text.aspects for index, text in enumerate(texts)]
    listed = [index for index in range(settings.clips) if index not in damage.get(NO_ROW, ())]
    listed.sort(key=lambda index: entries[index].ytid)
    rows = [
        (one.ytid, one.start, one.start + SECONDS, text.labels, repr(list(aspects)), text.caption, one.author,
         one.balanced, one.evaluation)
        for one, text, aspects in ((entries[index], texts[index], lists[index]) for index in listed)
    ]  # fmt: skip
    table = io.StringIO()
    csv.writer(table, lineterminator="\r\n").writerows([HEADER, *rows])
    shared.write_whole(root / TABLE, table.getvalue())
    aspect_counts = Counter(aspect for index in listed for aspect in lists[index])
    return {
        "counts": {
            "clips": settings.clips,
            "rows": len(rows),
            "aspects": aspect_counts.total(),
            "distinct_aspects": len(aspect_counts),
            "aspects_said_once": sum(count == 1 for count in aspect_counts.values()),
            "lists_with_a_repeat": sum(len(set(lists[index])) < len(lists[index]) for index in listed),
            "captions_with_a_line_break": sum("\n" in texts[index].caption for index in listed),
            "evaluation_rows": sum(entries[index].evaluation for index in listed),
            "whole_videos": sum(one.is_video for one in entries),
        },
        "table_sha256": shared.sha256_of(table.getvalue()),
    }


def readme(settings: Settings, summary: Mapping) -> str:
    """Text of ``README.txt``."""
    return f"""\
Sample corpus in the layout of the MusicCaps data

This is no data set: the music was composed from a seed and rendered with a General MIDI soundfont, and the aspects
and captions were made up from what sounds, in the manner of the real ones. Ids are made up too: no video has them.
It has the format of the real data, so that everything runs without them.

seed {settings.seed}, clips {settings.clips}, difficulty {settings.difficulty}, paper_repro {__version__}

{TABLE}  UTF-8, commas, CRLF, in order of ytid; aspect_list is a Python literal
audio/<ytid>.wav      stereo, 16 bits, 44,100 or 48,000 Hz: the labelled {SECONDS} s; some are named
                      [<ytid>]-[<start>-<end>].wav, and {summary["counts"]["whole_videos"]} are longer: whole videos,
                      in which the labelled {SECONDS} s begin at start_s
sample.json           settings, counts and checksum

Broken on purpose, as some items of every real set are: {shared.describe_damage(summary["broken"])}.
"""


RECIPE = Recipe(
    readme=readme,
    tabulate=write_table,
    folders=(AUDIO,),
    progress="composing and rendering clips",
    make=make_item,
    draw_damage=draw_damage,
    name_of=lambda settings, index: entry(settings.seed, index).ytid,
)
