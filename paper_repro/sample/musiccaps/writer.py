"""Writes the sample corpus in the published format of MusicCaps: ``musiccaps-public.csv`` and ``audio/*.wav``."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import joblib
import numpy as np

from paper_repro import __version__
from paper_repro.core.progress import bar
from paper_repro.sample import corpus as shared
from paper_repro.sample.difficulty import difficulty_named
from paper_repro.sample.music.compose import compose
from paper_repro.sample.music.render import mix
from paper_repro.sample.musiccaps.aspects import list_aspects
from paper_repro.sample.musiccaps.captions import write_caption
from paper_repro.sample.musiccaps.catalogue import SECONDS, draw_labels, entry
from paper_repro.sample.musiccaps.hearing import hear
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
# Changes whenever the same settings would give another corpus.
GENERATOR = 1

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
class Corpus:
    """The settings that a corpus follows from."""

    clips: int
    seed: int
    difficulty: str
    generator: int = GENERATOR
    layout: str = "musiccaps"


@dataclass(frozen=True)
class Text:
    """What the published table says of the sound of a clip."""

    labels: str
    aspects: tuple[str, ...]
    caption: str


def write_musiccaps(root: Path | str, *, clips: int, seed: int, difficulty: str = "normal", jobs: int = 1) -> dict:
    """Writes ``clips`` rendered clips with aspects and captions under ``root``; goes on where it was interrupted.

    Args:
        root: A folder that is empty, absent, or holds the same corpus, whole or begun.
        clips: Number of clips, 1 or more.
        seed: The corpus seed; clip ``i`` and its row follow from ``(seed, i)``, whatever the number of clips.
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
    finished = shared.open_root(root, asdict(corpus), (AUDIO,))
    if finished is not None:
        return finished
    broken = draw_damage(corpus)
    texts = []
    with bar(clips, "composing and rendering clips") as progress:
        for text in _make_clips(root / AUDIO, corpus, broken, jobs):
            texts.append(text)
            progress.update()
    summary = {
        **_write_table(root, corpus, texts, broken),
        "broken": {kind: [entry(seed, index).ytid for index in indexes] for kind, indexes in broken.items()},
        "package_version": __version__,
    }
    shared.close_root(root, _readme(corpus, summary), summary)
    return summary


def draw_damage(corpus: Corpus) -> dict[str, tuple[int, ...]]:
    """Which clips are broken, and how: kind of damage -> numbers of clips. Small corpora have none."""
    if corpus.clips < DAMAGE_FROM_CLIPS:
        return {}
    fewest = len(DAMAGE_KINDS) if corpus.clips >= ALL_DAMAGE_FROM_CLIPS else 1
    count = max(fewest, round(DAMAGED_SHARE * corpus.clips))
    kinds = [DAMAGE_KINDS[number % len(DAMAGE_KINDS)] for number in range(count)]
    if corpus.clips >= UNLABELLED_FROM_CLIPS:
        kinds += [NO_ASPECTS, NO_ROW]
    return shared.place_damage(np.random.default_rng([corpus.seed, DAMAGE]), corpus.clips, kinds)


def make_clip(seed: int, index: int, difficulty: str) -> tuple[np.ndarray, Text]:
    """The sound of a clip's file, float32 (2, samples) at ``RENDER_RATE``, and what the table says of it."""
    audio, heard = render_clip(seed, index, difficulty)
    return audio, describe_clip(seed, index, heard, difficulty)


def render_clip(seed: int, index: int, difficulty: str) -> tuple[np.ndarray, dict[str, float]]:
    """The sound of a clip's file, and what is to be heard in its labelled ten seconds: concept -> salience."""
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
    return audio, hear(piece, mixed.levels, loudness, recording)


def describe_clip(seed: int, index: int, heard: dict[str, float], difficulty: str) -> Text:
    """What the table says of a clip in which this is to be ``heard``."""
    one = entry(seed, index)
    rng = np.random.default_rng([seed, index, WRITING])
    aspects = list_aspects(rng, one.author, heard, difficulty_named(difficulty))
    caption = write_caption(rng, one.author, aspects, use(one.style))
    return Text(draw_labels(rng, heard, one.style), tuple(aspect.text for aspect in aspects), caption)


def _make_clips(folder: Path, corpus: Corpus, broken: dict[str, tuple[int, ...]], jobs: int) -> Iterator[Text]:
    kind_of = {index: kind for kind, indexes in broken.items() for index in indexes}
    tasks = (
        joblib.delayed(_make_file)(folder, corpus.seed, index, corpus.difficulty, kind_of.get(index))
        for index in range(corpus.clips)
    )
    return joblib.Parallel(n_jobs=jobs, return_as="generator")(tasks)


def _make_file(folder: Path, seed: int, index: int, difficulty: str, damage: str | None) -> Text:
    audio, text = make_clip(seed, index, difficulty)
    one = entry(seed, index)
    write_wav(folder / one.file_name, audio, one.sample_rate, damage)
    return text


def _write_table(root: Path, corpus: Corpus, texts: Sequence[Text], broken: dict[str, tuple[int, ...]]) -> dict:
    """Writes the table, in order of ``ytid``; settings and counts for the summary."""
    entries = [entry(corpus.seed, index) for index in range(corpus.clips)]
    lists = [() if index in broken.get(NO_ASPECTS, ()) else text.aspects for index, text in enumerate(texts)]
    listed = [index for index in range(corpus.clips) if index not in broken.get(NO_ROW, ())]
    listed.sort(key=lambda index: entries[index].ytid)
    rows = [
        (one.ytid, one.start, one.start + SECONDS, text.labels, repr(list(aspects)), text.caption, one.author,
         one.balanced, one.evaluation)
        for one, text, aspects in ((entries[index], texts[index], lists[index]) for index in listed)
    ]  # fmt: skip
    table = io.StringIO()
    csv.writer(table, lineterminator="\r\n").writerows([HEADER, *rows])
    shared.write_whole(root / TABLE, table.getvalue())
    said = Counter(aspect for index in listed for aspect in lists[index])
    return {
        "settings": asdict(corpus),
        "counts": {
            "clips": corpus.clips,
            "rows": len(rows),
            "aspects": said.total(),
            "distinct_aspects": len(said),
            "aspects_said_once": sum(count == 1 for count in said.values()),
            "lists_with_a_repeat": sum(len(set(lists[index])) < len(lists[index]) for index in listed),
            "captions_with_a_line_break": sum("\n" in texts[index].caption for index in listed),
            "evaluation_rows": sum(entries[index].evaluation for index in listed),
            "whole_videos": sum(one.is_video for one in entries),
        },
        "table_sha256": hashlib.sha256(table.getvalue().encode()).hexdigest(),
    }


def _readme(corpus: Corpus, summary: dict) -> str:
    return f"""\
Sample corpus in the layout of the MusicCaps data

This is no data set: the music was composed from a seed and rendered with a General MIDI soundfont, and the aspects
and captions were made up from what sounds, in the manner of the real ones. Ids are made up too: no video has them.
It has the format of the real data, so that everything runs without them.

seed {corpus.seed}, clips {corpus.clips}, difficulty {corpus.difficulty}, paper_repro {__version__}

{TABLE}  UTF-8, commas, CRLF, in order of ytid; aspect_list is a Python literal
audio/<ytid>.wav      stereo, 16 bits, 44,100 or 48,000 Hz: the labelled {SECONDS} s; some are named
                      [<ytid>]-[<start>-<end>].wav, and {summary["counts"]["whole_videos"]} are longer: whole videos,
                      in which the labelled {SECONDS} s begin at start_s
sample.json           settings, counts and checksum

Broken on purpose, as some items of every real set are: {shared.describe_damage(summary["broken"])}.
"""
