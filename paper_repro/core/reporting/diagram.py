"""Pictures of architectures: boxes, arrows and labels, placed in inches from the lower left corner."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from matplotlib.patches import FancyBboxPatch, Polygon

from paper_repro.core.reporting.figure import COLOURS, canvas

#: Colours by what a box does; kinds that no picture has together share one.
KINDS = {
    "data": COLOURS[4],
    "convolution": COLOURS[0],
    "pool": COLOURS[5],
    "recurrent": COLOURS[1],
    "dense": COLOURS[2],
    "attention": COLOURS[3],
    "norm": COLOURS[3],
    "dropout": COLOURS[1],
    "other": "0.55",
}
FONT = 7.5


@dataclass(frozen=True)
class Part:
    """What a box says and is, before it has a place: see ``Diagram.chain``."""

    name: str
    lines: tuple[str, ...] = ()
    kind: str = "other"
    dashed: bool = False


@dataclass(frozen=True)
class Box:
    """A box that has been drawn: its lower left corner and size. The others are points on its edge."""

    x: float
    y: float
    width: float
    height: float

    @property
    def left(self) -> tuple[float, float]:
        return self.x, self.y + self.height / 2

    @property
    def right(self) -> tuple[float, float]:
        return self.x + self.width, self.y + self.height / 2

    @property
    def top(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height

    @property
    def bottom(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y


class Diagram:
    """A sheet without axes.

    Args:
        width, height: in inches; all places are in inches too.
        font: points of text in boxes and at arrows.

    Attributes:
        canvas: what a ``Figure`` is made of.

    Example:
        >>> diagram = Diagram(4, 1)
        >>> encoder = diagram.box(0.2, 0.2, 1.5, 0.6, "encoder", "469 x 96", kind="convolution")
        >>> decoder = diagram.box(2.2, 0.2, 1.5, 0.6, "decoder", kind="recurrent")
        >>> diagram.arrow(encoder.right, decoder.left, text="state")
        >>> encoder.right
        (1.7, 0.5)
    """

    def __init__(self, width: float, height: float, font: float = FONT) -> None:
        self.canvas, self._axis = canvas(width, height)
        self._font = font
        self._axis.set_xlim(0, width)
        self._axis.set_ylim(0, height)
        self._axis.axis("off")

    def box(
        self, x: float, y: float, width: float, height: float, name: str = "", *lines: str,
        kind: str = "other", dashed: bool = False, filled: bool = False,
    ) -> Box:  # fmt: skip
        """A rounded box with its name in bold and further lines below it; ``kind`` is one of ``KINDS``."""
        box = Box(x, y, width, height)
        # A corner rounder than half the box would stick out of it.
        corner = min(0.06, width / 2, height / 2)
        self._axis.add_patch(
            FancyBboxPatch(
                (x, y), width, height, boxstyle=f"round,pad=0,rounding_size={corner}",
                facecolor=KINDS[kind] if filled else "white", edgecolor=KINDS[kind], linewidth=1.5,
                linestyle="--" if dashed else "-", zorder=2,
            )
        )  # fmt: skip
        step = self._font * 1.25 / 72
        first = y + height / 2 + step * len(lines) / 2
        for number, line in enumerate((name, *lines)):
            style = {"color": "0.25"} if number else {"color": "black", "weight": "bold"}
            if line:
                self.label((x + width / 2, first - number * step), line, **style)
        return box

    def chain(self, parts: Sequence[Part], x: float, y: float, width: float, height: float, gap: float) -> list[Box]:
        """Boxes of one size from left to right, an arrow from each to the next, dashed where a box at its ends is.

        Args:
            x, y: the first box's lower left corner.
            width, height: of each box.
            gap: between boxes.

        Example:
            >>> parts = [Part("log mel", ("469 x 96",), "data"), Part("encoder", kind="convolution")]
            >>> [box.x for box in Diagram(4, 1).chain(parts, 0.25, 0.25, width=1.5, height=0.5, gap=0.5)]
            [0.25, 2.25]
        """
        boxes = [
            self.box(
                x + number * (width + gap), y, width, height, part.name, *part.lines, kind=part.kind, dashed=part.dashed
            )
            for number, part in enumerate(parts)
        ]
        for (before, start), (after, end) in pairwise(zip(parts, boxes, strict=True)):
            self.arrow(start.right, end.left, dashed=before.dashed or after.dashed)
        return boxes

    def block(
        self, x: float, y: float, width: float, height: float, back: tuple[float, float], kind: str = "other"
    ) -> Box:
        """A solid, as stacks of feature maps are drawn: a front with a top and a side that go to the upper right.

        Args:
            x, y, width, height: of the front.
            back: inches by which the back is shifted to the right and up.

        Returns:
            What arrows meet: from the front's left to where the side ends at half the front's height.

        Example:
            >>> Diagram(2, 2).block(0.5, 0.5, 0.25, 1, back=(0.5, 0.25), kind="convolution").right
            (1.25, 1.0)
        """
        right, up = back
        end, top = x + width, y + height
        faces = (
            ([(x, y), (end, y), (end, top), (x, top)], 0.55),
            ([(x, top), (end, top), (end + right, top + up), (x + right, top + up)], 0.3),
            ([(end, y), (end + right, y + up), (end + right, top + up), (end, top)], 0.8),
        )
        for corners, strength in faces:
            # White below, so that what is behind a block does not shine through.
            self._axis.add_patch(Polygon(corners, facecolor="white", edgecolor="none", zorder=2))
            style = {"facecolor": KINDS[kind], "edgecolor": "0.2", "linewidth": 0.8, "alpha": strength}
            self._axis.add_patch(Polygon(corners, zorder=2, **style))
        # The side's lower edge rises above half the front's height where the block is deeper than it is high.
        side = right * min(1.0, height / 2 / up) if up else right
        return Box(x, y, width + side, height)

    def frame(self, x: float, y: float, width: float, height: float, name: str) -> Box:
        """A shaded area behind boxes that belong together, its name in the upper left corner."""
        self._axis.add_patch(
            FancyBboxPatch(
                (x, y), width, height, boxstyle="round,pad=0,rounding_size=0.1", facecolor="0.965", edgecolor="0.85",
                linewidth=0.8, zorder=0,
            )
        )  # fmt: skip
        self.heading((x + 0.1, y + height - 0.15), name)
        return Box(x, y, width, height)

    def arrow(self, *points: tuple[float, float], text: str = "", bend: float = 0.0, dashed: bool = False) -> None:
        """Straight pieces from point to point, the last with an arrowhead.

        Args:
            text: at the longest piece: to the right of an upright one, else below it.
            bend: matplotlib's ``rad``, of the last piece.
        """
        if len(points) > 2:
            self.line(*points[:-1], dashed=dashed)
        style = {"arrowstyle": "-|>", "color": "0.4", "linewidth": 0.9, "shrinkA": 0, "shrinkB": 1}
        style |= {"connectionstyle": f"arc3,rad={bend}", "linestyle": "--" if dashed else "-"}
        self._axis.annotate("", xy=points[-1], xytext=points[-2], arrowprops=style, zorder=1)
        if text:
            start, end = max(pairwise(points), key=lambda piece: math.dist(*piece))
            x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
            if abs(end[1] - start[1]) > abs(end[0] - start[0]):
                self.label((x + 0.07, y), text, ha="left", color="0.25")
            else:
                self.label((x, y - 0.07), text, va="top", color="0.25")

    def line(self, *points: tuple[float, float], dashed: bool = False) -> None:
        """Straight pieces from point to point."""
        style = {"color": "0.4", "linewidth": 0.9, "linestyle": "--" if dashed else "-", "solid_capstyle": "butt"}
        self._axis.plot(*zip(*points, strict=True), zorder=1, **style)

    def label(self, place: tuple[float, float], text: str, **style) -> None:
        """Text around a place; ``style`` as matplotlib's ``text`` has it."""
        style = {"ha": "center", "va": "center", "fontsize": self._font, "zorder": 3} | style
        self._axis.text(*place, text, **style)

    def heading(self, place: tuple[float, float], text: str) -> None:
        """Larger text in bold, to the right of a place."""
        self.label(place, text, weight="bold", ha="left", fontsize=self._font + 1.5)


def size(shape: Sequence[int | None]) -> str:
    """The shape of one item, without the batch.

    Example:
        >>> size((None, 469, 96)), size((None, 512))
        ('469 × 96', '512')
    """
    return " × ".join("?" if length is None else f"{length:,}" for length in shape[1:])
