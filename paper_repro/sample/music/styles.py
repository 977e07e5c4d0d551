"""The styles of music: who plays, how fast, how loud, over which chords; their values are in ``styles.tsv``."""

from __future__ import annotations

from dataclasses import dataclass

from paper_repro.sample.tables import entries, number, numbers, records


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


def _layer(row: dict[str, str]) -> Layer:
    instruments, patterns = entries(row["instruments"]), entries(row["patterns"])
    return Layer(row["role"], instruments, patterns, float(row["chance"]), float(row["level"]))


def _style(row: dict[str, str]) -> Style:
    texts = {name: row[name] for name in ("name", "harmony", "manner")}
    lists = {name: entries(row[name]) for name in ("modes", "moods")}
    ranges = {name: numbers(row[name]) for name in ("bpm", "loudness", "metres")}
    single = {name: number(row[name]) for name in ("weight", "swing", "vocals", "male", "density", "fade")}
    progressions = tuple(numbers(degrees) for degrees in entries(row["progressions"]))
    layers = tuple(_layer(layer) for layer in _LAYERS if layer["style"] == row["name"])
    return Style(progressions=progressions, layers=layers, **texts, **lists, **ranges, **single)


_LAYERS, _STYLES = records(__package__, "layers.tsv"), records(__package__, "styles.tsv")
EVERY_STYLE: dict[str, Style] = {row["name"]: _style(row) for row in _STYLES}
# MajorMiner's corpus draws from these, and its players have words for them; the others are asked for by name.
STYLES = {name: style for name, style in EVERY_STYLE.items() if style.weight > 0}
MORE_STYLES = {name: style for name, style in EVERY_STYLE.items() if style.weight == 0}
# Styles that a listener may take a style for.
NEIGHBOURS = {row["name"]: entries(row["neighbours"]) for row in _STYLES if row["neighbours"]}
