"""The subjects of the drawn pictures: people, animals, vehicles and things, each in the scene's colour."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from paper_repro.sample.songtitle.pictures.canvas import Canvas, Colour
from paper_repro.sample.songtitle.pictures.people import (
    HUES,
    draw_couple,
    draw_dancers,
    draw_guitarist,
    draw_singer,
    one_person,
)
from paper_repro.sample.songtitle.pictures.scenery import house, tree


def draw_subject(canvas: Canvas, foot: float, size: float) -> None:
    """Draws the scene's subject, once or several times, with its feet at height ``foot`` and about ``size`` high."""
    scene, rng = canvas.scene, canvas.rng
    if scene.subject == "none":
        return
    count = {1: 1, 2: 2}.get(scene.count, int(rng.integers(3, 6)))
    places = (np.arange(count) + rng.uniform(0.25, 0.75, size=count)) / count * 0.8 + 0.1
    for x in places * canvas.aspect:
        scale = size * rng.uniform(0.85, 1.15) * (0.75 if count > 1 else 1.0)
        SUBJECTS[scene.subject](canvas, float(x), foot - (rng.uniform(0.0, 0.06) if count > 1 else 0.0), scale)


def _beast(canvas: Canvas, x: float, foot: float, size: float, coat: Colour, horse: bool) -> None:
    side = 1.0 if canvas.rng.random() < 0.5 else -1.0
    fur, running = canvas.lit(coat, 2), canvas.scene.action == "running"
    long, leg = (0.34, 0.42) if horse else (0.30, 0.32)
    body = foot - (leg + 0.14) * size
    for place, reach in ((-0.8, -1.0), (-0.65, 0.8), (0.65, -0.8), (0.8, 1.0)):
        swing = reach * (0.22 if running else 0.03) * size
        lift = 0.05 * size if running else 0.0
        canvas.line([(x + place * long * size, body), (x + place * long * size + swing, foot - lift)], 0.07 * size, fur)
    canvas.disc(x, body, 1.1 * long * size, fur, 0.42)
    head = (x + side * (long + 0.22) * size, body - (0.36 if horse else 0.2) * size)
    canvas.line([(x + side * 0.75 * long * size, body), head], (0.15 if horse else 0.12) * size, fur)
    canvas.disc(*head, 0.10 * size, fur, 0.8)
    canvas.disc(head[0] + side * 0.10 * size, head[1] + 0.04 * size, 0.07 * size, fur, 0.7)
    canvas.line([head, (head[0] - side * 0.02 * size, head[1] - 0.15 * size)], 0.035 * size, fur)
    tail = (x - side * (long + 0.16) * size, body + (0.25 if horse else -0.2) * size)
    canvas.line([(x - side * long * size, body - 0.05 * size), tail], 0.055 * size, fur)


def _horse(canvas: Canvas, x: float, foot: float, size: float) -> None:
    _beast(canvas, x, foot, size, ((110, 65, 35), (40, 32, 30), (225, 220, 210))[canvas.rng.integers(3)], True)


def _dog(canvas: Canvas, x: float, foot: float, size: float) -> None:
    _beast(canvas, x, foot, 0.55 * size, ((150, 105, 60), (35, 32, 32), (235, 230, 220))[canvas.rng.integers(3)], False)


def _birds(canvas: Canvas, x: float, foot: float, size: float) -> None:
    rng, dark = canvas.rng, canvas.scene.time == "night"
    flock = 1 if canvas.scene.count < 3 else 4
    for _ in range(flock):
        cx, cy = x + rng.normal(0, 0.08), rng.uniform(0.12, 0.5)
        wide, colour = rng.uniform(0.06, 0.13), canvas.plain((225, 228, 235) if dark else (30, 32, 40))
        lift = rng.uniform(0.3, 0.8)
        for side in (-1, 1):
            bend = (cx + side * 0.5 * wide, cy - lift * wide)
            canvas.line([(cx, cy), bend, (cx + side * wide, cy - 0.25 * wide)], 0.13 * wide + 0.003, colour)
        canvas.disc(cx, cy, 0.18 * wide, colour, 0.6)


def _boat(canvas: Canvas, x: float, foot: float, size: float) -> None:
    deck = foot - 0.22 * size
    hull = canvas.lit(HUES[canvas.scene.colour])
    canvas.line([(x, deck), (x, foot - 1.1 * size)], 0.03 * size, canvas.lit((110, 80, 55)))
    sail = canvas.lit((248, 245, 235))
    canvas.polygon([(x + 0.03 * size, foot - 1.08 * size), (x + 0.03 * size, deck - 0.05 * size),
                    (x + 0.42 * size, deck - 0.05 * size)], sail)  # fmt: skip
    canvas.polygon([(x - 0.03 * size, foot - 0.95 * size), (x - 0.03 * size, deck - 0.05 * size),
                    (x - 0.33 * size, deck - 0.05 * size)], sail)  # fmt: skip
    canvas.polygon([(x - 0.5 * size, deck), (x + 0.55 * size, deck), (x + 0.38 * size, foot), (x - 0.38 * size, foot)],
                   hull)  # fmt: skip


def _car(canvas: Canvas, x: float, foot: float, size: float) -> None:
    paint, wheel = canvas.lit(HUES[canvas.scene.colour]), 0.12 * size
    body = foot - 0.1 * size
    canvas.box(x - 0.62 * size, body - 0.24 * size, x + 0.62 * size, body, paint)
    canvas.polygon([(x - 0.42 * size, body - 0.22 * size), (x - 0.27 * size, body - 0.48 * size),
                    (x + 0.20 * size, body - 0.48 * size), (x + 0.40 * size, body - 0.22 * size)], paint)  # fmt: skip
    glass = canvas.lit((165, 200, 220))
    canvas.polygon([(x - 0.34 * size, body - 0.23 * size), (x - 0.23 * size, body - 0.43 * size),
                    (x + 0.17 * size, body - 0.43 * size), (x + 0.31 * size, body - 0.23 * size)], glass)  # fmt: skip
    for side in (-0.38, 0.38):
        canvas.disc(x + side * size, body, wheel, canvas.plain((24, 24, 26)))
        canvas.disc(x + side * size, body, 0.45 * wheel, canvas.lit((180, 180, 185)))
    if canvas.scene.time == "night":
        for radius, alpha in ((0.12, 60), (0.05, 255)):
            canvas.disc(x + 0.6 * size, body - 0.13 * size, radius * size, canvas.plain((255, 240, 180), alpha))


def _balloon(canvas: Canvas, x: float, foot: float, size: float) -> None:
    y, radius = canvas.rng.uniform(0.18, 0.42), 0.42 * size
    paint, other = canvas.lit(HUES[canvas.scene.colour]), canvas.lit((250, 245, 225))
    for side in (-1, 1):
        canvas.line(
            [(x + side * 0.75 * radius, y + 0.5 * radius), (x, y + 1.75 * radius)], 0.005, canvas.lit((90,) * 3)
        )
    canvas.disc(x, y, radius, paint, 1.1)
    canvas.disc(x, y, 0.55 * radius, other, 2.0)
    canvas.disc(x, y, 0.2 * radius, paint, 5.4)
    canvas.box(x - 0.16 * radius, y + 1.6 * radius, x + 0.16 * radius, y + 1.95 * radius, canvas.lit((130, 90, 55)))


def _fire(canvas: Canvas, x: float, foot: float, size: float) -> None:
    rng = canvas.rng
    for radius, alpha in ((0.95, 26), (0.65, 40), (0.4, 60)):
        canvas.disc(x, foot - 0.3 * size, radius * size, canvas.plain((255, 140, 40), alpha))
    for side in (-1, 1):
        canvas.line([(x - side * 0.35 * size, foot), (x + side * 0.35 * size, foot - 0.12 * size)], 0.08 * size,
                    canvas.plain((70, 45, 30)))  # fmt: skip
    for colour, tall in (((225, 60, 20), 1.0), ((250, 140, 25), 0.75), ((255, 225, 90), 0.45)):
        for _ in range(5):
            cx, wide = x + rng.normal(0.0, 0.12) * size * (1.3 - tall), 0.14 * size
            top = foot - size * tall * rng.uniform(0.7, 1.05)
            tip = (cx + rng.normal(0, 0.05) * size, top)
            canvas.polygon(
                [(cx - wide, foot - 0.05 * size), tip, (cx + wide, foot - 0.05 * size)], canvas.plain(colour)
            )


def _flowers(canvas: Canvas, x: float, foot: float, size: float) -> None:
    rng, hue = canvas.rng, np.array(HUES[canvas.scene.colour])
    for y in np.sort(rng.uniform(0.66, 1.0, size=90)):
        cx, radius = canvas.x(0, 1), 0.006 + 0.06 * (y - 0.6)
        canvas.line([(cx, y), (cx, y + 3 * radius)], 0.2 * radius, canvas.lit((60, 120, 50)))
        petals = canvas.lit(tuple(hue), 14)
        for turn in np.arange(5) * 2 * np.pi / 5:
            canvas.disc(cx + 0.6 * radius * np.cos(turn), y + 0.6 * radius * np.sin(turn), 0.5 * radius, petals)
        canvas.disc(cx, y, 0.35 * radius, canvas.lit((245, 215, 80)))


def _tree(canvas: Canvas, x: float, foot: float, size: float) -> None:
    tree(canvas, x, foot, 1.9 * size, False)


def _house(canvas: Canvas, x: float, foot: float, size: float) -> None:
    house(canvas, x, foot, 1.2 * size)


SUBJECTS: dict[str, Callable[[Canvas, float, float, float], None]] = {
    "man": one_person("man"), "woman": one_person("woman"), "child": one_person("child"),
    "couple": draw_couple, "dancers": draw_dancers, "singer": draw_singer, "guitarist": draw_guitarist,
    "dog": _dog, "horse": _horse, "birds": _birds, "boat": _boat,
    "car": _car, "balloon": _balloon, "fire": _fire, "flowers": _flowers, "tree": _tree, "house": _house,
}  # fmt: skip
