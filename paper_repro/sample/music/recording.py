"""Degradation of music by a recording: a room, a limited band, a level, a noise floor, clipping."""

from __future__ import annotations

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft

from paper_repro.sample.music.degradation import Degradation
from paper_repro.sample.music.render import soft_limit


def record(audio: np.ndarray, sample_rate: int, rng: np.random.Generator, damage: Degradation) -> np.ndarray:
    """``audio`` as a recording of it would sound.

    Args:
        audio: float32 (samples,) or (channels, samples), within [-1, 1].
        sample_rate: In Hz.
        rng: Draws the recording; the same state gives the same recording.
        damage: How far it may stray.

    Returns:
        float32, the shape of ``audio``, within [-1, 1].
    """
    samples = audio.shape[-1]
    room = _room(rng, sample_rate, damage.room)
    size = next_fast_len(samples + len(room), real=True)
    band = _band(rng, size, sample_rate, damage.bandwidth_hz)
    wet = irfft(rfft(audio, size) * (rfft(room, size) * band), size)[..., :samples]
    wet *= np.float32(10 ** (rng.normal(0.0, damage.level_db) / 20))
    noise = np.float32(10 ** (rng.uniform(*damage.noise_db) / 20))
    wet += noise * rng.standard_normal(audio.shape, dtype=np.float32)
    if rng.random() < damage.clipped:
        peak = float(np.abs(wet).max())
        wet = np.clip(wet * np.float32(rng.uniform(1.3, 2.2) / max(peak, 1e-6)), -0.95, 0.95)
    return soft_limit(wet)


def _room(rng: np.random.Generator, sample_rate: int, largest: float) -> np.ndarray:
    """An impulse response: the direct sound, then decaying noise. float32 (samples,), unit energy."""
    decay = float(rng.uniform(0.12, 0.9))
    share = float(rng.uniform(0.0, largest))
    time = np.arange(round(decay * 1.2 * sample_rate), dtype=np.float32) / sample_rate
    tail = rng.standard_normal(len(time), dtype=np.float32) * 10 ** (-3.0 * time / decay)
    tail[: round(0.008 * sample_rate)] = 0.0  # the walls are a few metres away
    tail *= np.sqrt(share / max(float(np.sum(tail**2)), 1e-9))
    tail[0] = np.sqrt(1.0 - share)
    return tail.astype(np.float32)


def _band(rng: np.random.Generator, size: int, sample_rate: int, limits: tuple[float, float]) -> np.ndarray:
    """Gain of every rfft bin: soft edges at a low and a high limit, and a slight tilt between them."""
    low = float(rng.uniform(20.0, 90.0))
    high = float(np.exp(rng.uniform(*np.log(limits))))
    tilt = float(rng.normal(0.0, 1.0))  # dB an octave
    frequency = np.maximum(np.arange(size // 2 + 1, dtype=np.float32) * (sample_rate / size), 1.0)
    gain = 1.0 / np.sqrt((1.0 + (low / frequency) ** 4) * (1.0 + (frequency / high) ** 8))
    return (gain * (frequency / 1000.0) ** (tilt / 6.02)).astype(np.float32)
