"""A recurrent network's first state at random, anew for every sequence."""

from __future__ import annotations

import keras
from keras import layers, ops


@keras.saving.register_keras_serializable(package="paper_repro")
class RandomState(layers.Layer):
    """Standard normal states ``(batch, units)`` for a batch of sequences ``(batch, ...)``, in inference too.

    Its generator is seeded, and its state is one of the model's variables, so that a resumed training goes on as it
    would have.

    Example:
        >>> import numpy as np
        >>> tuple(RandomState(units=4)(np.zeros((2, 7, 3))).shape)
        (2, 4)
    """

    def __init__(self, units, seed=0, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.seed = seed
        self.generator = keras.random.SeedGenerator(seed)

    def call(self, sequences):
        batch = ops.shape(sequences)[0]
        return keras.random.normal((batch, self.units), dtype=self.compute_dtype, seed=self.generator)

    def compute_output_shape(self, input_shape):
        return (input_shape[0], self.units)

    def get_config(self):
        return {**super().get_config(), "units": self.units, "seed": self.seed}
