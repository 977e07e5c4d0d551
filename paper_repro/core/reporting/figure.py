"""Figures: one style for all papers, and beside every image the numbers it shows."""

from __future__ import annotations

import functools
import io
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure as Canvas

from paper_repro.core.files import whole_file, write_text
from paper_repro.core.reporting.formats import encodable, provenance_lines

#: Colours that stay apart in print and for the colour-blind (Okabe and Ito).
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
STYLE = {
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.prop_cycle": mpl.cycler(color=COLOURS),
    "legend.frameon": False,
    "savefig.dpi": 130,
}
#: Of SVG: text stays text, to be searched and to stay sharp; names of parts do not change from run to run. Verdana has
#: the widths of DejaVu Sans, which many machines have not.
SVG_STYLE = {"svg.fonttype": "none", "svg.hashsalt": "paper_repro", "font.sans-serif": ["DejaVu Sans", "Verdana"]}
#: Bytes of an SVG at most. What is larger holds thousands of points, or a raster image: its PNG is smaller.
MOST_SVG = 80_000


def styled(draw: Callable) -> Callable:
    """A drawing function in our style: titles and legends take it where they are made."""

    @functools.wraps(draw)
    def drawn(*arguments, **options):
        with mpl.rc_context(STYLE):
            return draw(*arguments, **options)

    return drawn


def canvas(width: float, height: float, **subplots) -> tuple[Canvas, Any]:
    """A matplotlib figure and its axes, ``subplots`` as in ``Figure.subplots``; sizes in inches."""
    figure = Canvas(figsize=(width, height), layout="constrained")
    return figure, figure.subplots(**subplots)


@dataclass(frozen=True)
class Figure:
    """A paper's figure as we regenerate it."""

    paper: str
    name: str
    title: str
    canvas: Canvas
    data: pd.DataFrame
    notes: tuple[str, ...] = ()
    provenance: Mapping[str, Any] = field(default_factory=dict)

    def text(self) -> str:
        lines = [f"# {self.title}", *(f"- {note}" for note in self.notes)]
        return encodable("\n".join(filter(None, [*lines, provenance_lines(self.provenance)])) + "\n")

    def write(self, out: Path) -> list[Path]:
        """``out/<paper>/<name>.png``, ``.csv`` (the numbers in it), ``.json`` (title, notes, provenance) and ``.svg``.

        There is no SVG where it would be larger than ``MOST_SVG``.
        """
        base = Path(out) / self.paper
        paths = [base / f"{self.name}.{ending}" for ending in ("png", "csv", "json")]
        with mpl.rc_context(STYLE), whole_file(paths[0]) as temporary:
            # No version or date in the file: the same numbers give the same bytes.
            self.canvas.savefig(temporary, format="png", metadata={"Software": None})
        with whole_file(paths[1]) as temporary:
            self.data.to_csv(temporary, index=False)
        about = {"title": self.title, "notes": list(self.notes), "provenance": dict(self.provenance)}
        write_text(paths[2], encodable(json.dumps(about, indent=1, ensure_ascii=False, default=str)) + "\n")
        return [*paths, *self._write_svg(base / f"{self.name}.svg")]

    def _write_svg(self, path: Path) -> list[Path]:
        file = io.StringIO()
        with mpl.rc_context({**STYLE, **SVG_STYLE}):
            self.canvas.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
        text = _compact(file.getvalue())
        if len(text.encode()) > MOST_SVG:
            path.unlink(missing_ok=True)  # an older one would be of other numbers
            return []
        write_text(path, text)
        return [path]


def _compact(svg: str) -> str:
    """The same picture in less than half of the bytes: coordinates to hundredths of a point, fonts named once, no
    blanks, and no names, groups or metadata that nothing refers to.
    """
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.S)
    svg = re.sub(r"-?\d+\.\d{3,}", lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip("."), svg)
    svg = re.sub(r' d="[^"]*"', lambda path: re.sub(r"\s*([MLHVCQAZz])\s*", r"\1", path[0]), svg)
    svg = re.sub(r' transform="rotate\(-?0 [^"]*"', "", svg)
    families = set(re.findall(r"font-family: ([^;\"]*)", svg))
    if len(families) == 1:
        (family,) = families
        svg = svg.replace(f" font-family: {family};", "").replace(f"; font-family: {family}", "")
        svg = svg.replace("</style>", f" text{{font-family: {family}}}</style>", 1)
    svg = re.sub(r' style="[^"]*"', lambda style: re.sub(r"([:;]) ", r"\1", style[0]), svg)
    referred = set(re.findall(r"#([\w-]+)", svg))
    svg = re.sub(r' id="([\w-]+)"', lambda name: name[0] if name[1] in referred else "", svg)
    svg = re.sub(r">\s+<", ">\n<", svg)
    return re.sub(r"<g>\n(<(?:path|use|image)[^>]*/>|<text[^>]*>[^<]*</text>)\n</g>", r"\1", svg)
