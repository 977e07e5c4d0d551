"""A decoder without attention: one recurrent layer that starts from the state the encoder ended in."""

from __future__ import annotations

import keras
from keras import layers, ops

from paper_repro.core.nn.cell_step import step_queries

#: Recurrent layers by name, for encoders too.
RECURRENT = {"rnn": layers.SimpleRNN, "gru": layers.GRU, "lstm": layers.LSTM}


def recurrent_states(sequence, *, cell, units, name="recurrent"):
    """The state that a recurrent layer ends in: ``(batch, steps, channels)`` to ``(batch, states, units)``.

    ``cell`` is a key of ``RECURRENT``; an LSTM has two states (hidden, cell), the others have one.

    Example:
        >>> recurrent_states(keras.Input((7, 3)), cell="lstm", units=4).shape
        (None, 2, 4)
    """
    _, *states = RECURRENT[cell](units, return_state=True, name=name)(sequence)
    return StackStates(name=f"{name}_states")(states)


@keras.saving.register_keras_serializable(package="paper_repro")
class StackStates(layers.Layer):
    """A list of ``(batch, units)`` as one ``(batch, states, units)``."""

    def call(self, states):
        return ops.stack(states, axis=1)

    def compute_output_shape(self, shapes):
        return (shapes[0][0], len(shapes), shapes[0][1])


@keras.saving.register_keras_serializable(package="paper_repro")
class StateDecoder(layers.Layer):
    """Embedding, one recurrent layer from the encoder's state, one dense layer (Zhang et al., Sec. 3.3.3).

    Args:
        vocabulary_size: number of tokens.
        cell: ``"rnn"``, ``"gru"`` or ``"lstm"``, the encoder's.
        units: width of the recurrent state, the encoder's.
        embedding: width of a token's embedding.
        dropout: share of the embedding dropped in training.

    Call: ``tokens (batch, captions, length)`` int, ``memory (batch, states, units)`` as ``recurrent_states`` gives it;
    returns the scores before the softmax, ``(batch, captions, length, vocabulary_size)``: position t predicts token
    t + 1. A search unrolls it through ``prepare``, ``start`` and ``step``, with the same weights.

    Example:
        >>> import numpy as np
        >>> decoder = StateDecoder(20, cell="lstm", units=8, embedding=4)
        >>> tokens, states = np.ones((2, 1, 6), "int32"), np.zeros((2, 2, 8), "float32")
        >>> tuple(decoder(tokens, states).shape)
        (2, 1, 6, 20)
    """

    def __init__(self, vocabulary_size, cell="lstm", units=512, embedding=512, dropout=0.0, **kwargs):
        super().__init__(**kwargs)
        if cell not in RECURRENT:
            raise ValueError(f"`cell` must be one of {sorted(RECURRENT)}. Received: {cell!r}")
        self.vocabulary_size = vocabulary_size
        self.cell_name = cell
        self.units = units
        self.embedding = embedding
        self.dropout_rate = dropout
        self.embed = layers.Embedding(vocabulary_size, embedding, name="embed")
        self.dropout = layers.Dropout(dropout, name="dropout")
        self.recurrent = RECURRENT[cell](units, return_sequences=True, name="recurrent")
        self.token_dense = layers.Dense(vocabulary_size, name="token_dense")

    def build(self, tokens_shape, memory_shape):
        self.embed.build((None, tokens_shape[2]))
        self.recurrent.build((None, tokens_shape[2], self.embedding))
        self.token_dense.build((None, None, self.units))
        self.built = True

    def prepare(self, memory):
        """Nothing: after the first state the memory is not read again."""
        return ()

    def start(self, memory, queries):
        """The first state, a list of ``(batch, queries, units)``."""
        states = ops.unstack(memory, memory.shape[1], axis=1)
        return [ops.repeat(ops.expand_dims(state, 1), queries, axis=1) for state in states]

    def step(self, tokens, state, prepared):
        """One step of a search: tokens ``(batch, queries)`` in, scores ``(batch, queries, vocabulary)``, state out."""
        output, state = step_queries(self.recurrent.cell, self.embed(tokens), state)
        return self.token_dense(output), state

    def call(self, tokens, memory, training=None):
        captions, length = tokens.shape[1], tokens.shape[2]
        embedded = self.dropout(self.embed(tokens), training=training)
        sequences = ops.reshape(embedded, (-1, length, self.embedding))  # (batch * captions, length, embedding)
        state = [ops.reshape(tensor, (-1, self.units)) for tensor in self.start(memory, captions)]
        hidden = self.recurrent(sequences, initial_state=state, training=training)
        return ops.reshape(self.token_dense(hidden), (-1, captions, length, self.vocabulary_size))

    def compute_output_shape(self, tokens_shape, memory_shape):
        return (*tokens_shape, self.vocabulary_size)

    def get_config(self):
        return {
            **super().get_config(),
            "vocabulary_size": self.vocabulary_size,
            "cell": self.cell_name,
            "units": self.units,
            "embedding": self.embedding,
            "dropout": self.dropout_rate,
        }
