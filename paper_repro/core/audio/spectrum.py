"""Power spectrogram in NumPy, equal to ``librosa.stft`` with its defaults."""

from __future__ import annotations

import numpy as np
import scipy.signal


def power_spectrogram(samples: np.ndarray, n_fft: int, hop_length: int) -> np.ndarray:
    """Power of each frame under a Hann window; frames are centred, ends padded with zeros.

    Args:
        samples: ``(samples,)``.
        n_fft: FFT and window length, samples.
        hop_length: samples from frame to frame.

    Returns:
        float32 ``(frames, 1 + n_fft // 2)``, frames = 1 + samples // hop_length.

    Example:
        >>> power_spectrogram(np.ones(1000, np.float32), n_fft=512, hop_length=256).shape
        (4, 257)
    """
    window = scipy.signal.get_window("hann", n_fft, fftbins=True)
    padded = np.pad(samples, n_fft // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, n_fft)[::hop_length]
    return np.abs(np.fft.rfft(window * frames).astype(np.complex64)) ** 2
