"""tf.data from records: endless shuffled epochs for training, one pass in order for everything else."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import tensorflow as tf

from paper_repro.core.records.records import Records
from paper_repro.core.records.serialize import parse_batch

#: Items shuffled among each other, fewer where they are large: bounds memory whatever the size of the data. 32 MiB are
#: full with a few hundred clips, so that more clips need no more memory.
SHUFFLE_WINDOW = 512
SHUFFLE_BYTES = 32 * 2**20
OPEN_SHARDS = 4


def steps_per_epoch(records: Records, batch_size: int) -> int:
    return math.ceil(len(records.keys) / batch_size)


def rows(records: Records) -> tf.lookup.StaticHashTable:
    """A table in the graph from key to row number, the position in ``records.keys``: how labels find their clip."""
    numbers = tf.range(len(records.keys), dtype=tf.int64)
    initializer = tf.lookup.KeyValueTensorInitializer(tf.constant(records.keys, tf.string), numbers)
    return tf.lookup.StaticHashTable(initializer, default_value=-1)


def epochs(
    records: Records,
    *,
    batch_size: int,
    seed: int,
    first_epoch: int = 0,
    attach: Callable | None = None,
) -> tf.data.Dataset:
    """Endless batches, epoch after epoch, from ``first_epoch`` on.

    The order within an epoch depends on (seed, epoch) alone, so training that resumes at epoch 7 sees what it would
    have seen. Memory is bounded by ``shuffle_window``.

    Args:
        records: what to read.
        batch_size: clips a batch; the last of an epoch may be smaller.
        seed: of the order.
        first_epoch: counted from 0.
        attach: ``(rows (batch,), features (batch, frames, mels)) -> element`` in the graph; default: that pair.
    """
    shards = tf.constant([str(path) for path in records.shards])

    def one_epoch(epoch):
        def mix(window, values):
            """A permutation that depends on (seed, epoch, window) alone: tf.data's own shuffle has a state."""
            return tf.random.experimental.stateless_shuffle(values, seed=tf.stack([epoch * 1_000_003 + seed, window]))

        files = tf.data.Dataset.from_tensor_slices(mix(tf.constant(-1, tf.int64), shards))
        serialized = files.interleave(tf.data.TFRecordDataset, cycle_length=OPEN_SHARDS, block_length=1)
        windows = serialized.batch(shuffle_window(records)).enumerate().map(mix)
        return windows.unbatch().batch(batch_size)

    endless = tf.data.Dataset.range(first_epoch, np.iinfo(np.int64).max).flat_map(one_epoch)
    return _finish(endless, records, attach, tf.data.INFINITE_CARDINALITY)


def shuffle_window(records: Records) -> int:
    """Items that are shuffled among each other: ``SHUFFLE_WINDOW``, or as many as ``SHUFFLE_BYTES`` hold."""
    each = np.mean(records.frames) * np.prod(records.shape[1:]) * np.dtype(records.dtype).itemsize
    return int(np.clip(SHUFFLE_BYTES // max(each, 1), 1, SHUFFLE_WINDOW))


def in_order(records: Records, *, batch_size: int, attach: Callable | None = None) -> tf.data.Dataset:
    """One pass in the order of ``records.keys``; ``attach`` as in ``epochs``."""
    files = tf.data.TFRecordDataset([str(path) for path in records.shards])
    return _finish(files.batch(batch_size), records, attach, steps_per_epoch(records, batch_size))


def features(records: Records, batch_size: int = 64) -> tf.data.Dataset:
    """The features alone, ``(batch, frames, mels)``, in the order of ``records.keys``: for scoring."""
    return in_order(records, batch_size=batch_size, attach=lambda rows, feature: feature)


def _finish(serialized: tf.data.Dataset, records: Records, attach: Callable | None, batches: int) -> tf.data.Dataset:
    table = rows(records)
    attach = attach or (lambda row, feature: (row, feature))

    def parse(batch):
        keys, features = parse_batch(batch, records.shape, records.dtype)
        return attach(table.lookup(keys), features)

    dataset = serialized.map(parse, num_parallel_calls=2, deterministic=True)
    # Keras warns of a set that ends unannounced, and TensorFlow cannot count what lies in files.
    return dataset.apply(tf.data.experimental.assert_cardinality(batches)).prefetch(4)
