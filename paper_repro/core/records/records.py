"""Features computed once into TFRecord shards: resumable, counted, with an index.

A folder of records holds ``shard-00000.tfrecord`` ..., beside each a ``.json`` that says what is in it, and, once all
shards are whole, ``index.json``. Every file is written under a temporary name and renamed when complete, so whatever
bears its final name is whole, and a build that was killed goes on where it stopped.
"""

from __future__ import annotations

import csv
import errno
import functools
import hashlib
import json
import shutil
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
from paper_repro.core.files import digest as content_digest
from paper_repro.core.files import write_text
from paper_repro.core.progress import track

#: Raised whenever what is written for the same settings would differ.
FORMAT = 2
SHARD_ITEMS = 64
#: Share of a corpus's files that may be unusable, where it does not say otherwise; more is a bad copy.
MAX_REFUSED = 0.01
#: Clips per call of the feature layer: small enough for the processor's cache (measured: 8 beats 32 by half).
BATCH = 8


@dataclass(frozen=True)
class Item:
    """One file to compute features of; of a sound, from ``offset`` seconds on."""

    key: str
    path: Path
    offset: float = 0.0


@dataclass(frozen=True)
class Records:
    """Finished records. ``keys`` in the order in which they lie in the shards; features are ``shape`` each.

    ``frames`` says how many frames each has: of use where ``shape`` does not, since clips are as long as their files.
    """

    folder: Path
    keys: tuple[str, ...]
    shape: tuple[int | None, ...]
    frames: tuple[int, ...]
    shards: tuple[Path, ...]
    refused: tuple[dict[str, str], ...]
    dtype: str


def build_records(
    items: Sequence[Item],
    settings: RecordSettings,
    folder: Path,
    *,
    decoder: str = "soundfile",
    jobs: int = 1,
    fresh: bool = False,
    description: str = "features",
) -> Records:
    """Decodes every item, computes its features and writes them, or returns what is already there.

    Items are spread over shards at random, by a fixed seed, so that each shard is a fair sample. Work runs through
    joblib: in threads here (decoding, resampling and TensorFlow all release the interpreter lock), or on whatever
    backend ``joblib.parallel_config`` names, a Dask cluster for one.

    Args:
        items: what to compute, each key once.
        settings: the features.
        folder: where the records go; a folder of its own for these items and settings.
        decoder: ``"soundfile"`` or ``"tfio"``.
        jobs: parallel shards.
        fresh: compute all again, whatever is there.
        description: for the progress bar.

    Unusable items are listed in ``refused.csv`` and in the result: ``require_few_refused`` says how many are too many.
    """
    if fresh and folder.exists():
        shutil.rmtree(folder)
    index = folder / "index.json"
    wanted = _identity(items, settings, decoder)
    if index.exists():
        found = json.loads(index.read_text(encoding="utf-8"))
        if found["identity"] == wanted and all(_is_whole(folder, shard) for shard in found["shards"]):
            return _records(folder, found, settings)
    folder.mkdir(parents=True, exist_ok=True)
    order = np.random.default_rng(0).permutation(len(items))
    parts = [[items[number] for number in order[at : at + SHARD_ITEMS]] for at in range(0, len(items), SHARD_ITEMS)]
    names = [f"shard-{number:05d}" for number in range(len(parts))]
    missing = [
        (part, name) for part, name in zip(parts, names, strict=True) if _stored(folder, name, part, wanted) is None
    ]
    work = joblib.Parallel(n_jobs=jobs, prefer="threads", return_as="generator_unordered")(
        joblib.delayed(_build_shard)(part, settings, decoder, folder, name, wanted) for part, name in missing
    )
    for _ in track(work, len(missing), description, unit="shard"):
        pass
    shards = [_stored(folder, name, part, wanted) for part, name in zip(parts, names, strict=True)]
    refused = [entry for shard in shards for entry in shard["refused"]]
    _list_refused(folder / "refused.csv", refused)
    found = {
        "identity": wanted,
        "settings": asdict(settings),
        "decoder": decoder,
        "items": len(items),
        "refused": refused,
        "shards": shards,
        "versions": {name: version(name) for name in (DISTRIBUTION, "tensorflow", "keras", "soundfile", "soxr")},
    }
    write_text(index, json.dumps(found, indent=1))
    return _records(folder, found, settings)


def require_few_refused(parts: Iterable[Records], max_refused: float = MAX_REFUSED) -> None:
    """Stops where too many of a corpus's files, over all its parts, cannot be used.

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
        (part.folder / "index.json").unlink()
        for path in part.folder.glob("shard-*.json"):
            if json.loads(path.read_text(encoding="utf-8"))["refused"]:
                path.unlink()
    part, first = refused[0]
    raise UserError(
        f"{len(refused)} of {items} files cannot be used, above {max_refused:.0%}; the first: {first['detail']} "
        f"More in {part.folder / 'refused.csv'}. Repair or remove them and run again."
    )


def records_folder(root: Path, items: Sequence[Item], settings: RecordSettings, decoder: str) -> Path:
    """The folder under ``root`` for these items and settings: named by their hash."""
    return root / _identity(items, settings, decoder)[:16]


def _identity(items: Sequence[Item], settings: RecordSettings, decoder: str) -> str:
    """Hash of all that decides the content: settings, and each item's key and file content."""
    digest = hashlib.sha256(json.dumps([FORMAT, decoder, asdict(settings)]).encode())
    for item in items:
        cut = f"\0{item.offset}" if item.offset else ""
        digest.update(f"{item.key}\0{item.path.suffix}\0{content_digest(item.path)}{cut}\n".encode())
    return digest.hexdigest()


def _records(folder: Path, found: dict, settings: RecordSettings) -> Records:
    keys = tuple(key for shard in found["shards"] for key in shard["keys"])
    frames = settings.shape[0]
    each = (frames,) * len(keys) if frames else tuple(number for shard in found["shards"] for number in shard["frames"])
    return Records(
        folder,
        keys,
        tuple(settings.shape),
        each,
        tuple(folder / f"{shard['name']}.tfrecord" for shard in found["shards"]),
        tuple(found["refused"]),
        settings.dtype,
    )


def _is_whole(folder: Path, shard: dict) -> bool:
    path = folder / f"{shard['name']}.tfrecord"
    return path.exists() and path.stat().st_size == shard["bytes"]


def _stored(folder: Path, name: str, part: Sequence[Item], identity: str) -> dict | None:
    """What the shard's ``.json`` says, or None where the shard is not whole or holds something else."""
    path = folder / f"{name}.json"
    if not path.exists():
        return None
    shard = json.loads(path.read_text(encoding="utf-8"))
    accounted = len(shard["keys"]) + len(shard["refused"])
    good = shard["identity"] == identity and accounted == len(part) and _is_whole(folder, shard)
    return shard if good else None


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
    size = temporary.stat().st_size
    temporary.replace(folder / f"{name}.tfrecord")
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
            record = _serialize(item.key, feature, settings.dtype)
            writer.write(record)
            checksum.update(record)
            keys.append(item.key)
            frames.append(len(feature))
    return {"sha256": checksum.hexdigest(), "keys": keys, "frames": frames, "refused": refused}


def _features(extractor: Callable, settings: RecordSettings, clips: Sequence[np.ndarray]) -> Iterable[np.ndarray]:
    """Of each clip: all at once where they are of one length."""
    if settings.shape[0] is None:
        return (extractor(clip[None])[0] for clip in clips)
    return extractor(np.stack(clips))


def _serialize(key: str, feature: np.ndarray, dtype: str) -> bytes:
    def entry(value: bytes) -> tf.train.Feature:
        return tf.train.Feature(bytes_list=tf.train.BytesList(value=[value]))

    little_endian = np.ascontiguousarray(feature, dtype=np.dtype(dtype).newbyteorder("<")).tobytes()
    features = tf.train.Features(feature={"key": entry(key.encode()), "feature": entry(little_endian)})
    return tf.train.Example(features=features).SerializeToString()


def parse_batch(records, shape: tuple[int | None, ...], dtype: str = "float32"):
    """Serialized records ``(batch,)`` to keys ``(batch,)`` and features ``(batch, *shape)``, in the graph.

    Where ``shape`` leaves the frames open, the shorter ones end in zeros, up to the longest of the batch.
    """
    columns = {name: tf.io.FixedLenFeature((), tf.string) for name in ("key", "feature")}
    parsed = tf.io.parse_example(records, columns)
    # Of one length, a record that has another is an error, and is not filled up.
    longest = tf.reduce_max(tf.strings.length(parsed["feature"])) if shape[0] is None else None
    feature = tf.io.decode_raw(parsed["feature"], tf.as_dtype(dtype), little_endian=True, fixed_length=longest)
    return parsed["key"], tf.reshape(feature, (tf.size(records), shape[0] or -1, *shape[1:]))


def _list_refused(path: Path, refused: Sequence[dict[str, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, ["item", "reason", "detail"])
        table.writeheader()
        table.writerows(refused)
