"""From a piece to sound: notes placed with their dynamics, parts balanced and panned."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from paper_repro.sample.music.instruments import DRUM_KEYS, INSTRUMENTS
from paper_repro.sample.music.piece import Note, Part, Piece
from paper_repro.sample.music.sampler import LENGTHS, bend_pitch, sampled_note, shape_vowel

VIBRATO_HZ = 5.4
VIBRATO_ONSET_SECONDS = 0.25
# Ring time of drums and cymbals, whatever the length of the written note.
DRUM_SECONDS = 0.8
CYMBALS = frozenset({DRUM_KEYS["crash"], DRUM_KEYS["ride"], DRUM_KEYS["open hat"]})
CYMBAL_SECONDS = 1.8
PEAK_LIMIT = 0.97


@dataclass(frozen=True)
class Mix:
    """A rendered piece.

    ``audio``: float32 (2, samples) within [-1, 1]. ``levels``: the level of every part in the mix, in dB full scale
    RMS over the whole piece, in the order of ``Piece.parts``; -120 for a silent part.
    """

    audio: np.ndarray
    levels: tuple[float, ...]


def render(piece: Piece, sample_rate: int) -> np.ndarray:
    """The piece in stereo: float32 (2, samples) within [-1, 1], ``round(piece.seconds * sample_rate)`` samples."""
    return mix(piece, sample_rate).audio


def mix(piece: Piece, sample_rate: int) -> Mix:
    """The piece in stereo together with the level of each of its parts."""
    length = round(piece.seconds * sample_rate)
    tracks = [render_part(part, length, sample_rate) for part in piece.parts]
    stereo = np.zeros((2, length), np.float32)
    for part, track in zip(piece.parts, tracks, strict=True):
        angle = (part.pan + 1.0) * np.pi / 4.0
        stereo[0] += track * np.float32(np.cos(angle))
        stereo[1] += track * np.float32(np.sin(angle))
    # The left and right gains of a part have unit power, so a part keeps its level wherever it is panned.
    gain = 10 ** (piece.loudness / 20) / max(float(np.sqrt(np.mean(stereo**2))), 1e-6)
    levels = tuple(20 * np.log10(max(float(np.sqrt(np.mean(track**2))) * gain, 1e-6)) for track in tracks)
    return Mix(soft_limit(stereo * np.float32(gain)), levels)


def render_part(part: Part, length: int, sample_rate: int) -> np.ndarray:
    """One part alone at its mixing level: float32 (length,)."""
    track = np.zeros(length, np.float32)
    level = 10 ** (part.level / 20)
    for note in part.notes:
        first = round(note.start * sample_rate)
        sound = _drum_hit(part, note, sample_rate) if part.drum else _tone(part, note, sample_rate)
        room = track[first : first + len(sound)]
        # Loudness grows faster than the velocity number does.
        room += sound[: len(room)] * np.float32(level * note.velocity**1.6)
    return track


def _drum_hit(part: Part, note: Note, sample_rate: int) -> np.ndarray:
    seconds = CYMBAL_SECONDS if note.pitch in CYMBALS else DRUM_SECONDS
    return sampled_note(part.program, True, note.pitch, seconds, sample_rate)


def _tone(part: Part, note: Note, sample_rate: int) -> np.ndarray:
    instrument = INSTRUMENTS[part.instrument]
    seconds = min(note.duration + instrument.release, LENGTHS[-1])
    length = next(length for length in LENGTHS if length >= seconds)
    sound = sampled_note(part.program, False, note.pitch, length, sample_rate)
    count = min(round(seconds * sample_rate), len(sound))
    sound = sound[:count]
    if instrument.vibrato and note.duration > VIBRATO_ONSET_SECONDS:
        sound = bend_pitch(sound, _vibrato(count, instrument.vibrato, note.syllable, sample_rate))
    if part.role == "voice":
        if part.manner == "rapped":
            # Speech falls on every syllable.
            sound = bend_pitch(sound, np.linspace(120.0, -250.0, count))
        sound = shape_vowel(sound, note.syllable * 2 + note.syllable // 3, part.singer == "female", sample_rate)
    fade = min(round(instrument.release * sample_rate), count)
    # A copy: the sampled note is shared.
    faded = sound.copy()
    faded[count - fade :] *= _fade(fade)
    return faded


@lru_cache(maxsize=256)
def _fade(count: int) -> np.ndarray:
    return np.cos(np.linspace(0.0, np.pi / 2, count, dtype=np.float32)) ** 2


def _vibrato(count: int, depth: float, number: int, sample_rate: int) -> np.ndarray:
    """Cents at each of ``count`` samples: a vibrato that sets in after the note has begun; no two notes alike."""
    samples = next(length for length in LENGTHS if length * sample_rate >= count) * sample_rate
    return _long_vibrato(round(samples), depth, VIBRATO_HZ + 0.25 * (number * 7 % 5 - 2), sample_rate)[:count]


@lru_cache(maxsize=32)
def _long_vibrato(count: int, depth: float, rate: float, sample_rate: int) -> np.ndarray:
    time = np.arange(count) / sample_rate
    onset = np.clip((time - VIBRATO_ONSET_SECONDS) / 0.3, 0.0, 1.0)
    return depth * onset * np.sin(2 * np.pi * rate * time)


def soft_limit(audio: np.ndarray) -> np.ndarray:
    """``audio`` with its peaks bent below ``PEAK_LIMIT``; what lies under two thirds of it stays as it is."""
    knee = np.float32(PEAK_LIMIT * 2 / 3)
    loud = np.abs(audio) > knee
    if not loud.any():
        return audio
    limited = audio.copy()
    over = np.abs(audio[loud]) - knee
    room = np.float32(PEAK_LIMIT) - knee
    limited[loud] = np.sign(audio[loud]) * (knee + room * np.tanh(over / room))
    return limited
