"""A captioner: an encoder's sequence, a decoder trained with teacher forcing, and its generating twin."""

from __future__ import annotations

import keras
from keras import layers

from paper_repro.nn.beam_search import BeamSearch


def build_captioner(inputs, memory, decoder, *, captions=None, length, name="captioner"):
    """The model that is trained: ``{"mel", "tokens" (batch, captions, length)}`` to scores of every next token.

    ``inputs`` is the ``keras.Input`` named ``mel`` and ``memory`` the encoder's output over it. A clip's captions share
    one encoding: four captions cost one encoder pass.
    """
    tokens = keras.Input((captions, length), dtype="int32", name="tokens")
    memory = layers.Identity(name="memory")(memory)
    scores = decoder(tokens, memory)
    return keras.Model({"mel": inputs, "tokens": tokens}, scores, name=name)


def build_generator(captioner, *, begin, end, forbidden, max_length, beams=1, length_penalty=1.0):
    """The model that generates: mel to ``(tokens (batch, beams, max_length), scores (batch, beams))``, weights shared.

    ``captioner`` comes from ``build_captioner``, fresh or loaded from a ``.keras`` file; the other arguments are
    those of ``BeamSearch``.
    """
    search = BeamSearch(
        captioner.get_layer("decoder"),
        begin=begin,
        end=end,
        max_length=max_length,
        beams=beams,
        length_penalty=length_penalty,
        forbidden=forbidden,
        name="beam_search",
    )
    mel = captioner.get_layer("mel").output
    memory = captioner.get_layer("memory").output
    return keras.Model(mel, search(memory), name="generator")
