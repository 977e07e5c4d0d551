"""Scenery that several places of the drawn pictures share: colours of the seasons, trees, houses, water."""

from __future__ import annotations

import numpy as np

from paper_repro.sample.songtitle.pictures.canvas import Canvas, Colour

FOLIAGE: dict[str, tuple[Colour, ...]] = {
    "spring": ((120, 180, 70), (150, 200, 90), (240, 175, 200)),
    "summer": ((40, 120, 45), (60, 140, 50), (30, 95, 40)),
    "autumn": ((215, 120, 30), (195, 75, 25), (225, 165, 45)),
    "winter": ((225, 230, 240), (95, 85, 80), (205, 212, 225)),
}
GRASS: dict[str, Colour] = {
    "spring": (130, 195, 80), "summer": (110, 165, 55), "autumn": (175, 145, 70), "winter": (238, 241, 248),
}  # fmt: skip
ROCK: Colour = (110, 105, 115)
SNOW: Colour = (244, 246, 252)
SAND: Colour = (232, 205, 150)
WATER: Colour = (45, 115, 175)
LAMP: Colour = (255, 225, 130)


def tree(canvas: Canvas, x: float, foot: float, size: float, conifer: bool) -> None:
    """A tree in the season's leaves, ``size`` high."""
    season, rng = canvas.scene.season, canvas.rng
    canvas.box(x - 0.03 * size, foot - 0.45 * size, x + 0.03 * size, foot, canvas.lit((85, 60, 40)))
    if conifer:
        green = (35, 85, 55) if season != "winter" else (150, 170, 175)
        for level in range(3):
            top, wide = foot - size * (1.0 - 0.22 * level), size * (0.16 + 0.09 * level)
            canvas.polygon([(x, top), (x + wide, top + 0.42 * size), (x - wide, top + 0.42 * size)], canvas.lit(green))
        return
    if season == "winter":
        for _ in range(7):
            side, rise = rng.uniform(-0.3, 0.3) * size, rng.uniform(0.6, 1.0) * size
            canvas.line([(x, foot - 0.4 * size), (x + side, foot - rise)], 0.018 * size, canvas.lit((80, 65, 60)))
        return
    leaves = FOLIAGE[season][rng.integers(3)]
    for _ in range(9):
        dx, dy = rng.normal(0.0, 0.15, size=2) * size
        canvas.disc(x + dx, foot - 0.68 * size + dy, rng.uniform(0.12, 0.22) * size, canvas.lit(leaves, 14))


def house(canvas: Canvas, x: float, foot: float, size: float, church: bool = False) -> None:
    """A house with a pitched roof, windows lit in the dark; with a steeple where it is a ``church``."""
    wall = ((235, 220, 195), (205, 95, 75), (200, 205, 215), (165, 115, 75))[canvas.rng.integers(4)]
    roof = SNOW if canvas.scene.snowy else ((150, 60, 45), (90, 70, 70))[canvas.rng.integers(2)]
    canvas.box(x - 0.4 * size, foot - 0.55 * size, x + 0.4 * size, foot, canvas.lit(wall))
    peak = foot - size
    canvas.polygon(
        [(x - 0.5 * size, foot - 0.53 * size), (x, peak), (x + 0.5 * size, foot - 0.53 * size)], canvas.lit(roof)
    )
    canvas.box(x - 0.07 * size, foot - 0.3 * size, x + 0.07 * size, foot, canvas.lit((90, 60, 45)))
    glass = canvas.plain(LAMP) if canvas.scene.time == "night" else canvas.lit((120, 150, 180))
    for dx in (-0.25, 0.25):
        canvas.box(x + (dx - 0.08) * size, foot - 0.42 * size, x + (dx + 0.08) * size, foot - 0.24 * size, glass)
    if church:
        left, right = x + 0.28 * size, x + 0.56 * size
        canvas.box(left, foot - 1.2 * size, right, foot, canvas.lit(wall))
        middle = (left + right) / 2
        canvas.polygon(
            [(left, foot - 1.2 * size), (middle, foot - 1.8 * size), (right, foot - 1.2 * size)], canvas.lit(roof)
        )


def waves(canvas: Canvas, top: float, bottom: float, colour: Colour = WATER) -> None:
    """Water from ``top`` to ``bottom``: darker in front, with crests, and the glitter of sun or moon."""
    rng, scene = canvas.rng, canvas.scene
    near = np.array(canvas.lit(colour), float)
    canvas.gradient(top, bottom, tuple(near * 0.6 + 0.4 * np.array(canvas.lit((190, 215, 235)))), tuple(near * 0.8))
    rough = 3.0 if scene.weather == "storm" else 1.0
    for _ in range(int(45 * rough)):
        depth = rng.uniform(0.0, 1.0) ** 1.3
        y, wide = top + depth * (bottom - top), (0.02 + 0.10 * depth) * rng.uniform(0.5, 1.5)
        x = canvas.x(0.0, 1.0)
        crest = canvas.lit((215, 232, 245)) if rng.random() < 0.5 else canvas.lit((30, 80, 135))
        canvas.line(
            [(x - wide, y), (x, y - 0.006 * rough * (0.5 + depth)), (x + wide, y)], 0.002 + 0.004 * depth, crest
        )
    if scene.weather == "clear" and scene.time in ("sunset", "night", "morning"):
        light = (235, 238, 255) if scene.time == "night" else (255, 215, 130)
        for _ in range(60):
            y = rng.uniform(top, bottom)
            x = canvas.light_x + rng.normal(0.0, 0.02 + 0.12 * (y - top))
            canvas.line([(x - 0.015, y), (x + 0.015, y)], 0.004, canvas.plain(light, 150))
