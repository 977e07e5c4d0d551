"""The paper's six networks: an encoder that ends in a state, a decoder that starts from it (Sec. 3.3)."""

from __future__ import annotations

import keras

from paper_repro.core.errors import UserError
from paper_repro.core.nn.captioner import build_captioner, build_generator
from paper_repro.core.nn.state_decoder import StateDecoder
from paper_repro.musiccaps import contrastive_model, published
from paper_repro.musiccaps.config import Config
from paper_repro.musiccaps.encoder import MODELS, encode
from paper_repro.musiccaps.sequences import Coding


def build(config: Config, *, vocabulary_size: int, length: int) -> keras.Model:
    """The captioner of a row: ``features (batch, frames, values)`` and ``tokens (batch, 1, length)`` to scores.

    Embedding, convolution, encoder and decoder are all ``units`` wide.

    Raises:
        UserError: a model that the paper does not have.
    """
    if config.model not in MODELS:
        raise UserError(f"model must be one of {', '.join(MODELS)}. Received: {config.model!r}.")
    _, cell = MODELS[config.model]
    features = keras.Input(config.features.shape, name="features")
    memory = encode(features, config)
    decoder = StateDecoder(
        vocabulary_size,
        cell=cell,
        units=config.units,
        embedding=config.units,
        dropout=config.dropout,
        name="decoder",
    )
    return build_captioner(features, memory, decoder, captions=1, length=length, name=config.model)


def build_published(config: Config) -> keras.Model:
    """A row's network at the published vocabulary: what ``draw`` draws."""
    if config.objective == "contrastive":
        return contrastive_model.build(config, vocabulary_size=published.VOCABULARY, length=config.max_length)
    return build(config, vocabulary_size=published.VOCABULARY, length=config.max_length)


def generator(captioner: keras.Model, config: Config, coding: Coding, beams: int | None = None) -> keras.Model:
    """The generating twin of a built or loaded captioner; ``beams`` other than the config's where given."""
    return build_generator(
        captioner,
        begin=coding.begin,
        end=coding.end,
        forbidden=coding.forbidden,
        max_length=config.max_length,
        beams=beams or config.beams,
        length_penalty=config.length_penalty,
        # Words and commas do come twice.
        unique=config.unique and config.tokens == "aspect",
    )
