"""The people of the drawn pictures: their poses, clothes and hair, alone, in pairs and in crowds."""

from __future__ import annotations

from collections.abc import Callable

from paper_repro.sample.songtitle.pictures.canvas import Canvas, Colour

HUES: dict[str, Colour] = {
    "red": (215, 40, 45), "blue": (40, 85, 205), "yellow": (245, 205, 50), "white": (242, 242, 240),
    "black": (32, 32, 36), "green": (45, 150, 70), "pink": (240, 130, 175), "orange": (240, 140, 35),
}  # fmt: skip
SKIN: tuple[Colour, ...] = ((235, 190, 155), (200, 145, 105), (140, 95, 65))
# How far from a subject's feet its hands and feet are, in parts of its height: (left foot, right foot, left hand,
# right hand), each x, y; y upwards.
POSES = {
    "standing": ((-0.05, 0.0), (0.05, 0.0), (-0.14, 0.45), (0.14, 0.45)),
    "walking": ((-0.15, 0.0), (0.15, 0.0), (-0.16, 0.48), (0.17, 0.50)),
    "running": ((-0.30, 0.14), (0.24, 0.0), (-0.22, 0.62), (0.26, 0.66)),
    "dancing": ((-0.22, 0.0), (0.20, 0.10), (-0.26, 1.05), (0.30, 0.98)),
    "playing": ((-0.20, 0.0), (0.14, 0.0), (-0.24, 0.95), (0.24, 0.60)),
    "singing": ((-0.08, 0.0), (0.08, 0.0), (-0.20, 0.50), (0.10, 0.82)),
    "sitting": ((0.22, 0.0), (0.30, 0.0), (-0.12, 0.22), (0.20, 0.30)),
}


def _person(canvas: Canvas, x: float, foot: float, size: float, kind: str, action: str, hue: Colour) -> None:
    rng = canvas.rng
    pose = POSES.get(action, POSES["standing"])
    # Somebody who faces left is somebody who faces right, turned round.
    side = 1.0 if rng.random() < 0.5 else -1.0
    hip, neck = (0.14, 0.52) if action == "sitting" else (0.46, 0.82)
    points = [(x + side * px * size, foot - py * size) for px, py in pose]
    stage = canvas.scene.place == "stage"
    shade = (lambda colour: canvas.plain(colour)) if stage else (lambda colour: canvas.lit(colour))
    skin = shade(SKIN[rng.integers(3)])
    cloth = shade(hue)
    legs = cloth if kind == "woman" else shade((45, 50, 75))
    for limb in points[:2]:
        canvas.line([(x, foot - hip * size), limb], 0.085 * size, skin if kind == "woman" else legs)
    top = foot - neck * size
    if kind == "woman":
        canvas.polygon(
            [(x - 0.08 * size, top), (x + 0.08 * size, top), (x + 0.20 * size, foot - (hip - 0.20) * size),
             (x - 0.20 * size, foot - (hip - 0.20) * size)], cloth)  # fmt: skip
    else:
        canvas.line([(x, top + 0.03 * size), (x, foot - hip * size)], 0.20 * size, cloth)
    for limb in points[2:]:
        canvas.line([(x, top + 0.04 * size), limb], 0.06 * size, skin if kind == "woman" else cloth)
    canvas.disc(x, top - 0.10 * size, 0.085 * size, skin)
    hair = shade(((60, 40, 25), (25, 20, 20), (190, 150, 80))[rng.integers(3)])
    canvas.disc(x, top - 0.135 * size, 0.085 * size, hair, 0.7)
    if kind == "woman":
        canvas.disc(x - side * 0.07 * size, top - 0.06 * size, 0.05 * size, hair, 1.7)


def one_person(kind: str) -> Callable[[Canvas, float, float, float], None]:
    """Draws one ``kind`` of person: man, woman or child, doing what the scene says."""

    def draw(canvas: Canvas, x: float, foot: float, size: float) -> None:
        tall = size * (0.66 if kind == "child" else 1.0)
        _person(canvas, x, foot, tall, kind, canvas.scene.action, HUES[canvas.scene.colour])

    return draw


def draw_couple(canvas: Canvas, x: float, foot: float, size: float) -> None:
    """Two people side by side."""
    action = canvas.scene.action
    _person(canvas, x - 0.17 * size, foot, size, "man", action, (60, 65, 90))
    _person(canvas, x + 0.17 * size, foot, 0.93 * size, "woman", action, HUES[canvas.scene.colour])


def draw_dancers(canvas: Canvas, x: float, foot: float, size: float) -> None:
    """Five to eight people all over the picture, in all colours."""
    hues = list(HUES.values())
    for step in range(int(canvas.rng.integers(5, 9))):
        where = canvas.x(0.06, 0.94) if step else x
        kind = "woman" if canvas.rng.random() < 0.5 else "man"
        _person(canvas, where, foot - canvas.rng.uniform(0, 0.08), 0.85 * size, kind, "dancing",
                hues[canvas.rng.integers(len(hues))])  # fmt: skip


def draw_singer(canvas: Canvas, x: float, foot: float, size: float) -> None:
    """A singer at a microphone."""
    _person(canvas, x, foot, size, "woman", "singing", HUES[canvas.scene.colour])
    canvas.line([(x + 0.12 * size, foot), (x + 0.12 * size, foot - 0.84 * size)], 0.012, canvas.plain((150, 150, 155)))
    canvas.disc(x + 0.11 * size, foot - 0.86 * size, 0.03 * size, canvas.plain((60, 60, 65)))


def draw_guitarist(canvas: Canvas, x: float, foot: float, size: float) -> None:
    """A guitarist; the guitar has the scene's colour."""
    _person(canvas, x, foot, size, "man", "standing", (40, 40, 48))
    hue = canvas.plain(HUES[canvas.scene.colour])
    y = foot - 0.5 * size
    canvas.line([(x, y), (x + 0.42 * size, y - 0.20 * size)], 0.035 * size, canvas.plain((120, 85, 55)))
    canvas.disc(x - 0.06 * size, y + 0.03 * size, 0.13 * size, hue, 0.85)
    canvas.disc(x + 0.06 * size, y - 0.03 * size, 0.09 * size, hue, 0.85)
