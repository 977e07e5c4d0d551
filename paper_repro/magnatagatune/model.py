"""The paper's network (Table I), its variant with batch norm and dropout, and Won's FCN on the same features."""

from __future__ import annotations

from dataclasses import replace

import keras
import numpy as np
from keras import layers

from paper_repro.core.errors import UserError
from paper_repro.core.nn.encoders import fcn
from paper_repro.core.nn.normalize import (
    EPSILON_OF_LOG,
    EPSILON_OF_POWER,
    NORMALIZATIONS,
    LogCompression,
    normalization,
)
from paper_repro.magnatagatune.config import Config
from paper_repro.magnatagatune.looped_crop import LoopedCrop
from paper_repro.weights import NETWORKS
from paper_repro.weights.output_layer import build_output_layer

#: Max pooling of Won's FCN, (frames, mels) per block, for 909 frames of 40 mels: ours, its own are for 1813 of 96.
FCN_POOLS = ((4, 2), (4, 2), (4, 2), (7, 5), (2, 1))


def front(config: Config) -> list[layers.Layer]:
    """What turns mel power ``(batch, frames, mels)`` into what the network sees: the log and the normalisation, in
    the order of the row. Statistics over all data are to be fitted: see ``fit_front``.

    Raises:
        UserError: an unknown normalisation.
    """
    if config.normalization not in NORMALIZATIONS:
        raise UserError(
            f"normalization must be one of {', '.join(NORMALIZATIONS)}. Received: {config.normalization!r}."
        )
    steps = [
        LogCompression(config.log_floor, name="log", dtype="float32"),
        normalization(config.normalization, epsilon=EPSILON_OF_POWER if config.before_log else EPSILON_OF_LOG),
    ]
    return steps[::-1] if config.before_log else steps


def build(config: Config, classes: int) -> keras.Model:
    """The tagger of a row: ``mel (batch, frames, mels)``, power, to probabilities ``(batch, classes)``; of a published
    network the output layer alone, from its frozen features ``(batch, windows, units)``.

    Raises:
        UserError: a model or a normalisation that is none of ours, or pools that do not fit the features.
    """
    if config.frozen:
        return build_output_layer(config.features.shape, classes, name=config.model)
    mel = keras.Input(config.features.shape, name="mel")
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
    """Fits the statistics over all data to training clips: ``batches`` yields mel power ``(batch, frames, mels)``.

    Of the other normalisations and of frozen features nothing is fitted. Memory does not grow with the number of clips.
    """
    if config.normalization != "all" or config.frozen:
        return
    log = None if config.before_log else model.get_layer("log")
    count, total, squares = 0, 0.0, 0.0
    for batch in batches:
        batch = np.asarray(batch)
        values = keras.ops.convert_to_numpy(batch if log is None else log(batch)).astype(np.float64)
        count += values.size
        total += values.sum()
        squares += np.square(values).sum()
    mean = total / count
    layer = model.get_layer("normalize")
    layer.adapt_mean.assign(np.full(layer.adapt_mean.shape, mean))
    layer.adapt_variance.assign(np.full(layer.adapt_variance.shape, squares / count - mean**2))
    layer.finalize_state()


def normalized(model: keras.Model) -> keras.Model:
    """The first part of a model: mel power to what the network sees."""
    last = max(("log", "normalize"), key=lambda name: [layer.name for layer in model.layers].index(name))
    return keras.Model(model.inputs[0], model.get_layer(last).output, name="normalized")
