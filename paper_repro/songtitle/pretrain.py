"""What stands in for ImageNet where its weights cannot be had: the encoder first learns which words a caption has."""

from __future__ import annotations

from collections.abc import Sequence

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from paper_repro.data.pipeline import epochs, steps_per_epoch
from paper_repro.data.records import Records
from paper_repro.data.text import SPECIAL, Vocabulary
from paper_repro.songtitle.config import Config

#: Share of the first learning rate at which the cosine ends.
FINAL = 0.05


def teach_words(
    model: keras.Model,
    config: Config,
    records: Records,
    captions: Sequence[Sequence[tuple[str, ...]]],
    vocabulary: Vocabulary,
) -> None:
    """Trains a captioner's encoder, and nothing else of it, to tell a caption's words from its picture.

    Cross-entropy of each word of the vocabulary, crops and mirroring as in training, Adam along a cosine; what maps
    embeddings to words is thrown away.
    """
    words = present(captions, vocabulary)
    memory = model.get_layer("memory").output
    pooled = memory if len(memory.shape) == 2 else layers.GlobalAveragePooling1D()(memory)
    teacher = keras.Model(
        model.get_layer("pictures").output, layers.Dense(words.shape[1], activation="sigmoid", name="words")(pooled)
    )
    steps = steps_per_epoch(records, config.batch_size)
    rate = keras.optimizers.schedules.CosineDecay(config.word_learning_rate, steps * config.word_epochs, alpha=FINAL)
    teacher.compile(keras.optimizers.Adam(rate), "binary_crossentropy", jit_compile=False)
    targets = tf.constant(words)
    batches = epochs(
        records,
        batch_size=config.batch_size,
        seed=config.seed,
        attach=lambda rows, pictures: (pictures, tf.gather(targets, rows)),
    )
    teacher.fit(batches, steps_per_epoch=steps, epochs=config.word_epochs, shuffle=False, verbose=0)


def present(captions: Sequence[Sequence[tuple[str, ...]]], vocabulary: Vocabulary) -> np.ndarray:
    """Which words a picture's captions have: float32 ``(pictures, words)``, special tokens left out."""
    first = len(SPECIAL)
    found = np.zeros((len(captions), len(vocabulary) - first), dtype=np.float32)
    for row, group in enumerate(captions):
        for word in {word for one in group for word in one}:
            if word in vocabulary.ids:
                found[row, vocabulary.ids[word] - first] = 1.0
    return found
