"""Timbre in place of the encoder's output (the paper's "back door", Fig. 3), brought to the width of its embedding."""

from __future__ import annotations

import keras
import numpy as np
from keras import layers, ops


@keras.saving.register_keras_serializable(package="paper_repro")
class ReplicateTimbre(layers.Layer):
    """``(batch, values)`` copied up to ``(batch, width)`` "using random permutation of replicating indices"
    (Bleiweiss, Sec. 4.3).

    Indices 0 to values - 1 are repeated in turn until there are ``width`` of them, and then permuted: of 90 values
    copied up to 512 the first 62 (so all 12 means) come six times each, the others five. The permutation follows from
    ``seed`` alone, is the same for every song and in training and inference; the paper names no seed, 0 is ours.

    Values come out as they went in. The paper hands the song's raw timbre, covariances in the thousands, to a space
    that was batch-normed; for our standardised variant put ``keras.layers.Normalization(axis=-1)``, adapted to the
    timbre of songs that are not tested on, before this layer.

    Args:
        width: values that come out, the width of the image embedding; at least as many as go in.
        seed: of the permutation.

    Raises:
        ValueError: ``width`` is below the number of values that go in, some would be lost.

    Example:
        >>> sorted(ReplicateTimbre(width=5)(np.array([[1.0, 2.0]])).numpy()[0].tolist())
        [1.0, 1.0, 1.0, 2.0, 2.0]
    """

    def __init__(self, width=512, seed=0, **kwargs):
        super().__init__(**kwargs)
        self.width = width
        self.seed = seed

    def build(self, input_shape):
        values = input_shape[-1]
        if values > self.width:
            raise ValueError(f"`width` must be at least the {values} values that come in. Received: {self.width}")
        replicated = np.arange(self.width) % values
        self.indices = np.random.default_rng(self.seed).permutation(replicated).astype("int32")  # (width,)
        self.built = True

    def call(self, values):
        return ops.take(values, self.indices, axis=-1)

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], self.width)

    def get_config(self):
        return {**super().get_config(), "width": self.width, "seed": self.seed}
