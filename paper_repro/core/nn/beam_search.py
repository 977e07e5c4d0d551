"""Beam search in the graph: all beams of the whole batch advance together, and every hypothesis comes back scored."""

from __future__ import annotations

from collections.abc import Callable

import keras
from keras import layers, ops, tree

#: Log-probability of what must not happen. Finite, so that sums and top-k stay defined in half precision too.
FORBIDDEN = -1e4


def beam_search(
    step: Callable,
    state,
    first_tokens,
    *,
    end,
    max_length,
    pad=0,
    min_length=1,
    forbidden=(),
    length_penalty=1.0,
    unique=False,
    vocabulary=None,
):
    """Generates the most probable sequences of a model that scores the next token.

    A hypothesis that has ended keeps its place among the ``beams`` with its log-probability until the search stops.
    During the search hypotheses compete by total log-probability; at the end they are ranked by
    ``log-probability / length ** length_penalty``, where length counts the end token. With one beam this is greedy
    search.

    Args:
        step: ``(tokens (batch, beams), state) -> (scores (batch, beams, vocabulary) before the softmax, state)``.
        state: nested tensors ``(batch, beams, ...)``, all beams alike.
        first_tokens: the begin token, int ``(batch, beams)``.
        end: id of the end token.
        max_length: tokens generated at most, the end token included.
        pad: id that fills a sequence after its end.
        min_length: tokens before the end token may come. 1: never an empty sequence.
        forbidden: ids that are never generated (padding, unknown, begin).
        length_penalty: 0 ranks by total log-probability, 1 by its mean per token.
        unique: no sequence holds a token twice; wants the number of tokens in ``vocabulary``.

    Returns:
        ``tokens`` int32 ``(batch, beams, max_length)``, best hypothesis first, without the begin token, and ``scores``
        float ``(batch, beams)``, what they are ranked by.

    Example:
        >>> import numpy as np
        >>> scores = np.log([[[0.1, 0.2, 0.7], [0.5, 0.2, 0.3], [0.3, 0.3, 0.4]]]).astype("float32")
        >>> def step(tokens, state):  # a bigram model of three tokens, 0 ends
        ...     return ops.take(ops.convert_to_tensor(scores[0]), tokens, axis=0), state
        >>> tokens, _ = beam_search(step, [ops.zeros((1, 2, 1))], ops.ones((1, 2), "int32"), end=0, max_length=3)
        >>> tokens.numpy()[0].tolist()
        [[2, 2, 2], [1, 0, 0]]
    """
    beams = first_tokens.shape[1]
    tokens = ops.zeros_like(ops.repeat(ops.expand_dims(first_tokens, 2), max_length, axis=2)) + pad
    # All beams start alike: only the first may be continued, or every beam would hold the same sequence.
    alive = ops.cast(ops.arange(beams) > 0, "float32") * FORBIDDEN  # (beams,)
    total = ops.zeros_like(ops.cast(first_tokens, "float32")) + alive  # (batch, beams)
    ended = ops.zeros_like(first_tokens, dtype="bool")
    length = ops.zeros_like(ops.cast(first_tokens, "float32"))
    # Which tokens a hypothesis holds, 0 or 1: (batch, beams, vocabulary), or one 0 where it does not matter.
    used = ops.zeros_like(ops.repeat(ops.expand_dims(total, 2), vocabulary if unique else 1, axis=2))

    def go_on(position, last, state, tokens, total, ended, length, used):
        return ops.logical_and(position < max_length, ops.logical_not(ops.all(ended)))

    def advance(position, last, state, tokens, total, ended, length, used):
        scores, state = step(last, state)
        log_probability = ops.log_softmax(ops.cast(scores, "float32"), axis=-1)  # (batch, beams, vocabulary)
        size = log_probability.shape[-1]
        ids = ops.arange(size)
        never = ops.cast(_any_of(ids, forbidden), "float32") * FORBIDDEN
        too_early = ops.cast(ops.equal(ids, end), "float32") * ops.cast(position < min_length, "float32") * FORBIDDEN
        # What has ended stays as it is: padding follows at no cost, anything else is forbidden.
        only_pad = ops.cast(ops.not_equal(ids, pad), "float32") * FORBIDDEN
        if unique:
            log_probability += used * FORBIDDEN
        log_probability = ops.where(ops.expand_dims(ended, 2), only_pad, log_probability + never + too_early)
        candidates = ops.reshape(ops.expand_dims(total, 2) + log_probability, (-1, beams * size))
        total, chosen = ops.top_k(candidates, beams)  # (batch, beams)
        parent, last = chosen // size, ops.cast(chosen % size, tokens.dtype)
        state = tree.map_structure(lambda tensor: _follow(tensor, parent), state)
        ended = _follow(ended, parent)
        length = _follow(length, parent) + ops.cast(ops.logical_not(ended), "float32")
        here = ops.equal(ops.arange(max_length), position)  # (max_length,)
        tokens = ops.where(here, ops.expand_dims(last, 2), _follow(tokens, parent))
        ended = ops.logical_or(ended, ops.equal(last, end))
        if unique:
            used = ops.maximum(_follow(used, parent), ops.one_hot(last, vocabulary, dtype="float32"))
        return position + 1, last, state, tokens, total, ended, length, used

    start = (ops.convert_to_tensor(0, dtype="int32"), first_tokens, state, tokens, total, ended, length, used)
    _, _, _, tokens, total, _, length, _ = ops.while_loop(go_on, advance, start, maximum_iterations=max_length)
    ranked = total / ops.power(ops.maximum(length, 1.0), length_penalty)
    scores, order = ops.top_k(ranked, beams)
    return _follow(tokens, order), scores


def _any_of(ids, wanted):
    found = ops.zeros_like(ids, dtype="bool")
    for number in wanted:
        found = ops.logical_or(found, ops.equal(ids, number))
    return found


def _follow(tensor, parent):
    """Reorders ``(batch, beams, ...)`` by ``parent (batch, beams)``."""
    shape = (*parent.shape[1:], *(1 for _ in tensor.shape[2:]))
    index = ops.reshape(parent, (-1, *shape))
    if tensor.dtype == "bool":
        return ops.cast(ops.take_along_axis(ops.cast(tensor, "int32"), index, axis=1), "bool")
    return ops.take_along_axis(tensor, index, axis=1)


@keras.saving.register_keras_serializable(package="paper_repro")
class BeamSearch(layers.Layer):
    """Runs a decoder's beam search over a memory, as the last layer of a generating model.

    Args:
        decoder: a layer with ``prepare(memory)``, what it reads at every step, ``start(memory, queries)``, its first
            state, and ``step(tokens, state, prepared)``; where it has a ``max_length``, that is not to be exceeded.
        begin, end: token ids.
        beams, max_length, length_penalty, forbidden, unique: see ``beam_search``; ``unique`` reads the decoder's
            ``vocabulary_size``.

    Input ``memory``, what the decoder reads, ``(batch, frames, channels)`` for one; output
    ``tokens (batch, beams, max_length)``, ``scores (batch, beams)``.
    """

    def __init__(
        self, decoder, *, begin, end, max_length, beams=1, length_penalty=1.0, forbidden=(), unique=False, **kwargs
    ):
        super().__init__(**kwargs)
        self.decoder = decoder
        self.begin = begin
        self.end = end
        self.max_length = max_length
        self.beams = beams
        self.length_penalty = length_penalty
        self.forbidden = tuple(forbidden)
        self.unique = unique

    def build(self, memory_shape):
        most = getattr(self.decoder, "max_length", self.max_length)
        if self.max_length > most:
            raise ValueError(f"`max_length` must be at most the decoder's, {most}. Received: {self.max_length}")
        if not self.decoder.built:
            self.decoder.build((memory_shape[0], self.beams, self.max_length), memory_shape)
        self.built = True

    def call(self, memory):
        prepared = self.decoder.prepare(memory)
        state = self.decoder.start(memory, self.beams)
        first = ops.cast(ops.zeros_like(state[0][:, :, 0]), "int32") + self.begin

        def step(tokens, state):
            return self.decoder.step(tokens, state, prepared)

        return beam_search(
            step,
            state,
            first,
            end=self.end,
            max_length=self.max_length,
            forbidden=self.forbidden,
            length_penalty=self.length_penalty,
            unique=self.unique,
            vocabulary=self.decoder.vocabulary_size if self.unique else None,
        )

    def compute_output_spec(self, memory):
        shape = (memory.shape[0], self.beams)
        return (
            keras.KerasTensor((*shape, self.max_length), dtype="int32"),
            keras.KerasTensor(shape, dtype="float32"),
        )

    def get_config(self):
        return {
            **super().get_config(),
            "decoder": keras.saving.serialize_keras_object(self.decoder),
            "begin": self.begin,
            "end": self.end,
            "max_length": self.max_length,
            "beams": self.beams,
            "length_penalty": self.length_penalty,
            "forbidden": list(self.forbidden),
            "unique": self.unique,
        }

    @classmethod
    def from_config(cls, config):
        decoder = keras.saving.deserialize_keras_object(config.pop("decoder"))
        return cls(decoder, **config)
