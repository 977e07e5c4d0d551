"""The paper's six networks: an encoder that ends in a state, a decoder that starts from it (Sec. 3.3)."""

from __future__ import annotations

import keras
from keras import layers

from paper_repro.core.errors import UserError
from paper_repro.core.graphs import graph
from paper_repro.core.nn.captioner import build_captioner, build_generator, features_of
from paper_repro.core.nn.pooling import AveragePooling1D
from paper_repro.core.nn.state_decoder import StateDecoder, recurrent_states
from paper_repro.musiccaps import published
from paper_repro.musiccaps.config import Config
from paper_repro.musiccaps.sequences import Coding

#: Model -> (whether a convolution comes first, recurrent layer of encoder and decoder).
MODELS = {
    "rnn": (False, "rnn"),
    "gru": (False, "gru"),
    "lstm": (False, "lstm"),
    "cnn_rnn": (True, "rnn"),
    "cnn_gru": (True, "gru"),
    "clstma": (True, "lstm"),
}


def build(config: Config, *, vocabulary_size: int, length: int) -> keras.Model:
    """The captioner of a row: ``features (batch, frames, values)`` and ``tokens (batch, 1, length)`` to scores.

    Embedding, convolution, encoder and decoder are all ``units`` wide.

    Raises:
        UserError: a model that the paper does not have.
    """
    if config.model not in MODELS:
        raise UserError(f"model must be one of {', '.join(MODELS)}. Received: {config.model!r}.")
    convolution, cell = MODELS[config.model]
    features = keras.Input(config.features.shape, name="features")
    x = features
    if config.trim_padding and config.padded_frames:
        x = layers.Cropping1D((0, config.padded_frames), name="trim_padding")(x)
    if config.frame_pool > 1:
        x = AveragePooling1D(config.frame_pool, padding="same", name="frame_pool")(x)
    if config.standardize:
        x = layers.Normalization(axis=-1, dtype="float32", name="standardize")(x)
    if convolution:
        x = layers.Conv1D(config.units, config.kernel_size, padding="same", activation="relu", name="conv")(x)
        x = layers.Dropout(config.dropout, name="conv_dropout")(x)
    memory = recurrent_states(x, cell=cell, units=config.units, name="encoder")  # (batch, states, units)
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
    """A row's captioner at the published vocabulary: what ``draw`` draws."""
    return build(config, vocabulary_size=published.VOCABULARY, length=config.max_length)


def fit_standardize(model: keras.Model, config: Config, batches) -> None:
    """Fits mean and variance of each value to training clips: ``batches`` yields features ``(batch, frames, values)``.

    Where frames are averaged first, these are the statistics of the averages.
    """
    if not config.standardize:
        return
    layer = model.get_layer("standardize")
    if layer.input is features_of(model):
        layer.adapt(batches)
    else:
        # Imported here: the network alone needs no TensorFlow (experiments/benchmarks/gpu.py).
        import tensorflow as tf

        before = keras.Model(features_of(model), layer.input)
        averaged = graph(before, [before], signature=before.inputs)
        shape = tf.TensorSpec(layer.input.shape, layer.input.dtype)
        layer.adapt(tf.data.Dataset.from_generator(lambda: map(averaged, batches), output_signature=shape))


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
