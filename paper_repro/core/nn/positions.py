"""Where in its sequence a token stands, as numbers that are added to it (Vaswani et al. 2017, Sec. 3.5)."""

from __future__ import annotations

import keras
import numpy as np
from keras import layers, ops


def sinusoids(length: int, width: int) -> np.ndarray:
    """Sines and cosines of every position, ``(length, width)`` float32: sines at even places, cosines at odd ones, of
    wavelengths from 2 pi to 10,000 times that.

    Example:
        >>> sinusoids(2, 4).round(2).tolist()
        [[0.0, 1.0, 0.0, 1.0], [0.8399999737739563, 0.5400000214576721, 0.009999999776482582, 1.0]]
    """
    angles = np.arange(length)[:, None] / 10_000 ** (2 * (np.arange(width) // 2)[None] / width)
    return np.where(np.arange(width) % 2 == 0, np.sin(angles), np.cos(angles)).astype("float32")


@keras.saving.register_keras_serializable(package="paper_repro")
class Positions(layers.Layer):
    """Adds ``sinusoids`` to a sequence ``(..., length, width)``; nothing is learned.

    ``at``, in a call: the position of each item, int ``(...)``, for a sequence of one item a step ``(..., width)``.

    Args:
        max_length: the longest sequence.

    Raises:
        ValueError: a sequence is longer than that.

    Example:
        >>> Positions(10)(np.zeros((1, 3, 4), "float32")).shape
        TensorShape([1, 3, 4])
    """

    def __init__(self, max_length, **kwargs):
        super().__init__(**kwargs)
        self.max_length = max_length

    def build(self, x_shape, at_shape=None):
        self.table = sinusoids(self.max_length, x_shape[-1])
        self.built = True

    def call(self, x, at=None):
        table = ops.cast(self.table, x.dtype)
        if at is not None:
            return x + ops.take(table, at, axis=0)
        if x.shape[-2] > self.max_length:
            raise ValueError(f"at most {self.max_length} positions. Received: {x.shape[-2]}")
        return x + table[: x.shape[-2]]

    def compute_output_shape(self, x_shape, at_shape=None):
        return x_shape

    def get_config(self):
        return {**super().get_config(), "max_length": self.max_length}
