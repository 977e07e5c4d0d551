"""Means over time that are the same on every backend."""

from __future__ import annotations

import keras
import numpy as np
from keras import layers, ops


@keras.saving.register_keras_serializable(package="paper_repro")
class AveragePooling1D(layers.AveragePooling1D):
    """Keras' layer of windows side by side: a mean over the real steps of a window, whatever the backend.

    On PyTorch Keras 3.15 fills up the first and the last window of ``padding="same"`` with copies of the outermost
    steps, and counts them.

    Example:
        >>> AveragePooling1D(2, padding="same")(np.array([[[1.0], [3.0], [5.0]]])).numpy().ravel().tolist()
        [2.0, 5.0]
    """

    def call(self, inputs):
        size = self.pool_size[0]
        alike = (self.padding, tuple(self.strides), self.data_format) == ("same", (size,), "channels_last")
        if keras.backend.backend() != "torch" or not alike:
            return super().call(inputs)
        steps = inputs.shape[1]
        missing = -steps % size
        pads = (missing // 2, missing - missing // 2)
        means = ops.average_pool(ops.pad(inputs, ((0, 0), pads, (0, 0))), size, size, "valid", "channels_last")
        real = np.pad(np.ones(steps), pads).reshape(-1, size).mean(axis=1)  # (windows,)
        return means / ops.cast(real[:, None], means.dtype)
