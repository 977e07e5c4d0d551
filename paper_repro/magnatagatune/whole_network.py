"""Every layer of a published network learns, from an output layer that has been learned on its frozen features.

Ours: the output layer is first learned on frozen features (Kumar et al., ICLR 2022: a random one would distort the
layers below it), then all learn at a small rate, each step from 3 s of each clip at a random place. Batch norms stay as
published: few clips would give them other statistics.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from paper_repro.core.records.pipeline import epochs, in_order
from paper_repro.core.records.records import Records
from paper_repro.magnatagatune.config import Config
from paper_repro.magnatagatune.data import Corpus
from paper_repro.magnatagatune.tagging import TaggingTask
from paper_repro.magnatagatune.whole_file import of_windows
from paper_repro.weights.catalogue import network
from paper_repro.weights.sound import FRAMES
from paper_repro.weights.tagger import Tagger

#: Clips read at a time to be scored, whole: songs of minutes are large.
READ = 8


class WholeNetworkTask(TaggingTask):
    """Every layer of a published network, with an output layer that has been learned before.

    Args:
        output: kernel and bias of that layer.
    """

    def __init__(self, config: Config, corpus: Corpus, records: Mapping[str, Records], output: list) -> None:
        self.output = output
        super().__init__(config, corpus, records)

    def network(self) -> keras.Model:
        """Log mel ``(batch, 187, 96)`` to probabilities ``(batch, tags)``."""
        published = Tagger.load(network(self.config.model)).model
        for layer in published.layers:
            if isinstance(layer, layers.BatchNormalization):
                layer.trainable = False
        tags = layers.Dense(len(self.tags), activation="sigmoid", dtype="float32", name="tags")
        model = keras.Model(published.inputs, tags(published.layers[-1].input), name=self.config.model)
        tags.set_weights(self.output)
        return model

    def frames(self, name: str) -> np.ndarray:
        """Of each clip of a part, how many are heard: int ``(clips,)``."""
        frames = np.asarray(self.records[name].frames)
        return np.minimum(frames, self.config.windows * FRAMES) if self.config.windows else frames

    def batches(self, first_epoch: int) -> tf.data.Dataset:
        """Of each clip 3 s, at a place that depends on (seed, step) alone: a training that goes on hears the same."""
        targets, frames = tf.constant(self.labels["train"], tf.float32), tf.constant(self.frames("train"))

        def cut(step, clips):
            rows, mel = clips
            places = tf.random.stateless_uniform(
                tf.shape(rows), seed=tf.stack([tf.cast(self.config.seed, step.dtype), step])
            )
            starts = tf.cast(places * tf.cast(tf.gather(frames, rows) - FRAMES + 1, tf.float32), tf.int32)
            within = starts[:, None] + tf.range(FRAMES)
            return tf.gather(mel, within, batch_dims=1), tf.gather(targets, rows)

        clips = epochs(
            self.records["train"],
            batch_size=self.config.batch_size,
            seed=self.config.seed,
            first_epoch=first_epoch * self.passes,
        )
        heard = clips.enumerate(start=first_epoch * self.steps).map(cut)
        return heard.apply(tf.data.experimental.assert_cardinality(tf.data.INFINITE_CARDINALITY)).prefetch(4)

    def predict(self, name: str) -> np.ndarray:
        """Probabilities ``(clips, tags)`` of all that is heard of them."""
        clips = _clips(self.records[name], self.frames(name))
        return np.stack([of_windows(self.score.batches(_batches(mel))) for mel in clips])


def _clips(records: Records, frames: Sequence[int]) -> Iterator[np.ndarray]:
    """Each clip's windows, ``(windows, 187, 96)``; what is left at its end is dropped, as published."""
    for rows, mel in in_order(records, batch_size=READ):
        for row, clip in zip(rows.numpy(), mel.numpy(), strict=True):
            count = frames[row] // FRAMES
            yield clip[: count * FRAMES].reshape(count, FRAMES, -1)


def _batches(windows: np.ndarray, size: int = 32) -> Iterator[np.ndarray]:
    for start in range(0, len(windows), size):
        yield windows[start : start + size]
