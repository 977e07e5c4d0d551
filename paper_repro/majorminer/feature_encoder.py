"""An encoder of precomputed features: standardised by training statistics, one dense layer."""

from __future__ import annotations

from collections.abc import Iterable

import keras
import numpy as np
from keras import layers, ops

from paper_repro.majorminer.config import Config

#: Standard deviations at which a standardised feature is cut: a few features of a few clips lie hundreds away. Ours.
LIMIT = 5.0


@keras.saving.register_keras_serializable(package="paper_repro")
class Standardize(layers.Layer):
    """``(..., values)`` less their means, divided by their deviations, cut at ``limit``; what is no number becomes 0.

    Until ``fit`` it only cuts.

    Example:
        >>> layer = Standardize(limit=5.0)
        >>> _ = layer.build((None, 2))
        >>> layer.fit([np.array([[0.0, 7.0], [2.0, 7.0]])])
        {'features': 2, 'constant features': 1, 'values that are no numbers': 0}
        >>> layer(np.array([[2.0, 9.0], [np.nan, 9.0]])).numpy().tolist()
        [[1.0, 0.0], [0.0, 0.0]]
    """

    def __init__(self, limit=LIMIT, **kwargs):
        super().__init__(**kwargs)
        self.limit = limit

    def build(self, input_shape):
        shape = (input_shape[-1],)
        self.mean = self.add_weight(shape=shape, initializer="zeros", trainable=False, name="mean")
        self.scale = self.add_weight(shape=shape, initializer="ones", trainable=False, name="scale")
        self.built = True

    def fit(self, batches: Iterable[np.ndarray]) -> dict[str, int]:
        """Takes means and deviations from ``(..., values)``, numbers alone; a constant feature is 0 from here on.

        Returns:
            how many features there are, are constant, and how many values are no numbers.
        """
        values = np.concatenate([np.reshape(batch, (-1, self.mean.shape[0])) for batch in batches]).astype(float)
        good = np.isfinite(values)
        known = np.where(good, values, 0.0)
        count = np.maximum(good.sum(axis=0), 1)
        mean = known.sum(axis=0) / count
        deviation = np.sqrt(np.where(good, np.square(known - mean), 0.0).sum(axis=0) / count)
        # What rounding leaves of a constant in single precision is no deviation.
        constant = deviation <= np.finfo(np.float32).eps * np.abs(mean)
        self.mean.assign(mean)
        self.scale.assign(np.where(constant, 0.0, 1.0 / np.where(constant, 1.0, deviation)))
        return {
            "features": len(mean),
            "constant features": int(constant.sum()),
            "values that are no numbers": int((~good).sum()),
        }

    def call(self, inputs):
        # As a tensor: JAX takes no variable here.
        mean = ops.convert_to_tensor(self.mean)
        known = ops.where(ops.isfinite(inputs), inputs, mean)
        return ops.clip((known - mean) * self.scale, -self.limit, self.limit)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "limit": self.limit}


def dense(features, config: Config):
    """``(batch, 1, values)`` to what the decoder attends to: a layer's units in groups, ``(batch, groups, units)``."""
    x = Standardize(dtype="float32", name="standardize")(features)
    x = layers.Dropout(config.feature_dropout, name="feature_dropout")(x)
    x = layers.Dense(config.groups * config.dense_encoder, activation="relu", name="dense_encoder")(x)
    return layers.Reshape((config.groups, config.dense_encoder), name="groups")(x)
