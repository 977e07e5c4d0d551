"""The captioner: pictures through a convolutional encoder, an LSTM that says what is on them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
from keras import layers

from paper_repro.core.errors import UserError
from paper_repro.core.nn.beam_search import BeamSearch
from paper_repro.core.nn.captioner import build_captioner
from paper_repro.core.nn.decoders import AttentionDecoder
from paper_repro.core.nn.efficientnet_lite import DEVIATION, MEAN, STAGES
from paper_repro.core.nn.transformer_decoder import TransformerDecoder
from paper_repro.core.text.vocabulary import BEGIN, END, PAD, UNKNOWN
from paper_repro.songtitle import published
from paper_repro.songtitle.config import ATTENTIVE, DECODERS, ENCODERS, TRAINED_ENCODERS, Config, TransferConfig
from paper_repro.songtitle.crop import Crop
from paper_repro.songtitle.lite0_weights import encoder as efficientnet_lite0
from paper_repro.songtitle.prefix_decoder import PrefixDecoder

RESNETS = {
    "resnet152v2": keras.applications.ResNet152V2,
    "resnet101v2": keras.applications.ResNet101V2,
    "resnet50v2": keras.applications.ResNet50V2,
}
#: The encoder of what is no picture: see ``music_config``.
VECTOR = "vector"
#: Stages of an encoder that is cut short: of four convolutions, EfficientNet-Lite0's seven, a ResNet's four; ours.
KEPT = {"small": 3, "efficientnet_lite0": 5, "resnet": 3}


def build(
    config: Config, vocabulary_size: int, captions: int, length: int, words: np.ndarray | None = None
) -> keras.Model:
    """The model that is trained: stored pictures ``(batch, size, size, 3)``, 0 to 255, and ``tokens (batch, captions,
    length)`` to scores of every next token.

    ``words`` is a first embedding of the words, ``(vocabulary, dimensions)``, from GloVe.

    Raises:
        UserError: an encoder or decoder that is none of ours, or weights that cannot be had.
    """
    pictures = keras.Input(config.features.shape, name="pictures")
    seen = pictures
    if config.encoder != VECTOR:
        seen = Crop(config.image_size, seed=config.seed, name="crop")(seen)
        seen = layers.RandomFlip("horizontal", seed=config.seed + 1, name="mirror")(seen)
    memory = build_encoder(config)(seen)
    decoder = _decoder(config, vocabulary_size, None if words is None else words.shape[1])
    model = build_captioner(pictures, memory, decoder, captions=captions, length=length)
    if words is not None:
        decoder.start_from(words)
    return model


def build_published(config: Config) -> keras.Model:
    """A captioner at the published vocabulary, without trained weights: what ``draw`` draws."""
    config = replace(config, encoder_weights="")
    return build(config, published.CAPTION_VOCABULARY, captions=1, length=1 + config.max_caption)


def build_encoder(config: Config) -> keras.Model:
    """Pictures of any size, 0 to 255, to the embedding that the decoder reads: ``(batch, embedding)``, or for a
    decoder that reads positions ``(batch, positions, embedding)``. Of vectors of music: ``(batch, values)`` to it.

    Raises:
        UserError: see ``build``.
    """
    if config.encoder == VECTOR:
        vectors = keras.Input((config.values,), name="vectors")
        return _embedded(vectors, layers.Dropout(config.vector_dropout, name="drop")(vectors), config)
    if config.encoder not in ENCODERS:
        raise UserError(f"encoder must be one of {', '.join(ENCODERS)}. Received: {config.encoder!r}.")
    pixels = keras.Input((None, None, 3), name="pixels")
    # Mean-subtracted (Sec. 2), in the range that published weights were trained in: of ResNet v2 -1 to 1.
    mean, deviation = (MEAN, DEVIATION) if config.encoder == "efficientnet_lite0" else (127.5, 127.5)
    x = layers.Rescaling(1.0 / deviation, offset=-mean / deviation, name="rescale")(pixels)
    x = _small(x, config) if config.encoder == "small" else _trained(config)(x)
    if config.decoder in ATTENTIVE:
        x = layers.Reshape((-1, x.shape[-1]), name="positions")(x)
    else:
        x = _pool(x, config)
    return _embedded(pixels, x, config)


def _embedded(inputs, x, config: Config) -> keras.Model:
    x = layers.Dense(config.embedding, name="project")(x)
    x = layers.BatchNormalization(momentum=config.norm_momentum, name="normalize")(x)
    return keras.Model(inputs, x, name="encoder")


def _trained(config: Config) -> keras.Model:
    """An encoder that comes with ImageNet weights; where it is not to be trained on, what follows it is."""
    if config.encoder == "efficientnet_lite0":
        found = efficientnet_lite0(config.encoder_weights or None, config.norm_momentum)
    else:
        found = resnet(config.encoder, config.encoder_weights or None)
    if config.shallow:
        found = cut_short(found, config.encoder)
    found.trainable = config.train_encoder
    return found


def freeze(captioner: keras.Model, config: Config) -> None:
    """Keeps the encoder as it is, as far as ``train_encoder`` says: the small one, which has learned words, wholly; of
    another what has ImageNet weights, whose embedding has yet to be learned.
    """
    if not config.train_encoder and config.encoder not in TRAINED_ENCODERS:
        encoder_of(captioner).trainable = False


def resnet(name: str, weights: str | None) -> keras.Model:
    """One of Keras' residual networks of version 2, without its classes.

    Args:
        name: in ``RESNETS``.
        weights: ``imagenet``, which Keras downloads, a file of them, or None.

    Raises:
        UserError: the weights cannot be had.
    """
    network = RESNETS[name]
    if weights not in (None, "imagenet") and not Path(weights).is_file():
        raise UserError(
            f"--encoder-weights {weights}: no such file; give a file of {network.__name__}'s weights or imagenet."
        )
    try:
        return network(include_top=False, weights=weights, input_shape=(None, None, 3))
    except Exception as error:  # whatever the download or the file reader raises
        if weights is None:
            raise
        raise UserError(
            f"--encoder-weights {weights}: cannot be had ({error}); give a file, none, or take --encoder small."
        ) from None


def cut_short(network: keras.Model, encoder: str) -> keras.Model:
    """The first stages of an encoder that comes with ImageNet weights, as many as ``KEPT`` says."""
    stages = KEPT.get(encoder, KEPT["resnet"])
    if encoder == "efficientnet_lite0":
        last = f"block{sum(stage.blocks for stage in STAGES[:stages]) - 1}_"
    else:
        last = f"conv{stages + 1}_"
    ends = [layer for layer in network.layers if layer.name.startswith(last)]
    return keras.Model(network.input, ends[-1].output, name=f"{network.name}_{stages}_stages")


def _pool(x, config: Config):
    average = layers.GlobalAveragePooling2D(name="pool")(x)
    if config.encoder != "small":
        return average
    # A figure covers few of the positions, and a mean over all of them hides it.
    # The highest of every 8 x 8 positions, which are those of a crop: of larger pictures and of spectrograms a mean.
    highest = layers.MaxPooling2D(8, padding="same", name="highest")(x)
    return layers.Concatenate(name="both")([average, layers.GlobalAveragePooling2D(name="mean_highest")(highest)])


def _small(x, config: Config):
    """Convolutions in steps of two pixels, four where they are not cut short: for two cores, from scratch."""
    for number, count in enumerate(config.filters[: KEPT["small"] if config.shallow else None], start=1):
        size = 5 if number == 1 else 3
        x = layers.Conv2D(count, size, strides=2, padding="same", use_bias=False, name=f"conv{number}")(x)
        x = layers.BatchNormalization(momentum=config.norm_momentum, name=f"norm{number}")(x)
        x = layers.ReLU(name=f"relu{number}")(x)
    return x


def _decoder(config: Config, vocabulary_size: int, word_dimensions: int | None):
    if config.decoder not in DECODERS:
        raise UserError(f"decoder must be one of {', '.join(DECODERS)}. Received: {config.decoder!r}.")
    if config.decoder in ATTENTIVE and word_dimensions is not None:
        raise UserError(f"--glove: the {config.decoder} decoder learns its own word vectors; leave --glove out.")
    if config.decoder == "attention":
        return AttentionDecoder(
            vocabulary_size,
            "lstm",
            config.units,
            config.embedding,
            config.attention_units,
            config.units,
            config.dropout,
            name="decoder",
        )
    if config.decoder == "transformer":
        # Tokens in training, the begin token before them, and in a search.
        length = 1 + max(config.max_caption, config.max_title)
        return TransformerDecoder(
            vocabulary_size, config.blocks, config.embedding, config.heads, config.hidden, config.dropout, length,
            name="decoder",
        )  # fmt: skip
    return PrefixDecoder(
        vocabulary_size, "lstm", config.units, config.embedding, config.dropout, word_dimensions, name="decoder"
    )


def encoder_of(captioner: keras.Model) -> keras.Model:
    """The trained encoder in a captioner, fresh or loaded: pictures of any size to embeddings."""
    return captioner.get_layer("encoder")


def title_generator(
    captioner: keras.Model, config: Config, beams: int, length_penalty: float = TransferConfig.length_penalty
) -> keras.Model:
    """Embeddings, the encoder's or what takes their place, to ``tokens (batch, beams, max_title)`` and scores.

    Never an empty title; weights are shared with the captioner. ``length_penalty`` as in ``BeamSearch``.
    """
    memory = keras.Input(encoder_of(captioner).output.shape[1:], name="embedding")
    search = BeamSearch(
        captioner.get_layer("decoder"),
        begin=BEGIN,
        end=END,
        max_length=config.max_title + 1,
        beams=beams,
        length_penalty=length_penalty,
        forbidden=(PAD, UNKNOWN, BEGIN),
        name="beam_search",
    )
    return keras.Model(memory, search(memory), name="generator")
