"""The places of the drawn pictures; each function draws the ground below the sky and says where a subject stands."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from paper_repro.sample.songtitle.pictures.canvas import Canvas
from paper_repro.sample.songtitle.pictures.scenery import GRASS, LAMP, ROCK, SAND, SNOW, house, tree, waves


def draw_place(canvas: Canvas, horizon: float) -> tuple[float, float]:
    """Draws the scene's place below ``horizon``; the height at which subjects stand, and their size there."""
    return PLACES[canvas.scene.place](canvas, horizon)


def _sea(canvas: Canvas, horizon: float) -> tuple[float, float]:
    waves(canvas, horizon, 1.0)
    shore = horizon + 0.72 * (1.0 - horizon)
    canvas.hill(shore - 0.015, 0.03, canvas.lit((235, 240, 240)))
    canvas.hill(shore + 0.01, 0.03, canvas.lit(SAND))
    return (0.97, 0.34) if canvas.scene.subject != "boat" else (horizon + 0.12, 0.26)


def _lake(canvas: Canvas, horizon: float) -> tuple[float, float]:
    canvas.ridge(horizon - 0.10, 0.05, canvas.lit((95, 120, 130)))
    waves(canvas, horizon + 0.06, 1.0, (60, 125, 160))
    for x in np.arange(-0.05, canvas.aspect + 0.1, 0.09):
        tree(canvas, x + canvas.rng.normal(0, 0.02), horizon + 0.08, canvas.rng.uniform(0.10, 0.20), True)
    canvas.hill(0.93, 0.03, canvas.lit(GRASS[canvas.scene.season]))
    return (0.98, 0.32) if canvas.scene.subject != "boat" else (horizon + 0.24, 0.24)


def _mountain(canvas: Canvas, horizon: float) -> tuple[float, float]:
    canvas.ridge(horizon - 0.12, 0.07, canvas.lit((150, 165, 190)))
    for _ in range(int(canvas.rng.integers(2, 5))):
        x, peak = canvas.x(0.0, 1.0), horizon - canvas.rng.uniform(0.16, 0.38)
        wide = canvas.rng.uniform(0.4, 0.7)
        left, right = (x - wide, horizon + 0.15), (x + wide, horizon + 0.15)
        canvas.polygon([left, (x, peak), right], canvas.lit(ROCK))
        canvas.polygon([(x, peak), right, (x + 0.1 * wide, horizon + 0.15)], canvas.lit((80, 76, 90)))
        cap = 0.5 if canvas.scene.season == "winter" else 0.3
        edge = [(x + cap * wide * side, peak + cap * (horizon + 0.15 - peak) + dip) for side, dip in
                ((-1, 0), (-0.5, 0.04), (-0.1, -0.02), (0.4, 0.04), (1, 0))]  # fmt: skip
        canvas.polygon([(x, peak), *edge], canvas.lit(SNOW))
    canvas.hill(horizon + 0.12, 0.03, canvas.lit(GRASS[canvas.scene.season]))
    for _ in range(int(canvas.rng.integers(0, 9))):
        tree(canvas, canvas.x(0, 1), horizon + canvas.rng.uniform(0.14, 0.24), canvas.rng.uniform(0.10, 0.18), True)
    return 0.95, 0.30


def _city(canvas: Canvas, horizon: float) -> tuple[float, float]:
    rng, dark = canvas.rng, canvas.scene.time == "night"
    street = min(horizon + 0.22, 0.82)
    for row, shade in enumerate((150.0, 100.0)):
        x = -0.05
        while x < canvas.aspect:
            wide, tall = rng.uniform(0.08, 0.2), rng.uniform(0.2, 0.62 - 0.12 * row)
            tone = canvas.lit((shade, shade + rng.uniform(-12, 8), shade + 14), 12)
            canvas.box(x, street - tall, x + wide, street, tone)
            if rng.random() < 0.15:
                canvas.line([(x + wide / 2, street - tall), (x + wide / 2, street - tall - 0.09)], 0.006, tone)
            _windows(canvas, x, street - tall, wide, tall, dark)
            x += wide + rng.uniform(-0.01, 0.03)
    canvas.box(0.0, street, canvas.aspect, 1.0, canvas.lit((95, 95, 100)))
    canvas.box(0.0, street, canvas.aspect, street + 0.03, canvas.lit(SNOW if canvas.scene.snowy else (160, 155, 150)))
    for x in np.arange(0.0, canvas.aspect, 0.22):
        canvas.box(x, 0.90, x + 0.1, 0.915, canvas.lit((230, 225, 205)))
    if dark:
        for x in np.arange(rng.uniform(0, 0.3), canvas.aspect, 0.35):
            canvas.line([(x, street + 0.03), (x, street - 0.2)], 0.007, canvas.plain((40, 40, 45)))
            for radius, alpha in ((0.06, 40), (0.035, 80), (0.015, 255)):
                canvas.disc(x, street - 0.2, radius, canvas.plain(LAMP, alpha))
    return 0.96, 0.30


def _windows(canvas: Canvas, left: float, top: float, wide: float, tall: float, dark: bool) -> None:
    share = 0.55 if dark else 0.9
    for y in np.arange(top + 0.02, top + tall - 0.02, 0.038):
        for x in np.arange(left + 0.012, left + wide - 0.018, 0.028):
            if canvas.rng.random() < share:
                canvas.box(x, y, x + 0.013, y + 0.02, canvas.plain(LAMP) if dark else canvas.lit((190, 205, 220), 12))


def _forest(canvas: Canvas, horizon: float) -> tuple[float, float]:
    rng, grass = canvas.rng, np.array(GRASS[canvas.scene.season])
    conifer = rng.random() < 0.5
    canvas.box(0.0, horizon, canvas.aspect, 1.0, canvas.lit(tuple(grass * 0.75)))
    for foot, size, gap in ((horizon + 0.06, 0.38, 0.07), (horizon + 0.16, 0.55, 0.13), (0.86, 0.75, 0.3)):
        for x in np.arange(-0.1, canvas.aspect + 0.1, gap):
            if rng.random() < 0.85:
                tree(canvas, x + rng.normal(0, gap / 4), foot + rng.normal(0, 0.015), size * rng.uniform(0.8, 1.2),
                     conifer if rng.random() < 0.8 else not conifer)  # fmt: skip
    middle = canvas.x(0.3, 0.7)
    path = canvas.lit((235, 235, 240) if canvas.scene.snowy else (165, 130, 90))
    canvas.polygon([(middle - 0.02, horizon + 0.1), (middle + 0.02, horizon + 0.1), (middle + 0.25, 1.0),
                    (middle - 0.2, 1.0)], path)  # fmt: skip
    return 0.96, 0.28


def _field(canvas: Canvas, horizon: float) -> tuple[float, float]:
    rng, season = canvas.rng, canvas.scene.season
    far, near = np.array(GRASS[season]) * 0.82, np.array(GRASS[season], float)
    canvas.hill(horizon, 0.03, canvas.lit(tuple(far)))
    for _ in range(int(rng.integers(1, 6))):
        tree(canvas, canvas.x(0, 1), horizon + 0.05, rng.uniform(0.08, 0.16), False)
    canvas.hill(horizon + 0.10, 0.04, canvas.lit(tuple(0.93 * near)))
    canvas.hill(horizon + 0.24, 0.03, canvas.lit(tuple(near)))
    if season == "autumn":
        for _ in range(int(rng.integers(2, 6))):
            canvas.disc(canvas.x(0, 1), rng.uniform(horizon + 0.25, 0.85), 0.035, canvas.lit((220, 180, 90)), 0.8)
    return 0.95, 0.32


def _road(canvas: Canvas, horizon: float) -> tuple[float, float]:
    canvas.ridge(horizon - 0.03, 0.03, canvas.lit((120, 135, 140)))
    canvas.box(0.0, horizon, canvas.aspect, 1.0, canvas.lit(GRASS[canvas.scene.season]))
    vanish, middle = canvas.x(0.35, 0.65), canvas.x(0.4, 0.6)

    def strip(left: float, right: float, top: float, bottom: float, fill: tuple) -> None:
        """A part of the road: ``left`` and ``right`` in parts of its half width, heights of its near and far edge."""
        corners = []
        for y, sides in ((top, (left, right)), (bottom, (right, left))):
            near = (y - horizon) / (1.0 - horizon)
            corners += [(vanish + near * (middle - vanish) + side * (0.01 + 0.5 * near), y) for side in sides]
        canvas.polygon(corners, fill)

    strip(-1.0, 1.0, horizon, 1.0, canvas.lit((90, 90, 95)))
    for side in (-0.93, 0.88):
        strip(side, side + 0.05, horizon, 1.0, canvas.lit((225, 225, 220)))
    for step in range(7):
        top = horizon + (1.0 - horizon) * (step / 7.0) ** 1.6
        strip(-0.025, 0.025, top, top + 0.6 * (1.0 - horizon) / 7.0 * (0.3 + step / 4), canvas.lit((240, 215, 90)))
    for step in range(3):
        side = canvas.rng.choice((-1, 1))
        x = vanish + side * canvas.rng.uniform(0.25, 0.7)
        tree(canvas, x, horizon + 0.06 + 0.05 * step, 0.16 + 0.06 * step, False)
    return 0.93, 0.30


def _desert(canvas: Canvas, horizon: float) -> tuple[float, float]:
    for step, shade in enumerate((0.86, 0.93, 1.0)):
        canvas.hill(horizon + 0.13 * step, 0.05, canvas.lit(tuple(np.array((228, 178, 105)) * shade)))
    for _ in range(int(canvas.rng.integers(0, 4))):
        x, foot, size = canvas.x(0, 1), canvas.rng.uniform(horizon + 0.15, 0.9), canvas.rng.uniform(0.12, 0.26)
        green = canvas.lit((70, 120, 70))
        canvas.line([(x, foot), (x, foot - size)], 0.16 * size, green)
        for side in (-1, 1):
            arm = [(x, foot - 0.4 * size), (x + side * 0.25 * size, foot - 0.4 * size)]
            canvas.line([*arm, (x + side * 0.25 * size, foot - 0.75 * size)], 0.10 * size, green)
    return 0.94, 0.30


def _village(canvas: Canvas, horizon: float) -> tuple[float, float]:
    canvas.ridge(horizon - 0.08, 0.03, canvas.lit((110, 140, 120)))
    canvas.box(0.0, horizon, canvas.aspect, 1.0, canvas.lit(GRASS[canvas.scene.season]))
    house(canvas, canvas.x(0.25, 0.75), horizon + 0.10, 0.26, church=True)
    for row in (0.10, 0.22):
        for x in np.arange(canvas.rng.uniform(0, 0.1), canvas.aspect, 0.27):
            if canvas.rng.random() < 0.75:
                house(canvas, x, horizon + row + canvas.rng.normal(0, 0.015), canvas.rng.uniform(0.15, 0.24))
    tree(canvas, canvas.x(0, 1), horizon + 0.27, 0.25, False)
    return 0.97, 0.30


def _harbour(canvas: Canvas, horizon: float) -> tuple[float, float]:
    for x in np.arange(-0.05, canvas.aspect, 0.12):
        if canvas.rng.random() < 0.8:
            house(canvas, x, horizon + 0.02, canvas.rng.uniform(0.13, 0.2))
    waves(canvas, horizon, 1.0, (55, 100, 130))
    arches = canvas.lit((140, 130, 125))
    if canvas.rng.random() < 0.5:
        canvas.box(0.0, horizon - 0.06, canvas.aspect, horizon - 0.02, arches)
        for x in np.arange(0.05, canvas.aspect, 0.3):
            canvas.box(x, horizon - 0.06, x + 0.04, horizon + 0.07, arches)
    canvas.box(0.0, 0.88, canvas.aspect, 1.0, canvas.lit((150, 120, 90)))
    for x in np.arange(0.0, canvas.aspect, 0.08):
        canvas.line([(x, 0.88), (x, 1.0)], 0.004, canvas.lit((100, 75, 55)))
    return (0.99, 0.32) if canvas.scene.subject != "boat" else (horizon + 0.2, 0.28)


def _stage(canvas: Canvas, horizon: float) -> tuple[float, float]:
    rng = canvas.rng
    canvas.gradient(0.0, 1.0, (14, 8, 26), (42, 16, 48))
    for _ in range(int(rng.integers(4, 8))):
        x, reach = canvas.x(0, 1), rng.normal(0.0, 0.35)
        colour = ((255, 60, 90), (80, 120, 255), (255, 190, 60), (200, 70, 255), (70, 255, 160))[rng.integers(5)]
        canvas.polygon([(x - 0.01, 0.0), (x + 0.01, 0.0), (x + reach + 0.17, 0.86), (x + reach - 0.17, 0.86)],
                       canvas.plain(colour, 95))  # fmt: skip
        canvas.disc(x, 0.02, 0.025, canvas.plain((255, 250, 235)))
    canvas.box(0.0, 0.80, canvas.aspect, 1.0, canvas.plain((62, 40, 52)))
    for x in np.arange(0.0, canvas.aspect, 0.055):
        y = 0.99 + rng.normal(0, 0.02)
        canvas.disc(x, y - 0.05, 0.024, canvas.plain((10, 6, 14)))
        canvas.disc(x, y, 0.042, canvas.plain((10, 6, 14)))
        if rng.random() < 0.25:
            canvas.line([(x, y), (x + rng.normal(0, 0.03), y - 0.17)], 0.013, canvas.plain((10, 6, 14)))
    return 0.86, 0.46


PLACES: dict[str, Callable[[Canvas, float], tuple[float, float]]] = {
    "sea": _sea, "mountain": _mountain, "city": _city, "forest": _forest, "field": _field, "lake": _lake,
    "road": _road, "desert": _desert, "village": _village, "harbour": _harbour, "stage": _stage,
}  # fmt: skip
