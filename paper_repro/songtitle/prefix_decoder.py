"""A decoder that is handed what it describes as its first word, once (Vinyals et al.; Bleiweiss, Sec. 2)."""

from __future__ import annotations

import keras
from keras import layers, ops

from paper_repro.core.nn.cell_step import step_queries
from paper_repro.core.nn.state_decoder import StateDecoder


@keras.saving.register_keras_serializable(package="paper_repro")
class PrefixDecoder(StateDecoder):
    """Embedding, one recurrent layer that reads the memory before the begin token, one dense layer.

    Arguments as in ``StateDecoder``, but that ``memory`` is ``(batch, embedding)``: it takes the place of a word.
    ``word_dimensions``: of word vectors that were learned elsewhere, see ``start_from``; a dense layer without bias
    brings them to ``embedding``.
    """

    def __init__(
        self, vocabulary_size, cell="lstm", units=512, embedding=512, dropout=0.0, word_dimensions=None, **kwargs
    ):
        super().__init__(vocabulary_size, cell, units, embedding, dropout, **kwargs)
        self.word_dimensions = word_dimensions
        if word_dimensions is not None:
            self.embed = WidenedEmbedding(vocabulary_size, word_dimensions, embedding, name="embed")

    def start_from(self, vectors):
        """Puts word vectors ``(vocabulary_size, word_dimensions)`` in place; they are trained on. Once it is built."""
        self.embed.vectors.embeddings.assign(vectors)

    def start(self, memory, queries):
        """The state after the memory, a list of ``(batch, queries, units)``."""
        states = 2 if self.cell_name == "lstm" else 1
        zeros = ops.repeat(ops.zeros_like(memory[:, :1]), self.units, axis=1)
        _, state = step_queries(self.recurrent.cell, memory[:, None], [zeros[:, None]] * states)
        return [ops.repeat(tensor, queries, axis=1) for tensor in state]

    def get_config(self):
        return {**super().get_config(), "word_dimensions": self.word_dimensions}


@keras.saving.register_keras_serializable(package="paper_repro")
class WidenedEmbedding(layers.Layer):
    """Word vectors of ``dimensions`` brought to ``width``: ids of any shape to ``(*shape, width)``."""

    def __init__(self, vocabulary_size, dimensions, width, **kwargs):
        super().__init__(**kwargs)
        self.vocabulary_size = vocabulary_size
        self.dimensions = dimensions
        self.width = width
        self.vectors = layers.Embedding(vocabulary_size, dimensions, name="vectors")
        self.widen = layers.Dense(width, use_bias=False, name="widen")

    def build(self, ids_shape):
        self.vectors.build(ids_shape)
        self.widen.build((*ids_shape, self.dimensions))
        self.built = True

    def call(self, ids):
        return self.widen(self.vectors(ids))

    def compute_output_shape(self, ids_shape):
        return (*ids_shape, self.width)

    def get_config(self):
        names = ("vocabulary_size", "dimensions", "width")
        return {**super().get_config(), **{name: getattr(self, name) for name in names}}
