"""Encoders: mel spectrogram ``(batch, frames, mels)`` in, sequence of features ``(batch, frames', channels)`` out.

Plain functions over the functional API with named layers, so that a built model can be drawn, counted and given
published weights layer by layer.
"""

from __future__ import annotations

import keras
from keras import layers, ops


def cnn1d(mel, *, filters=256, kernel_size=3, depth=6, momentum=0.99, name="cnn1d"):
    """Convolutions along time alone, the mel axis taken as channels (Cai et al., Sec. 4).

    Each convolution is "same", ReLU, then batch norm; no pooling. Returns ``(batch, frames, filters)``.

    Example:
        >>> cnn1d(keras.Input((469, 96)), filters=8).shape
        (None, 469, 8)
    """
    x = mel
    for block in range(1, depth + 1):
        x = layers.Conv1D(filters, kernel_size, padding="same", activation="relu", name=f"{name}_conv{block}")(x)
        x = layers.BatchNormalization(momentum=momentum, name=f"{name}_norm{block}")(x)
    return x


def cnn2d(mel, *, filters=256, kernel_size=3, pools=((2, 2),) * 6, momentum=0.99, name="cnn2d"):
    """2D convolutions, each followed by batch norm and max pooling (Choi et al. 2016; Cai et al., Sec. 4).

    ``pools`` gives (time, mel) per block and thereby the depth. What is left of the mel axis joins the channels:
    returns ``(batch, frames', filters * mels')``.

    Example:
        >>> cnn2d(keras.Input((469, 96)), filters=8).shape
        (None, 8, 16)
    """
    x = layers.Reshape((*mel.shape[1:], 1), name=f"{name}_image")(mel)  # (batch, frames, mels, 1)
    for block, pool in enumerate(pools, start=1):
        x = layers.Conv2D(filters, kernel_size, padding="same", activation="relu", name=f"{name}_conv{block}")(x)
        x = layers.BatchNormalization(momentum=momentum, name=f"{name}_norm{block}")(x)
        x = layers.MaxPooling2D(pool, padding="same", name=f"{name}_pool{block}")(x)
    _, frames, mels, channels = x.shape
    return layers.Reshape((frames, mels * channels), name=f"{name}_sequence")(x)


def musicnn(mel, *, width=1.0, train_input_norm=True, momentum=0.99, name="musicnn"):
    """MusiCNN's front and mid end (Pons et al. 2017), as its authors published it at ``width`` 1.

    Five branches side by side: two of tall filters (timbre: 7 frames x .4 and .7 of the mel bins) and three of long
    ones (tempo: 128, 64 and 32 frames x 1 bin), each ReLU, batch norm, maximum over frequency; then three residual
    convolutions over time. Front and mid end are concatenated: ``(batch, frames, 753)`` at ``width`` 1.

    Args:
        mel: ``(batch, frames, mels)``; frames may be None.
        width: scales the numbers of filters (204, 51 and 64).
        train_input_norm: whether the first batch norm, over the one channel of the spectrogram, has a trainable scale
            and offset. Published: True. False costs nothing in what the network can express, since the next layer's
            weights can do the same, and spares the gradient with respect to the spectrogram: less than half the time
            of a training step on a CPU.
        momentum: of the batch norms' moving averages. 0.99 wants some hundred steps before inference is of use.
        name: prefix of the layer names.

    Example:
        >>> musicnn(keras.Input((469, 96))).shape
        (None, 469, 753)
    """
    mels = mel.shape[2]
    timbral, temporal, middle = (max(1, round(count * width)) for count in (204, 51, 64))
    image = layers.Reshape((-1, mels, 1), name=f"{name}_image")(mel)  # (batch, frames, mels, 1)
    image = layers.BatchNormalization(
        momentum=momentum, center=train_input_norm, scale=train_input_norm, name=f"{name}_norm"
    )(image)
    padded = layers.ZeroPadding2D(((3, 3), (0, 0)), name=f"{name}_pad")(image)
    branches = []
    for number, share in enumerate((0.4, 0.7), start=1):
        branches.append(
            _front(padded, timbral, (7, int(share * mels)), "valid", momentum, f"{name}_timbral{number}")
        )  # (batch, frames, 204)
    for frames in (128, 64, 32):
        branches.append(
            _front(image, temporal, (frames, 1), "same", momentum, f"{name}_temporal{frames}")
        )  # (batch, frames, 51)
    front = layers.Concatenate(name=f"{name}_front")(branches)  # (batch, frames, 561)
    first = _middle(front, middle, momentum, f"{name}_mid1")
    second = layers.Add(name=f"{name}_mid2_add")([_middle(first, middle, momentum, f"{name}_mid2"), first])
    third = layers.Add(name=f"{name}_mid3_add")([_middle(second, middle, momentum, f"{name}_mid3"), second])
    return layers.Concatenate(name=f"{name}_features")([front, first, second, third])  # (batch, frames, 753)


def musicnn_head(features, *, units=200, classes=50, dropout=0.5, name="musicnn"):
    """MusiCNN's back end: maximum and mean over time, interleaved channel by channel, then two dense layers.

    Returns ``(batch, classes)`` in 0..1.
    """
    peak = layers.GlobalMaxPooling1D(name=f"{name}_max")(features)  # (batch, channels)
    mean = layers.GlobalAveragePooling1D(name=f"{name}_mean")(features)
    x = ops.reshape(ops.stack([peak, mean], axis=2), (-1, 2 * features.shape[2]))  # (batch, 2 * channels)
    x = layers.BatchNormalization(name=f"{name}_pool_norm")(x)
    x = layers.Dropout(dropout, name=f"{name}_pool_dropout")(x)
    x = layers.Dense(units, activation="relu", name=f"{name}_dense")(x)
    x = layers.BatchNormalization(name=f"{name}_dense_norm")(x)
    x = layers.Dropout(dropout, name=f"{name}_dense_dropout")(x)
    return layers.Dense(classes, activation="sigmoid", name=f"{name}_tags")(x)


def build_musicnn_tagger(frames, mels=96, *, width=1.0, classes=50):
    """MusiCNN whole, from ``(batch, frames, mels)`` to ``(batch, classes)``: 792,079 parameters as published."""
    mel = keras.Input((frames, mels), name="mel")
    tags = musicnn_head(musicnn(mel, width=width), classes=classes)
    return keras.Model(mel, tags, name="musicnn_tagger")


#: Max pooling of the published FCN, (frames, mels) per block: 1813 frames of 96 mels come down to one position.
FCN_POOLS = ((4, 2), (4, 2), (4, 2), (5, 3), (4, 4))


def fcn(mel, *, filters=(64, 128, 128, 128, 64), pools=FCN_POOLS, momentum=0.99, epsilon=1e-5, name="fcn"):
    """Fully convolutional network (Choi et al. 2016) as Won et al. 2020 published it.

    A batch norm over the one channel of the spectrogram, then per block: 3 x 3 convolution, batch norm, ReLU, max
    pooling. What a pool does not fill is dropped. What is left of the mel axis joins the channels.

    Args:
        mel: ``(batch, frames, mels)``, in decibels where published; frames may be None.
        filters: of each block.
        pools: (frames, mels) of each block. Frames and mels must be at least the product over the blocks.
        momentum: of the batch norms' moving averages. Published: 0.9 in Keras' terms.
        epsilon: of the batch norms. Published weights need PyTorch's 1e-5; Keras' own is 1e-3.
        name: prefix of the layer names.

    Returns:
        ``(batch, frames', mels' * filters of the last block)``: ``(batch, 1, 64)`` for 1813 frames of 96 mels.

    Raises:
        ValueError: filters and pools differ in number.
    """
    if len(filters) != len(pools):
        raise ValueError(f"`pools` must have one pair for each of {len(filters)} `filters`. Received: {pools!r}")
    norm = {"momentum": momentum, "epsilon": epsilon}
    x = layers.Reshape((-1, mel.shape[2], 1), name=f"{name}_image")(mel)  # (batch, frames, mels, 1)
    x = layers.BatchNormalization(**norm, name=f"{name}_norm")(x)
    for block, (count, pool) in enumerate(zip(filters, pools, strict=True), start=1):
        x = layers.Conv2D(count, 3, padding="same", name=f"{name}_conv{block}")(x)
        x = layers.BatchNormalization(**norm, name=f"{name}_norm{block}")(x)
        x = layers.ReLU(name=f"{name}_relu{block}")(x)
        x = layers.MaxPooling2D(pool, name=f"{name}_pool{block}")(x)
    return layers.Reshape((-1, x.shape[2] * x.shape[3]), name=f"{name}_sequence")(x)  # (batch, frames', channels)


def build_fcn_tagger(
    frames=1813,
    mels=96,
    *,
    filters=(64, 128, 128, 128, 64),
    pools=FCN_POOLS,
    classes=50,
    dropout=0.5,
    momentum=0.99,
    epsilon=1e-5,
):
    """FCN whole, from ``(batch, frames, mels)`` to ``(batch, classes)`` in 0..1: 448,758 parameters as published.

    1813 frames are the 464,000 samples at 16 kHz that it was published for, centred frames at a hop of 256. Where
    more than one frame is left after the pools, the dense layer sees them side by side and grows.
    """
    mel = keras.Input((frames, mels), name="mel")
    x = fcn(mel, filters=filters, pools=pools, momentum=momentum, epsilon=epsilon)
    x = layers.Flatten(name="fcn_flat")(x)  # (batch, frames' * channels)
    x = layers.Dropout(dropout, name="fcn_dropout")(x)
    tags = layers.Dense(classes, activation="sigmoid", name="fcn_tags")(x)
    return keras.Model(mel, tags, name="fcn_tagger")


def _front(image, filters, kernel_size, padding, momentum, name):
    x = layers.Conv2D(filters, kernel_size, padding=padding, activation="relu", name=f"{name}_conv")(image)
    x = layers.BatchNormalization(momentum=momentum, name=f"{name}_norm")(x)
    return MaxOverFrequency(name=f"{name}_max")(x)


def _middle(sequence, filters, momentum, name):
    x = layers.Conv1D(filters, 7, padding="same", activation="relu", name=f"{name}_conv")(sequence)
    return layers.BatchNormalization(momentum=momentum, name=f"{name}_norm")(x)


@keras.saving.register_keras_serializable(package="paper_repro")
class MaxOverFrequency(layers.Layer):
    """Maximum over the mel axis: ``(batch, frames, mels, channels)`` to ``(batch, frames, channels)``."""

    def call(self, image):
        return ops.max(image, axis=2)

    def compute_output_shape(self, input_shape):
        return (*input_shape[:2], input_shape[3])
