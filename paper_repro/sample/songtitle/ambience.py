"""Ambient sounds of the song-title corpora: rain, the sea, wind, fire, birds, crickets, a crowd, traffic.

Songs about the rain often begin with rain: recordings of places are mixed under some of the songs.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft

from paper_repro.sample.songtitle.scene import Scene

# How many songs have it, and how far it lies below the music, in dB.
SHARE = 0.6
BELOW_DB = (6.0, 16.0)


def add_ambience(rng: np.random.Generator, scene: Scene, music: np.ndarray, sample_rate: int) -> np.ndarray:
    """``music`` with its ambient sounds, if any: float32 of the same shape.

    Args:
        rng: Draws whether, what and how; the same state gives the same sound.
        scene: What the song is about.
        music: float32 (samples,) or (channels, samples).
        sample_rate: In Hz.
    """
    fitting = [sound for sound, keys in TRIGGERS.items() if {scene.weather, scene.place, scene.subject} & keys]
    # Insects need a warm night outside, and are drowned by the rest.
    if not fitting and scene.time == "night" and scene.season != "winter":
        fitting = ["crickets"]
    if not fitting and scene.time == "morning":
        fitting = ["birds"]
    if not fitting or rng.random() > SHARE:
        return music
    sound = SOUNDS[str(rng.choice(fitting))](rng, music.shape[-1], sample_rate)
    below = float(rng.uniform(*BELOW_DB))
    level = float(np.sqrt(np.mean(music**2)) / max(float(np.sqrt(np.mean(sound**2))), 1e-9)) * 10 ** (-below / 20)
    return music + np.float32(level) * sound.astype(np.float32)


def _noise(rng: np.random.Generator, samples: int, rate: int, low: float, high: float, tilt: float) -> np.ndarray:
    """Noise between two frequencies in Hz, falling by ``tilt`` dB an octave."""
    size = next_fast_len(samples, real=True)
    frequency = np.maximum(np.arange(size // 2 + 1, dtype=np.float32) * (rate / size), 1.0)
    gain = (frequency / low) ** (-tilt / 6.02) / np.sqrt((1 + (low / frequency) ** 6) * (1 + (frequency / high) ** 6))
    return irfft(rfft(rng.standard_normal(size, dtype=np.float32)) * gain, size)[:samples]


def _swell(rng: np.random.Generator, samples: int, rate: int, seconds: float, depth: float) -> np.ndarray:
    """A gain that comes and goes about every ``seconds``, between 1 - ``depth`` and 1."""
    points = max(4, round(samples / rate / seconds * 2))
    knots = np.where(np.arange(points) % 2, 1.0, 1.0 - depth) * rng.uniform(0.8, 1.0, size=points)
    return np.interp(np.arange(samples), np.linspace(0, samples, points), knots)


def _events(rng: np.random.Generator, samples: int, rate: int, a_second: float, shape: np.ndarray) -> np.ndarray:
    """``shape`` at random moments and strengths."""
    track = np.zeros(samples + len(shape))
    for first in rng.integers(samples, size=max(1, round(samples / rate * a_second))):
        track[first : first + len(shape)] += shape * rng.uniform(0.2, 1.0)
    return track[:samples]


def _rain(rng: np.random.Generator, samples: int, rate: int) -> np.ndarray:
    hiss = _noise(rng, samples, rate, 1500.0, 9000.0, 1.0)
    drop = rng.standard_normal(round(0.012 * rate)) * np.exp(-np.linspace(0, 6, round(0.012 * rate)))
    return hiss / np.std(hiss) + 0.6 * _events(rng, samples, rate, 40.0, drop)


def _sea(rng: np.random.Generator, samples: int, rate: int) -> np.ndarray:
    return _noise(rng, samples, rate, 120.0, 5000.0, 3.0) * _swell(rng, samples, rate, float(rng.uniform(5, 9)), 0.85)


def _wind(rng: np.random.Generator, samples: int, rate: int) -> np.ndarray:
    return _noise(rng, samples, rate, 90.0, 700.0, 4.0) * _swell(rng, samples, rate, 3.0, 0.6)


def _thunder(rng: np.random.Generator, samples: int, rate: int) -> np.ndarray:
    long = np.arange(round(3.0 * rate))
    clap = _noise(rng, len(long), rate, 35.0, 250.0, 5.0) * np.exp(-long / rate * 1.6)
    wind = _wind(rng, samples, rate)
    return wind / np.std(wind) + 6.0 * _events(rng, samples, rate, 0.2, clap / np.abs(clap).max())


def _fire(rng: np.random.Generator, samples: int, rate: int) -> np.ndarray:
    crack = rng.standard_normal(round(0.006 * rate)) * np.exp(-np.linspace(0, 8, round(0.006 * rate)))
    roar = _noise(rng, samples, rate, 80.0, 500.0, 3.0)
    return 0.5 * roar / np.std(roar) + 4.0 * _events(rng, samples, rate, 9.0, crack)


def _birds(rng: np.random.Generator, samples: int, rate: int) -> np.ndarray:
    track = np.zeros(samples)
    for _ in range(3):
        seconds = float(rng.uniform(0.06, 0.14))
        time = np.arange(round(seconds * rate)) / rate
        pitch = rng.uniform(2600, 4800) + rng.uniform(-9000, 9000) * time
        track += _events(rng, samples, rate, 1.2, np.sin(2 * np.pi * pitch * time) * np.sin(np.pi * time / seconds))
    return track


def _crickets(rng: np.random.Generator, samples: int, rate: int) -> np.ndarray:
    time = np.arange(samples) / rate
    pulse = np.sin(2 * np.pi * rng.uniform(14, 22) * time) > 0.2
    phrase = np.sin(2 * np.pi * rng.uniform(0.6, 1.4) * time) > -0.3
    return np.sin(2 * np.pi * rng.uniform(3900, 4900) * time) * pulse * phrase


def _crowd(rng: np.random.Generator, samples: int, rate: int) -> np.ndarray:
    clap = rng.standard_normal(round(0.02 * rate)) * np.exp(-np.linspace(0, 7, round(0.02 * rate)))
    murmur = _noise(rng, samples, rate, 350.0, 2200.0, 2.0) * _swell(rng, samples, rate, 4.0, 0.5)
    return murmur / np.std(murmur) + 1.2 * _events(rng, samples, rate, 25.0, clap)


def _traffic(rng: np.random.Generator, samples: int, rate: int) -> np.ndarray:
    return _noise(rng, samples, rate, 60.0, 1200.0, 3.0) * _swell(rng, samples, rate, 6.0, 0.7)


def _bells(rng: np.random.Generator, samples: int, rate: int) -> np.ndarray:
    """Sleigh bells, on and on at a trot."""
    time = np.arange(round(0.12 * rate)) / rate
    partials = [np.sin(2 * np.pi * pitch * time) for pitch in rng.uniform(3200, 7500, size=7)]
    jingle = np.sum(partials, axis=0) * np.exp(-time * 35)
    track = np.zeros(samples + len(time))
    for first in np.arange(0.0, samples / rate, 0.5 / rng.uniform(1.3, 2.2)):
        at = int(first * rate)
        track[at : at + len(time)] += jingle * rng.uniform(0.6, 1.0)
    return track[:samples]


SOUNDS: dict[str, Callable[[np.random.Generator, int, int], np.ndarray]] = {
    "rain": _rain, "sea": _sea, "wind": _wind, "thunder": _thunder, "fire": _fire, "birds": _birds,
    "crickets": _crickets, "crowd": _crowd, "traffic": _traffic, "bells": _bells,
}  # fmt: skip
# Which weathers, places and subjects bring which sound.
TRIGGERS: dict[str, frozenset[str]] = {
    "rain": frozenset({"rain"}), "thunder": frozenset({"storm"}), "sea": frozenset({"sea", "harbour"}),
    "bells": frozenset({"snow"}),
    "wind": frozenset({"desert", "mountain", "fog"}), "fire": frozenset({"fire"}),
    "birds": frozenset({"birds", "forest", "field", "flowers"}), "crowd": frozenset({"stage", "dancers"}),
    "traffic": frozenset({"city", "road", "car"}),
}  # fmt: skip
