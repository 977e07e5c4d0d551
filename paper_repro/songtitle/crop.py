"""Crops: anywhere in training, the middle otherwise."""

from __future__ import annotations

import keras
import numpy as np
from keras import layers, ops


@keras.saving.register_keras_serializable(package="paper_repro")
class Crop(layers.Layer):
    """``(batch, height, width, channels)`` to ``(batch, size, size, channels)``, no larger than what comes in.

    ``keras.layers.RandomCrop`` leaves pictures whole in inference, in some versions: a network would be scored at
    another scale than it was trained at.

    Example:
        >>> import numpy as np
        >>> Crop(2)(np.arange(16.0).reshape(1, 4, 4, 1), training=False).numpy()[0, :, :, 0].tolist()
        [[5.0, 6.0], [9.0, 10.0]]
    """

    def __init__(self, size, seed=0, **kwargs):
        super().__init__(**kwargs)
        self.size = size
        self.seed = seed
        self.anywhere = layers.RandomCrop(size, size, seed=seed, name="anywhere")

    def build(self, input_shape):
        self.anywhere.build(input_shape)
        self.built = True

    def call(self, pictures, training=None):
        if training:
            # Cut here: the layer's own slice cannot be compiled by JAX, which wants the size apart from the place.
            top, left = self.anywhere.get_random_transformation(pictures, training=True)
            batch, *_, channels = ops.shape(pictures)
            crop = ops.slice(pictures, (0, top, left, 0), (batch, self.size, self.size, channels))
            return ops.cast(crop, self.compute_dtype)
        top, left = ((side - self.size) // 2 for side in pictures.shape[1:3])
        return pictures[:, top : top + self.size, left : left + self.size]

    def compute_output_shape(self, input_shape):
        return (input_shape[0], self.size, self.size, input_shape[3])

    def get_config(self):
        return {**super().get_config(), "size": self.size, "seed": self.seed}


def crops_at_random(pictures: np.ndarray, size: int, generator: np.random.Generator) -> np.ndarray:
    """``(batch, height, width, channels)`` to ``(batch, size, size, channels)``: of each picture a crop from anywhere,
    every other one mirrored, as in training.
    """
    count, *sides = pictures.shape[:3]
    starts = generator.integers(0, [side - size + 1 for side in sides], (count, 2))
    mirrored = generator.random(count) < 0.5
    crops = [
        picture[top : top + size, left : left + size][:, :: -1 if mirror else 1]
        for picture, (top, left), mirror in zip(pictures, starts, mirrored, strict=True)
    ]
    return np.stack(crops)
