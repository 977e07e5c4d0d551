"""Mel filters equal to ``librosa.filters.mel``, bit by bit.

Importing librosa's compiles functions with numba and caches them in files, on which two processes can race.
"""

from __future__ import annotations

import warnings

import numpy as np

#: Slaney's scale: linear up to 1,000 Hz (15 mels), logarithmic above.
_LINEAR_STEP = 200.0 / 3
_LOG_HZ = 1000.0
_LOG_MEL = _LOG_HZ / _LINEAR_STEP
_LOG_STEP = np.log(6.4) / 27.0


def mel_filters(
    sample_rate: float,
    n_fft: int,
    n_mels: int,
    fmin: float = 0.0,
    fmax: float | None = None,
    htk: bool = False,
    norm: str | None = "slaney",
) -> np.ndarray:
    """Triangular filters that turn a spectrum into mel bands.

    Args:
        sample_rate: Hz.
        n_fft: FFT length, samples.
        n_mels: bands.
        fmin, fmax: Hz; fmax None is half the sample rate.
        htk: HTK's mel scale instead of Slaney's.
        norm: ``"slaney"`` (triangles of equal area) or None (of equal height).

    Returns:
        float32 ``(n_mels, 1 + n_fft // 2)``.

    Example:
        >>> filters = mel_filters(16_000, 512, 40)
        >>> filters.shape
        (40, 257)
    """
    fmax = sample_rate / 2 if fmax is None else fmax
    bins = np.fft.rfftfreq(n=n_fft, d=1.0 / sample_rate)
    edges = _edges(n_mels, fmin, fmax, htk)
    widths = np.diff(edges)
    ramps = np.subtract.outer(edges, bins)
    rising = -ramps[:n_mels] / widths[:n_mels, None]
    falling = ramps[2:] / widths[1:, None]
    filters = np.maximum(0, np.minimum(rising, falling)).astype(np.float32)
    if norm == "slaney":
        # In place, as librosa does: in float32 from here on.
        filters *= (2.0 / (edges[2:] - edges[:n_mels]))[:, None]
    if not ((edges[:-2] == 0) | (filters.max(axis=1) > 0)).all():
        warnings.warn(f"{n_mels} mel bands are too many for {n_fft} samples: some hold no bin.", stacklevel=2)
    return filters


def mel_centres(
    sample_rate: float, n_mels: int, fmin: float = 0.0, fmax: float | None = None, htk: bool = False
) -> np.ndarray:
    """Hz where each of these filters is highest: ``(n_mels,)``; arguments as in ``mel_filters``.

    Example:
        >>> mel_centres(16_000, 3).round().tolist()
        [754.0, 1689.0, 3676.0]
    """
    return _edges(n_mels, fmin, sample_rate / 2 if fmax is None else fmax, htk)[1:-1]


def _edges(n_mels: int, fmin: float, fmax: float, htk: bool) -> np.ndarray:
    """Hz where filters begin, are highest and end, equally far apart in mel: ``(n_mels + 2,)``."""
    return _hz(np.linspace(_mel(fmin, htk), _mel(fmax, htk), n_mels + 2), htk)


def _mel(hz: float, htk: bool) -> float:
    if htk:
        return 2595.0 * np.log10(1.0 + hz / 700.0)
    return hz / _LINEAR_STEP if hz < _LOG_HZ else _LOG_MEL + np.log(hz / _LOG_HZ) / _LOG_STEP


def _hz(mels: np.ndarray, htk: bool) -> np.ndarray:
    if htk:
        return 700.0 * (10.0 ** (mels / 2595.0) - 1.0)
    hz = _LINEAR_STEP * mels
    above = mels >= _LOG_MEL
    hz[above] = _LOG_HZ * np.exp(_LOG_STEP * (mels[above] - _LOG_MEL))
    return hz
