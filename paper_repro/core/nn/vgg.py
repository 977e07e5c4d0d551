"""The VGG-like tagger that Pons and Serra published beside MusiCNN: an encoder as those of ``encoders``, and whole."""

from __future__ import annotations

import keras
from keras import layers

#: Max pooling of each block as published: window and stride, (frames, mels). The first window overlaps in time.
VGG_POOLS = (((4, 1), (2, 2)), ((2, 2), (2, 2)), ((2, 2), (2, 2)), ((2, 2), (2, 2)), ((4, 4), (4, 4)))
#: Frames of the 3 s that it was published for: unlike MusiCNN it takes no other length.
VGG_FRAMES = 187


def vgg(mel, *, filters=128, pools=VGG_POOLS, dropout=0.25, momentum=0.99, name="vgg"):
    """Five blocks of a 3 x 3 convolution, ReLU, batch norm and max pooling (musicnn 0.1.0, ``models.vgg``).

    A batch norm over the one channel of the spectrogram comes first. What a pool does not fill is dropped, and what
    is left of the mel axis joins the channels.

    Args:
        mel: ``(batch, frames, mels)``, as MusiCNN takes it.
        filters: of each block.
        pools: window and stride of each block, (frames, mels).
        dropout: rate between the blocks.
        momentum: of the batch norms' moving averages.
        name: prefix of the layer names.

    Returns:
        ``(batch, frames', mels' * filters)``: ``(batch, 2, 128)`` for 187 frames of 96 mels.

    Example:
        >>> vgg(keras.Input((187, 96))).shape
        (None, 2, 128)
    """
    x = layers.Reshape((*mel.shape[1:], 1), name=f"{name}_image")(mel)  # (batch, frames, mels, 1)
    x = layers.BatchNormalization(momentum=momentum, name=f"{name}_norm")(x)
    for block, (window, stride) in enumerate(pools, start=1):
        x = layers.Conv2D(filters, 3, padding="same", activation="relu", name=f"{name}_conv{block}")(x)
        x = layers.BatchNormalization(momentum=momentum, name=f"{name}_norm{block}")(x)
        x = layers.MaxPooling2D(window, stride, name=f"{name}_pool{block}")(x)
        if block < len(pools):
            x = layers.Dropout(dropout, name=f"{name}_dropout{block}")(x)
    _, frames, mels, channels = x.shape
    return layers.Reshape((frames, mels * channels), name=f"{name}_sequence")(x)


def build_vgg_tagger(frames=VGG_FRAMES, mels=96, *, filters=128, classes=50, dropout=0.5):
    """VGG whole, from ``(batch, frames, mels)`` to ``(batch, classes)`` in 0..1: 607,030 parameters as published."""
    mel = keras.Input((frames, mels), name="mel")
    x = layers.Flatten(name="vgg_flat")(vgg(mel, filters=filters))  # (batch, frames' * channels)
    x = layers.Dropout(dropout, name="vgg_dropout")(x)
    tags = layers.Dense(classes, activation="sigmoid", name="vgg_tags")(x)
    return keras.Model(mel, tags, name="vgg_tagger")
