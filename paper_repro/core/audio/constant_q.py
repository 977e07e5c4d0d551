"""Constant-Q power spectrogram equal to ``librosa.cqt``, every filter at the full rate."""

from __future__ import annotations

import keras
import numpy as np
import scipy.signal
from keras import ops


def constant_q_filters(sample_rate: float, fmin: float, n_bins: int, bins_per_octave: int) -> np.ndarray:
    """Windowed complex waves whose inner products with sound are ``librosa.cqt``'s values, but for their phase.

    Each bin has as many periods as any other under its Hann window, so that neighbours meet at half their height.

    Args:
        sample_rate: Hz.
        fmin: Hz of the lowest bin.
        n_bins: their number.
        bins_per_octave: bins from one octave to the next.

    Returns:
        complex128 ``(n_bins, length)``, an even length that the longest wave fits in; each stands in the middle.

    Raises:
        ValueError: the highest bin reaches beyond half the sample rate.

    Example:
        >>> constant_q_filters(16_000, fmin=110.0, n_bins=24, bins_per_octave=12).shape
        (24, 2522)
    """
    hz = fmin * 2.0 ** (np.arange(n_bins) / bins_per_octave)
    ratio = 2.0 ** (2.0 / bins_per_octave)
    bandwidth = (ratio - 1.0) / (ratio + 1.0)  # of a bin, as a share of its frequency
    if hz[-1] * (1.0 + HANN_BANDWIDTH * bandwidth / 2.0) > sample_rate / 2.0:
        raise ValueError(
            f"`n_bins`: the highest of {n_bins} bins, at {hz[-1]:.0f} Hz, reaches beyond half the sample rate of "
            f"{sample_rate} Hz."
        )
    lengths = sample_rate / (bandwidth * hz)
    filters = np.zeros((n_bins, 2 * int(np.ceil(lengths[0] / 2))), np.complex128)
    for number, (length, frequency) in enumerate(zip(lengths, hz, strict=True)):
        at = np.arange(-length // 2, length // 2)
        window = scipy.signal.get_window("hann", len(at))
        wave = window * np.exp(2j * np.pi * frequency / sample_rate * at) * np.sqrt(length) / window.sum()
        first = (filters.shape[1] - len(at)) // 2
        filters[number, first : first + len(at)] = wave
    return filters


#: Of a Hann window, in bins of its own transform: how far a filter reaches.
HANN_BANDWIDTH = 1.50018310546875


@keras.saving.register_keras_serializable(package="paper_repro")
class ConstantQ(keras.layers.Layer):
    """Power of a constant-Q transform, the square of ``abs(librosa.cqt(..., sparsity=0))``.

    librosa halves the rate from octave to octave, and its resampler leaves a little of what lies above; here every
    filter hears the sound as it is.

    Args:
        sample_rate: Hz of the samples that come in.
        hop_length: samples from frame to frame.
        fmin: Hz of the lowest bin.
        n_bins: their number.
        bins_per_octave: bins from one octave to the next.
        first: sample on which the first frame is centred. 0 as librosa; half an FFT's length for frames that stand
            where those of an STFT without padding stand. The end has as much room as the beginning.

    Input shape: ``(batch, samples)``. Output shape: ``(batch, frames, bins)``, frames = 1 + (samples - 2 first) //
    hop_length.

    Example:
        >>> ConstantQ(16_000, fmin=110.0, n_bins=24, bins_per_octave=12)(np.zeros((1, 8192), np.float32)).shape
        TensorShape([1, 17, 24])
    """

    def __init__(self, sample_rate, hop_length=512, fmin=65.406, n_bins=40, bins_per_octave=6, first=0, **kwargs):
        super().__init__(**kwargs)
        self.sample_rate = sample_rate
        self.hop_length = hop_length
        self.fmin = fmin
        self.n_bins = n_bins
        self.bins_per_octave = bins_per_octave
        self.first = first
        filters = constant_q_filters(sample_rate, fmin, n_bins, bins_per_octave)
        self.length = filters.shape[1]
        if not 0 <= first <= self.length // 2:
            raise ValueError(f"`first` must be 0 to {self.length // 2}. Received: {first!r}")
        # Sines beside cosines: (length, 2 bins).
        self.matrix = np.concatenate([filters.real, filters.imag]).T.astype(np.float32)

    def call(self, samples):
        room = self.length // 2 - self.first
        padded = ops.pad(samples, ((0, 0), (room, room)))
        frames = ops.extract_sequences(padded, self.length, self.hop_length)  # (batch, frames, length)
        waves = ops.matmul(frames, ops.cast(self.matrix, frames.dtype))
        return ops.square(waves[..., : self.n_bins]) + ops.square(waves[..., self.n_bins :])

    def compute_output_shape(self, input_shape):
        samples = input_shape[1]
        frames = None if samples is None else 1 + (samples - 2 * self.first) // self.hop_length
        return (input_shape[0], frames, self.n_bins)

    def get_config(self):
        names = ("sample_rate", "hop_length", "fmin", "n_bins", "bins_per_octave", "first")
        return {**super().get_config(), **{name: getattr(self, name) for name in names}}
