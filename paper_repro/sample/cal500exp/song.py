"""A song in sections that differ: quiet verses, full choruses, a solo, a breakdown, a bridge in another manner."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from paper_repro.sample.cal500exp.arranging import add_backing, change_mode, change_tempo, put_forward, transpose
from paper_repro.sample.cal500exp.catalogue import entry
from paper_repro.sample.music.compose import compose
from paper_repro.sample.music.piece import Piece
from paper_repro.sample.music.styles import EVERY_STYLE
from paper_repro.sample.music.theory import SAD_MODES

SHORTEST, MEAN_MORE, MOST_MORE = 60.0, 27.0, 120.0
SECTION_SECONDS = (13.0, 20.0)
FORMS: dict[int, tuple[tuple[str, ...], ...]] = {
    1: (("verse",),),
    3: (("verse", "chorus", "bridge"), ("verse", "breakdown", "chorus"), ("verse", "chorus", "solo")),
    4: (("intro", "verse", "chorus", "bridge"), ("verse", "chorus", "bridge", "chorus"),
        ("verse", "chorus", "breakdown", "chorus")),
    5: (("intro", "verse", "chorus", "bridge", "chorus"), ("verse", "chorus", "breakdown", "solo", "chorus"),
        ("verse", "chorus", "verse", "bridge", "outro")),
    6: (("intro", "verse", "chorus", "verse", "bridge", "chorus"),
        ("verse", "chorus", "verse", "solo", "breakdown", "chorus")),
    7: (("intro", "verse", "chorus", "verse", "chorus", "bridge", "outro"),
        ("intro", "verse", "chorus", "solo", "breakdown", "bridge", "chorus")),
}  # fmt: skip
# How much louder than the song a section is, in dB, where the song is of average contrast.
LOUDER = {"intro": -5.0, "verse": -2.5, "chorus": 1.5, "solo": 1.0, "bridge": 0.0, "breakdown": -7.0, "outro": -5.0}
# Chance that a player of a role sits out a section; those not named play.
SITS_OUT: dict[str, dict[str, float]] = {
    "intro": {"voice": 0.8, "drums": 0.5, "bass": 0.3, "lead": 0.5},
    "verse": {"lead": 0.7, "pad": 0.5, "percussion": 0.4},
    "chorus": {},
    "solo": {"voice": 1.0},
    "bridge": {"lead": 0.3},
    "breakdown": {"voice": 0.3, "drums": 0.9, "percussion": 0.5, "bass": 0.5, "lead": 0.5},
    "outro": {"voice": 0.4, "drums": 0.4, "lead": 0.3},
}
# Chance of a second voice.
BACKING = {"verse": 0.25, "chorus": 0.8}
# Sad music is mixed duller than happy music, in dB an octave: not in minor, in minor; and songs differ.
SHADES = (1.2, -1.5)
SHADE_SPREAD = 0.8
# How often a song is composed anew until the wanted players are there, and from which chance on a player is wanted.
ATTEMPTS = 12
ESSENTIAL = 0.85
# Long enough to see who plays: that does not depend on the length.
PREVIEW_SECONDS = 4.0

PLAN_STREAM, PIECE_STREAM = 43, 44


@dataclass(frozen=True)
class Passage:
    """One section of a song: its name, where it lies in the track in seconds, and its music, which starts at 0.

    ``shade`` is how its mix leans to the treble, in dB an octave; less than 0 is dull.
    """

    name: str
    start: float
    end: float
    piece: Piece
    shade: float


def write_song(seed: int, index: int, seconds: float | None = None) -> tuple[Passage, ...]:
    """The sections of track ``index``, one after the other without gaps.

    ``seconds`` makes a track of that length and one section instead; by default it has 60 to 180 s in 3 to 7 sections.
    """
    rng = np.random.default_rng([seed, index, PLAN_STREAM])
    length = SHORTEST + min(rng.exponential(MEAN_MORE), MOST_MORE)
    count = int(np.clip(round(length / rng.uniform(*SECTION_SECONDS)), 3, 7))
    if seconds is not None:
        length, count = seconds, 1
    names = FORMS[count][rng.integers(len(FORMS[count]))]
    shares = rng.uniform(0.7, 1.3, size=count)
    edges = np.concatenate([[0.0], np.cumsum(shares) / shares.sum() * length])
    # Some songs hardly change, others do all the time.
    contrast = rng.uniform(0.2, 1.2)
    own_shade = SHADE_SPREAD * rng.normal()
    bridge = "turn" if rng.random() < 0.5 else "other mode"
    material = _material(seed, index)
    passages = []
    for name, start, end in zip(names, edges[:-1], edges[1:], strict=True):
        piece = _section(rng, seed, index, name, bridge, material, end - start)
        # A bridge in another style has its own loudness, all others have the song's.
        own = piece.loudness if piece.style != material.style else material.loudness
        piece = replace(piece, loudness=own + LOUDER[name] * contrast)
        passages.append(Passage(name, float(start), float(end), piece, own_shade + SHADES[piece.mode in SAD_MODES]))
    return tuple(passages)


@dataclass(frozen=True)
class _Material:
    """Candidates for the main material of a song: compositions of this seed and style, at this loudness."""

    seed: list[int]
    style: str
    loudness: float


def _material(seed: int, index: int) -> _Material:
    """Of a few compositions the one with the fewest faults, the first of equals.

    A fault is a player missing without whom the style is not the style, or a singer who is not the wanted one.
    """
    one = entry(seed, index)
    essential = [layer for layer in EVERY_STYLE[one.style].layers if layer.chance >= ESSENTIAL]
    best, fewest = None, len(essential) + 2
    for attempt in range(ATTEMPTS):
        key = [seed, index, PIECE_STREAM, attempt]
        piece = compose(key, seconds=PREVIEW_SECONDS, style=one.style, sections=1)
        played = {part.instrument for part in piece.parts}
        singer = next((part.singer for part in piece.parts if part.role == "voice"), "")
        faults = sum(not played & set(layer.instruments) for layer in essential) + (singer != one.singer)
        if faults < fewest:
            best, fewest = _Material(key, one.style, piece.loudness), faults
        if fewest == 0:
            break
    return best


def _section(
    rng: np.random.Generator, seed: int, index: int, name: str, bridge: str, material: _Material, seconds: float
) -> Piece:
    """The music of one section; sections of the same material have players, key, tempo and chords in common."""
    one = entry(seed, index)
    stretch = 1.0
    if name == "bridge" and bridge == "other mode":
        stretch = float(rng.choice((0.8, 1.0, 1.25)))
    piece = compose(material.seed, seconds=seconds / stretch, style=one.style, sections=1)
    if name == "bridge" and bridge == "turn":
        key = piece.key
        other = compose([seed, index, PIECE_STREAM, ATTEMPTS], seconds=seconds, style=one.turn, sections=1)
        piece = transpose(other, (key - other.key + 5) % 12 - 5)
    elif name == "bridge":
        piece = change_tempo(change_mode(piece), stretch)
    elif name in BACKING:
        piece = add_backing(rng, piece, BACKING[name])
    elif name == "solo":
        piece = put_forward(piece)
    staying = [part for part in piece.parts if rng.random() >= SITS_OUT[name].get(part.role, 0.0)]
    if all(part.role in ("drums", "percussion") for part in staying):
        staying = [part for part in piece.parts if part.role != "voice"] or list(piece.parts)
    return replace(piece, parts=tuple(staying))
