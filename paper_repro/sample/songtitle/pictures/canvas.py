"""A picture that is being drawn: sizes in parts of the picture, colours as they look in the scene's light."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from paper_repro.sample.songtitle.scene import Scene

Colour = tuple[float, float, float]

# Drawn twice as large as the picture will be: what is drawn has hard edges, the picture has soft ones.
OVERSAMPLING = 2
# What light of each time does to red, green and blue.
TINTS: dict[str, Colour] = {
    "day": (1.0, 1.0, 1.0), "morning": (0.98, 0.88, 0.82), "sunset": (0.82, 0.55, 0.48), "night": (0.26, 0.30, 0.44),
}  # fmt: skip
DULLNESS = {"clear": 0.0, "clouds": 0.15, "rain": 0.35, "storm": 0.40, "fog": 0.30, "snow": 0.20}
SHADE = {"clear": 1.0, "clouds": 0.95, "rain": 0.80, "storm": 0.65, "fog": 1.0, "snow": 0.95}
GREY = 118.0


class Canvas:
    """Draws with x from 0 to ``aspect`` and y from 0 (top) to 1; ``rng`` varies every shape."""

    def __init__(self, rng: np.random.Generator, scene: Scene, width: int, height: int):
        self.rng, self.scene = rng, scene
        self.pixels = (width * OVERSAMPLING, height * OVERSAMPLING)
        self.unit = float(self.pixels[1])
        self.aspect = width / height
        self.image = Image.new("RGB", self.pixels)
        self.pen = ImageDraw.Draw(self.image, "RGBA")
        # Where sun or moon stands, and its glitter below.
        self.light_x = float(rng.uniform(0.12, 0.88)) * self.aspect
        self.jitter = rng.normal(1.0, 0.06, size=3)

    def lit(self, colour: Colour, spread: float = 6.0) -> tuple[int, int, int]:
        """``colour`` of daylight as it looks now, never twice exactly the same."""
        dull = DULLNESS[self.scene.weather]
        seen = (np.array(colour) * (1 - dull) + GREY * dull) * np.array(TINTS[self.scene.time]) * self.jitter
        seen = seen * SHADE[self.scene.weather]
        return _bytes(seen + self.rng.normal(0.0, spread))

    def plain(self, colour: Colour, alpha: int = 255) -> tuple[int, int, int, int]:
        """``colour`` as it is, for lights and outlines; ``alpha`` 255 covers, 0 does not."""
        return (*_bytes(np.array(colour)), alpha)

    def polygon(self, points: Sequence[tuple[float, float]], fill: tuple) -> None:
        """A filled polygon."""
        self.pen.polygon([(x * self.unit, y * self.unit) for x, y in points], fill=fill)

    def box(self, left: float, top: float, right: float, bottom: float, fill: tuple) -> None:
        """A filled rectangle."""
        self.polygon([(left, top), (right, top), (right, bottom), (left, bottom)], fill)

    def disc(self, x: float, y: float, radius: float, fill: tuple, flat: float = 1.0) -> None:
        """A filled circle, or an ellipse ``flat`` times as high as wide."""
        tall = radius * flat
        corners = [x - radius, y - tall, x + radius, y + tall]
        self.pen.ellipse([value * self.unit for value in corners], fill=fill)

    def line(self, points: Sequence[tuple[float, float]], width: float, fill: tuple) -> None:
        """A line through ``points`` with round joints."""
        scaled = [(x * self.unit, y * self.unit) for x, y in points]
        self.pen.line(scaled, fill=fill, width=max(1, round(width * self.unit)), joint="curve")

    def gradient(self, top: float, bottom: float, upper: Colour, lower: Colour) -> None:
        """Fills the rows from ``top`` to ``bottom`` from one colour to another."""
        first, last = (round(max(0.0, value) * self.unit) for value in (top, bottom))
        steps = np.linspace(0.0, 1.0, max(last - first, 1))[:, None]
        rows = np.array(upper) * (1 - steps) + np.array(lower) * steps
        column = Image.fromarray(np.clip(rows, 0, 255).astype(np.uint8)[:, None, :])
        self.image.paste(column.resize((self.pixels[0], len(rows))), (0, first))

    def ridge(self, height: float, rough: float, fill: tuple, base: float = 1.0) -> np.ndarray:
        """A rugged line around ``height`` across the picture, filled down to ``base``; the line (points, 2)."""
        line = rugged(self.rng, 6, rough)
        x = np.linspace(-0.02, self.aspect + 0.02, len(line))
        points = np.stack([x, height + line], axis=1)
        self.polygon([*map(tuple, points), (self.aspect + 0.02, base), (-0.02, base)], fill)
        return points

    def hill(self, height: float, swing: float, fill: tuple) -> None:
        """A smooth line around ``height``, filled down to the lower edge."""
        x = np.linspace(0.0, self.aspect, 40)
        phase, waves = self.rng.uniform(0, 2 * np.pi), self.rng.uniform(2.0, 5.0)
        y = height + swing * np.sin(waves * x + phase) + 0.4 * swing * np.sin(2.7 * waves * x + 2 * phase)
        self.polygon([*zip(x, y, strict=True), (self.aspect, 1.0), (0.0, 1.0)], fill)

    def x(self, low: float = 0.05, high: float = 0.95) -> float:
        """Somewhere between two parts of the width."""
        return float(self.rng.uniform(low, high)) * self.aspect


def rugged(rng: np.random.Generator, halvings: int, rough: float) -> np.ndarray:
    """A line of ``2 ** halvings + 1`` heights whose detail shrinks as its scale does."""
    line = rng.normal(0.0, rough, size=2)
    for step in range(halvings):
        middle = (line[1:] + line[:-1]) / 2 + rng.normal(0.0, rough * 0.62 ** (step + 1), size=len(line) - 1)
        grown = np.empty(2 * len(line) - 1)
        grown[::2], grown[1::2] = line, middle
        line = grown
    return line


def _bytes(colour: np.ndarray) -> tuple[int, int, int]:
    red, green, blue = np.clip(np.round(colour), 0, 255).astype(int).tolist()
    return red, green, blue
