"""Tuning of a recording relative to A = 440 Hz, equal to ``librosa.estimate_tuning`` with its defaults.

In NumPy: the estimate is the mode of a histogram, through which no gradient passes.
"""

from __future__ import annotations

import numpy as np

#: Hz between which peaks count, and the share of a frame's maximum that they must exceed.
FMIN, FMAX, THRESHOLD = 150.0, 4000.0, 0.1
#: Bins of the histogram, of a semitone.
RESOLUTION = 0.01
#: Hz of A0, to which octaves are counted.
A0 = 440.0 / 16


def estimate_tuning(power: np.ndarray, sample_rate: int, n_fft: int, bins_per_octave: int = 12) -> float:
    """Deviation from equal temperament that most spectral peaks share.

    Args:
        power: spectrogram, float32 ``(frames, 1 + n_fft // 2)``.
        sample_rate: Hz.
        n_fft: FFT length, samples.
        bins_per_octave: 12 for semitones.

    Returns:
        Fraction of a bin, -0.5 to 0.5; 0 where there is no peak (silence).

    Example:
        >>> estimate_tuning(np.zeros((3, 1025), np.float32), 22_050, 2048)
        0.0
    """
    pitches, magnitudes = _peaks(power, sample_rate, n_fft)
    if not pitches.size:
        return 0.0
    strong = pitches[magnitudes >= np.median(magnitudes)]
    residual = np.mod(bins_per_octave * np.log2(strong / A0), 1.0)
    residual[residual >= 0.5] -= 1.0
    counts, edges = np.histogram(residual, np.linspace(-0.5, 0.5, int(np.ceil(1.0 / RESOLUTION)) + 1))
    return float(edges[np.argmax(counts)])


def _peaks(power: np.ndarray, sample_rate: int, n_fft: int) -> tuple[np.ndarray, np.ndarray]:
    """Frequencies (Hz) and magnitudes of the local maxima of all frames, by parabolic interpolation; ``(peaks,)``."""
    frequencies = np.fft.rfftfreq(n=n_fft, d=1.0 / sample_rate)
    inside = np.flatnonzero((frequencies >= FMIN) & (frequencies < min(FMAX, sample_rate / 2)))
    inside = inside[(inside > 0) & (inside < power.shape[1] - 1)]
    if not inside.size:
        return np.zeros(0, np.float32), np.zeros(0, np.float32)
    first, stop = inside[0], inside[-1] + 1
    loud = np.where(
        power[:, first - 1 : stop + 1] > THRESHOLD * power.max(axis=1, keepdims=True),
        power[:, first - 1 : stop + 1],
        np.float32(0),
    )
    here = loud[:, 1:-1]
    frame, place = np.nonzero((here > loud[:, :-2]) & (here >= loud[:, 2:]))
    place += first
    below, peak, above = (power[frame, place + step] for step in (-1, 0, 1))
    # The types in which librosa computes decide the last digit, and so in which bin of the histogram a peak falls.
    curvature = (above + below).astype(np.float64) - 2.0 * peak
    slope = (above - below).astype(np.float64) / 2.0
    near = np.abs(slope) < np.abs(curvature)
    shift = np.where(near, -slope / np.where(near, curvature, 1.0), 0.0).astype(np.float32)
    magnitudes = peak + np.float32(0.5) * ((above - below) / np.float32(2)) * shift
    pitches = ((place + shift) * float(sample_rate) / n_fft).astype(np.float32)
    return pitches, magnitudes
