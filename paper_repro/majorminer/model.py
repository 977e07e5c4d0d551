"""The paper's networks: an encoder of three, a decoder of two, attention between them (Sec. 4, figure 1).

A Transformer decoder, the third, is what the authors would try next (Sec. 6).
"""

from __future__ import annotations

import keras

from paper_repro.core.errors import UserError
from paper_repro.core.nn import encoders
from paper_repro.core.nn.captioner import build_captioner, build_generator
from paper_repro.core.nn.decoders import CELLS, AttentionDecoder
from paper_repro.core.nn.pooling import AveragePooling1D
from paper_repro.core.nn.transformer_decoder import TransformerDecoder
from paper_repro.core.text.vocabulary import BEGIN, END, PAD, SPECIAL, UNKNOWN
from paper_repro.majorminer import published
from paper_repro.majorminer.config import Config
from paper_repro.majorminer.feature_encoder import dense

ENCODERS = {
    "cnn1d": lambda mel, config: encoders.cnn1d(
        mel, filters=config.cnn1d_filters, kernel_size=config.cnn1d_kernel, momentum=config.norm_momentum
    ),
    "cnn2d": lambda mel, config: encoders.cnn2d(
        mel,
        filters=config.cnn2d_filters,
        kernel_size=config.cnn2d_kernel,
        pools=config.cnn2d_pools,
        momentum=config.norm_momentum,
    ),
    "musicnn": lambda mel, config: encoders.musicnn(
        mel,
        width=config.musicnn_width,
        train_input_norm=config.musicnn_train_input_norm,
        momentum=config.norm_momentum,
    ),
    # Of precomputed features (table1_real), not the paper's.
    "dense": dense,
}


def build(config: Config, *, vocabulary_size: int, length: int, captions: int | None = None) -> keras.Model:
    """The captioner of a row: ``mel (batch, frames, mels)`` and ``tokens (batch, captions, length)`` to scores.

    The dense encoder takes features ``(batch, 1, values)`` in place of the mel spectrogram, by the same name.

    Raises:
        UserError: an unknown encoder or decoder.
    """
    if config.encoder not in ENCODERS:
        raise UserError(f"encoder must be one of {', '.join(ENCODERS)}. Received: {config.encoder!r}.")
    mel = keras.Input(config.features.shape, name="mel")
    memory = ENCODERS[config.encoder](mel, config)  # (batch, frames', channels)
    # The 2D CNN has pooled already: its frames are left as they are.
    if config.attention_pool > 1 and config.encoder not in ("cnn2d", "dense"):
        memory = AveragePooling1D(config.attention_pool, padding="same", name="attention_pool")(memory)
    decoder = _decoder(config, vocabulary_size, length)
    name = f"{config.encoder}_{config.decoder}"
    return build_captioner(mel, memory, decoder, captions=captions, length=length, name=name)


def _decoder(config: Config, vocabulary_size: int, length: int) -> keras.layers.Layer:
    if config.decoder == "transformer":
        return TransformerDecoder(
            vocabulary_size,
            blocks=config.blocks,
            width=config.units,
            heads=config.heads,
            hidden=config.feed_forward,
            dropout=config.dropout,
            # Also the longest of a search, which may go on where training captions end.
            max_length=max(length, config.max_length),
            name="decoder",
        )
    if config.decoder not in CELLS:
        raise UserError(f"decoder must be one of {', '.join(CELLS)}, transformer. Received: {config.decoder!r}.")
    return AttentionDecoder(
        vocabulary_size,
        cell=config.decoder,
        units=config.units,
        embedding=config.embedding,
        attention_units=config.attention_units,
        dense_units=config.dense_units,
        dropout=config.dropout,
        name="decoder",
    )


def build_published(config: Config) -> keras.Model:
    """A row's captioner at the published vocabulary, four captions a clip or one: what ``draw`` draws."""
    size = published.CORPUS["vocabulary"] + len(SPECIAL)
    captions = 1 if config.captions == "one" else round(published.CORPUS["captions per clip"])
    return build(config, vocabulary_size=size, length=config.max_caption + 1, captions=captions)


def generator(captioner: keras.Model, config: Config, beams: int | None = None) -> keras.Model:
    """The generating twin of a built or loaded captioner; ``beams`` other than the config's where given."""
    return build_generator(
        captioner,
        begin=BEGIN,
        end=END,
        forbidden=(PAD, UNKNOWN, BEGIN),
        max_length=config.max_length,
        beams=beams or config.beams,
        length_penalty=config.length_penalty,
    )
