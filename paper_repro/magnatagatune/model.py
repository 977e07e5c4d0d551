"""The paper's network (Table I), its variant with batch norm and dropout, and Won's FCN on the same features."""

from __future__ import annotations

from dataclasses import replace

import keras
import numpy as np
from keras import layers

from paper_repro.core.audio.pcen import Pcen
from paper_repro.core.errors import UserError
from paper_repro.core.nn.encoders import fcn
from paper_repro.core.nn.normalize import (
    EPSILON_OF_LOG,
    EPSILON_OF_POWER,
    NORMALIZATIONS,
    LogCompression,
    normalization,
)
from paper_repro.magnatagatune.config import ALL, Config
from paper_repro.magnatagatune.inputs import INPUTS, MFCC, OF_MEL, PCEN, WAVEFORM
from paper_repro.magnatagatune.looped_crop import LoopedCrop
from paper_repro.magnatagatune.pairs import PowerOfPairs
from paper_repro.weights import NETWORKS, network
from paper_repro.weights.output_layer import build_output_layer
from paper_repro.weights.sound import FEATURES, FRAMES
from paper_repro.weights.tagger import ARCHITECTURES

#: Max pooling of Won's FCN, (frames, mels) per block, for 909 frames of 40 mels: ours, its own are for 1813 of 96.
FCN_POOLS = ((4, 2), (4, 2), (4, 2), (7, 5), (2, 1))


def front(config: Config) -> list[layers.Layer]:
    """What turns a picture ``(batch, frames, bands)`` into what the network sees: of power the log and the
    normalisation, in the order of the row. Statistics over all data are to be fitted: see ``fit_front``.

    Raises:
        UserError: an unknown normalisation or input.
    """
    if config.normalization not in NORMALIZATIONS:
        raise UserError(
            f"normalization must be one of {', '.join(NORMALIZATIONS)}. Received: {config.normalization!r}."
        )
    if config.input not in INPUTS:
        raise UserError(f"input must be one of {', '.join(INPUTS)}. Received: {config.input!r}.")
    if config.input == WAVEFORM:
        return _learned_bands(config)
    epsilon = EPSILON_OF_POWER if config.before_log else EPSILON_OF_LOG
    normalize = normalization(config.normalization, epsilon=epsilon)
    if config.input == MFCC:
        # The first coefficient is a hundred times as large as the last: over all data each has its own statistics.
        each = layers.Normalization(axis=-1, name="normalize", dtype="float32")
        return [each if config.normalization == "all" else normalize]
    if config.input == PCEN:
        compress = Pcen(config.sample_rate, config.hop_length, name="compress", dtype="float32")
    else:
        compress = LogCompression(config.log_floor, name="log", dtype="float32")
    return [normalize, compress] if config.before_log else [compress, normalize]


def _learned_bands(config: Config) -> list[layers.Layer]:
    """Samples ``(batch, samples, 1)`` to log power ``(batch, frames, bands)``: an STFT whose waves are learned.

    As many samples a frame, and from frame to frame, as the spectrograms have; two waves a band, as a Fourier transform
    has a sine and a cosine. Statistics are a batch norm's, since bands change in training.
    """
    bands = config.n_mels
    return [
        layers.Conv1D(2 * bands, config.n_fft, config.hop_length, use_bias=False, name="waves"),
        PowerOfPairs(name="power", dtype="float32"),
        LogCompression(config.log_floor, name="log", dtype="float32"),
        layers.BatchNormalization(momentum=config.norm_momentum, name="normalize", dtype="float32"),
    ]


def build(config: Config, classes: int) -> keras.Model:
    """The tagger of a row: its picture ``(batch, frames, bands)`` to probabilities ``(batch, classes)``.

    Of a published network the output layer alone, from its frozen features ``(batch, windows, units)``; where all its
    layers learn it is whole, from ``(batch, frames, mels)`` of 3 s, its weights not yet those that are published.

    Raises:
        UserError: a model, an input or a normalisation that is none of ours, or pools that do not fit the features.
    """
    if config.frozen and config.layers == ALL:
        whole, _ = ARCHITECTURES[network(config.model).architecture]
        return whole(FRAMES, FEATURES.n_mels, classes=classes)
    if config.frozen:
        return build_output_layer(config.features.shape, classes, name=config.model)
    mel = keras.Input(config.features.shape, name="mel" if config.input in OF_MEL else config.input)
    x = LoopedCrop(config.crop, config.seed, name="crop", dtype="float32")(mel) if config.crop < 1 else mel
    for step in front(config):
        x = step(x)
    if config.model == "fcn":
        x = fcn(x, pools=FCN_POOLS, momentum=config.norm_momentum)
    elif config.model == "cnn":
        x = _paper_network(x, config)
    else:
        raise UserError(
            f"model must be cnn, fcn or a published network ({', '.join(NETWORKS)}) to be built. Received: "
            f"{config.model!r}."
        )
    x = layers.Flatten(name="flat")(x)
    if config.model == "fcn" and config.dropout:
        # As published, before the dense layer alone.
        x = layers.Dropout(config.dropout, name="dropout")(x)
    tags = layers.Dense(classes, activation="sigmoid", dtype="float32", name="tags")(x)
    return keras.Model(mel, tags, name=config.model)


def build_published(config: Config) -> keras.Model:
    """A row's network for its tags: what ``draw`` draws, without what is there in training alone."""
    return build(replace(config, crop=1.0), config.tags)


def _paper_network(x, config: Config):
    """Table I: with "valid" convolutions throughout its sizes come out at 1 x 1 x 2048, with padded ones at 5 x 1."""
    # As the paper draws it: mels x frames x one channel.
    x = layers.Permute((2, 1), name="mels_first")(x)
    x = layers.Reshape((*x.shape[1:], 1), name="image")(x)
    blocks = list(zip(config.filters, config.pools, strict=True))
    for number, (filters, pool) in enumerate(blocks, start=1):
        if min(x.shape[1] - 2, x.shape[2] - 2) < 1 or x.shape[1] - 2 < pool[0] or x.shape[2] - 2 < pool[1]:
            raise UserError(
                f"pools: block {number} pools by {pool} what is only {x.shape[1] - 2} x {x.shape[2] - 2} after its "
                "convolution; choose smaller pools or longer clips."
            )
        x = layers.Conv2D(filters, 3, padding="valid", name=f"conv{number}")(x)
        if config.batch_norm:
            x = layers.BatchNormalization(momentum=config.norm_momentum, name=f"norm{number}")(x)
        x = layers.ReLU(name=f"relu{number}")(x)
        x = layers.MaxPooling2D(pool, name=f"pool{number}")(x)
        if config.dropout and number < len(blocks):
            x = layers.Dropout(config.dropout, name=f"dropout{number}")(x)
    return x


def fit_front(model: keras.Model, config: Config, batches) -> None:
    """Fits the statistics over all data to training clips: ``batches`` yields pictures ``(batch, frames, bands)``.

    Of the other normalisations, of the waveform and of frozen features nothing is fitted. Memory does not grow with the
    number of clips.
    """
    if config.normalization != "all" or config.frozen or config.input == WAVEFORM:
        return
    names = [layer.name for layer in front(config)]
    before = [model.get_layer(name) for name in names[: names.index("normalize")]]
    # Of each coefficient, or of all values.
    axes = (0, 1) if config.input == MFCC else None
    count, total, squares = 0, 0.0, 0.0
    for batch in batches:
        batch = np.asarray(batch)
        for layer in before:
            batch = layer(batch)
        values = keras.ops.convert_to_numpy(batch).astype(np.float64)
        count += values.size if axes is None else values[..., 0].size
        total += values.sum(axis=axes)
        squares += np.square(values).sum(axis=axes)
    mean = total / count
    layer = model.get_layer("normalize")
    layer.adapt_mean.assign(np.broadcast_to(mean, layer.adapt_mean.shape))
    layer.adapt_variance.assign(np.broadcast_to(squares / count - mean**2, layer.adapt_variance.shape))
    layer.finalize_state()


def normalized(model: keras.Model) -> keras.Model:
    """The first part of a model: its picture to what the network sees."""
    names = [layer.name for layer in model.layers]
    last = max({"log", "compress", "normalize"} & set(names), key=names.index)
    return keras.Model(model.inputs[0], model.get_layer(last).output, name="normalized")
