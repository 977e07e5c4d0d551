"""Composed pieces: parts of notes, laid out in sections. Times in seconds, pitches in MIDI numbers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Note:
    """One note: ``velocity`` in (0, 1]; ``syllable`` numbers the vowel a singer sings."""

    start: float
    duration: float
    pitch: int
    velocity: float
    syllable: int = 0


@dataclass(frozen=True)
class Part:
    """The notes of one player.

    ``role`` is drums, percussion, bass, chords, pad, lead or voice. ``level`` is the mixing level in dB, ``pan`` in
    [-1, 1]. ``singer`` is male, female or mixed where the role is voice, else empty; ``manner`` is sung, rapped or
    choral. ``share`` is the share of the piece's duration during which the part has a note sounding.
    """

    role: str
    instrument: str
    program: int
    drum: bool
    notes: tuple[Note, ...]
    level: float
    pan: float
    register: str
    singer: str
    manner: str
    share: float


@dataclass(frozen=True)
class Section:
    """A stretch of the piece with one arrangement; ``playing`` holds the indices of its parts in ``Piece.parts``."""

    name: str
    start: float
    end: float
    playing: tuple[int, ...]
    energy: float


@dataclass(frozen=True)
class Piece:
    """All that a tagger needs to know of a piece; ``loudness`` is the wanted level of the mix in dB full scale RMS."""

    style: str
    key: int
    mode: str
    bpm: float
    metre: int
    swing: float
    seconds: float
    loudness: float
    parts: tuple[Part, ...]
    sections: tuple[Section, ...]
