"""Overlapping windows of a sequence: cut out, seen one by one, put back in their order; and parts of their values."""

from __future__ import annotations

import keras
from keras import layers, ops


@keras.saving.register_keras_serializable(package="paper_repro")
class Windows(layers.Layer):
    """``(batch, frames, values)`` to ``(batch, windows, size, values)``, for any number of frames.

    Args:
        size: frames of a window, a multiple of ``hop``.
        hop: frames from window to window.
        drop_last: leave out the last whole window of the batch's longest sequence, unless it is the only one.

    Raises:
        ValueError: ``size`` is not a multiple of ``hop``.

    Example:
        >>> import numpy as np
        >>> Windows(size=4, hop=2)(np.arange(8.0).reshape(1, 8, 1)).numpy()[0, :, :, 0].tolist()
        [[0.0, 1.0, 2.0, 3.0], [2.0, 3.0, 4.0, 5.0], [4.0, 5.0, 6.0, 7.0]]
    """

    def __init__(self, size, hop, drop_last=False, **kwargs):
        super().__init__(**kwargs)
        if hop < 1 or size % hop:
            raise ValueError(f"`size` must be a multiple of `hop`. Received: {size} and {hop}")
        self.size = size
        self.hop = hop
        self.drop_last = drop_last

    def call(self, sequence):
        batch, frames, values = ops.shape(sequence)
        # A window is a run of neighbouring hops: slices of the sequence in hops, laid side by side.
        hops = frames // self.hop
        whole = ops.reshape(sequence[:, : hops * self.hop], (batch, -1, self.hop, values))
        each = self.size // self.hop
        # A known number stays one: JAX slices by nothing else.
        windows = self._count(hops, *((min, max) if isinstance(hops, int) else (ops.minimum, ops.maximum)))
        return ops.concatenate([whole[:, first : first + windows] for first in range(each)], axis=2)

    def compute_output_shape(self, input_shape):
        batch, frames, values = input_shape
        windows = None if frames is None else self._count(frames // self.hop, min, max)
        return (batch, windows, self.size, values)

    def _count(self, hops, smaller, larger):
        """Windows in so many hops."""
        count = larger(hops - self.size // self.hop + 1, 0)
        return larger(count - 1, smaller(count, 1)) if self.drop_last else count

    def get_config(self):
        return {**super().get_config(), "size": self.size, "hop": self.hop, "drop_last": self.drop_last}


@keras.saving.register_keras_serializable(package="paper_repro")
class Fold(layers.Layer):
    """``(batch, windows, ...)`` to ``(batch * windows, ...)``: what follows sees every window by itself."""

    def call(self, inputs):
        return ops.reshape(inputs, (-1, *inputs.shape[2:]))

    def compute_output_shape(self, input_shape):
        return (None, *input_shape[2:])


@keras.saving.register_keras_serializable(package="paper_repro")
class Unfold(layers.Layer):
    """``(batch * windows, ...)`` back to ``(batch, windows, ...)``, as in the ``like`` that was folded."""

    def call(self, inputs, like):
        batch, windows = ops.shape(like)[:2]
        return ops.reshape(inputs, (batch, windows, *inputs.shape[1:]))

    def compute_output_shape(self, inputs_shape, like_shape):
        return (*like_shape[:2], *inputs_shape[1:])


@keras.saving.register_keras_serializable(package="paper_repro")
class Values(layers.Layer):
    """``(..., values)`` to ``(..., stop - start)``: some values of each frame, as mel bins or a waveform beside them.

    Example:
        >>> import numpy as np
        >>> Values(1, 3)(np.arange(8.0).reshape(2, 4)).numpy().tolist()
        [[1.0, 2.0], [5.0, 6.0]]
    """

    def __init__(self, start, stop, **kwargs):
        super().__init__(**kwargs)
        self.start = start
        self.stop = stop

    def call(self, inputs):
        return inputs[..., self.start : self.stop]

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], self.stop - self.start)

    def get_config(self):
        return {**super().get_config(), "start": self.start, "stop": self.stop}
