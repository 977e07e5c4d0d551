"""Linear spectrogram in a few bands: what a mel spectrogram is without the mel scale."""

from __future__ import annotations

import keras
import numpy as np
from keras import ops

from paper_repro.core.audio.features import power_frames


def linear_filters(n_fft: int, n_bands: int) -> np.ndarray:
    """Means over neighbouring bins of a spectrum, in bands of equal width to within a bin.

    Args:
        n_fft: FFT length, samples.
        n_bands: bands, at most as many as there are bins.

    Returns:
        float32 ``(n_bands, 1 + n_fft // 2)``; each row sums to 1, and each bin is in one band.

    Raises:
        ValueError: more bands than bins.

    Example:
        >>> linear_filters(8, 2).tolist()[1]
        [0.0, 0.0, 0.0, 0.5, 0.5]
    """
    bins = 1 + n_fft // 2
    if not 1 <= n_bands <= bins:
        raise ValueError(f"`n_bands` must be 1 to {bins}, the bins of {n_fft} samples. Received: {n_bands!r}")
    filters = np.zeros((n_bands, bins), np.float32)
    for band, members in enumerate(np.array_split(np.arange(bins), n_bands)):
        filters[band, members] = 1.0 / len(members)
    return filters


@keras.saving.register_keras_serializable(package="paper_repro")
class LinearBands(keras.layers.Layer):
    """Power of a Hann-windowed STFT, averaged in bands of equal width; frames are not centred.

    Args:
        n_fft: FFT and window length, samples.
        hop_length: samples from frame to frame.
        n_bands: from 0 Hz to half the sample rate.

    Input shape: ``(batch, samples)``. Output shape: ``(batch, frames, bands)``, frames = 1 + (samples - n_fft) //
    hop_length.

    Example:
        >>> LinearBands(n_fft=512, hop_length=256, n_bands=40)(np.zeros((1, 4096), np.float32)).shape
        TensorShape([1, 15, 40])
    """

    def __init__(self, n_fft=1024, hop_length=512, n_bands=40, **kwargs):
        super().__init__(**kwargs)
        self.n_fft = n_fft
        self.hop_length = hop_length
        self.n_bands = n_bands
        self.matrix = linear_filters(n_fft, n_bands).T  # (bins, bands)

    def call(self, samples):
        power = power_frames(samples, self.n_fft, self.hop_length)
        return ops.matmul(power, ops.cast(self.matrix, power.dtype))

    def compute_output_shape(self, input_shape):
        samples = input_shape[1]
        frames = None if samples is None else 1 + (samples - self.n_fft) // self.hop_length
        return (input_shape[0], frames, self.n_bands)

    def get_config(self):
        return {
            **super().get_config(),
            "n_fft": self.n_fft,
            "hop_length": self.hop_length,
            "n_bands": self.n_bands,
        }
