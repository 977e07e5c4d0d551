"""Pictures of architectures: boxes, arrows and labels, placed in inches from the lower left corner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.patches import FancyBboxPatch

from paper_repro.core.reporting.figure import COLOURS, canvas

#: Line colours by what a box does.
KINDS = {
    "data": COLOURS[4],
    "convolution": COLOURS[0],
    "recurrent": COLOURS[1],
    "dense": COLOURS[2],
    "attention": COLOURS[3],
    "other": "0.55",
}
FONT = 7.5


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
    """A canvas without axes.

    Args:
        width, height: in inches; all places are in inches too.

    Attributes:
        canvas: what a ``Figure`` is made of.

    Example:
        >>> diagram = Diagram(4, 1)
        >>> encoder = diagram.box(0.2, 0.2, 1.5, 0.6, "encoder", "469 x 96", kind="convolution")
        >>> decoder = diagram.box(2.2, 0.2, 1.5, 0.6, "decoder", kind="recurrent")
        >>> diagram.arrow(encoder.right, decoder.left)
        >>> encoder.right
        (1.7, 0.5)
    """

    def __init__(self, width: float, height: float) -> None:
        self.canvas, self._axis = canvas(width, height)
        self._axis.set_xlim(0, width)
        self._axis.set_ylim(0, height)
        self._axis.axis("off")

    def box(self, x: float, y: float, width: float, height: float, name: str, *lines: str, kind: str = "other") -> Box:
        """A rounded box with its name in bold and further lines below it; ``kind`` is one of ``KINDS``."""
        box = Box(x, y, width, height)
        self._axis.add_patch(
            FancyBboxPatch(
                (x, y), width, height, boxstyle="round,pad=0,rounding_size=0.06", facecolor="white",
                edgecolor=KINDS[kind], linewidth=1.5, zorder=2,
            )
        )  # fmt: skip
        step = FONT * 1.25 / 72
        first = y + height / 2 + step * len(lines) / 2
        for number, line in enumerate((name, *lines)):
            weight = "normal" if number else "bold"
            self.label((x + width / 2, first - number * step), line, weight=weight, color="0.25" if number else "black")
        return box

    def frame(self, x: float, y: float, width: float, height: float, name: str) -> Box:
        """A shaded area behind boxes that belong together, its name in the upper left corner."""
        self._axis.add_patch(
            FancyBboxPatch(
                (x, y), width, height, boxstyle="round,pad=0,rounding_size=0.1", facecolor="0.965", edgecolor="0.85",
                linewidth=0.8, zorder=0,
            )
        )  # fmt: skip
        self.label((x + 0.1, y + height - 0.15), name, weight="bold", ha="left", fontsize=FONT + 1.5)
        return Box(x, y, width, height)

    def arrow(self, start: tuple[float, float], end: tuple[float, float], *, bend: float = 0.0) -> None:
        """From a point to a point; ``bend`` is matplotlib's ``rad``."""
        style = {"arrowstyle": "-|>", "color": "0.4", "linewidth": 0.9, "shrinkA": 0, "shrinkB": 1}
        style["connectionstyle"] = f"arc3,rad={bend}"
        self._axis.annotate("", xy=end, xytext=start, arrowprops=style, zorder=1)

    def line(self, *points: tuple[float, float], arrow: bool = True) -> None:
        """Straight pieces from point to point, the last with an arrowhead."""
        straight = points[:-1] if arrow else points
        self._axis.plot(*zip(*straight, strict=True), color="0.4", linewidth=0.9, zorder=1, solid_capstyle="butt")
        if arrow:
            self.arrow(points[-2], points[-1])

    def label(self, place: tuple[float, float], text: str, **style) -> None:
        """Text around a place; ``style`` as matplotlib's ``text`` has it."""
        style = {"ha": "center", "va": "center", "fontsize": FONT, "zorder": 3} | style
        self._axis.text(*place, text, **style)

    def image(self, box: Box, values, **style) -> None:
        """An array ``(rows, columns)``, its first row at the top, inside a box."""
        extent = (box.x, box.x + box.width, box.y, box.y + box.height)
        limits = self._axis.get_xlim(), self._axis.get_ylim()
        self._axis.imshow(values, extent=extent, aspect="auto", zorder=2, **style)
        self._axis.set_xlim(limits[0])
        self._axis.set_ylim(limits[1])

    def title(self, text: str) -> None:
        self._axis.set_title(text)


def size(shape: Sequence[int | None]) -> str:
    """The shape of one item, without the batch.

    Example:
        >>> size((None, 469, 96)), size((None, 512))
        ('469 × 96', '512')
    """
    return " × ".join("?" if length is None else f"{length:,}" for length in shape[1:])
