"""Finished records: a folder of features as TFRecord shards, with an index.

A folder of records holds ``shard-00000.tfrecord`` ..., beside each a ``.json`` that lists its items, and, once all
shards are whole, ``index.json``. Every file is written under a temporary name and renamed when complete, so whatever
bears its final name is whole; what was cut off or emptied later is recognised and computed again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from paper_repro.core.audio.settings import RecordSettings
from paper_repro.core.files import digest as content_digest
from paper_repro.core.process import other_backend

#: Increment whenever what is written for the same settings changes. Last: files whose header states a wrong length.
FORMAT = 3
INDEX = "index.json"


@dataclass(frozen=True)
class Item:
    """One file to compute features of.

    Attributes:
        key: unique name of the item.
        path: its file.
        offset: where in its file the item begins: seconds of a sound file, the row of a file of arrays.

    Example:
        >>> Item("clip-1", Path("clips/1.mp3"), offset=30.0).key
        'clip-1'
    """

    key: str
    path: Path
    offset: float = 0.0


@dataclass(frozen=True)
class Records:
    """Finished records.

    Attributes:
        folder: where they are.
        keys: items in the order of the shards.
        shape: of an item's features; its first number is None where clips are as long as their files.
        frames: number of frames of each item.
        shards: TFRecord files, in order.
        refused: ``item``, ``reason`` and ``detail`` of each file that cannot be used.
        dtype: of the features, ``float32`` or ``uint8``.
    """

    folder: Path
    keys: tuple[str, ...]
    shape: tuple[int | None, ...]
    frames: tuple[int, ...]
    shards: tuple[Path, ...]
    refused: tuple[dict[str, str], ...]
    dtype: str


def records_folder(root: Path, items: Sequence[Item], settings: RecordSettings, decoder: str) -> Path:
    """The folder under ``root`` for these items and settings: named by their hash."""
    return root / identity(items, settings, decoder)[:16]


def identity(items: Sequence[Item], settings: RecordSettings, decoder: str) -> str:
    """Hash of all that decides the content: settings, backend, and each item's key and file content."""
    digest = hashlib.sha256(json.dumps([FORMAT, decoder, asdict(settings), *other_backend()]).encode())
    for item in items:
        cut = f"\0{item.offset}" if item.offset else ""
        digest.update(f"{item.key}\0{item.path.suffix}\0{content_digest(item.path)}{cut}\n".encode())
    return digest.hexdigest()


def read_index(folder: Path, wanted: str, settings: RecordSettings) -> Records | None:
    """Records of identity ``wanted`` in ``folder``; None where they are unfinished, damaged, or others."""
    index = read_json(folder / INDEX)
    try:
        if index["identity"] == wanted and all(_is_whole(folder, shard) for shard in index["shards"]):
            return _records(folder, index, settings)
    except (KeyError, TypeError, AttributeError):
        pass  # valid JSON, but not an index
    return None


def read_shard(folder: Path, name: str, items: int, wanted: str) -> dict | None:
    """The description of a shard of ``items`` items; None where it is missing, damaged, or of other records."""
    shard = read_json(folder / f"{name}.json")
    try:
        accounted = len(shard["keys"]) + len(shard["refused"])
        good = shard["identity"] == wanted and accounted == items and _is_whole(folder, shard)
        return shard if good and len(shard["frames"]) == len(shard["keys"]) else None
    except (KeyError, TypeError):
        return None


def read_json(path: Path) -> dict:
    """A JSON object from a file; empty where the file is missing, cut off, or holds anything else."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):  # UnicodeDecodeError and JSONDecodeError are ValueErrors
        return {}
    return content if isinstance(content, dict) else {}


def _records(folder: Path, index: dict, settings: RecordSettings) -> Records:
    keys = tuple(key for shard in index["shards"] for key in shard["keys"])
    frames = settings.shape[0]
    each = (frames,) * len(keys) if frames else tuple(number for shard in index["shards"] for number in shard["frames"])
    return Records(
        folder,
        keys,
        tuple(settings.shape),
        each,
        tuple(folder / f"{shard['name']}.tfrecord" for shard in index["shards"]),
        tuple(index["refused"]),
        settings.dtype,
    )


def _is_whole(folder: Path, shard: dict) -> bool:
    path = folder / f"{shard['name']}.tfrecord"
    return path.exists() and path.stat().st_size == shard["bytes"]
