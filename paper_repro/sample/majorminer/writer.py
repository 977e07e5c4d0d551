"""Writes the sample corpus in the layout of the MajorMiner loader: ``clips/<clip_id>.mp3`` and ``captions.csv``."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

import joblib
import numpy as np

from paper_repro import __version__
from paper_repro.core.progress import bar
from paper_repro.sample import corpus as shared
from paper_repro.sample.difficulty import difficulty_named
from paper_repro.sample.majorminer.players import Player, TypedTag, draw_population, play_clip
from paper_repro.sample.music.compose import compose
from paper_repro.sample.music.concepts import concepts
from paper_repro.sample.music.recording import record
from paper_repro.sample.music.render import mix

SECONDS = 10.0
SAMPLE_RATE = 22_050
# Encoding takes more time than composing and rendering together; this setting keeps all below 8 kHz and is quick.
MP3 = {"format": "MP3", "subtype": "MPEG_LAYER_III", "bitrate_mode": "VARIABLE", "compression_level": 0.9}
HEADER = ("clip_id", "user_id", "seconds", "tag", "verified")
# Changes whenever the same settings would give another corpus.
GENERATOR = 2

# Streams of random numbers: one for each purpose, so that a change to one leaves the others as they were.
PIECE, RECORDING, PLAYING, DAMAGE, SHUFFLE = 0, 1, 3, 4, 5

DAMAGE_FROM_CLIPS = 200
ALL_DAMAGE_FROM_CLIPS = 400
UNLABELLED_FROM_CLIPS = 600
DAMAGED_SHARE = 0.003
DUPLICATED_ROWS = 2
DAMAGE_KINDS = (shared.ZERO_BYTES, shared.TRUNCATED, shared.MISSING)


@dataclass(frozen=True)
class Corpus:
    """The settings that a corpus follows from."""

    clips: int
    seed: int
    difficulty: str
    generator: int = GENERATOR


def write_majorminer(root: Path | str, *, clips: int, seed: int, difficulty: str = "normal", jobs: int = 1) -> dict:
    """Writes ``clips`` rendered clips with simulated players' tags under ``root``; goes on where it was interrupted.

    Args:
        root: A folder that is empty, absent, or holds the same corpus, whole or begun.
        clips: Number of clips, 1 or more.
        seed: The corpus seed; clip ``i`` and its captions follow from ``(seed, i)``, whatever the number of clips.
        difficulty: easy, normal or hard (see ``difficulty``).
        jobs: Number of processes.

    Returns:
        What ``root/sample.json`` says: settings, counts, broken items, checksum of the captions.

    Raises:
        UserError: for arguments that cannot be used and folders that cannot be written or hold something else.
    """
    shared.check_arguments(clips, seed, difficulty, jobs)
    root = Path(root)
    corpus = Corpus(clips, seed, difficulty)
    finished = shared.open_root(root, asdict(corpus), ("clips",))
    if finished is not None:
        return finished
    broken = draw_damage(corpus)
    per_clip: dict[str, list[TypedTag]] = {}
    with bar(clips, "composing and rendering clips") as progress:
        for index, tags in enumerate(_make_clips(root / "clips", corpus, broken, jobs)):
            per_clip[clip_id(seed, index)] = tags
            progress.update()
    for clip in broken.get("mp3 without captions", ()):
        del per_clip[clip]
    summary = {
        **_write_captions(root, corpus, per_clip),
        "broken": {kind: list(ids) for kind, ids in broken.items()},
        "package_version": __version__,
    }
    shared.close_root(root, _readme(corpus, summary), summary)
    return summary


def clip_id(seed: int, index: int) -> str:
    """The 22 hexadecimal digits that name a clip."""
    return hashlib.sha256(f"majorminer sample {seed} {index}".encode()).hexdigest()[:22]


def draw_damage(corpus: Corpus) -> dict[str, tuple[str, ...]]:
    """Which clips are broken, and how: kind of damage -> clip ids. Small corpora have none."""
    if corpus.clips < DAMAGE_FROM_CLIPS:
        return {}
    fewest = len(DAMAGE_KINDS) if corpus.clips >= ALL_DAMAGE_FROM_CLIPS else 1
    count = max(fewest, round(DAMAGED_SHARE * corpus.clips))
    kinds = [DAMAGE_KINDS[number % len(DAMAGE_KINDS)] for number in range(count)]
    if corpus.clips >= UNLABELLED_FROM_CLIPS:
        kinds.append("mp3 without captions")
    placed = shared.place_damage(np.random.default_rng([corpus.seed, DAMAGE]), corpus.clips, kinds)
    return {kind: tuple(clip_id(corpus.seed, index) for index in clips) for kind, clips in placed.items()}


def make_clip(seed: int, index: int, difficulty: str) -> tuple[np.ndarray, list[TypedTag]]:
    """One clip and what is typed for it: float32 (samples,) at ``SAMPLE_RATE``, and the rows of the log."""
    level = difficulty_named(difficulty)
    piece = compose([seed, index, PIECE], seconds=SECONDS)
    mixed = mix(piece, SAMPLE_RATE)
    rng = np.random.default_rng([seed, index, RECORDING])
    audio = record(mixed.audio.mean(axis=0), SAMPLE_RATE, rng, level.damage)
    heard = concepts(piece, mixed.levels, shared.level_of(audio))
    rng = np.random.default_rng([seed, index, PLAYING])
    return audio, play_clip(rng, heard, _population(seed, difficulty), level)


@lru_cache(maxsize=2)
def _population(seed: int, difficulty: str) -> tuple[Player, ...]:
    return draw_population(seed, difficulty_named(difficulty))


def _make_clips(
    folder: Path, corpus: Corpus, broken: dict[str, tuple[str, ...]], jobs: int
) -> Iterator[list[TypedTag]]:
    kind_of = {clip: kind for kind, clips in broken.items() for clip in clips}
    tasks = (
        joblib.delayed(_make_file)(folder, corpus.seed, i, corpus.difficulty, kind_of.get(clip_id(corpus.seed, i)))
        for i in range(corpus.clips)
    )
    return joblib.Parallel(n_jobs=jobs, return_as="generator")(tasks)


def _make_file(folder: Path, seed: int, index: int, difficulty: str, damage: str | None) -> list[TypedTag]:
    audio, tags = make_clip(seed, index, difficulty)
    shared.write_mp3(folder / f"{clip_id(seed, index)}.mp3", audio, SAMPLE_RATE, MP3, damage)
    return tags


def _write_captions(root: Path, corpus: Corpus, per_clip: dict[str, list[TypedTag]]) -> dict:
    """Writes ``captions.csv``; settings and counts for the summary."""
    rows = [
        (clip, row.user_id, f"{row.seconds:.1f}", row.tag, int(row.verified))
        for clip, tags in per_clip.items()
        for row in tags
    ]
    rng = np.random.default_rng([corpus.seed, SHUFFLE])
    doubled = DUPLICATED_ROWS if corpus.clips >= DAMAGE_FROM_CLIPS else 0
    rows += [rows[i] for i in rng.choice(len(rows), size=doubled, replace=False)]
    # A dump of a log comes in no order that means anything: time is in the column of seconds.
    rows = [rows[i] for i in rng.permutation(len(rows))]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([HEADER, *rows])
    shared.write_whole(root / "captions.csv", text.getvalue())
    return {
        "settings": asdict(corpus),
        "counts": {
            "clips": corpus.clips,
            "captions": sum(len({row.user_id for row in tags}) for tags in per_clip.values()),
            "players": len({row[1] for row in rows}),
            "rows": len(rows),
            "duplicated_rows": doubled,
            "vocabulary": len({row[3].lower() for row in rows}),
        },
        "captions_sha256": hashlib.sha256(text.getvalue().encode()).hexdigest(),
    }


def _readme(corpus: Corpus, summary: dict) -> str:
    return f"""\
Sample corpus in the layout of the MajorMiner data

This is no data set: the music was composed from a seed and rendered with a General MIDI soundfont, and the tags
were typed by simulated players. It has the format of the real data, so that everything runs without them.

seed {corpus.seed}, clips {corpus.clips}, difficulty {corpus.difficulty}, paper_repro {__version__}

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
