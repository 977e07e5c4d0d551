"""A Transformer as decoder: what ``AttentionDecoder`` does with a recurrent cell, with blocks of attention."""

from __future__ import annotations

import math

import keras
from keras import layers, ops

from paper_repro.core.nn.masks import causal_mask
from paper_repro.core.nn.positions import Positions
from paper_repro.core.nn.transformer import EPSILON, TransformerBlock


@keras.saving.register_keras_serializable(package="paper_repro")
class TransformerDecoder(layers.Layer):
    """Token and position, blocks that see the tokens before and the memory, a norm, one dense layer.

    Trained with teacher forcing through ``call``, all positions at once, and unrolled by a search through ``start`` and
    ``step``, which keep keys and values of the tokens before; both run the same blocks.

    Args:
        vocabulary_size: number of tokens.
        blocks: how many.
        width: of tokens and blocks.
        heads: of each attention; divides ``width``.
        hidden: width between a block's dense layers.
        dropout: see ``TransformerBlock``; of the embedded tokens too.
        max_length: tokens of the longest sequence, in training and in a search.

    Call: ``tokens (batch, captions, length)`` int, ``memory (batch, frames, channels)``; returns the scores before the
    softmax, ``(batch, captions, length, vocabulary_size)``: position t predicts token t + 1. With ``causal=False``
    every position sees all tokens and predicts its own, for training on masked tokens.

    Raises:
        ValueError: more tokens than ``max_length``.

    Example:
        >>> import numpy as np
        >>> decoder = TransformerDecoder(20, blocks=1, width=8, heads=2, hidden=16, max_length=6)
        >>> tokens, memory = np.ones((2, 3, 6), "int32"), np.zeros((2, 5, 16), "float32")
        >>> tuple(decoder(tokens, memory).shape)  # three captions a clip, 20 scores for each of 6 positions
        (2, 3, 6, 20)
    """

    def __init__(self, vocabulary_size, blocks=2, width=128, heads=4, hidden=256, dropout=0.0, max_length=64, **kwargs):
        super().__init__(**kwargs)
        self.vocabulary_size = vocabulary_size
        self.width = width
        self.heads = heads
        self.hidden = hidden
        self.dropout_rate = dropout
        self.max_length = max_length
        self.embed = layers.Embedding(vocabulary_size, width, name="embed")
        self.positions = Positions(max_length, name="positions")
        self.dropout = layers.Dropout(dropout, name="dropout")
        self.blocks = [
            TransformerBlock(width, heads, hidden, dropout, reads_memory=True, name=f"block{number}")
            for number in range(1, blocks + 1)
        ]
        self.norm = layers.LayerNormalization(epsilon=EPSILON, name="norm")
        self.token_dense = layers.Dense(vocabulary_size, name="token_dense")

    def build(self, tokens_shape, memory_shape):
        embedded = (*tokens_shape, self.width)
        self.embed.build(tokens_shape)
        self.positions.build(embedded)
        for block in self.blocks:
            block.build(embedded, memory_shape)
        self.norm.build(embedded)
        self.token_dense.build(embedded)
        self.built = True

    def call(self, tokens, memory, causal=True, training=None):
        x = self.dropout(self.positions(self._embed(tokens)), training=training)
        visible = causal_mask(tokens.shape[2]) if causal else None
        for block, projected in zip(self.blocks, self.prepare(memory), strict=True):
            x = block.advance(x, block.project(x), projected, visible, training=training)
        return self.token_dense(self.norm(x))

    def attend(self, tokens, memory):
        """Where each position reads: weights of the attention to the memory, mean over blocks and heads,
        ``(batch, captions, length, frames)``; inputs as of ``call``.
        """
        x, visible, weights = self.positions(self._embed(tokens)), causal_mask(tokens.shape[2]), []
        for block, projected in zip(self.blocks, self.prepare(memory), strict=True):
            own = block.project(x)
            weights.append(ops.mean(block.look(x, own, projected, visible), axis=-3))
            x = block.advance(x, own, projected, visible)
        return ops.mean(ops.stack(weights), axis=0)

    def _embed(self, tokens):
        # Scaled up, so that the positions do not drown the tokens (Vaswani et al., Sec. 3.4).
        return self.embed(tokens) * math.sqrt(self.width)

    def start(self, memory, queries):
        """The first state: the position, ``(batch, queries, 1)``, and of each block the keys and the values of the
        tokens so far, ``(batch, queries, max_length, width)``.
        """
        # Of the first frame, not of a slice: the number of frames may not be known.
        position = ops.repeat(ops.zeros_like(memory[:, 0, :1], dtype="int32")[:, None], queries, axis=1)
        empty = ops.repeat(ops.cast(position, memory.dtype)[..., None], self.width, axis=-1)
        kept = ops.repeat(empty, self.max_length, axis=2)
        return [position, *([kept, kept] for _ in self.blocks)]

    def prepare(self, memory):
        """What every step reads: of each block the memory's keys and values, computed once for all captions."""
        memory = memory[:, None]
        return [block.memory_attention.project(memory) for block in self.blocks]

    def step(self, tokens, state, prepared):
        """One step of a search: tokens ``(batch, queries)`` in, scores ``(batch, queries, vocabulary)``, state out."""
        position, kept = state[0], state[1:]
        x = self.positions(self._embed(tokens), position[..., 0])[:, :, None]  # a sequence of one
        places = ops.arange(self.max_length)
        here = ops.cast(ops.equal(places, position), x.dtype)[..., None]  # (batch, queries, max_length, 1)
        visible = ops.expand_dims(places <= position, -2)
        state = [position + 1]
        for block, memory, before in zip(self.blocks, prepared, kept, strict=True):
            own = [old + here * new for old, new in zip(before, block.project(x), strict=True)]
            x = block.advance(x, own, memory, visible)
            state.append(own)
        return self.token_dense(self.norm(x[:, :, 0])), state

    def compute_output_shape(self, tokens_shape, memory_shape):
        return (*tokens_shape, self.vocabulary_size)

    def get_config(self):
        names = ("vocabulary_size", "width", "heads", "hidden", "max_length")
        return {
            **super().get_config(),
            "blocks": len(self.blocks),
            **{name: getattr(self, name) for name in names},
            "dropout": self.dropout_rate,
        }
