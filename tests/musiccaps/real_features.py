"""A small caption file with AudioSet's features of its clips, both made up, in the published formats."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np

from paper_repro.datasets.musiccaps import Clip
from paper_repro.datasets.musiccaps.table import COLUMNS, TABLE
from tests.datasets.audioset_records import FRAMES, VALUES, record, shard

ASPECTS = ("slow tempo", "male voice", "piano", "low quality", "rock", "sad", "live recording", "drums")


def clips(number: int) -> list[Clip]:
    """Every third one is of AudioSet's evaluation set; what is heard decides the first aspect."""
    return [
        Clip(
            f"clip{at:07}", 30.0, 40.0, (), (ASPECTS[at % 4], *ASPECTS[4 + at % 3 : 6 + at % 3]), f"A {at}.", "0",
            False, at % 3 == 0,
        )
        for at in range(number)
    ]  # fmt: skip


def features(clip: Clip) -> np.ndarray:
    """Noise around a level that tells the first aspect: uint8 ``(FRAMES, VALUES)``."""
    rng = np.random.default_rng(int(clip.ytid[4:]))
    return (40 + 50 * ASPECTS.index(clip.aspects[0]) + rng.integers(0, 20, (FRAMES, VALUES))).astype(np.uint8)


def record_of(clip: Clip, **changes) -> bytes:
    return record(**{"video_id": clip.ytid, "start": clip.start, "features": features(clip), **changes})


def write(root: Path, rows: list[Clip], records: list[bytes] | None = None) -> Path:
    """The caption file, and the records in two files; default: one of each clip."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / TABLE).open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for row in rows:
            cells = [row.ytid, int(row.start), int(row.end), "/m/04rlf", list(row.aspects), row.caption, "0"]
            table.writerow([*cells, row.balanced, row.evaluation])
    records = [record_of(row) for row in rows] if records is None else records
    half = len(records) // 2
    for name, part in (("bal_train/0.tfrecord", records[:half]), ("eval/1.tfrecord", records[half:])):
        path = root / "audioset_v1_embeddings" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(shard(*part))
    return root


def moved(clip: Clip, start: float) -> Clip:
    return replace(clip, start=start, end=start + 10.0)
