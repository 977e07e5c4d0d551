"""Timbre in the style of the Echo Nest's analysis: 12 values a segment, and the 90 values that sum up a song.

The analyser itself is not to be had, so this is a stand-in with its published form: the first value is loudness in
dB above -60 dB full scale, the others are projections of the segment's log-mel patch on fixed patterns (here: the low
frequencies of a two-dimensional cosine basis), ordered by importance. Scales are chosen so that means and
variances lie near those of real songs. A model trained on real timbre cannot be used with these values, nor the
other way round.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

import numpy as np

from paper_repro.core.audio.mel import mel_filters
from paper_repro.core.audio.spectrum import power_spectrogram

SAMPLE_RATE = 22_050
FFT_SIZE, HOP = 1024, 256
BANDS = 40
FLOOR_DB = -60.0
# Frames that a segment's patch has, whatever its length.
PATCH_FRAMES = 8
# A segment begins at an onset; the real ones last .3 s on average.
SHORTEST_SECONDS, LONGEST_SECONDS = 0.18, 0.80
ONSET_OVER_MEAN = 1.25

# What varies over the bands and over the frames of each pattern, in half waves.
PATTERNS = ((1, 0), (2, 0), (0, 1), (3, 0), (1, 1), (4, 0), (2, 1), (0, 2), (5, 0), (6, 0), (3, 1))
# Value = (projection - OFFSETS) * SCALES.
OFFSETS = np.array([152.5, 19.5, 13.7, 33.1, 3.9, -2.3, -2.1, 0.5, -9.6, -7.6, 0.4])
SCALES = np.array([1.5, 1.5, 1.63, 1.16, 2.36, 1.1, 1.76, 1.49, 0.63, 0.69, 1.94])
LOUDNESS_OFFSET_DB = 4.0


def measure_timbre(audio: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Segments of a song and their timbre.

    Args:
        audio: float32 (samples,) at ``SAMPLE_RATE``, within [-1, 1].

    Returns:
        Start times in seconds (segments,), the first 0, rounded to five decimals; timbre (segments, 12), rounded to
        three decimals as the published files have it.
    """
    power = power_spectrogram(audio, FFT_SIZE, HOP).T
    # Not by BLAS, whose sums depend on how many threads a process has.
    mel = np.einsum("mb,bf->mf", _mel(), power)
    # A full-scale sine has power FFT_SIZE ** 2 / 16 behind a Hann window.
    decibel = np.maximum(10 * np.log10(np.maximum(mel, 1e-12) / (FFT_SIZE**2 / 16)), FLOOR_DB)
    starts = _starts(decibel)
    loud = _loudness(audio, decibel.shape[1])
    edges = [*starts, decibel.shape[1]]
    rows = [_describe(decibel[:, first:end], loud[first:end]) for first, end in pairwise(edges)]
    return np.round(np.array(starts) * HOP / SAMPLE_RATE, 5), np.round(np.array(rows), 3)


def summarise_timbre(timbre: np.ndarray) -> np.ndarray:
    """The 90 values of a song: 12 means, then 78 sample covariances, diagonal after diagonal of their matrix.

    Args:
        timbre: (segments, 12), two segments or more.
    """
    covariance = np.cov(timbre, rowvar=False)
    return np.concatenate([timbre.mean(axis=0), *(np.diagonal(covariance, offset) for offset in range(12))])


def _starts(decibel: np.ndarray) -> list[int]:
    """First frames of the segments: peaks of the rise in level, neither too close nor too far apart."""
    rise = np.concatenate([[0.0], np.maximum(np.diff(decibel, axis=1), 0.0).mean(axis=0)])
    shortest, longest = (round(seconds * SAMPLE_RATE / HOP) for seconds in (SHORTEST_SECONDS, LONGEST_SECONDS))
    threshold = ONSET_OVER_MEAN * rise.mean()
    starts = [0]
    for frame in range(1, len(rise) - shortest):
        since = frame - starts[-1]
        peak = rise[frame] > threshold and rise[frame] == rise[max(frame - 3, 0) : frame + 4].max()
        if (peak and since >= shortest) or since >= longest:
            starts.append(frame)
    return starts


def _loudness(audio: np.ndarray, frames: int) -> np.ndarray:
    """Level of every frame in dB above ``FLOOR_DB``, in [0, 60]."""
    padded = np.pad(audio.astype(np.float64) ** 2, FFT_SIZE // 2)
    total = np.concatenate([[0.0], np.cumsum(padded)])
    first = np.arange(frames) * HOP
    mean = (total[np.minimum(first + FFT_SIZE, len(padded))] - total[first]) / FFT_SIZE
    level = 10 * np.log10(np.maximum(mean, 1e-12)) - FLOOR_DB + LOUDNESS_OFFSET_DB
    return np.clip(level, 0.0, 60.0)


def _describe(patch: np.ndarray, loud: np.ndarray) -> np.ndarray:
    at = np.linspace(0, patch.shape[1] - 1, PATCH_FRAMES)
    below = np.floor(at).astype(int)
    above = np.minimum(below + 1, patch.shape[1] - 1)
    even = patch[:, below] * (1 - (at - below)) + patch[:, above] * (at - below)
    projected = np.einsum("pv,v->p", _basis(), (even - FLOOR_DB).ravel())
    return np.concatenate([[loud.mean()], (projected - OFFSETS) * SCALES])


@lru_cache(maxsize=1)
def _mel() -> np.ndarray:
    return mel_filters(SAMPLE_RATE, FFT_SIZE, BANDS, norm=None)


@lru_cache(maxsize=1)
def _basis() -> np.ndarray:
    """Orthonormal patterns (11, BANDS * PATCH_FRAMES)."""
    return np.stack([np.outer(_cosine(BANDS, over), _cosine(PATCH_FRAMES, along)).ravel() for over, along in PATTERNS])


def _cosine(size: int, half_waves: int) -> np.ndarray:
    wave = np.cos(np.pi * half_waves * (np.arange(size) + 0.5) / size)
    return wave / np.linalg.norm(wave)
