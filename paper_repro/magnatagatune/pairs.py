"""Power of waves in pairs, as that of a complex number."""

from __future__ import annotations

import keras
from keras import layers, ops


@keras.saving.register_keras_serializable(package="paper_repro")
class PowerOfPairs(layers.Layer):
    """``(batch, frames, 2 bands)`` to ``(batch, frames, bands)``: the sum of the squares of channels side by side.

    Where the two are a sine and a cosine it does not depend on where in a period a frame begins.

    Example:
        >>> import numpy as np
        >>> PowerOfPairs()(np.array([[[3.0, 4.0, 0.0, 1.0]]])).numpy().tolist()
        [[[25.0, 1.0]]]
    """

    def call(self, waves):
        pairs = ops.reshape(waves, (-1, waves.shape[1], waves.shape[2] // 2, 2))
        return ops.sum(ops.square(pairs), axis=-1)

    def compute_output_shape(self, input_shape):
        return (*input_shape[:2], input_shape[2] // 2)
