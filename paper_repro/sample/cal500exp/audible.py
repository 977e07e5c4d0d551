"""Audible concepts in a few seconds of a track, with their strength, signed where they have two ends."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from paper_repro.sample.cal500exp.sound import Stretch
from paper_repro.sample.corpus import level_of
from paper_repro.sample.music.concepts import GENERAL, concepts
from paper_repro.sample.music.instruments import DRUM_KEYS, INSTRUMENTS
from paper_repro.sample.music.piece import Part
from paper_repro.sample.music.theory import SAD_MODES

# music.concepts lowers an instrument that is also perceived as something more general; here the special one counts.
SPECIAL = 1.0 / 0.6
# Annotators who are asked for the bass notice it.
BASS_ASKED_FOR = 1.6
# What loudness, brightness and pace are compared with: about the middle of the corpus.
MIDDLE_LEVEL_DB, MIDDLE_HZ, MIDDLE_BPM, MIDDLE_ONSETS = -18.0, 970.0, 112.0, 7.5
HAND_DRUMS = frozenset(DRUM_KEYS[key] for key in ("bongo", "conga", "mute conga", "low conga", "timbale"))
TAMBOURINE = frozenset({DRUM_KEYS["tambourine"]})
# Hits a second that make a sound of the percussion plainly audible.
PLAIN_HITS = 1.0
# A part this much below the loudest is not noticed.
AUDIBLE_DB = 18.0
LOW_VOICE, HIGH_VOICE = 53.0, 68.0


def audible_concepts(stretch: Stretch, sample_rate: int) -> dict[str, float]:
    """Concept -> strength in what sounds during ``stretch``.

    Those of ``music.concepts``, in (0, 1]; ``level``, ``bright`` and ``pace``, 0 in the middle and about -2 to 2;
    ``<instrument> alone`` for a soloist; and what CAL500's tags ask about voices.
    """
    piece, levels = stretch.piece, stretch.levels
    loudness = level_of(stretch.audio)
    audible = concepts(piece, levels, loudness)
    loudest = max(levels)
    sounding = [
        (part, level)
        for part, level in zip(piece.parts, levels, strict=True)
        if part.notes and level > loudest - AUDIBLE_DB
    ]
    parts = [part for part, _ in sounding]
    played = {INSTRUMENTS[part.instrument].concept for part in parts if not part.singer}
    for concept in (*GENERAL, "strings", "electric guitar"):
        # Only what is there by itself, not by being a kind of something else.
        salience = audible.pop(concept, 0.0)
        if concept in played:
            audible[concept] = min(salience * (SPECIAL if concept in GENERAL else 1.0), 1.0)
    audible["bass"] = min(BASS_ASKED_FOR * audible.get("bass", 0.0), 1.0)
    onsets = len({round(note.start, 2) for part in parts for note in part.notes}) / piece.seconds
    drums = [level for part, level in sounding if part.drum]
    audible |= {
        "level": float(np.clip((loudness - MIDDLE_LEVEL_DB) / 5.0, -2.5, 2.5)),
        "bright": float(np.clip(np.log2(centroid(stretch.audio, sample_rate) / MIDDLE_HZ) / 0.6, -2.5, 2.5)),
        "pace": 0.5 * (piece.bpm - MIDDLE_BPM) / 25.0 + 0.5 * (onsets - MIDDLE_ONSETS) / 3.0,
        "drummed": max(1.0 - (loudest - max(drums)) / AUDIBLE_DB, 0.0) if drums else 0.0,
        "minor": float(piece.mode in SAD_MODES),
        "strange mode": float(piece.mode in ("phrygian", "harmonic minor", "lydian")),
        "hand drums": _hits(parts, HAND_DRUMS, piece.seconds),
        "tambourine": _hits(parts, TAMBOURINE, piece.seconds),
        **_voices(parts),
        **_soloist(sounding),
    }
    return audible


def centroid(audio: np.ndarray, sample_rate: int) -> float:
    """The middle of the magnitude spectrum of ``audio`` (samples,), in Hz."""
    size = 4096
    frames = audio[: len(audio) // size * size].reshape(-1, size) * np.hanning(size).astype(np.float32)
    spectrum = np.abs(np.fft.rfft(frames, axis=1)).mean(axis=0)
    frequency = np.fft.rfftfreq(size, 1.0 / sample_rate)
    return float((spectrum * frequency).sum() / max(float(spectrum.sum()), 1e-9)) or 1.0


def _hits(parts: Sequence[Part], keys: frozenset[int], seconds: float) -> float:
    count = sum(note.pitch in keys for part in parts if part.drum for note in part.notes)
    return min(count / seconds / PLAIN_HITS, 1.0) ** 0.5


def _voices(parts: Sequence[Part]) -> dict[str, float]:
    """Concepts of voices that CAL500 asks about; ``unsung`` where there is none."""
    leads = [part for part in parts if part.role == "voice" and part.manner != "choral"]
    choirs = [part for part in parts if part.manner == "choral"]
    if not leads:
        return {"unsung": 1.0, "backing": 0.6 * bool(choirs), "harmonies": 0.6 * bool(choirs)}
    first = leads[0]
    pitch = float(np.median([note.pitch for note in first.notes]))
    couple = len({part.singer for part in leads}) > 1
    return {
        f"{first.singer} lead": min(3.0 * first.share, 1.0),
        "backing": float(len(leads) > 1 or bool(choirs)),
        "harmonies": float((len(leads) > 1 and not couple) or bool(choirs)),
        "couple": float(couple),
        "rapped": float(first.manner == "rapped"),
        "hummed": float(first.instrument == "humming singer"),
        "high voice": float(np.clip((pitch - HIGH_VOICE) / 5.0 + 0.5, 0.0, 1.0)),
        "low voice": float(np.clip((LOW_VOICE - pitch) / 5.0 + 0.5, 0.0, 1.0)),
    }


def _soloist(sounding: Sequence[tuple[Part, float]]) -> dict[str, float]:
    """The leading instrument where nobody sings: ``<instrument> alone``."""
    tones = [(level, part) for part, level in sounding if not part.drum and part.role != "bass"]
    if not tones or any(part.role == "voice" for _, part in tones):
        return {}
    level, part = max(tones, key=lambda tone: tone[0])
    others = [other for other, one in tones if one is not part]
    clear = 1.0 if not others else float(np.clip((level - max(others)) / 5.0, 0.0, 1.0))
    return {f"{INSTRUMENTS[part.instrument].concept} alone": clear * (1.0 if part.role == "lead" else 0.6)}
