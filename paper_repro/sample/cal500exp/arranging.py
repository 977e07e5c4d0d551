"""Variations of a piece, for further sections: transposed, in the other mode, slower, with a second voice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from paper_repro.sample.music.piece import Part, Piece
from paper_repro.sample.music.theory import SAD_MODES, scale_pitches

# Chance that it is the other sex that sings the second voice.
DUET = 0.08
SECOND_VOICE_DB = -4.0
SOLO_BOOST = 5.0
# Scale degrees of a major key, in semitones, that a minor key has a semitone lower.
LOWERED = {4: 3, 9: 8, 11: 10}
RAISED = {low: high for high, low in LOWERED.items()}


def transpose(piece: Piece, semitones: int) -> Piece:
    """The piece with all but its drums moved by so many semitones."""
    moved = _map_pitches(piece, lambda pitch: pitch + semitones)
    return replace(moved, key=(piece.key + semitones) % 12)


def change_mode(piece: Piece) -> Piece:
    """The piece on the same keynote in the other mode: a major third becomes a minor one and so on, or back."""
    minor = piece.mode in SAD_MODES
    turned = RAISED if minor else LOWERED

    def turn(pitch: int) -> int:
        degree = (pitch - piece.key) % 12
        return pitch + turned.get(degree, degree) - degree

    return replace(_map_pitches(piece, turn), mode="major" if minor else "minor")


def change_tempo(piece: Piece, stretch: float) -> Piece:
    """The piece ``stretch`` times as long, at a tempo as much slower."""
    parts = tuple(
        replace(
            part,
            notes=tuple(replace(n, start=n.start * stretch, duration=n.duration * stretch) for n in part.notes),
        )
        for part in piece.parts
    )
    return replace(piece, parts=parts, bpm=piece.bpm / stretch, seconds=piece.seconds * stretch)


def _map_pitches(piece: Piece, move: Callable[[int], int]) -> Piece:
    parts = tuple(
        part if part.drum else replace(part, notes=tuple(replace(n, pitch=move(n.pitch)) for n in part.notes))
        for part in piece.parts
    )
    return replace(piece, parts=parts)


def add_backing(rng: np.random.Generator, piece: Piece, chance: float) -> Piece:
    """With this chance a second voice: a third above the first, or of the other sex, an octave apart."""
    lead = next((part for part in piece.parts if part.role == "voice" and part.manner == "sung"), None)
    if lead is None or rng.random() >= chance:
        return piece
    if rng.random() < DUET:
        octave = 12 if lead.singer == "male" else -12
        second = _second_voice(lead, lambda pitch: pitch + octave, "female" if lead.singer == "male" else "male", 0.0)
    else:
        scale = scale_pitches(piece.key, piece.mode, 30, 100)
        second = _second_voice(lead, lambda pitch: [p for p in scale if p > pitch][1], lead.singer, SECOND_VOICE_DB)
    return replace(piece, parts=(*piece.parts, second))


def _second_voice(lead: Part, move: Callable[[int], int], singer: str, level: float) -> Part:
    notes = tuple(replace(note, pitch=move(note.pitch)) for note in lead.notes)
    return replace(lead, notes=notes, singer=singer, level=lead.level + level)


def put_forward(piece: Piece) -> Piece:
    """The soloist louder: the lead, else the first who plays chords."""
    for role in ("lead", "chords", "pad"):
        for number, part in enumerate(piece.parts):
            if part.role == role:
                louder = replace(part, role="lead", level=part.level + SOLO_BOOST)
                return replace(piece, parts=(*piece.parts[:number], louder, *piece.parts[number + 1 :]))
    return piece
