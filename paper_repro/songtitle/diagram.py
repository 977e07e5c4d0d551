"""Boxes and arrows: one unit of the axis is an inch, so that text fits the boxes that it was made for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.patches import FancyBboxPatch

from paper_repro.core.reporting.figure import COLOURS, canvas

WIDTH, HEIGHT, GAP = 1.75, 1.1, 0.42
#: What a box is, by its colour.
DATA, LEARNED, FIXED, RECURRENT = COLOURS[4], COLOURS[0], "0.45", COLOURS[1]


@dataclass(frozen=True)
class Box:
    """A box: its name, lines below it, and what it is."""

    name: str
    lines: tuple[str, ...] = ()
    kind: str = FIXED
    dashed: bool = False


@dataclass(frozen=True)
class Placed:
    """A drawn box: its left, bottom, width and height."""

    x: float
    y: float
    width: float
    height: float

    def side(self, name: str) -> tuple[float, float]:
        middle_x, middle_y = self.x + self.width / 2, self.y + self.height / 2
        return {
            "left": (self.x, middle_y),
            "right": (self.x + self.width, middle_y),
            "top": (middle_x, self.y + self.height),
            "bottom": (middle_x, self.y),
        }[name]


def sheet(width: float, height: float) -> tuple[Any, Any]:
    """A figure and its axis, ``width`` by ``height`` inches."""
    picture, axis = canvas(width, height)
    axis.set_xlim(0, width)
    axis.set_ylim(0, height)
    axis.axis("off")
    return picture, axis


def draw_box(axis, box: Box, x: float, y: float, width: float = WIDTH, height: float = HEIGHT) -> Placed:
    style = {"facecolor": "white", "edgecolor": box.kind, "linewidth": 1.5, "linestyle": "--" if box.dashed else "-"}
    axis.add_patch(FancyBboxPatch((x, y), width, height, boxstyle="round,pad=0,rounding_size=0.07", zorder=2, **style))
    lines = (box.name, *box.lines)
    step = 0.19
    top = y + height / 2 + step * (len(lines) - 1) / 2
    for number, line in enumerate(lines):
        weight = "bold" if number == 0 else "normal"
        axis.text(
            x + width / 2, top - step * number, line, ha="center", va="center", fontsize=8, weight=weight, zorder=3
        )
    return Placed(x, y, width, height)


def arrow(axis, start: tuple[float, float], end: tuple[float, float], text: str = "", dashed: bool = False) -> None:
    style = {"arrowstyle": "-|>", "color": "0.3", "lw": 1.1, "shrinkA": 0, "shrinkB": 0, "ls": "--" if dashed else "-"}
    axis.annotate("", xy=end, xytext=start, arrowprops=style, zorder=1)
    if text:
        middle = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
        axis.text(middle[0] + 0.07, middle[1], text, ha="left", va="center", fontsize=8, color="0.3")


def chain(axis, boxes: Sequence[Box], x: float, y: float) -> list[Placed]:
    """Boxes from left to right, each with an arrow to the next."""
    placed = []
    for number, box in enumerate(boxes):
        placed.append(draw_box(axis, box, x + number * (WIDTH + GAP), y))
        if number:
            arrow(axis, placed[-2].side("right"), placed[-1].side("left"))
    return placed


def chain_width(boxes: int) -> float:
    """Inches that a chain is wide."""
    return boxes * WIDTH + (boxes - 1) * GAP
