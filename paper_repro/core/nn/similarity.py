"""How alike sound and text are: cosines under a learned temperature (Radford et al. 2021; Huang et al. 2022)."""

from __future__ import annotations

import math

import keras
from keras import layers, ops


@keras.saving.register_keras_serializable(package="paper_repro")
class ScaledCosine(layers.Layer):
    """Cosines of every row of one embedding with every row of another, divided by a learned temperature.

    Args:
        temperature: the first.
        lowest: below which it does not fall.

    Call: ``first (n, width)``, ``second (m, width)``; returns ``(n, m)``.

    Example:
        >>> import numpy as np
        >>> same = np.array([[3.0, 0.0], [0.0, 2.0]], "float32")
        >>> ScaledCosine(temperature=0.5)(same, same).numpy().round(3).tolist()
        [[2.0, 0.0], [0.0, 2.0]]
    """

    def __init__(self, temperature=0.07, lowest=0.01, **kwargs):
        super().__init__(**kwargs)
        self.temperature = temperature
        self.lowest = lowest

    def build(self, first_shape, second_shape):
        # Its logarithm is learned: a temperature stays above 0.
        start = keras.initializers.Constant(-math.log(self.temperature))
        self.log_scale = self.add_weight(shape=(), initializer=start, name="log_scale")
        self.built = True

    def call(self, first, second):
        cosines = ops.matmul(normalized(first), ops.transpose(normalized(second)))
        return cosines * ops.exp(ops.minimum(self.log_scale, -math.log(self.lowest)))

    def compute_output_shape(self, first_shape, second_shape):
        return first_shape[0], second_shape[0]

    def get_config(self):
        return {**super().get_config(), "temperature": self.temperature, "lowest": self.lowest}


def normalized(embedding):
    """Rows of length 1; a row of zeros stays one."""
    return embedding / ops.maximum(ops.sqrt(ops.sum(ops.square(embedding), axis=-1, keepdims=True)), 1e-8)
