"""Writes the sample corpus in the published layout of MagnaTagATune: two tables and mp3s in hexadecimal folders."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from paper_repro import __version__
from paper_repro.sample import corpus as shared
from paper_repro.sample import mp3
from paper_repro.sample.corpus import Damage, Recipe, Settings
from paper_repro.sample.difficulty import difficulty_named
from paper_repro.sample.magnatagatune.catalogue import FOLDERS, Entry, entry
from paper_repro.sample.magnatagatune.tags import audible_concepts, draw_tags
from paper_repro.sample.magnatagatune.vocabulary import TAG_NAMES
from paper_repro.sample.music.compose import compose
from paper_repro.sample.music.recording import record
from paper_repro.sample.music.render import mix

SAMPLE_RATE = 16_000
# With what the encoder puts before and behind them they decode to 465,984 samples (29.124 s), as the real files do.
SAMPLES = 464_832
# 32 kbit/s, as in the real files.
MP3 = mp3.ConstantRate(32)
ANNOTATIONS = "annotations_final.csv"
CLIP_INFO = "clip_info_final.csv"
INFO_HEADER = (
    "clip_id", "track_number", "title", "artist", "album", "url", "segmentStart", "segmentEnd", "original_url",
    "mp3_path",
)  # fmt: skip
# No address of a real site: nothing of this was ever there.
SITE = "http://www.example.org"

# Streams of random numbers: one for each purpose, so that a change to one leaves the others as they were. 20 to 22
# belong to the catalogue.
PIECE, RECORDING, PLAYING, DAMAGE = 10, 11, 13, 14

DAMAGE_FROM_CLIPS = 200
ALL_DAMAGE_FROM_CLIPS = 400
# The real set has three files without sound, whatever else there is of it.
DAMAGE_KINDS = (mp3.ZERO_BYTES, mp3.STUB, mp3.TRUNCATED)


def draw_damage(settings: Settings) -> Damage:
    """The damaged clips: kind of damage -> numbers of clips. Small corpora have none."""
    count = len(DAMAGE_KINDS) if settings.clips >= ALL_DAMAGE_FROM_CLIPS else int(settings.clips >= DAMAGE_FROM_CLIPS)
    rng = np.random.default_rng([settings.seed, DAMAGE])
    return shared.place_damage(rng, settings.clips, DAMAGE_KINDS[:count])


def make_clip(seed: int, index: int, difficulty: str) -> tuple[np.ndarray, np.ndarray]:
    """One clip and its tags: float32 (``SAMPLES``,) at ``SAMPLE_RATE``, and bool (188,) in the published order."""
    audio, audible = render_clip(seed, index, difficulty)
    rng = np.random.default_rng([seed, index, PLAYING])
    return audio, draw_tags(rng, audible, difficulty)


def render_clip(seed: int, index: int, difficulty: str) -> tuple[np.ndarray, dict[str, float]]:
    """One clip and what is audible in it: float32 (``SAMPLES``,), and concept -> salience."""
    # One section: clips are cut out of the middle of tracks more often than they hold a beginning or an end.
    style = entry(seed, index).style
    piece = compose([seed, index, PIECE], seconds=SAMPLES / SAMPLE_RATE, style=style, sections=1)
    mixed = mix(piece, SAMPLE_RATE)
    rng = np.random.default_rng([seed, index, RECORDING])
    audio = record(mixed.audio.mean(axis=0), SAMPLE_RATE, rng, difficulty_named(difficulty).damage)
    return audio, audible_concepts(piece, mixed.levels, shared.level_of(audio))


def make_item(root: Path, settings: Settings, index: int, damage: str | None) -> np.ndarray:
    """Writes the sound of clip ``index``; its tags, bool (188,)."""
    audio, tags = make_clip(settings.seed, index, settings.difficulty)
    mp3.write_mp3(root / entry(settings.seed, index).mp3_path, audio, SAMPLE_RATE, MP3, damage)
    return tags


def write_tables(root: Path, settings: Settings, items: Sequence[np.ndarray], damage: Damage) -> dict:
    """Writes both tables, in order of ``clip_id``; counts and checksum for the summary."""
    entries = [entry(settings.seed, index) for index in range(settings.clips)]
    tags = np.array(items)  # (clips, 188)
    order = sorted(range(len(entries)), key=lambda index: entries[index].clip_id)
    annotations = [("clip_id", *TAG_NAMES, "mp3_path")]
    annotations += [(entries[i].clip_id, *tags[i].astype(int), entries[i].mp3_path) for i in order]
    withdrawn = [one.withdrawn for one in entries if one.withdrawn is not None]
    listed = sorted([*entries, *withdrawn], key=lambda one: one.clip_id)
    text = _table(annotations)
    shared.write_whole(root / ANNOTATIONS, text)
    shared.write_whole(root / CLIP_INFO, _table([INFO_HEADER, *map(_info_row, listed)]))
    return {
        "counts": {
            "clips": len(entries),
            "info_rows": len(listed),
            "without_mp3_path": len(withdrawn),
            "artists": len({one.artist for one in entries}),
            "positive_cells": int(tags.sum()),
            "tags_used": int(tags.any(axis=0).sum()),
            "without_tags": int((~tags.any(axis=1)).sum()),
        },
        "annotations_sha256": shared.sha256_of(text),
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


def readme(settings: Settings, summary: Mapping) -> str:
    """Text of ``README.txt``."""
    return f"""\
Sample corpus in the layout of the MagnaTagATune data

This is no data set: the music was composed from a seed and rendered with a General MIDI soundfont, artists, albums
and titles are made up, and the tags follow from what sounds, some of them missing or at random. It has the format
of the real data, so that everything runs without them. Clips of one track share its style, not its notes.

seed {settings.seed}, clips {settings.clips}, difficulty {settings.difficulty}, paper_repro {__version__}

<0 to f>/<artist>-<album>-<track>-<title>-<start>-<end>.mp3
                       {SAMPLES / SAMPLE_RATE:.1f} s each, mono, {SAMPLE_RATE} Hz, 32 kbit/s; an album in one folder
annotations_final.csv  clip_id, the 188 tags (1: the clip has it), mp3_path; tabs, quotes, CRLF
clip_info_final.csv    track, title, artist, album, segment of every clip, and of some that have no file
sample.json            settings, counts and checksum

Broken on purpose, as some items of every real set are: {shared.describe_damage(summary["broken"])}.
"""


RECIPE = Recipe(
    readme=readme,
    tabulate=write_tables,
    folders=sorted(set(FOLDERS)),
    progress="composing and rendering clips",
    make=make_item,
    draw_damage=draw_damage,
    name_of=lambda settings, index: entry(settings.seed, index).clip_id,
)
