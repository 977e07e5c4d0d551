"""Scaled dot-product attention of several heads (Vaswani et al. 2017, Sec. 3.2)."""

from __future__ import annotations

import math

import keras
from keras import layers, ops

#: Added to the score of what must not be seen. Finite, so that half precision and rows without any key stay defined.
UNSEEN = -1e4


@keras.saving.register_keras_serializable(package="paper_repro")
class MultiHead(layers.Layer):
    """Attention of several heads, whose keys and values can be computed once and kept.

    Keras' own layer computes them in every call; here a search keeps those of the tokens before, and several captions
    of a clip share those of its memory.

    Args:
        heads: number of heads; divides ``width``.
        width: of queries' and the output's space.

    Call: ``query (..., length, width)``, ``memory (..., positions, channels)``, whose axes before the last two
    broadcast against the query's, and ``visible``, bool that broadcasts to ``(..., length, positions)``, True where
    attention may go. Returns ``(..., length, width)``.

    Raises:
        ValueError: ``heads`` does not divide ``width``.

    Example:
        >>> import numpy as np
        >>> query, memory = np.zeros((2, 3, 5, 8), "float32"), np.zeros((2, 1, 7, 6), "float32")
        >>> tuple(MultiHead(heads=2, width=8)(query, memory).shape)  # three sequences share each memory
        (2, 3, 5, 8)
    """

    def __init__(self, heads, width, **kwargs):
        super().__init__(**kwargs)
        if width % heads:
            raise ValueError(f"`heads` must divide `width`. Received: {heads} and {width}")
        self.heads = heads
        self.width = width
        self.query_dense = layers.Dense(width, name="query")
        self.key_dense = layers.Dense(width, name="key")
        self.value_dense = layers.Dense(width, name="value")
        self.output_dense = layers.Dense(width, name="output")

    def build(self, query_shape, memory_shape):
        self.query_dense.build(query_shape)
        self.key_dense.build(memory_shape)
        self.value_dense.build(memory_shape)
        self.output_dense.build((*query_shape[:-1], self.width))
        self.built = True

    def project(self, memory):
        """Keys and values of a memory, each ``(..., positions, width)``: all that a call reads of it."""
        return self.key_dense(memory), self.value_dense(memory)

    def attend(self, query, keys, values, visible=None):
        """What ``call`` returns, and the weights ``(..., heads, length, positions)``, which sum to 1 over positions."""
        query, keys, values = (self._split(x) for x in (self.query_dense(query), keys, values))
        scores = ops.matmul(query, ops.swapaxes(keys, -1, -2)) / math.sqrt(self.width // self.heads)
        if visible is not None:
            # The same for every head.
            scores = scores + UNSEEN * (1.0 - ops.cast(ops.expand_dims(visible, -3), scores.dtype))
        weights = ops.softmax(scores, axis=-1)
        heads = ops.swapaxes(ops.matmul(weights, values), -2, -3)  # (..., length, heads, width / heads)
        return self.output_dense(ops.reshape(heads, (-1, *heads.shape[1:-2], self.width))), weights

    def _split(self, x):
        """``(..., positions, width)`` to ``(..., heads, positions, width / heads)``."""
        # `ops.shape`: how many positions a memory has may not be known before it comes.
        x = ops.reshape(x, (-1, *ops.shape(x)[1:-1], self.heads, self.width // self.heads))
        return ops.swapaxes(x, -2, -3)

    def call(self, query, memory, visible=None):
        return self.attend(query, *self.project(memory), visible)[0]

    def compute_output_shape(self, query_shape, memory_shape, visible_shape=None):
        return query_shape

    def get_config(self):
        return {**super().get_config(), "heads": self.heads, "width": self.width}
