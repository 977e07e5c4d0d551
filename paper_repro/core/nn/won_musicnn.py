"""MusiCNN as Won et al. 2020 trained it anew: the same branches as Pons', other norms, pooling and front end."""

from __future__ import annotations

import keras
from keras import layers, ops

from paper_repro.core.nn.encoders import MaxOverFrequency

#: PyTorch's; Keras' own is 1e-3.
EPSILON = 1e-5
#: Filters of the tall branches, shares of the mel axis that they span, in the published order.
TALL, SHARES = 204, (0.7, 0.4)
#: Filters and lengths in frames of the long branches.
LONG, LENGTHS = 51, (129, 65, 33)


def build_won_musicnn_tagger(frames=188, mels=96, *, tall=TALL, long=LONG, middle=64, units=200, classes=50):
    """From ``(batch, frames, mels)`` in decibels to ``(batch, classes)`` in 0..1: 786,208 parameters as published.

    Tall filters (7 frames by .7 and .4 of the mels) with their maximum over frequency; long ones over the mean over
    frequency; three residual convolutions of 7 frames over both; maximum and mean over time, one behind the other; two
    dense layers. Each norm stands before its ReLU.

    Args:
        frames, mels: of the spectrogram. Published: 3 s at 16 kHz, centred frames at a hop of 256.
        tall, long, middle: filters of each branch.
        units: of the first dense layer.
        classes: tags.
    """
    mel = keras.Input((frames, mels), name="mel")
    image = _norm("image_norm")(layers.Reshape((frames, mels, 1), name="won_image")(mel))
    padded = layers.ZeroPadding2D(((3, 3), (0, 0)), name="won_pad")(image)
    flat = ops.mean(image, axis=2)  # (batch, frames, 1)
    branches = []
    for number, share in enumerate(SHARES, start=1):
        x = layers.Conv2D(tall, (7, int(share * mels)), name=f"won_tall{number}_conv")(padded)
        x = layers.ReLU(name=f"won_tall{number}_relu")(_norm(f"tall{number}_norm")(x))
        branches.append(MaxOverFrequency(name=f"won_tall{number}_max")(x))  # (batch, frames, tall)
    branches += [_convolved(flat, long, length, f"long{number}") for number, length in enumerate(LENGTHS, start=1)]
    front = layers.Concatenate(name="won_front")(branches)
    first = _convolved(front, middle, 7, "mid1")
    second = layers.Add(name="won_mid2_add")([_convolved(first, middle, 7, "mid2"), first])
    third = layers.Add(name="won_mid3_add")([_convolved(second, middle, 7, "mid3"), second])
    features = layers.Concatenate(name="won_features")([front, first, second, third])
    peak, mean = layers.GlobalMaxPooling1D(name="won_max")(features), layers.GlobalAveragePooling1D(name="won_mean")
    x = layers.Concatenate(name="won_pool")([peak, mean(features)])
    x = layers.ReLU(name="won_hidden")(_norm("dense_norm")(layers.Dense(units, name="won_dense")(x)))
    x = layers.Dropout(0.5, name="won_dropout")(x)
    return keras.Model(mel, layers.Dense(classes, activation="sigmoid", name="won_tags")(x), name="won_musicnn_tagger")


def _norm(name: str) -> layers.BatchNormalization:
    return layers.BatchNormalization(epsilon=EPSILON, name=f"won_{name}")


def _convolved(sequence, filters: int, length: int, name: str):
    x = layers.Conv1D(filters, length, padding="same", name=f"won_{name}_conv")(sequence)
    return layers.ReLU(name=f"won_{name}_relu")(_norm(f"{name}_norm")(x))
