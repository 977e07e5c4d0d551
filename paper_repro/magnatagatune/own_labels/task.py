"""Training on your own labels: an output layer as the paper's engine trains it, or every layer of a published network.

All layers, ours: the output layer is first learned on frozen features (Kumar et al., ICLR 2022: a random one would
distort the layers below it), then all learn at a small rate, each step from 3 s of each clip at a random place. Batch
norms stay as published: few clips would give them other statistics.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from paper_repro.core.errors import UserError
from paper_repro.core.records.pipeline import epochs, in_order
from paper_repro.core.records.records import Records
from paper_repro.core.training.run import RunFolder, run_folder
from paper_repro.magnatagatune.own_labels.config import ALL, Config, output_of
from paper_repro.magnatagatune.own_labels.corpus import Corpus
from paper_repro.magnatagatune.own_labels.engine import NAME, run_name
from paper_repro.magnatagatune.own_labels.whole_file import of_windows
from paper_repro.magnatagatune.task import TaggingTask
from paper_repro.weights.catalogue import network
from paper_repro.weights.sound import FRAMES
from paper_repro.weights.tagger import Tagger

#: Fewest clips of a part that a score can be made of.
FEWEST = 2
#: Clips read at a time to be scored, whole: songs of minutes are large.
READ = 8


def make_task(config: Config, corpus: Corpus, records: Mapping[str, Records], folder: RunFolder) -> TaggingTask:
    """The row's network bound to its data. The tags go into the run's folder.

    Raises:
        UserError: too few clips of a part could be decoded.
    """
    for name, part in records.items():
        if len(part.keys) < FEWEST:
            first = f" The first: {part.refused[0]['detail']}" if part.refused else ""
            raise UserError(
                f"{corpus.root}: of the {name} part {len(part.keys)} clips can be decoded, at least {FEWEST} are "
                f"needed; give more clips.{first}"
            )
    folder.write_json("tags.json", {"tags": list(corpus.tags)})
    if config.layers != ALL:
        return TaggingTask(config, corpus, records)
    before = output_of(config)
    start = run_folder(
        folder.path.parent.parent, NAME, run_name(before.layers, before.model), before, corpus.fingerprint
    )
    return WholeNetworkTask(config, corpus, records, start.load_model().get_layer("tags").get_weights())


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

    def batches(self, first_epoch: int) -> tf.data.Dataset:
        """Of each clip 3 s, at a place that depends on (seed, step) alone: a training that goes on hears the same."""
        targets, frames = tf.constant(self.labels["train"], tf.float32), tf.constant(self.records["train"].frames)

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
        """Probabilities ``(clips, tags)`` of whole files."""
        return np.stack([of_windows(self.score.batches(_batches(mel))) for mel in _clips(self.records[name])])


def _clips(records: Records) -> Iterator[np.ndarray]:
    """Each clip's windows, ``(windows, 187, 96)``; what is left at its end is dropped, as published."""
    for rows, mel in in_order(records, batch_size=READ):
        for row, clip in zip(rows.numpy(), mel.numpy(), strict=True):
            count = records.frames[row] // FRAMES
            yield clip[: count * FRAMES].reshape(count, FRAMES, -1)


def _batches(windows: np.ndarray, size: int = 32) -> Iterator[np.ndarray]:
    for start in range(0, len(windows), size):
        yield windows[start : start + size]
