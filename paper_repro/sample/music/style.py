"""What a style of music is made of: who plays, how fast, how loud, over which chords."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Layer:
    """One possible player: plays with probability ``chance`` one of ``instruments`` in one of ``patterns``.

    ``patterns`` names rows of ``patterns``; a lead or a singer has none, its melody is invented. ``level`` is the
    mixing level in dB.
    """

    role: str
    instruments: tuple[str, ...]
    patterns: tuple[str, ...] = ()
    chance: float = 1.0
    level: float = 0.0


@dataclass(frozen=True)
class Style:
    """One style of music.

    ``weight``: how often it is drawn. ``harmony``: power, triad, seventh or dominant chords. ``progressions``: scale
    degrees, one a bar. ``swing``: where the second eighth of a beat falls, .5 is straight. ``vocals``: chance of a
    singer, ``male``: chance that he is a man, ``manner``: sung, rapped or choral. ``loudness``: dB full scale RMS.
    ``density``: melody notes a beat. ``fade``: chance that a section leaves out a part.
    """

    name: str
    weight: float
    bpm: tuple[float, float]
    modes: tuple[str, ...]
    harmony: str
    progressions: tuple[tuple[int, ...], ...]
    layers: tuple[Layer, ...]
    loudness: tuple[float, float]
    moods: tuple[str, ...]
    metres: tuple[int, ...] = (4,)
    swing: float = 0.5
    vocals: float = 0.0
    male: float = 0.65
    manner: str = "sung"
    density: float = 1.2
    fade: float = 0.25
