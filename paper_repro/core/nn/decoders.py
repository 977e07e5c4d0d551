"""Decoders: token by token, one recurrent cell that attends over the encoder's sequence.

A decoder is trained with teacher forcing through ``call`` and unrolled by a search through ``start`` and ``step``;
both paths run the same ``_advance``.
"""

from __future__ import annotations

import keras
from keras import layers, ops

from paper_repro.core.nn.attention import BahdanauAttention
from paper_repro.core.nn.cell_step import step_queries

CELLS = {"lstm": layers.LSTMCell, "gru": layers.GRUCell}


@keras.saving.register_keras_serializable(package="paper_repro")
class AttentionDecoder(layers.Layer):
    """One LSTM or GRU layer with Bahdanau attention and two dense layers (Cai et al., Sec. 4).

    At each step the previous hidden state queries the memory; the cell reads the previous token's embedding beside the
    context; hidden state and context go through the two dense layers to the scores of the next token. The first state
    is a dense layer of the memory's mean over time.

    Args:
        vocabulary_size: number of tokens.
        cell: ``"lstm"`` or ``"gru"``.
        units: width of the recurrent state.
        embedding: width of a token's embedding.
        attention_units: see ``BahdanauAttention``.
        dense_units: width of the first dense layer.
        dropout: share of inputs dropped before each dense layer, in training.

    Call: ``tokens (batch, captions, length)`` int, ``memory (batch, frames, channels)``; returns the scores before the
    softmax, ``(batch, captions, length, vocabulary_size)``: position t predicts token t + 1.

    Example:
        >>> import numpy as np
        >>> decoder = AttentionDecoder(20, cell="gru", units=8, embedding=8, attention_units=8, dense_units=8)
        >>> tokens, memory = np.ones((2, 3, 6), "int32"), np.zeros((2, 5, 16), "float32")
        >>> tuple(decoder(tokens, memory).shape)  # three captions a clip, 20 scores for each of 6 positions
        (2, 3, 6, 20)
    """

    def __init__(
        self,
        vocabulary_size,
        cell="lstm",
        units=256,
        embedding=128,
        attention_units=128,
        dense_units=256,
        dropout=0.0,
        **kwargs,
    ):
        super().__init__(**kwargs)
        if cell not in CELLS:
            raise ValueError(f"`cell` must be one of {sorted(CELLS)}. Received: {cell!r}")
        self.vocabulary_size = vocabulary_size
        self.cell_name = cell
        self.units = units
        self.embedding = embedding
        self.attention_units = attention_units
        self.dense_units = dense_units
        self.dropout_rate = dropout
        self.embed = layers.Embedding(vocabulary_size, embedding, name="embed")
        self.attention = BahdanauAttention(attention_units, name="attention")
        self.cell = CELLS[cell](units, name="cell")
        self.first_states = [layers.Dense(units, activation="tanh", name=f"first_state{i}") for i in range(self.states)]
        self.dropout = layers.Dropout(dropout, name="dropout")
        self.hidden_dense = layers.Dense(dense_units, activation="relu", name="hidden_dense")
        self.token_dense = layers.Dense(vocabulary_size, name="token_dense")

    @property
    def states(self):
        """Tensors in the recurrent state: 2 for an LSTM (hidden, cell), 1 for a GRU."""
        return 2 if self.cell_name == "lstm" else 1

    def build(self, tokens_shape, memory_shape):
        channels = memory_shape[2]
        self.embed.build(tokens_shape)
        query_shape = (tokens_shape[0], tokens_shape[1], self.units)
        self.attention.build(query_shape, (*memory_shape[:2], self.attention_units), memory_shape)
        self.cell.build((None, self.embedding + channels))
        for dense in self.first_states:
            dense.build((memory_shape[0], channels))
        self.hidden_dense.build((None, self.units + channels))
        self.token_dense.build((None, self.dense_units))
        self.built = True

    def start(self, memory, queries):
        """The first state, a list of ``(batch, queries, units)``, from the memory's mean."""
        mean = ops.mean(memory, axis=1)  # (batch, channels)
        return [ops.repeat(ops.expand_dims(dense(mean), 1), queries, axis=1) for dense in self.first_states]

    def prepare(self, memory):
        """What every step reads: the attention's keys, computed once, and the memory."""
        return self.attention.project(memory), memory

    def step(self, tokens, state, prepared):
        """One step of a search: tokens ``(batch, queries)`` in, scores ``(batch, queries, vocabulary)``, state out."""
        features, state = self._advance(self.embed(tokens), state, *prepared)
        return self._scores(features), state

    def call(self, tokens, memory, training=None):
        keys, memory = self.prepare(memory)
        embedded = ops.transpose(self.embed(tokens), (2, 0, 1, 3))  # (length, batch, captions, embedding)

        def one_step(carry, token):
            features, state = self._advance(token, carry[:-1], keys, memory)
            carry = [*state, features[:, :, self.units :]]
            return carry, carry

        # The context rides in the carry because Keras' scan on TensorFlow wants outputs of the carry's shape.
        state = self.start(memory, tokens.shape[1])
        context = ops.repeat(ops.zeros_like(memory[:, :1]), tokens.shape[1], axis=1)
        _, steps = ops.scan(one_step, [*state, context], embedded)
        features = ops.concatenate([steps[0], steps[-1]], axis=-1)
        features = ops.transpose(features, (1, 2, 0, 3))  # (batch, captions, length, units + channels)
        return self._scores(features, training=training)

    def attend(self, tokens, memory):
        """Where each position reads: the attention's weights, ``(batch, captions, length, frames)``, inputs as of
        ``call``.
        """
        prepared, state, weights = self.prepare(memory), self.start(memory, tokens.shape[1]), []
        for token in ops.unstack(tokens, tokens.shape[2], axis=2):
            weights.append(self.attention(state[0], *prepared)[1])
            _, state = self.step(token, state, prepared)
        return ops.stack(weights, axis=2)

    def _advance(self, embedded, state, keys, memory):
        """Embedded tokens ``(batch, queries, embedding)`` in, features ``(batch, queries, units + channels)`` out."""
        context, _ = self.attention(state[0], keys, memory)
        output, state = step_queries(self.cell, ops.concatenate([embedded, context], axis=-1), state)
        return ops.concatenate([output, context], axis=-1), state

    def _scores(self, features, training=None):
        hidden = self.hidden_dense(self.dropout(features, training=training))
        return self.token_dense(self.dropout(hidden, training=training))

    def compute_output_shape(self, tokens_shape, memory_shape):
        return (*tokens_shape, self.vocabulary_size)

    def get_config(self):
        return {
            **super().get_config(),
            "vocabulary_size": self.vocabulary_size,
            "cell": self.cell_name,
            "units": self.units,
            "embedding": self.embedding,
            "attention_units": self.attention_units,
            "dense_units": self.dense_units,
            "dropout": self.dropout_rate,
        }
