"""Chroma equal to ``librosa.feature.chroma_stft`` with its defaults, the tuning estimated clip by clip.

In NumPy: the filters follow the tuning, an estimate through which no gradient passes.
"""

from __future__ import annotations

import functools

import numpy as np

from paper_repro.core.audio.spectrum import power_spectrogram
from paper_repro.core.audio.tuning import A0, estimate_tuning

#: Octave (from A0) on which the filters' weights are centred, and the width of that Gaussian in octaves.
CENTRE_OCTAVE, OCTAVE_WIDTH = 5.0, 2.0


class Chroma:
    """Energy of each pitch class in each frame, relative to the frame's largest.

    Args:
        sample_rate: Hz.
        n_fft: FFT and window length, samples.
        hop_length: samples from frame to frame.
        n_chroma: pitch classes an octave, the first one C.

    Example:
        >>> a440 = np.sin(2 * np.pi * 440 * np.arange(22_050) / 22_050).astype(np.float32)
        >>> chroma = Chroma(22_050)(a440)
        >>> chroma.shape, int(chroma[20].argmax())  # A is the tenth class from C
        ((44, 12), 9)
    """

    def __init__(self, sample_rate: int, n_fft: int = 2048, hop_length: int = 512, n_chroma: int = 12) -> None:
        self.sample_rate, self.n_fft, self.hop_length, self.n_chroma = sample_rate, n_fft, hop_length, n_chroma

    def __call__(self, samples: np.ndarray) -> np.ndarray:
        """``(samples,)`` to float32 ``(frames, n_chroma)``, frames = 1 + samples // hop_length; silence gives zeros."""
        power = power_spectrogram(samples, self.n_fft, self.hop_length)
        tuning = estimate_tuning(power, self.sample_rate, self.n_fft, self.n_chroma)
        chroma = power @ chroma_filters(self.sample_rate, self.n_fft, self.n_chroma, tuning).T
        largest = chroma.max(axis=1, keepdims=True)
        return chroma / np.where(largest < np.finfo(np.float32).tiny, np.float32(1), largest)


@functools.lru_cache(maxsize=128)
def chroma_filters(sample_rate: int, n_fft: int, n_chroma: int, tuning: float) -> np.ndarray:
    """Gaussian filters from FFT bins to pitch classes, equal to ``librosa.filters.chroma``.

    Args:
        sample_rate: Hz.
        n_fft: FFT length, samples.
        n_chroma: pitch classes an octave.
        tuning: deviation from A = 440 Hz, fraction of a class.

    Returns:
        float32 ``(n_chroma, 1 + n_fft // 2)``.
    """
    hz = np.linspace(0, sample_rate, n_fft, endpoint=False)[1:]
    classes = n_chroma * np.log2(hz / (A0 * 2.0 ** (tuning / n_chroma)))
    # 0 Hz has no class: it is set one and a half octaves below the first bin.
    classes = np.concatenate(([classes[0] - 1.5 * n_chroma], classes))
    widths = np.concatenate((np.maximum(np.diff(classes), 1.0), [1]))
    half = np.round(n_chroma / 2)
    distance = np.remainder(np.subtract.outer(classes, np.arange(n_chroma)).T + half + 10 * n_chroma, n_chroma) - half
    filters = np.exp(-0.5 * (2 * distance / widths) ** 2)
    filters /= np.linalg.norm(filters, axis=0)
    filters *= np.exp(-0.5 * ((classes / n_chroma - CENTRE_OCTAVE) / OCTAVE_WIDTH) ** 2)
    filters = np.roll(filters, -3 * (n_chroma // 12), axis=0)  # from A to C
    return np.ascontiguousarray(filters[:, : 1 + n_fft // 2], dtype=np.float32)
