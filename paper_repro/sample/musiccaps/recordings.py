"""The sound of a MusicCaps clip: how it was recorded, alone or inside a longer video, and the wav file it lies in."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import soundfile
import soxr
from scipy.fft import irfft, rfft

from paper_repro.sample.corpus import level_of, write_whole
from paper_repro.sample.music.degradation import Degradation
from paper_repro.sample.music.recording import record

# Music is rendered at half the rate of most files: it costs less than half, and what lies above is not missed.
RENDER_RATE = 22_050
ZERO_BYTES, TRUNCATED, MISSING = "zero-byte wav", "truncated wav", "missing wav"
TRUNCATED_SECONDS = 3
WAV_HEADER_BYTES, BYTES_PER_FRAME = 44, 4

# Videos are recorded worse than records are: this much more noise, and down to this share of the band.
EXTRA_NOISE_DB = 10.0
LOST_BAND = 0.5
MONO_CHANCE, LIVE_CHANCE, CROWD_CHANCE, REVERBERANT_CHANCE = 0.3, 0.2, 0.6, 0.15
JOINT_SECONDS = 0.02


@dataclass(frozen=True)
class Recording:
    """One recording.

    ``grade``: from 0 (a studio) to 1 (a bad telephone); ``noise`` and ``dullness`` follow it, each from 0 to 1.
    ``live``: in a large room; ``crowd``: with an audience audible.
    """

    grade: float
    noise: float
    dullness: float
    mono: bool
    live: bool
    crowd: bool
    reverberant: bool
    overdriven: bool
    damage: Degradation


def draw_recording(rng: np.random.Generator, damage: Degradation) -> Recording:
    """A recording; ``damage`` says how far recordings stray at this difficulty."""
    grade = float(rng.random())
    noise, dullness = (float(np.clip(grade + 0.2 * rng.normal(), 0.0, 1.0)) for _ in range(2))
    mono, live, crowd, reverberant = rng.random(4) < (
        MONO_CHANCE * (0.5 + grade), LIVE_CHANCE, CROWD_CHANCE, REVERBERANT_CHANCE,
    )  # fmt: skip
    overdriven = bool(rng.random() < damage.clipped * 2.0 * grade)
    quietest, loudest = damage.noise_db
    noise_db = quietest + (loudest + EXTRA_NOISE_DB - quietest) * noise
    narrowest, widest = damage.bandwidth_hz
    band = widest * (LOST_BAND * narrowest / widest) ** dullness
    room = min(0.85, damage.room * (3.0 if reverberant or live else 0.8))
    own = replace(
        damage, noise_db=(noise_db, noise_db), bandwidth_hz=(band, band), room=room, clipped=float(overdriven)
    )
    return Recording(
        grade, noise, dullness, bool(mono), bool(live), bool(live and crowd), bool(reverberant), overdriven, own
    )


def apply_recording(rng: np.random.Generator, music: np.ndarray, recording: Recording) -> np.ndarray:
    """``music`` (2, samples) at ``RENDER_RATE`` as it was recorded: float32 of the same shape, within [-1, 1]."""
    if recording.crowd:
        music = music + _crowd(rng, music.shape[-1]) * np.float32(10 ** ((level_of(music) - 13.0) / 20))
    if recording.mono:
        # Recorded with one microphone: noise and all are the same on both sides.
        return np.repeat(record(music.mean(axis=0, keepdims=True), RENDER_RATE, rng, recording.damage), 2, axis=0)
    return record(music, RENDER_RATE, rng, recording.damage)


def _crowd(rng: np.random.Generator, samples: int) -> np.ndarray:
    """Many voices at once, swelling: float32 (samples,) at a level of 0 dB."""
    spectrum = rfft(rng.standard_normal(samples, dtype=np.float32))
    frequency = np.arange(len(spectrum), dtype=np.float32) * (RENDER_RATE / samples)
    voices = irfft(spectrum / (1.0 + ((frequency - 900.0) / 700.0) ** 4), samples)
    seconds = samples / RENDER_RATE
    swell = np.interp(np.linspace(0, seconds, samples), np.arange(int(seconds) + 2), rng.random(int(seconds) + 2) + 0.2)
    voices *= swell.astype(np.float32)
    return voices / np.float32(max(np.sqrt(np.mean(voices**2)), 1e-6))


def place_in_video(excerpt: np.ndarray, around: np.ndarray, start: int) -> np.ndarray:
    """The ``excerpt`` (2, samples) in the midst of other music, ``start`` samples after the video's beginning."""
    before, after = around[:, :start], around[:, start:]
    joined = np.concatenate([before, excerpt, after], axis=1)
    # A short fade on both sides of either joint: a click would give the place away.
    fade = np.linspace(0.0, 1.0, round(JOINT_SECONDS * RENDER_RATE), dtype=np.float32)
    for joint in (start, start + excerpt.shape[1]):
        joined[:, joint - len(fade) : joint] *= fade[::-1]
        joined[:, joint : joint + len(fade)] *= fade
    return joined


def write_wav(path: Path, audio: np.ndarray, sample_rate: int, damage: str | None) -> None:
    """Writes ``audio`` (2, samples at ``RENDER_RATE``) as 16 bits at ``sample_rate``, unless ``path`` exists.

    It is broken in the way that ``damage`` names. The file is there whole or not at all.
    """
    if damage == MISSING or path.exists():
        return
    frames = soxr.resample(np.ascontiguousarray(audio.T), RENDER_RATE, sample_rate, quality="LQ")
    # Rounded here: libsndfile takes three times as long for it.
    np.clip(np.rint(frames * np.float32(32_767), out=frames), -32_768, 32_767, out=frames)
    encoded = io.BytesIO()
    soundfile.write(encoded, frames.astype(np.int16), sample_rate, format="WAV", subtype="PCM_16")
    # An interrupted download: the header still promises the whole.
    truncated = WAV_HEADER_BYTES + TRUNCATED_SECONDS * sample_rate * BYTES_PER_FRAME
    write_whole(path, encoded.getvalue()[: {ZERO_BYTES: 0, TRUNCATED: truncated}.get(damage)])
