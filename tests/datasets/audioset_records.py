"""Records of AudioSet's features and files of them, written by TensorFlow: what our own reader is held against."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path

import numpy as np

FRAMES, VALUES = 10, 128


@functools.cache
def values(seed: int = 0) -> np.ndarray:
    """Features of a clip, uint8 ``(FRAMES, VALUES)``."""
    return np.random.default_rng(seed).integers(0, 256, (FRAMES, VALUES), dtype=np.uint8)


def record(video_id="-0Gj8-vB1q4", start=30.0, end=40.0, labels=(137, 300), features=None, name="audio_embedding"):
    """A serialized tf.train.SequenceExample; ``features`` are arrays of frames, uint8 or float."""
    import tensorflow as tf

    def feature(value):
        if isinstance(value, bytes):
            return tf.train.Feature(bytes_list=tf.train.BytesList(value=[value]))
        if isinstance(value, (np.ndarray, float)):
            return tf.train.Feature(float_list=tf.train.FloatList(value=np.atleast_1d(value)))
        return tf.train.Feature(int64_list=tf.train.Int64List(value=value))

    features = values() if features is None else features
    frames = [frame.tobytes() if frame.dtype == np.uint8 else frame for frame in features]
    context = {
        "video_id": feature(video_id.encode()),
        "start_time_seconds": feature(start),
        "end_time_seconds": feature(end),
        "labels": feature(list(labels)),
    }
    lists = {name: tf.train.FeatureList(feature=[feature(frame) for frame in frames])}
    return tf.train.SequenceExample(
        context=tf.train.Features(feature=context), feature_lists=tf.train.FeatureLists(feature_list=lists)
    ).SerializeToString()


def shard(*records: bytes) -> bytes:
    """A TFRecord file."""
    import tensorflow as tf

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shard.tfrecord"
        with tf.io.TFRecordWriter(str(path)) as writer:
            for one in records:
                writer.write(one)
        return path.read_bytes()
