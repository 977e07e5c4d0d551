"""Single notes of the General MIDI soundfont at one common level, kept for reuse; vibrato and vowels for them."""

from __future__ import annotations

import importlib.util
from functools import lru_cache
from pathlib import Path

import numpy as np
from scipy.fft import irfft, rfft

from paper_repro.core.errors import UserError
from paper_repro.sample.music.instruments import DRUM_KEYS, DRUM_PEAKS_DB
from paper_repro.sample.music.soundfont import SoundFont

SOUNDFONT = "TimGM6mb.sf2"
# Notes are rendered in these lengths and cut, so that few renderings serve many notes.
LENGTHS = (0.35, 0.8, 1.8, 4.0, 8.0)
REFERENCE_RMS = 0.1
KICK_PEAK = 0.45
_DRUM_PEAKS = {DRUM_KEYS[name]: 10 ** (level / 20) for name, level in DRUM_PEAKS_DB.items()}

# Formants of five vowels as (frequency in Hz, strength); a woman's lie about a sixth higher than a man's.
VOWELS: tuple[tuple[tuple[float, float], ...], ...] = (
    ((730.0, 1.0), (1090.0, 0.6), (2440.0, 0.25)),
    ((530.0, 1.0), (1840.0, 0.5), (2480.0, 0.3)),
    ((300.0, 1.0), (2250.0, 0.45), (3000.0, 0.3)),
    ((570.0, 1.0), (840.0, 0.6), (2410.0, 0.15)),
    ((320.0, 1.0), (870.0, 0.4), (2240.0, 0.1)),
)
FEMALE_FORMANTS = 1.17


@lru_cache(maxsize=1)
def soundfont_path() -> Path:
    """The General MIDI soundfont that the ``pretty_midi`` wheel installs; the package itself is not imported.

    Raises:
        UserError: where the wheel or its soundfont is not installed.
    """
    spec = importlib.util.find_spec("pretty_midi")
    if spec is None or not spec.submodule_search_locations:
        raise UserError(
            f"sample corpus: the soundfont {SOUNDFONT} comes with the package pretty_midi, which is not installed; "
            "run `pip install pretty_midi`"
        )
    path = Path(next(iter(spec.submodule_search_locations))) / SOUNDFONT
    if not path.is_file():
        raise UserError(f"sample corpus: no soundfont at {path}; run `pip install --force-reinstall pretty_midi`")
    return path


@lru_cache(maxsize=1)
def _soundfont() -> SoundFont:
    return SoundFont.load(soundfont_path())


def render_note(program: int, drum: bool, pitch: int, seconds: float, sample_rate: int) -> np.ndarray:
    """One note exactly as the soundfont has it: float32 (samples,), mono, without release."""
    return _soundfont().note(program, drum, pitch, seconds, sample_rate)


@lru_cache(maxsize=256)
def program_gain(program: int, sample_rate: int) -> float:
    """Gain that brings a program to the common level, measured on its loudest 50 ms at three pitches.

    The programs of the soundfont differ by 20 dB and more, so that no mixing level would mean anything without it.
    """
    window = sample_rate // 20
    levels = []
    for pitch in (48, 60, 67):
        sound = render_note(program, False, pitch, 0.5, sample_rate)
        blocks = sound[: len(sound) // window * window].reshape(-1, window)
        levels.append(float(np.sqrt((blocks**2).mean(axis=1)).max()))
    return REFERENCE_RMS / max(float(np.mean(levels)), 1e-4)


@lru_cache(maxsize=640)
def sampled_note(program: int, drum: bool, pitch: int, length: float, sample_rate: int) -> np.ndarray:
    """A note at the common level: float32 (samples,), read-only. Drums are brought to their ``DRUM_PEAKS_DB``."""
    sound = render_note(program, drum, pitch, length, sample_rate)
    if drum:
        sound *= KICK_PEAK * _DRUM_PEAKS[pitch] / max(float(np.abs(sound).max()), 1e-4)
    else:
        sound *= program_gain(program, sample_rate)
    sound.flags.writeable = False
    return sound


def shape_vowel(sound: np.ndarray, vowel: int, female: bool, sample_rate: int) -> np.ndarray:
    """``sound`` (samples,) through the formants of a vowel, at its old level."""
    # Whole multiples of 2,048 keep the transforms fast and the number of different filters small.
    size = -(-len(sound) // 2048) * 2048
    gain = _formant_filter(vowel % len(VOWELS), female, size, sample_rate)
    shaped = irfft(rfft(sound, size) * gain, size)[: len(sound)]
    old, new = np.sqrt(np.mean(sound**2)), np.sqrt(np.mean(shaped**2))
    return shaped * np.float32(old / max(new, 1e-9))


@lru_cache(maxsize=256)
def _formant_filter(vowel: int, female: bool, size: int, sample_rate: int) -> np.ndarray:
    frequency = np.fft.rfftfreq(size, 1.0 / sample_rate)
    scale = FEMALE_FORMANTS if female else 1.0
    gain = np.full(len(frequency), 0.06)
    for centre, strength in VOWELS[vowel]:
        width = 90.0 + 0.06 * centre
        gain += strength / (1.0 + ((frequency - centre * scale) / width) ** 2)
    return gain.astype(np.float32)


def bend_pitch(sound: np.ndarray, cents: np.ndarray) -> np.ndarray:
    """``sound`` (samples,) replayed with its pitch moved by ``cents`` (samples,) at each moment."""
    position = np.cumsum(2.0 ** (cents / 1200.0)) - 1.0
    return np.interp(position, np.arange(len(sound)), sound).astype(np.float32)
