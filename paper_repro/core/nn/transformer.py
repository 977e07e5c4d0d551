"""Transformer blocks and an encoder of them (Vaswani et al. 2017), norms before what they feed (Xiong et al. 2020)."""

from __future__ import annotations

import keras
from keras import layers

from paper_repro.core.nn.multi_head import MultiHead

#: Of all layer norms, as PyTorch has it.
EPSILON = 1e-5


@keras.saving.register_keras_serializable(package="paper_repro")
class FeedForward(layers.Layer):
    """Two dense layers with a ReLU between, for each position by itself: ``(..., width)`` to the same shape.

    Args:
        hidden: width of the first.
        dropout: share dropped after the ReLU, in training.
    """

    def __init__(self, hidden, dropout=0.0, **kwargs):
        super().__init__(**kwargs)
        self.hidden = hidden
        self.dropout_rate = dropout
        self.first = layers.Dense(hidden, activation="relu", name="first")
        self.dropout = layers.Dropout(dropout, name="dropout")

    def build(self, shape):
        self.second = layers.Dense(shape[-1], name="second")
        self.first.build(shape)
        self.second.build((*shape[:-1], self.hidden))
        self.built = True

    def call(self, x, training=None):
        return self.second(self.dropout(self.first(x), training=training))

    def compute_output_shape(self, shape):
        return shape

    def get_config(self):
        return {**super().get_config(), "hidden": self.hidden, "dropout": self.dropout_rate}


@keras.saving.register_keras_serializable(package="paper_repro")
class TransformerBlock(layers.Layer):
    """Self-attention, attention to a memory where there is one, two dense layers; each with a norm before and a sum
    after.

    Args:
        width: of the sequence.
        heads: of both attentions; divides ``width``.
        hidden: width between the dense layers.
        dropout: share dropped of what each part adds, and between the dense layers; in training.
        reads_memory: whether it attends to a memory.

    Call: ``x (..., length, width)``, ``memory (..., positions, channels)`` where it reads one, ``visible`` of the
    self-attention, see ``MultiHead``. Returns the shape of ``x``.

    Example:
        >>> import numpy as np
        >>> x, memory = np.zeros((2, 3, 5, 8), "float32"), np.zeros((2, 1, 7, 6), "float32")
        >>> tuple(TransformerBlock(8, heads=2, hidden=16, reads_memory=True)(x, memory).shape)
        (2, 3, 5, 8)
    """

    def __init__(self, width, heads, hidden, dropout=0.0, reads_memory=False, **kwargs):
        super().__init__(**kwargs)
        self.width = width
        self.heads = heads
        self.hidden = hidden
        self.dropout_rate = dropout
        self.reads_memory = reads_memory
        self.own_norm = layers.LayerNormalization(epsilon=EPSILON, name="own_norm")
        self.own_attention = MultiHead(heads, width, name="own_attention")
        if reads_memory:
            self.memory_norm = layers.LayerNormalization(epsilon=EPSILON, name="memory_norm")
            self.memory_attention = MultiHead(heads, width, name="memory_attention")
        self.dense_norm = layers.LayerNormalization(epsilon=EPSILON, name="dense_norm")
        self.dense = FeedForward(hidden, dropout, name="dense")
        self.dropout = layers.Dropout(dropout, name="dropout")

    def build(self, x_shape, memory_shape=None):
        self.own_norm.build(x_shape)
        self.own_attention.build(x_shape, x_shape)
        if self.reads_memory:
            self.memory_norm.build(x_shape)
            self.memory_attention.build(x_shape, memory_shape)
        self.dense_norm.build(x_shape)
        self.dense.build(x_shape)
        self.built = True

    def call(self, x, memory=None, visible=None, training=None):
        projected = self.memory_attention.project(memory) if self.reads_memory else None
        return self.advance(x, self.project(x), projected, visible, training=training)

    def project(self, x):
        """The self-attention's keys and values of a sequence, each its shape."""
        return self.own_attention.project(self.own_norm(x))

    def advance(self, x, own, memory, visible=None, training=None):
        """``call`` on keys and values at hand: ``own`` of the sequence so far, ``memory`` of the memory, or None."""
        # Each sum is a new tensor: PyTorch's gradients read the old ones.
        seen, _ = self.own_attention.attend(self.own_norm(x), *own, visible)
        x = x + self.dropout(seen, training=training)
        if self.reads_memory:
            heard, _ = self.memory_attention.attend(self.memory_norm(x), *memory)
            x = x + self.dropout(heard, training=training)
        return x + self.dropout(self.dense(self.dense_norm(x), training=training), training=training)

    def look(self, x, own, memory, visible=None):
        """Where ``advance`` reads the memory: weights ``(..., heads, length, positions)``."""
        seen, _ = self.own_attention.attend(self.own_norm(x), *own, visible)
        return self.memory_attention.attend(self.memory_norm(x + seen), *memory)[1]

    def compute_output_shape(self, x_shape, memory_shape=None, visible_shape=None):
        return x_shape

    def get_config(self):
        names = ("width", "heads", "hidden", "reads_memory")
        return {
            **super().get_config(),
            **{name: getattr(self, name) for name in names},
            "dropout": self.dropout_rate,
        }


@keras.saving.register_keras_serializable(package="paper_repro")
class TransformerEncoder(layers.Layer):
    """Blocks that see their whole sequence, and a last norm: ``(batch, length, width)`` to the same shape.

    Args:
        blocks: how many.
        width, heads, hidden, dropout: see ``TransformerBlock``.

    Call: the sequence, and ``visible`` as in ``TransformerBlock``, such as that of ``masks.padding_mask``.

    Example:
        >>> import numpy as np
        >>> tuple(TransformerEncoder(2, width=8, heads=2, hidden=16)(np.zeros((2, 5, 8), "float32")).shape)
        (2, 5, 8)
    """

    def __init__(self, blocks, width, heads, hidden, dropout=0.0, **kwargs):
        super().__init__(**kwargs)
        self.width = width
        self.heads = heads
        self.hidden = hidden
        self.dropout_rate = dropout
        self.blocks = [
            TransformerBlock(width, heads, hidden, dropout, name=f"block{number}") for number in range(1, blocks + 1)
        ]
        self.norm = layers.LayerNormalization(epsilon=EPSILON, name="norm")

    def build(self, x_shape):
        for block in self.blocks:
            block.build(x_shape)
        self.norm.build(x_shape)
        self.built = True

    def call(self, x, visible=None, training=None):
        for block in self.blocks:
            x = block(x, visible=visible, training=training)
        return self.norm(x)

    def compute_output_shape(self, x_shape, visible_shape=None):
        return x_shape

    def get_config(self):
        names = ("width", "heads", "hidden")
        return {
            **super().get_config(),
            "blocks": len(self.blocks),
            **{name: getattr(self, name) for name in names},
            "dropout": self.dropout_rate,
        }
