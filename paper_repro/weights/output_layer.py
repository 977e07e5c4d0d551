"""An output layer of one's own on a published network's frozen features: the simplest transfer there is."""

from __future__ import annotations

import keras
from keras import layers


def build_output_layer(shape: tuple[int | None, int], classes: int, name: str = "output_layer") -> keras.Model:
    """Hidden values ``(batch, windows, units)`` to probabilities ``(batch, classes)``, each class on its own.

    The mean over a clip's windows, then one dense layer with a sigmoid: nothing else is trained.

    Args:
        shape: of a clip's features, as ``HiddenSettings.shape`` has it.
        classes: their number.
        name: of the model.

    Example:
        >>> build_output_layer((9, 200), classes=50).count_params()
        10050
    """
    hidden = keras.Input(shape, name="hidden")
    x = layers.GlobalAveragePooling1D(name="mean")(hidden)  # (batch, units)
    tags = layers.Dense(classes, activation="sigmoid", dtype="float32", name="tags")(x)
    return keras.Model(hidden, tags, name=name)
