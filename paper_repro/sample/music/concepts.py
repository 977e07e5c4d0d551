"""Audible concepts of a piece with their salience, in one neutral vocabulary for all data sets."""

from __future__ import annotations

from collections.abc import Sequence

from paper_repro.sample.music.instruments import INSTRUMENTS
from paper_repro.sample.music.piece import Part, Piece
from paper_repro.sample.music.styles import EVERY_STYLE, STYLES
from paper_repro.sample.music.theory import SAD_MODES
from paper_repro.sample.tables import phrases, weights

_TABLES = phrases(__package__, "concepts.tsv")
# Larger families of a style, with how strongly it belongs to them. Families are concepts beside the styles themselves.
FAMILIES = {style: weights(families) for style, families in _TABLES["FAMILIES"].items()}
# Instruments that are also perceived as something more general.
GENERAL = _TABLES["GENERAL"]
ELECTRONIC = frozenset({"synth", "synth lead", "synth pad", "synth bass", "drum machine"})
PLUGGED_IN = ELECTRONIC | {"electric guitar", "distorted guitar", "electric piano", "organ", "bass guitar"}
REPETITIVE_STYLES = frozenset({"techno", "house", "hip hop"})

KINDS: dict[str, tuple[str, ...]] = {
    "style": (*STYLES, *sorted({family for families in FAMILIES.values() for family in families} - set(STYLES))),
    "voice": ("vocals", "male", "female", "rap", "choir", "instrumental"),
    "instrument": tuple(
        sorted(
            ({instrument.concept for instrument in INSTRUMENTS.values()} | {g for gs in GENERAL.values() for g in gs})
            - {"voice", "choir", "distortion"}
        )
    ),
    "tempo": ("fast", "slow"),
    "loudness": ("loud", "quiet"),
    "texture": (
        "solo",
        "acoustic",
        "distortion",
        "repetitive",
        "beat",
        "low pitched",
        "high pitched",
        "waltz",
        "minor key",
    ),
    "mood": tuple(sorted({mood for style in STYLES.values() for mood in style.moods} - {"urban"})),
}
CONCEPTS: tuple[str, ...] = tuple(dict.fromkeys(concept for concepts in KINDS.values() for concept in concepts))
KIND_OF: dict[str, str] = {concept: kind for kind, concepts in reversed(KINDS.items()) for concept in concepts}

# Below the loudest part by this much a part is no longer noticed; basses need more level to be noticed at all.
AUDIBLE_RANGE_DB = 24.0
BASS_HANDICAP_DB = 5.0
SALIENCE_FLOOR = 0.05


def concepts(piece: Piece, levels: Sequence[float], loudness: float) -> dict[str, float]:
    """The audible concepts of a piece with their salience in (0, 1], the most salient first.

    Args:
        piece: The piece.
        levels: The level of each of its parts in dB, as ``render.Mix.levels`` has them.
        loudness: The level of the finished recording in dB full scale RMS.

    A style of ``styles.MORE_STYLES`` shows in its families, moods and sounds; its own name is no concept here.
    """
    saliences: dict[str, float] = {}

    def add(concept: str, salience: float) -> None:
        saliences[concept] = max(saliences.get(concept, 0.0), float(min(salience, 1.0)))

    prominence = _prominence(piece.parts, levels)
    for part, salience in zip(piece.parts, prominence, strict=True):
        if part.singer:
            _add_voice(part, salience, add)
        else:
            concept = INSTRUMENTS[part.instrument].concept
            add(concept, salience * (0.6 if concept in GENERAL else 1.0))
            for general in GENERAL.get(concept, ()):
                add(general, salience * (0.55 if general == "distortion" else 1.0))
    add(piece.style, 0.95)
    for family, strength in FAMILIES.get(piece.style, {}).items():
        add(family, strength)
    if not any(part.singer and salience > 0.1 for part, salience in zip(piece.parts, prominence, strict=True)):
        add("instrumental", 0.3)
    _add_character(piece, prominence, loudness, add)
    ordered = sorted(saliences.items(), key=lambda item: (-item[1], item[0]))
    return {concept: salience for concept, salience in ordered if salience >= SALIENCE_FLOOR and concept in KIND_OF}


def _prominence(parts: Sequence[Part], levels: Sequence[float]) -> list[float]:
    """Prominence of each part in [0, 1]: by its level against the loudest part and the time it sounds."""
    audible = [
        level - (BASS_HANDICAP_DB if part.role == "bass" else 0.0) for part, level in zip(parts, levels, strict=True)
    ]
    loudest = max(audible)
    # Voices and lead instruments catch the ear, pads do not.
    catch = {"voice": 1.25, "lead": 1.1, "drums": 1.05, "bass": 0.62, "pad": 0.75}
    return [
        min(
            1.0,
            max(0.0, 1.0 - (loudest - level) / AUDIBLE_RANGE_DB)
            * min(1.0, 2.0 * part.share) ** 0.5
            * catch.get(part.role, 0.9),
        )
        if part.notes
        else 0.0
        for part, level in zip(parts, audible, strict=True)
    ]


def _add_voice(part: Part, salience: float, add) -> None:
    add("vocals", 0.9 * salience)
    if part.manner == "choral":
        add("choir", salience)
    if part.manner == "rapped":
        add("rap", 0.9 * salience)
    if part.singer in ("male", "female"):
        add(part.singer, salience * (0.6 if part.manner == "choral" else 1.0))


def _add_character(piece: Piece, prominence: Sequence[float], loudness: float, add) -> None:
    """Tempo, loudness, texture and mood."""
    playing = [part for part, salience in zip(piece.parts, prominence, strict=True) if salience > 0.1]
    sounds = {INSTRUMENTS[part.instrument].concept for part in playing}
    drums = max((salience for part, salience in zip(piece.parts, prominence, strict=True) if part.drum), default=0.0)
    # A tempo is felt in what moves: without drums and with few notes the same pulse feels slower.
    onsets = len({round(note.start, 2) for part in playing for note in part.notes}) / piece.seconds
    pace = 0.7 * (piece.bpm - 108) / 40 + 0.3 * (onsets - 6.0) / 3.0
    add("fast", pace - 0.3)
    add("slow", -pace - 0.25)
    add("loud", (loudness + 15.0) / 6.0)
    add("quiet", (-21.5 - loudness) / 9.0)
    if len(playing) == 1 or len(sounds) == 1:
        add("solo", 0.75)
    if not sounds & PLUGGED_IN and piece.style != "ambient":
        add("acoustic", 0.55)
    if piece.style in REPETITIVE_STYLES:
        add("repetitive", 0.35)
    if drums > 0.6:
        add("beat", drums * (0.65 if sounds & ELECTRONIC or piece.style == "hip hop" else 0.2))
    registers = [part.register for part in playing if part.register != "none"]
    add("low pitched", 0.3 * registers.count("low") / max(len(registers), 1) * (drums < 0.3))
    add("high pitched", 0.35 * registers.count("high") / max(len(registers), 1))
    if piece.metre == 3:
        add("waltz", 0.35)
    if piece.mode in SAD_MODES:
        add("minor key", 0.1)
        add("sad", 0.45 * max(0.0, -pace))
        add("dark", 0.1)
    else:
        add("happy", 0.15 + 0.3 * pace)
    for rank, mood in enumerate(EVERY_STYLE[piece.style].moods):
        add(mood, 0.4 - 0.1 * rank)
