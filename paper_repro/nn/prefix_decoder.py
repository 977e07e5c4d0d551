"""A decoder that is handed what it describes as its first word, once (Vinyals et al.; Bleiweiss, Sec. 2)."""

from __future__ import annotations

import keras
from keras import ops

from paper_repro.nn.cell_step import step_queries
from paper_repro.nn.state_decoder import StateDecoder


@keras.saving.register_keras_serializable(package="paper_repro")
class PrefixDecoder(StateDecoder):
    """Embedding, one recurrent layer that reads the memory before the begin token, one dense layer.

    Arguments as in ``StateDecoder``, but that ``memory`` is ``(batch, embedding)``: it takes the place of a word.
    """

    def start(self, memory, queries):
        """The state after the memory, a list of ``(batch, queries, units)``."""
        states = 2 if self.cell_name == "lstm" else 1
        zeros = ops.repeat(ops.zeros_like(memory[:, :1]), self.units, axis=1)
        _, state = step_queries(self.recurrent.cell, memory[:, None], [zeros[:, None]] * states)
        return [ops.repeat(tensor, queries, axis=1) for tensor in state]
