"""Writes the sample corpus in the published layout of MagnaTagATune: two tables and mp3s in hexadecimal folders."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import joblib
import numpy as np

from paper_repro import __version__
from paper_repro.core.progress import bar
from paper_repro.sample import corpus as shared
from paper_repro.sample.difficulty import difficulty_named
from paper_repro.sample.magnatagatune.catalogue import FOLDERS, Entry, entry
from paper_repro.sample.magnatagatune.tags import draw_tags, hear
from paper_repro.sample.magnatagatune.vocabulary import TAG_NAMES
from paper_repro.sample.music.compose import compose
from paper_repro.sample.music.recording import record
from paper_repro.sample.music.render import mix

SAMPLE_RATE = 16_000
# With what the encoder puts before and behind them they decode to 465,984 samples (29.124 s), as the real files do.
SAMPLES = 464_832
# Level .842 of a constant bit rate is 32 kbit/s at this rate, as in the real files. Encoding takes two thirds of the
# whole time of writing.
MP3 = {"format": "MP3", "subtype": "MPEG_LAYER_III", "bitrate_mode": "CONSTANT", "compression_level": 0.842}
ANNOTATIONS = "annotations_final.csv"
CLIP_INFO = "clip_info_final.csv"
INFO_HEADER = (
    "clip_id", "track_number", "title", "artist", "album", "url", "segmentStart", "segmentEnd", "original_url",
    "mp3_path",
)  # fmt: skip
# No address of a real site: nothing of this was ever there.
SITE = "http://www.example.org"
# Changes whenever the same settings would give another corpus.
GENERATOR = 1

# Streams of random numbers: one for each purpose, so that a change to one leaves the others as they were. 20 to 22
# belong to the catalogue.
PIECE, RECORDING, PLAYING, DAMAGE = 10, 11, 13, 14

DAMAGE_FROM_CLIPS = 200
ALL_DAMAGE_FROM_CLIPS = 400
# The real set has three files without sound, whatever else there is of it.
DAMAGE_KINDS = (shared.ZERO_BYTES, shared.STUB, shared.TRUNCATED)


@dataclass(frozen=True)
class Corpus:
    """The settings that a corpus follows from."""

    clips: int
    seed: int
    difficulty: str
    generator: int = GENERATOR
    layout: str = "magnatagatune"


def write_magnatagatune(root: Path | str, *, clips: int, seed: int, difficulty: str = "normal", jobs: int = 1) -> dict:
    """Writes ``clips`` rendered clips with tags under ``root``; goes on where it was interrupted.

    Args:
        root: A folder that is empty, absent, or holds the same corpus, whole or begun.
        clips: Number of clips, 1 or more.
        seed: The corpus seed; clip ``i`` and its tags follow from ``(seed, i)``, whatever the number of clips.
        difficulty: easy, normal or hard (see ``difficulty``).
        jobs: Number of processes.

    Returns:
        What ``root/sample.json`` says: settings, counts, broken items, checksum of the annotations.

    Raises:
        UserError: for arguments that cannot be used and folders that cannot be written or hold something else.
    """
    shared.check_arguments(clips, seed, difficulty, jobs)
    root = Path(root)
    corpus = Corpus(clips, seed, difficulty)
    finished = shared.open_root(root, asdict(corpus), sorted(set(FOLDERS)))
    if finished is not None:
        return finished
    broken = draw_damage(corpus)
    tags = []
    with bar(clips, "composing and rendering clips") as progress:
        for row in _make_clips(root, corpus, broken, jobs):
            tags.append(row)
            progress.update()
    entries = [entry(seed, index) for index in range(clips)]
    summary = {
        **_write_tables(root, corpus, entries, np.array(tags)),
        "broken": {kind: [entries[index].clip_id for index in indexes] for kind, indexes in broken.items()},
        "package_version": __version__,
    }
    shared.close_root(root, _readme(corpus, summary), summary)
    return summary


def draw_damage(corpus: Corpus) -> dict[str, tuple[int, ...]]:
    """Which clips are broken, and how: kind of damage -> numbers of clips. Small corpora have none."""
    count = 0 if corpus.clips < DAMAGE_FROM_CLIPS else 1 if corpus.clips < ALL_DAMAGE_FROM_CLIPS else len(DAMAGE_KINDS)
    rng = np.random.default_rng([corpus.seed, DAMAGE])
    return shared.place_damage(rng, corpus.clips, DAMAGE_KINDS[:count])


def make_clip(seed: int, index: int, difficulty: str) -> tuple[np.ndarray, np.ndarray]:
    """One clip and its tags: float32 (``SAMPLES``,) at ``SAMPLE_RATE``, and bool (188,) in the published order."""
    audio, heard = render_clip(seed, index, difficulty)
    rng = np.random.default_rng([seed, index, PLAYING])
    return audio, draw_tags(rng, heard, difficulty)


def render_clip(seed: int, index: int, difficulty: str) -> tuple[np.ndarray, dict[str, float]]:
    """One clip and what is to be heard in it: float32 (``SAMPLES``,), and concept -> salience."""
    # One section: clips are cut out of the middle of tracks more often than they hold a beginning or an end.
    style = entry(seed, index).style
    piece = compose([seed, index, PIECE], seconds=SAMPLES / SAMPLE_RATE, style=style, sections=1)
    mixed = mix(piece, SAMPLE_RATE)
    rng = np.random.default_rng([seed, index, RECORDING])
    audio = record(mixed.audio.mean(axis=0), SAMPLE_RATE, rng, difficulty_named(difficulty).damage)
    return audio, hear(piece, mixed.levels, shared.level_of(audio))


def _make_clips(root: Path, corpus: Corpus, broken: dict[str, tuple[int, ...]], jobs: int) -> Iterator[np.ndarray]:
    kind_of = {index: kind for kind, indexes in broken.items() for index in indexes}
    tasks = (
        joblib.delayed(_make_file)(root, corpus.seed, index, corpus.difficulty, kind_of.get(index))
        for index in range(corpus.clips)
    )
    return joblib.Parallel(n_jobs=jobs, return_as="generator")(tasks)


def _make_file(root: Path, seed: int, index: int, difficulty: str, damage: str | None) -> np.ndarray:
    audio, tags = make_clip(seed, index, difficulty)
    shared.write_mp3(root / entry(seed, index).mp3_path, audio, SAMPLE_RATE, MP3, damage)
    return tags


def _write_tables(root: Path, corpus: Corpus, entries: Sequence[Entry], tags: np.ndarray) -> dict:
    """Writes both tables, in order of ``clip_id``; settings and counts for the summary."""
    order = sorted(range(len(entries)), key=lambda index: entries[index].clip_id)
    annotations = [("clip_id", *TAG_NAMES, "mp3_path")]
    annotations += [(entries[i].clip_id, *tags[i].astype(int), entries[i].mp3_path) for i in order]
    withdrawn = [one.withdrawn for one in entries if one.withdrawn is not None]
    listed = sorted([*entries, *withdrawn], key=lambda one: one.clip_id)
    text = _table(annotations)
    shared.write_whole(root / ANNOTATIONS, text)
    shared.write_whole(root / CLIP_INFO, _table([INFO_HEADER, *map(_info_row, listed)]))
    return {
        "settings": asdict(corpus),
        "counts": {
            "clips": len(entries),
            "info_rows": len(listed),
            "without_mp3_path": len(withdrawn),
            "artists": len({one.artist for one in entries}),
            "positive_cells": int(tags.sum()),
            "tags_used": int(tags.any(axis=0).sum()),
            "without_tags": int((~tags.any(axis=1)).sum()),
        },
        "annotations_sha256": hashlib.sha256(text.encode()).hexdigest(),
    }


def _info_row(one: Entry) -> tuple:
    page = f"{SITE}/artists/albums/{one.artist.split()[-1].lower()}-{one.album.split()[0].lower()}/"
    number = f"{one.track_number:02d}"
    sound = f"{SITE}/all/{number}-{one.title}-{one.artist}.mp3".replace(" ", "%20") if one.folder else ""
    path = one.mp3_path if one.folder else ""
    return one.clip_id, number, one.title, one.artist, one.album, page, one.start, one.end, sound, path


def _table(rows: Sequence[Sequence]) -> str:
    """Tab-separated, every field quoted, CRLF: as the real tables are."""
    text = io.StringIO()
    csv.writer(text, delimiter="\t", quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _readme(corpus: Corpus, summary: dict) -> str:
    return f"""\
Sample corpus in the layout of the MagnaTagATune data

This is no data set: the music was composed from a seed and rendered with a General MIDI soundfont, artists, albums
and titles are made up, and the tags follow from what sounds, with the misses and whims of people. It has the format
of the real data, so that everything runs without them. Clips of one track share its style, not its notes.

seed {corpus.seed}, clips {corpus.clips}, difficulty {corpus.difficulty}, paper_repro {__version__}

<0 to f>/<artist>-<album>-<track>-<title>-<start>-<end>.mp3
                       {SAMPLES / SAMPLE_RATE:.1f} s each, mono, {SAMPLE_RATE} Hz, 32 kbit/s; an album in one folder
annotations_final.csv  clip_id, the 188 tags (1: the clip has it), mp3_path; tabs, quotes, CRLF
clip_info_final.csv    track, title, artist, album, segment of every clip, and of some that have no file
sample.json            settings, counts and checksum

Broken on purpose, as some items of every real set are: {shared.describe_damage(summary["broken"])}.
"""
