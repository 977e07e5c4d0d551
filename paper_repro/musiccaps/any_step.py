"""How likely a network is to say each token at any step of the lists that it generates. Ours."""

from __future__ import annotations

import keras
import numpy as np
from keras import ops

from paper_repro.core.training.backend import jit_compile
from paper_repro.musiccaps.sequences import Coding

#: Of a step's probability: a token that is certain would have an infinite score.
MOST_LIKELY = 1.0 - 1e-6


def any_step(captioner, memory: np.ndarray, sequences: np.ndarray, coding: Coding, batch_size: int) -> np.ndarray:
    """How likely each token is to be said at any step while a network says its own lists.

    Args:
        captioner: a trained network.
        memory: its encoder's output of the clips, ``(clips, states, units)``.
        sequences: ids that it generated for them, ``(clips, steps)``: what it reads, step by step.
        coding: what lists begin and end with.
        batch_size: clips at a time.

    Returns:
        ``(clips, vocabulary)``: minus the logarithm of the probability that no step up to the end would say the token,
        were each drawn from the network's distribution.
    """
    steps = sequences.shape[1]
    inputs = np.concatenate([np.full((len(sequences), 1), coding.begin), sequences[:, :-1]], axis=1).astype(np.int32)
    # A step counts while the list has not ended before it; the first one always does.
    ended = np.cumsum(sequences == coding.end, axis=1) > 0
    runs = np.concatenate([np.ones((len(sequences), 1), bool), ~ended[:, :-1]], axis=1).astype(np.float32)
    state = keras.Input(memory.shape[1:], name="memory")
    tokens = keras.Input((1, steps), dtype="int32", name="tokens")
    running = keras.Input((steps,), name="running")
    missed = MissedLogs(name="missed")(captioner.get_layer("decoder")(tokens, state), running)
    model = keras.Model([state, tokens, running], missed, name="any_step")
    model.compile(jit_compile=jit_compile())
    arrays = (memory, inputs[:, None], runs)
    starts = range(0, len(memory), batch_size)
    return np.concatenate([model.predict_on_batch([array[at : at + batch_size] for array in arrays]) for at in starts])


class MissedLogs(keras.layers.Layer):
    """Minus the logarithm of the probability that no step would say a token.

    From scores ``(batch, 1, steps, vocabulary)`` and which steps count ``(batch, steps)`` to ``(batch, vocabulary)``.
    """

    def call(self, scores, running):
        missed = ops.log1p(-ops.minimum(ops.softmax(scores[:, 0], axis=-1), MOST_LIKELY))
        return -ops.sum(missed * running[:, :, None], axis=1)

    def compute_output_shape(self, scores_shape, running_shape):
        return (scores_shape[0], scores_shape[-1])
