"""Where the encoder stays as it is, what it sees is computed once, and what learns is trained on that alone."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import keras
import numpy as np
import tensorflow as tf

from paper_repro.core.nn.captioner import build_captioner
from paper_repro.core.records.pipeline import features
from paper_repro.core.records.records import Records
from paper_repro.core.training.backend import jit_compile
from paper_repro.core.training.forward import Forward
from paper_repro.songtitle.config import ATTENTIVE, TRAINED_ENCODERS, Config
from paper_repro.songtitle.crop import crops_at_random
from paper_repro.songtitle.embeddings import middle
from paper_repro.songtitle.model import encoder_of

#: Pictures a call of the encoder.
BATCH = 64
#: Bytes that the crops of all training pictures may take, as the encoder sees them; ours.
MOST_BYTES = 2**30


@dataclass(frozen=True)
class Split:
    """A captioner in two, weights shared.

    Attributes:
        eye: crops ``(batch, height, width, 3)``, 0 to 255, to what learning begins with, ``(batch, channels)``, or
            ``(batch, positions, channels)`` for a decoder that reads them.
        learner: that, under ``"seen"``, and ``tokens (batch, captions, length)`` to scores of every next token.
    """

    eye: keras.Model
    learner: keras.Model

    @cached_property
    def _look(self) -> Forward:
        self.eye.compile(jit_compile=jit_compile())
        return Forward(self.eye)

    def see(self, records: Records, crop: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
        """What the eye makes of one crop of each stored picture: ``(pictures, ...)``."""
        return self._look.batches(crop(np.asarray(batch)) for batch in features(records, BATCH))

    def views(self, records: Records, config: Config) -> np.ndarray:
        """``config.views`` crops of each picture, drawn by the seed: ``(pictures, views, ...)``."""
        generator = np.random.default_rng(config.seed)
        crops = [lambda batch: crops_at_random(batch, config.image_size, generator)] * config.views
        return np.stack([self.see(records, crop) for crop in crops], axis=1)

    def middles(self, records: Records, config: Config) -> np.ndarray:
        """The middle of each picture, as captions are judged by: ``(pictures, ...)``."""
        return self.see(records, lambda batch: middle(batch, config.image_size))


def split(captioner: keras.Model, config: Config, pictures: int) -> Split | None:
    """The captioner in two, or None where the encoder sees another crop in every epoch: it learns, its views are not
    wanted, the decoder reads all of its positions and these are not to be kept, or what is kept of so many ``pictures``
    takes too much memory.
    """
    if config.train_encoder or not config.views or (config.decoder in ATTENTIVE and not config.keep_positions):
        return None
    encoder = encoder_of(captioner)
    # What has ImageNet weights stays; what brings it to the embedding learns (see ``freeze``).
    learning = [encoder.get_layer(name) for name in ("project", "normalize")]
    trained = config.encoder in TRAINED_ENCODERS
    pooled = "positions" if config.decoder in ATTENTIVE else "pool"
    cut = encoder.get_layer(pooled).output if trained else encoder.output
    of_a_crop = keras.Model(encoder.input, cut).compute_output_shape((1, config.image_size, config.image_size, 3))
    if pictures * config.views * math.prod(of_a_crop) * 4 > MOST_BYTES:
        return None
    seen = keras.Input(of_a_crop[1:], name="seen")
    memory = seen
    for layer in learning if trained else ():
        memory = layer(memory)
    decoder, (captions, length) = captioner.get_layer("decoder"), captioner.output.shape[1:3]
    learner = build_captioner(seen, memory, decoder, captions=captions, length=length, name="learner")
    return Split(keras.Model(encoder.input, cut, name="eye"), learner)


def view_batches(
    views: np.ndarray, inputs: np.ndarray, targets: np.ndarray, config: Config, first_epoch: int
) -> tf.data.Dataset:
    """Endless batches for a ``Split``'s learner; an epoch has one of each picture's ``views (pictures, views,
    ...)``, and order and choice depend on (seed, epoch) alone.
    """
    seen, inputs, targets = (tf.constant(array) for array in (views, inputs, targets))
    pictures, each = views.shape[:2]

    def one_epoch(epoch):
        # tf.data's own shuffle has a state, and a training that goes on must see what it would have seen.
        seeds = [tf.stack([epoch * 1_000_003 + config.seed, number]) for number in (0, 1)]
        order = tf.random.experimental.stateless_shuffle(tf.range(pictures), seeds[0])
        chosen = tf.random.stateless_uniform((pictures,), seeds[1], 0, each, tf.int32)
        return tf.data.Dataset.from_tensor_slices(tf.stack([order, chosen], axis=1)).batch(config.batch_size)

    def attach(places):
        rows = places[:, 0]
        return {"seen": tf.gather_nd(seen, places), "tokens": tf.gather(inputs, rows)}, tf.gather(targets, rows)

    endless = tf.data.Dataset.range(first_epoch, np.iinfo(np.int64).max).flat_map(one_epoch)
    endless = endless.map(attach).apply(tf.data.experimental.assert_cardinality(tf.data.INFINITE_CARDINALITY))
    return endless.prefetch(4)
