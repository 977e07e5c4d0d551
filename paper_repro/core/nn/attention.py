"""Additive attention, as Bahdanau et al. (2014) describe it."""

from __future__ import annotations

import keras
from keras import layers, ops


@keras.saving.register_keras_serializable(package="paper_repro")
class BahdanauAttention(layers.Layer):
    """For every query a weighted mean of the memory; weights = softmax over frames of v . tanh(W query + U memory).

    Several queries share one memory: the captions of a clip in training, the beams of a song in generation. The memory
    is therefore encoded and projected once, and never copied per query.

    Args:
        units: width of the space in which query and memory meet.

    Call: ``query (batch, queries, width)``, ``keys (batch, frames, units)`` from ``project(memory)``,
    ``memory (batch, frames, channels)``. Returns the context ``(batch, queries, channels)`` and the weights
    ``(batch, queries, frames)``, which sum to 1 over frames.

    Example:
        >>> attention = BahdanauAttention(units=8)
        >>> query, memory = keras.Input((1, 4)), keras.Input((5, 3))
        >>> attention.build(query.shape, (None, 5, 8), memory.shape)
        >>> context, weights = attention(query, attention.project(memory), memory)
        >>> context.shape, weights.shape
        ((None, 1, 3), (None, 1, 5))
    """

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.query_dense = layers.Dense(units, use_bias=False, name="query")
        self.memory_dense = layers.Dense(units, name="memory")
        self.score_dense = layers.Dense(1, use_bias=False, name="score")

    def build(self, query_shape, keys_shape, memory_shape):
        self.query_dense.build(query_shape)
        self.memory_dense.build(memory_shape)
        self.score_dense.build((*query_shape[:2], memory_shape[1], self.units))
        self.built = True

    def project(self, memory):
        """The memory's side of the score, ``(batch, frames, units)``: computed once per clip."""
        return self.memory_dense(memory)

    def call(self, query, keys, memory):
        meeting = ops.tanh(ops.expand_dims(self.query_dense(query), 2) + ops.expand_dims(keys, 1))
        scores = ops.squeeze(self.score_dense(meeting), -1)  # (batch, queries, frames)
        weights = ops.softmax(scores, axis=-1)
        return ops.matmul(weights, memory), weights

    def compute_output_shape(self, query_shape, keys_shape, memory_shape):
        return (*query_shape[:2], memory_shape[2]), (*query_shape[:2], memory_shape[1])

    def get_config(self):
        return {**super().get_config(), "units": self.units}
