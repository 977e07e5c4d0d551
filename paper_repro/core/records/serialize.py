"""Features to TFRecord entries and back."""

from __future__ import annotations

import numpy as np
import tensorflow as tf


def serialize(key: str, feature: np.ndarray, dtype: str) -> bytes:
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
