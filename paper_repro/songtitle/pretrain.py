"""What stands in for ImageNet where its weights cannot be had: the encoder first learns which words a caption has."""

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from paper_repro.core.records.pipeline import epochs, steps_per_epoch
from paper_repro.core.records.records import Records
from paper_repro.core.text.vocabulary import SPECIAL
from paper_repro.core.training.backend import jit_compile
from paper_repro.songtitle.config import Config

#: Share of the first learning rate at which the cosine ends.
FINAL = 0.05


def teach_words(model: keras.Model, config: Config, records: Records, tokens: np.ndarray, vocabulary: int) -> None:
    """Trains a captioner's encoder, and nothing else of it, to tell a caption's words from its picture.

    Cross-entropy of each word of the vocabulary, crops and mirroring as in training, Adam along a cosine; what maps
    embeddings to words is thrown away.

    Args:
        model: a captioner.
        config: how long, how fast.
        records: the training pictures.
        tokens: of each in the order of ``records.keys``, int32 ``(pictures, captions, length)``.
        vocabulary: number of tokens, special ones included.
    """
    memory = model.get_layer("memory").output
    pooled = memory if len(memory.shape) == 2 else layers.GlobalAveragePooling1D()(memory)
    words = layers.Dense(vocabulary - len(SPECIAL), activation="sigmoid", name="words")(pooled)
    teacher = keras.Model(model.get_layer("pictures").output, words)
    steps = steps_per_epoch(records, config.batch_size)
    rate = keras.optimizers.schedules.CosineDecay(config.word_learning_rate, steps * config.word_epochs, alpha=FINAL)
    teacher.compile(keras.optimizers.Adam(rate), "binary_crossentropy", jit_compile=jit_compile(tensorflow=False))
    kept = tf.constant(tokens)
    batches = epochs(
        records,
        batch_size=config.batch_size,
        seed=config.seed,
        attach=lambda rows, pictures: (pictures, present(tf.gather(kept, rows), vocabulary)),
    )
    teacher.fit(batches, steps_per_epoch=steps, epochs=config.word_epochs, shuffle=False, verbose=0)


def present(tokens, vocabulary: int):
    """Which words captions have: ``tokens (batch, captions, length)`` to float32 ``(batch, words)``, 0 and 1, in the
    graph; special tokens are left out.
    """
    return tf.reduce_max(tf.one_hot(tokens, vocabulary), axis=(1, 2))[:, len(SPECIAL) :]
