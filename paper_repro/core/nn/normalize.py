"""Normalisation of mel spectrograms inside the model: statistics travel with it, and prediction cannot differ."""

from __future__ import annotations

import keras
from keras import layers, ops

#: See ``normalization``.
NORMALIZATIONS = ("all", "coefficient", "spectrogram")
#: Added to the variance within a spectrogram, against silence. Of power it must be small beside that of quiet clips.
#: After the log it must outweigh what rounding leaves of a constant coefficient, some 2e-5 where all is -23: divided
#: by as small a deviation, that would come out as sound.
EPSILON_OF_POWER, EPSILON_OF_LOG = 1e-30, 1e-4


@keras.saving.register_keras_serializable(package="paper_repro")
class LogCompression(layers.Layer):
    """log(max(x, floor)), the natural logarithm, of any shape; librosa's floor for power is 1e-10.

    What is not positive is set to ``floor``: of a spectrogram that was normalised first, that is what lies below its
    mean.

    Example:
        >>> import numpy as np
        >>> LogCompression(floor=1.0)(np.array([[0.0, 1.0, np.e]])).numpy().round(3).tolist()
        [[0.0, 0.0, 1.0]]
    """

    def __init__(self, floor=1e-10, **kwargs):
        super().__init__(**kwargs)
        if floor <= 0:
            raise ValueError(f"`floor` must be positive. Received: {floor!r}")
        self.floor = floor

    def call(self, inputs):
        return ops.log(ops.maximum(inputs, self.floor))

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "floor": self.floor}


@keras.saving.register_keras_serializable(package="paper_repro")
class LayerNormalization(layers.LayerNormalization):
    """Keras' layer, without scale and offset, of any axis: on PyTorch Keras 3.15 normalises last axes alone."""

    def call(self, inputs):
        if keras.backend.backend() != "torch":
            return super().call(inputs)
        mean, variance = ops.moments(inputs, axes=self.axis, keepdims=True)
        return (inputs - mean) * ops.rsqrt(variance + self.epsilon)


def normalization(kind: str, *, epsilon: float = EPSILON_OF_POWER, name: str = "normalize") -> layers.Layer:
    """A layer from ``(batch, frames, mels)`` to the same shape with mean 0 and variance 1.

    Args:
        kind: over what the statistics are taken: ``"all"``, one mean and variance of all values of all training
            clips (fit them with the layer's ``adapt``); ``"coefficient"``, those of each mel coefficient within its
            own spectrogram; ``"spectrogram"``, those of the whole spectrogram.
        epsilon: added to the variance within a spectrogram; ``EPSILON_OF_LOG`` where the log comes first.
        name: of the layer.

    Raises:
        ValueError: an unknown kind.

    Example:
        >>> import numpy as np
        >>> mel = np.arange(12.0).reshape(1, 4, 3)
        >>> normalized = normalization("spectrogram")(mel).numpy()
        >>> abs(float(normalized.mean())) < 1e-6, round(float(normalized.var()), 3)
        (True, 1.0)
    """
    # Half precision cannot hold the power of quiet passages.
    options = {"name": name, "dtype": "float32"}
    if kind == "all":
        return layers.Normalization(axis=None, **options)
    if kind == "coefficient":
        return LayerNormalization(axis=1, center=False, scale=False, epsilon=epsilon, **options)
    if kind == "spectrogram":
        return LayerNormalization(axis=(1, 2), center=False, scale=False, epsilon=epsilon, **options)
    raise ValueError(f"`kind` must be one of {NORMALIZATIONS}. Received: {kind!r}")
