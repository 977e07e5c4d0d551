"""Draws a scene as a picture: sky, place, subject, what falls from the sky, and a camera's faults."""

from __future__ import annotations

import numpy as np
from PIL import ImageFilter

from paper_repro.sample.songtitle.pictures.canvas import OVERSAMPLING, Canvas, Colour
from paper_repro.sample.songtitle.pictures.figures import draw_subject
from paper_repro.sample.songtitle.pictures.places import draw_place
from paper_repro.sample.songtitle.scene import Scene

# Width and height of the pictures, in pixels.
SIDES = (200, 321)
SKIES: dict[str, tuple[Colour, Colour]] = {
    "day": ((70, 140, 225), (190, 222, 246)),
    "morning": ((140, 180, 225), (255, 224, 190)),
    "sunset": ((88, 58, 128), (255, 158, 78)),
    "night": ((7, 10, 34), (34, 40, 86)),
}
# How far the sky goes towards a grey, and how bright that grey is by day.
OVERCAST = {"clear": 0.0, "clouds": 0.15, "rain": 0.75, "storm": 0.85, "fog": 0.6, "snow": 0.65}
GREYS = {"clear": 200, "clouds": 205, "rain": 140, "storm": 78, "fog": 200, "snow": 205}
SKY_LIGHT = {"day": 1.0, "morning": 0.9, "sunset": 0.62, "night": 0.2}


def draw_picture(rng: np.random.Generator, scene: Scene) -> np.ndarray:
    """The scene as a picture: uint8 (height, width, 3), both sides of 200 to 320 pixels, often wider than high.

    The same state of ``rng`` and the same scene give the same picture.
    """
    width, height = sorted(rng.integers(*SIDES, size=2), reverse=True)
    if rng.random() < 0.25:
        width, height = height, width
    canvas = Canvas(rng, scene, int(width), int(height))
    horizon = float(rng.uniform(0.44, 0.60))
    _sky(canvas, horizon)
    foot, size = draw_place(canvas, horizon)
    draw_subject(canvas, foot, size * float(rng.uniform(0.85, 1.2)))
    _fall(canvas)
    return _photograph(rng, canvas, (int(width), int(height)))


def _sky(canvas: Canvas, horizon: float) -> None:
    scene, rng = canvas.scene, canvas.rng
    upper, lower = (np.array(colour, float) for colour in SKIES[scene.time])
    grey = GREYS[scene.weather] * SKY_LIGHT[scene.time] * np.array((1.0, 1.0, 1.04))
    share = OVERCAST[scene.weather]
    upper, lower = ((colour * (1 - share) + grey * share) * canvas.jitter for colour in (upper, lower))
    canvas.gradient(0.0, horizon + 0.3, tuple(upper), tuple(lower))
    if scene.time == "night" and scene.weather == "clear":
        for _ in range(int(rng.integers(60, 160))):
            canvas.disc(
                canvas.x(0, 1), rng.uniform(0, horizon), rng.uniform(0.001, 0.005), canvas.plain((240, 240, 255))
            )
    if scene.weather in ("clear", "clouds") or (scene.weather == "fog" and rng.random() < 0.4):
        _sun_or_moon(canvas, horizon)
    if scene.weather in ("clouds", "rain", "storm", "snow") or rng.random() < 0.25:
        _clouds(canvas, horizon)
    if scene.weather == "storm":
        for _ in range(int(rng.integers(1, 4))):
            x = canvas.x(0.1, 0.9)
            steps = np.cumsum(rng.normal(0.0, 0.03, size=8))
            bolt = [(x + dx, y) for dx, y in zip(steps, np.linspace(0.02, horizon, 8), strict=True)]
            canvas.line(bolt, 0.018, canvas.plain((190, 200, 255), 90))
            canvas.line(bolt, 0.007, canvas.plain((255, 255, 235)))


def _sun_or_moon(canvas: Canvas, horizon: float) -> None:
    rng, x = canvas.rng, canvas.light_x
    if canvas.scene.time == "night":
        y, radius = rng.uniform(0.08, 0.30), rng.uniform(0.035, 0.07)
        for grown, alpha in ((2.2, 22), (1.5, 40)):
            canvas.disc(x, y, grown * radius, canvas.plain((220, 225, 255), alpha))
        canvas.disc(x, y, radius, canvas.plain((245, 243, 225)))
        return
    low = canvas.scene.time != "day"
    y = horizon - rng.uniform(0.02, 0.16) if low else rng.uniform(0.06, 0.2)
    radius = rng.uniform(0.06, 0.11) if low else rng.uniform(0.04, 0.06)
    glow = (255, 190, 90) if canvas.scene.time == "sunset" else (255, 240, 190)
    for grown, alpha in ((3.2, 28), (2.2, 40), (1.5, 60)):
        canvas.disc(x, y, grown * radius, canvas.plain(glow, alpha))
    canvas.disc(x, y, radius, canvas.plain((255, 225, 120) if low else (255, 250, 215)))


def _clouds(canvas: Canvas, horizon: float) -> None:
    rng, scene = canvas.rng, canvas.scene
    dark = scene.weather in ("rain", "storm")
    shade = np.array((105, 108, 120) if dark else (250, 250, 252)) * (0.3 + 0.7 * SKY_LIGHT[scene.time])
    if scene.time == "sunset" and not dark:
        shade = shade * np.array((1.15, 0.85, 0.80))
    for _ in range(int(rng.integers(6, 11)) if scene.weather != "clear" else 2):
        x, y, size = canvas.x(0, 1), rng.uniform(0.03, 0.8 * horizon), rng.uniform(0.06, 0.13)
        for _ in range(7):
            dx, dy = rng.normal(0.0, 1.0) * size, rng.normal(0.0, 0.2) * size
            fill = canvas.plain(tuple(shade + rng.normal(0, 6)), 205)
            canvas.disc(x + dx, y + dy, size * rng.uniform(0.5, 0.9), fill, 0.6)


def _fall(canvas: Canvas) -> None:
    """Rain, snow and fog, in front of all else."""
    rng, weather = canvas.rng, canvas.scene.weather
    if weather in ("rain", "storm"):
        slant, bright = rng.normal(0.0, 0.03), 225 if canvas.scene.time != "night" else 150
        for _ in range(260 if weather == "rain" else 160):
            x, y, long = canvas.x(0, 1), rng.uniform(-0.05, 1.0), rng.uniform(0.03, 0.08)
            canvas.line([(x, y), (x + slant, y + long)], 0.003, canvas.plain((bright, bright, bright + 15), 140))
    elif weather == "snow":
        for _ in range(280):
            canvas.disc(
                canvas.x(0, 1), rng.uniform(0, 1), rng.uniform(0.003, 0.011), canvas.plain((252, 252, 255), 225)
            )
    elif weather == "fog":
        veil = 215 * (0.35 + 0.65 * SKY_LIGHT[canvas.scene.time])
        for y in np.linspace(0.25, 0.95, 8):
            canvas.disc(canvas.x(0, 1), y, 0.9 * canvas.aspect, canvas.plain((veil, veil, veil + 6), 48), 0.16)
        canvas.box(0.0, 0.0, canvas.aspect, 1.0, canvas.plain((veil, veil, veil + 6), 70))


def _photograph(rng: np.random.Generator, canvas: Canvas, size: tuple[int, int]) -> np.ndarray:
    """The drawing through a camera: smaller, a little blurred, with noise and a slightly wrong exposure."""
    small = canvas.image.reduce(OVERSAMPLING)
    assert small.size == size
    if rng.random() < 0.5:
        small = small.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.3, 1.1))))
    pixels = np.asarray(small, np.float32)
    if rng.random() < 0.5:
        pixels = pixels[:, ::-1]
    grain = rng.standard_normal(pixels.shape[:2], dtype=np.float32)[..., None] * np.float32(rng.uniform(1.0, 7.0))
    exposed = (pixels - 128.0) * np.float32(rng.uniform(0.88, 1.10)) + 128.0 + np.float32(rng.normal(0.0, 5.0)) + grain
    return np.clip(exposed, 0, 255).astype(np.uint8)
