"""Computes features into TFRecord shards: resumable, in parallel, one process at a time in one folder."""

from __future__ import annotations

import csv
import errno
import functools
import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

import joblib
import numpy as np
import tensorflow as tf

from paper_repro import DISTRIBUTION
from paper_repro.core.audio.settings import RecordSettings
from paper_repro.core.errors import ItemError, UserError
from paper_repro.core.files import write_text
from paper_repro.core.locks import LOCK, alone
from paper_repro.core.progress import track
from paper_repro.core.records.records import INDEX, Item, Records, identity, read_index, read_json, read_shard
from paper_repro.core.records.serialize import serialize
from paper_repro.core.records.store import Store

SHARD_ITEMS = 64
#: Clips per call of the feature layer: small enough for the processor's cache (measured: 8 beats 32 by half).
BATCH = 8


def build_records(
    items: Sequence[Item],
    settings: RecordSettings,
    folder: Path,
    *,
    decoder: str = "soundfile",
    jobs: int = 1,
    fresh: bool = False,
    store: Store | None = None,
    spread: Spread | None = None,
    description: str = "features",
) -> Records:
    """Decodes every item, computes its features and writes them, or returns the finished records.

    Where another process computes the same records, waits for it. A build that was killed is continued.

    Items are spread over shards at random, by a fixed seed, so that each shard is a fair sample. Work runs in threads
    here (decoding, resampling and TensorFlow all release the interpreter lock), after ``spread`` has done its part.

    Args:
        items: what to compute, each key once.
        settings: the features.
        folder: where the records go; a folder of its own for these items and settings.
        decoder: ``"soundfile"`` or ``"tfio"``.
        jobs: parallel shards.
        fresh: compute all again, whatever is there.
        store: where finished shards are looked for first, and kept.
        spread: computes shards elsewhere, on a cluster; what it leaves is computed here.
        description: for the progress bar.

    Returns:
        The records. Unusable items are listed in them and in ``refused.csv``; see ``require_few_refused``.

    Raises:
        OSError: the disk is full, or the folder cannot be written.
        UserError: ``store`` cannot be reached.

    Example:
        >>> import tempfile
        >>> import soundfile
        >>> from paper_repro.core.audio.settings import MelSettings
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     clip = Path(folder) / "clip.wav"
        ...     soundfile.write(clip, np.zeros(8000), 8000)
        ...     settings = MelSettings(8000, seconds=1.0, min_seconds=0.5, n_fft=256, hop_length=128, n_mels=20)
        ...     build_records([Item("clip", clip)], settings, Path(folder) / "records").shape
        (63, 20)
    """
    wanted = identity(items, settings, decoder)
    if not fresh and (records := read_index(folder, wanted, settings)):
        return records
    with alone(folder, "computing these features"):
        # The other process may have finished them meanwhile.
        if not fresh and (records := read_index(folder, wanted, settings)):
            return records
        _remove_files(folder, "*" if fresh else "*.part")
        _remove_files(folder, ".*.json")  # temporary files of ``write_text``
        recipe = Recipe(settings, decoder, folder, wanted, store, fresh)
        _build(items, recipe, jobs, spread, description)
        return read_index(folder, wanted, settings)


def _remove_files(folder: Path, pattern: str) -> None:
    """Removes files of an earlier build; the lock stays."""
    for path in folder.glob(pattern):
        if not path.name.startswith(LOCK):
            path.unlink()


@dataclass(frozen=True)
class Recipe:
    """How the shards of one set of records are made; workers of a cluster are sent it."""

    settings: RecordSettings
    decoder: str
    folder: Path
    identity: str
    store: Store | None = None
    fresh: bool = False

    def missing(self, parts: Iterable[Part]) -> list[Part]:
        """Of shards those that are not whole in the folder."""
        return [part for part in parts if read_shard(self.folder, part.name, len(part.items), self.identity) is None]

    def make(self, part: Part) -> None:
        """One shard: taken from the store, or computed and kept there."""
        if self.store and not self.fresh and self.store.take(self.folder, part.name, self.identity):
            return
        _build_shard(part.items, self.settings, self.decoder, self.folder, part.name, self.identity)
        if self.store:
            self.store.keep(self.folder, part.name)


@dataclass(frozen=True)
class Part:
    """A shard's name and its items."""

    name: str
    items: Sequence[Item]


#: Computes shards elsewhere: ``(recipe, shards, description)``.
Spread = Callable[[Recipe, Sequence[Part], str], None]


def _build(items: Sequence[Item], recipe: Recipe, jobs: int, spread: Spread | None, description: str) -> None:
    """Computes missing shards, then writes ``refused.csv`` and the index."""
    folder, settings, wanted = recipe.folder, recipe.settings, recipe.identity
    order = np.random.default_rng(0).permutation(len(items))
    parts = [
        Part(f"shard-{number:05d}", [items[at] for at in order[first : first + SHARD_ITEMS]])
        for number, first in enumerate(range(0, len(items), SHARD_ITEMS))
    ]
    missing = recipe.missing(parts)
    if spread and missing:
        spread(recipe, missing, description)
        missing = recipe.missing(missing)
    work = joblib.Parallel(n_jobs=jobs, prefer="threads", return_as="generator_unordered")(
        joblib.delayed(recipe.make)(part) for part in missing
    )
    for _ in track(work, len(missing), description, unit="shard"):
        pass
    shards = [read_shard(folder, part.name, len(part.items), wanted) for part in parts]
    refused = [entry for shard in shards for entry in shard["refused"]]
    _list_refused(folder / "refused.csv", refused)
    index = {
        "identity": wanted,
        "settings": asdict(settings),
        "decoder": recipe.decoder,
        "items": len(items),
        "refused": refused,
        "shards": shards,
        "versions": {name: version(name) for name in (DISTRIBUTION, "tensorflow", "keras", "soundfile", "soxr")},
    }
    write_text(folder / INDEX, json.dumps(index, indent=1))


def require_few_refused(parts: Iterable[Records], max_refused: float) -> None:
    """Stops where too many of a corpus's files, over all its parts, cannot be used.

    Args:
        parts: records of the corpus's splits.
        max_refused: largest share of unusable files.

    Raises:
        UserError: more than ``max_refused`` of all items. Shards that refused some are computed again next time, the
            others are kept.
    """
    parts = list(parts)
    refused = [(part, entry) for part in parts for entry in part.refused]
    items = len(refused) + sum(len(part.keys) for part in parts)
    if len(refused) <= max_refused * items:
        return
    for part in {part.folder: part for part, _ in refused}.values():
        (part.folder / INDEX).unlink(missing_ok=True)
        for path in part.folder.glob("shard-*.json"):
            if read_json(path).get("refused", True):
                path.unlink()
    part, first = refused[0]
    raise UserError(
        f"{len(refused)} of {items} files cannot be used, above {max_refused:.0%}; the first: {first['detail']} "
        f"More in {part.folder / 'refused.csv'}. Repair or remove them and run again."
    )


@functools.lru_cache(maxsize=4)
def _extractor(settings: RecordSettings):
    """The feature function, shared by all threads."""
    return settings.extractor()


def _build_shard(
    part: Sequence[Item], settings: RecordSettings, decoder: str, folder: Path, name: str, identity: str
) -> None:
    temporary = folder / f"{name}.tfrecord.part"
    try:
        with tf.io.TFRecordWriter(str(temporary)) as writer:
            about = _write_shard(writer, part, settings, decoder)
    except tf.errors.ResourceExhaustedError as error:
        # TensorFlow's word for a full disk.
        raise OSError(errno.ENOSPC, "no space left", str(temporary)) from error
    else:
        size = temporary.stat().st_size
        temporary.replace(folder / f"{name}.tfrecord")
    finally:
        temporary.unlink(missing_ok=True)
    write_text(folder / f"{name}.json", json.dumps({"name": name, "identity": identity, "bytes": size, **about}))


def _write_shard(writer: tf.io.TFRecordWriter, part: Sequence[Item], settings: RecordSettings, decoder: str) -> dict:
    """Writes what can be used; returns its keys, their frames and checksum, and what was refused."""
    extractor = _extractor(settings)
    checksum, keys, frames, refused = hashlib.sha256(), [], [], []
    for at in range(0, len(part), BATCH):
        items = part[at : at + BATCH]
        clips = settings.load([item.path for item in items], decoder, [item.offset for item in items])
        good = []
        for item, clip in zip(items, clips, strict=True):
            if isinstance(clip, ItemError):
                refused.append({"item": item.key, "reason": clip.reason, "detail": str(clip)})
            else:
                good.append((item, clip))
        if not good:
            continue
        for (item, _), feature in zip(good, _features(extractor, settings, [clip for _, clip in good]), strict=True):
            record = serialize(item.key, feature, settings.dtype)
            writer.write(record)
            checksum.update(record)
            keys.append(item.key)
            frames.append(len(feature))
    return {"sha256": checksum.hexdigest(), "keys": keys, "frames": frames, "refused": refused}


def _features(extractor: Callable, settings: RecordSettings, clips: Sequence[np.ndarray]) -> Iterable[np.ndarray]:
    """Of each clip: all at once where they are of one length."""
    if settings.shape[0] is None or len({len(clip) for clip in clips}) > 1:
        return (extractor(clip[None])[0] for clip in clips)
    return extractor(np.stack(clips))


def _list_refused(path: Path, refused: Sequence[dict[str, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, ["item", "reason", "detail"])
        table.writeheader()
        table.writerows(refused)
