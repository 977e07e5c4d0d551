"""A captioner: an encoder's sequence, a decoder trained with teacher forcing, and its generating twin."""

from __future__ import annotations

import keras
from keras import layers

from paper_repro.core.nn.beam_search import BeamSearch


def build_captioner(inputs, memory, decoder, *, captions=None, length, name="captioner"):
    """The model that is trained: features and ``"tokens" (batch, captions, length)`` to scores of every next token.

    ``inputs`` is the ``keras.Input`` of the features, by whose name they are fed, and ``memory`` the encoder's output
    over it. A clip's captions share one encoding: four captions cost one encoder pass.
    """
    tokens = keras.Input((captions, length), dtype="int32", name="tokens")
    memory = layers.Identity(name="memory")(memory)
    scores = decoder(tokens, memory)
    return keras.Model({inputs.name: inputs, "tokens": tokens}, scores, name=name)


def build_generator(captioner, *, begin, end, forbidden, max_length, beams=1, length_penalty=1.0, unique=False):
    """The model that generates: features to ``tokens (batch, beams, max_length)`` and ``scores (batch, beams)``.

    It shares the weights of ``captioner``, which comes from ``build_captioner``, fresh or loaded from a ``.keras``
    file; the other arguments are those of ``BeamSearch``.
    """
    search = BeamSearch(
        captioner.get_layer("decoder"),
        begin=begin,
        end=end,
        max_length=max_length,
        beams=beams,
        length_penalty=length_penalty,
        forbidden=forbidden,
        unique=unique,
        name="beam_search",
    )
    return keras.Model(features_of(captioner), search(memory_of(captioner)), name="generator")


def build_encoder(captioner):
    """The model that encodes: features to the memory that the decoder reads, weights shared."""
    return keras.Model(features_of(captioner), memory_of(captioner), name="encoder")


def features_of(captioner):
    """The captioner's input of features, as a Keras tensor."""
    (features,) = (tensor for tensor in captioner.inputs if tensor.name != "tokens")
    return features


def memory_of(captioner):
    """The encoder's output in a captioner, as a Keras tensor."""
    return captioner.get_layer("memory").output
