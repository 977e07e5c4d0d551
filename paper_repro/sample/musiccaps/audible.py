"""Audible concepts of a MusicCaps clip (those of ``words``) with their salience."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from paper_repro.sample.music.concepts import GENERAL, concepts
from paper_repro.sample.music.instruments import DRUM_KEYS, INSTRUMENTS
from paper_repro.sample.music.piece import Piece
from paper_repro.sample.music.theory import SAD_MODES
from paper_repro.sample.musiccaps.moods import moods, use
from paper_repro.sample.musiccaps.recordings import Recording

# music.concepts lowers an instrument that is also perceived as something more general; here the special one is named.
SPECIAL = 1.0 / 0.6
# Lists of instruments do not leave out the bass, however little it is noticed.
BASSES = frozenset({"bass guitar", "double bass", "synth bass"})
DRUM_SOUNDS: dict[str, tuple[str, ...]] = {
    "kick": ("kick",),
    "snare": ("snare", "stick"),
    "hi hats": ("hat", "open hat"),
    "cymbals": ("ride", "crash"),
    "claps": ("clap",),
    "tambourine": ("tambourine",),
    "shaker": ("shaker",),
    "congas": ("conga", "mute conga", "low conga"),
    "bongos": ("bongo",),
    "cowbell": ("cowbell", "claves"),
    "toms": ("low tom", "mid tom", "high tom"),
}
_DRUM_OF = {DRUM_KEYS[key]: drum for drum, keys in DRUM_SOUNDS.items() for key in keys}
# Hits a second that make a sound of the kit plainly audible.
PLAIN_HITS = 1.5


def audible_concepts(piece: Piece, levels: Sequence[float], loudness: float, recording: Recording) -> dict[str, float]:
    """Concept -> salience in (0, 1]; the arguments are those of ``music.concepts``, and how the clip was recorded."""
    general = concepts(piece, levels, loudness)
    audible = {
        **_recorded(recording),
        **_sounding(piece, general),
        **_tempo(general),
        **moods(piece.style, general),
        piece.style: 0.9,
        use(piece.style): 0.35,
        "minor key" if piece.mode in SAD_MODES else "major key": 0.2,
    }
    if piece.metre == 3:
        audible["waltz"] = 0.3
    if piece.swing > 0.6:
        audible["swing"] = 0.25
    return {concept: min(salience, 1.0) for concept, salience in audible.items() if salience >= 0.05}


def _recorded(recording: Recording) -> dict[str, float]:
    return {
        "poor recording": recording.grade,
        "noisy": 1.3 * recording.noise - 0.35,
        "muffled": 0.6 * recording.dullness - 0.25,
        "mono": 0.8 * recording.mono,
        "reverberant": 0.5 * recording.reverberant + 0.2 * recording.live,
        "overdriven": 0.6 * recording.overdriven,
        "live": 0.85 * recording.live,
        "crowd": 0.7 * recording.crowd,
    }


def _sounding(piece: Piece, general: Mapping[str, float]) -> dict[str, float]:
    """Voices, instruments, the sounds of the drum kit, and what is missing."""
    audible = {concept: general[concept] for concept in ("male", "female", "choir", "rap") if concept in general}
    played = {INSTRUMENTS[part.instrument].concept for part in piece.parts if not part.singer}
    for concept in sorted(played & general.keys()):
        audible[concept] = general[concept] * (SPECIAL if concept in GENERAL else 1.0)
        audible[concept] *= 1.5 if concept in BASSES else 1.0
    hits = [_DRUM_OF.get(note.pitch) for part in piece.parts if part.drum for note in part.notes]
    beat = max((audible.get(concept, 0.0) for concept in ("drums", "drum machine", "percussion")), default=0.0)
    for drum in DRUM_SOUNDS:
        audible[drum] = 0.7 * beat * min(1.0, hits.count(drum) / piece.seconds / PLAIN_HITS) ** 0.5
    if not any(concept in general for concept in ("vocals", "choir", "rap")):
        audible |= {"no voice": 0.8, "unsung": 0.6}
    if beat < 0.1:
        audible["no drums"] = 0.5
    if "solo" in general:
        audible["alone"] = 0.7
    if "repetitive" in general:
        audible["repetitive"] = 0.4
    if general.get("high pitched", 0.0) > 0.15:
        audible["high pitched"] = 0.2
    return audible


def _tempo(general: Mapping[str, float]) -> dict[str, float]:
    """The tempo as one of four classes, with its salience."""
    pace = general.get("fast", 0.0) - general.get("slow", 0.0)
    if pace > 0.3:
        return {"fast": 0.9}
    if pace > 0.02:
        return {"medium fast": 0.7}
    return {"slow": 0.9} if pace < -0.2 else {"medium": 0.7}
