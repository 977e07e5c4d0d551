"""Writes the sample corpus in the layout of the MajorMiner loader: ``clips/<clip_id>.mp3`` and ``captions.csv``."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from paper_repro import __version__
from paper_repro.sample import corpus as shared
from paper_repro.sample import mp3
from paper_repro.sample.corpus import Damage, Recipe, Settings
from paper_repro.sample.difficulty import difficulty_named
from paper_repro.sample.majorminer.players import Player, TypedTag, draw_population, play_clip
from paper_repro.sample.music.compose import compose
from paper_repro.sample.music.concepts import concepts
from paper_repro.sample.music.recording import record
from paper_repro.sample.music.render import mix

SECONDS = 10.0
SAMPLE_RATE = 22_050
# Encoding takes more time than composing and rendering together; this setting keeps all below 8 kHz and is quick.
MP3 = mp3.VariableRate(0.9)
CLIPS = "clips"
HEADER = ("clip_id", "user_id", "seconds", "tag", "verified")

# Streams of random numbers: one for each purpose, so that a change to one leaves the others as they were.
PIECE, RECORDING, PLAYING, DAMAGE, SHUFFLE = 0, 1, 3, 4, 5

DAMAGE_FROM_CLIPS = 200
ALL_DAMAGE_FROM_CLIPS = 400
UNLABELLED_FROM_CLIPS = 600
DAMAGED_SHARE = 0.003
DUPLICATED_ROWS = 2
UNLABELLED = "mp3 without captions"
DAMAGE_KINDS = (mp3.ZERO_BYTES, mp3.TRUNCATED, mp3.MISSING)


def clip_id(seed: int, index: int) -> str:
    """The 22 hexadecimal digits that name a clip."""
    return hashlib.sha256(f"majorminer sample {seed} {index}".encode()).hexdigest()[:22]


def draw_damage(settings: Settings) -> Damage:
    """The damaged clips: kind of damage -> numbers of clips. Small corpora have none."""
    if settings.clips < DAMAGE_FROM_CLIPS:
        return {}
    fewest = len(DAMAGE_KINDS) if settings.clips >= ALL_DAMAGE_FROM_CLIPS else 1
    count = max(fewest, round(DAMAGED_SHARE * settings.clips))
    kinds = [DAMAGE_KINDS[number % len(DAMAGE_KINDS)] for number in range(count)]
    if settings.clips >= UNLABELLED_FROM_CLIPS:
        kinds.append(UNLABELLED)
    return shared.place_damage(np.random.default_rng([settings.seed, DAMAGE]), settings.clips, kinds)


def make_clip(seed: int, index: int, difficulty: str) -> tuple[np.ndarray, list[TypedTag]]:
    """One clip and what is typed for it: float32 (samples,) at ``SAMPLE_RATE``, and the rows of the log."""
    level = difficulty_named(difficulty)
    piece = compose([seed, index, PIECE], seconds=SECONDS)
    mixed = mix(piece, SAMPLE_RATE)
    rng = np.random.default_rng([seed, index, RECORDING])
    audio = record(mixed.audio.mean(axis=0), SAMPLE_RATE, rng, level.damage)
    audible = concepts(piece, mixed.levels, shared.level_of(audio))
    rng = np.random.default_rng([seed, index, PLAYING])
    return audio, play_clip(rng, audible, _population(seed, difficulty), level)


@lru_cache(maxsize=2)
def _population(seed: int, difficulty: str) -> tuple[Player, ...]:
    return draw_population(seed, difficulty_named(difficulty))


def make_item(root: Path, settings: Settings, index: int, damage: str | None) -> list[TypedTag]:
    """Writes the sound of clip ``index``; what was typed for it."""
    audio, tags = make_clip(settings.seed, index, settings.difficulty)
    mp3.write_mp3(root / CLIPS / f"{clip_id(settings.seed, index)}.mp3", audio, SAMPLE_RATE, MP3, damage)
    return tags


def write_captions(root: Path, settings: Settings, items: Sequence[list[TypedTag]], damage: Damage) -> dict:
    """Writes ``captions.csv``; counts and checksum for the summary."""
    unlabelled = damage.get(UNLABELLED, ())
    per_clip = {clip_id(settings.seed, index): tags for index, tags in enumerate(items) if index not in unlabelled}
    rows = [
        (clip, row.user_id, f"{row.seconds:.1f}", row.tag, int(row.verified))
        for clip, tags in per_clip.items()
        for row in tags
    ]
    rng = np.random.default_rng([settings.seed, SHUFFLE])
    doubled = DUPLICATED_ROWS if settings.clips >= DAMAGE_FROM_CLIPS else 0
    rows += [rows[i] for i in rng.choice(len(rows), size=doubled, replace=False)]
    # A dump of a log comes in no order that means anything: time is in the column of seconds.
    rows = [rows[i] for i in rng.permutation(len(rows))]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([HEADER, *rows])
    shared.write_whole(root / "captions.csv", text.getvalue())
    return {
        "counts": {
            "clips": settings.clips,
            "captions": sum(len({row.user_id for row in tags}) for tags in per_clip.values()),
            "players": len({row[1] for row in rows}),
            "rows": len(rows),
            "duplicated_rows": doubled,
            "vocabulary": len({row[3].lower() for row in rows}),
        },
        "captions_sha256": shared.sha256_of(text.getvalue()),
    }


def readme(settings: Settings, summary: Mapping) -> str:
    """Text of ``README.txt``."""
    return f"""\
Sample corpus in the layout of the MajorMiner data

This is no data set: the music was composed from a seed and rendered with a General MIDI soundfont, and the tags
were typed by simulated players. It has the format of the real data, so that everything runs without them.

seed {settings.seed}, clips {settings.clips}, difficulty {settings.difficulty}, paper_repro {__version__}

clips/<clip_id>.mp3   {SECONDS:g} s each, mono, {SAMPLE_RATE} Hz
captions.csv          UTF-8, comma-separated, one row for each tag typed, in no particular order
  clip_id   22 hexadecimal digits
  user_id   the player
  seconds   since this player started on this clip; sorts a player's tags into the order of typing
  tag       as typed
  verified  1 where another player typed the same tag for this clip (after lower-casing), else 0
sample.json           settings, counts and checksum

Broken on purpose, as some items of every real set are: {shared.describe_damage(summary["broken"])};
duplicated rows: {summary["counts"]["duplicated_rows"]}.
"""


RECIPE = Recipe(
    readme=readme,
    tabulate=write_captions,
    folders=(CLIPS,),
    progress="composing and rendering clips",
    make=make_item,
    draw_damage=draw_damage,
    name_of=lambda settings, index: clip_id(settings.seed, index),
)
