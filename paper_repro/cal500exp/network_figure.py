"""A network of the report as it draws them, in figures 2 and 3: blocks of feature maps, then layers of neurons.

All sizes are those of the built network.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd
from matplotlib.patches import FancyBboxPatch, Polygon

from paper_repro.cal500exp.config import Config
from paper_repro.cal500exp.paper import PAPER
from paper_repro.core.reporting.figure import COLOURS, Figure, canvas, styled

#: Height of a face with the most pixels, shift of a block's back by doubling of channels, and space between blocks.
FACE, DEEP, SPACE = 2.4, 0.09, 1.05
#: Height of the largest layer of neurons, its width, the space after it.
TALL, NARROW, APART = 2.9, 0.2, 0.95
CONVOLVED, POOLED, DENSE, RECURRENT, INPUT = COLOURS[0], COLOURS[5], COLOURS[2], COLOURS[1], "0.55"
ARROW = {"arrowstyle": "-|>", "color": "0.35", "linewidth": 1.1, "shrinkA": 0, "shrinkB": 0}


@styled
def network_figure(row: str, name: str, title: str) -> Figure:
    """A row's network at the published settings, whatever the preset: ``row`` of ``PAPER.rows``."""
    from paper_repro.cal500exp.model import build_published

    model = build_published(PAPER.row(row).config(Config(), "paper"))
    layers = {layer.name: layer for layer in model.layers}
    recurrent = "lstm" in layers
    picture, axis = canvas(15.5, 5.2 if recurrent else 3.6)
    axis.set_aspect("equal")
    axis.axis("off")
    x = _maps(axis, layers)
    x = _neurons(axis, layers, x, recurrent)
    axis.set_xlim(-0.4, x)
    axis.set_ylim(-2.3, 4.6 if recurrent else 2.1)
    axis.set_title(f"{title}: {model.count_params():,} parameters")
    rows = pd.DataFrame(
        {
            "layer": layer.name,
            "kind": type(layer).__name__,
            "output": " x ".join("?" if size is None else str(size) for size in layer.output.shape[1:]),
            "parameters": layer.count_params(),
        }
        for layer in model.layers
    )
    notes = ("Drawn from the built network at the report's settings; the csv has every layer.",)
    return Figure("cal500exp", name, title, picture, rows, notes, {"Settings": f"as written in the report, row {row}"})


def _maps(axis, layers: Mapping) -> float:
    """The long-term frame and what convolutions and pools make of it; returns where the neurons begin."""
    shown = [name for name in layers if name == "image" or name.startswith(("conv", "pool"))]
    largest = math.prod(layers["image"].output.shape[1:3])
    x, last = 0.0, None
    for name in shown:
        height, width, channels = layers[name].output.shape[1:]
        side = FACE * math.sqrt(height * width / largest)
        shift = 0.08 + DEEP * math.log2(channels)
        colour = INPUT if name == "image" else CONVOLVED if name.startswith("conv") else POOLED
        if last is not None:
            middle = (last + x) / 2
            axis.annotate("", (x, 0), (last, 0), arrowprops=ARROW)
            axis.text(middle, -0.12, _operation(layers[name]), ha="center", va="top", fontsize=7.5, color="0.25")
        _block(axis, x, side, shift, colour)
        label = f"{channels} × {height} × {width}"
        axis.text(x + side / 2, -FACE / 2 - 0.14, label, ha="center", va="top", fontsize=8, weight="bold")
        if name == "image":
            axis.text(
                x + side / 2,
                -side / 2 - 0.48,
                "mel spectrogram of\na long-term frame",
                ha="center",
                va="top",
                fontsize=8,
            )
        last = x + side + shift
        x = last + SPACE
    axis.annotate("", (x, 0), (last, 0), arrowprops=ARROW)
    flat = layers["flat"].output.shape[-1]
    axis.text((last + x) / 2, -0.12, f"flattened\n{flat:,}", ha="center", va="top", fontsize=7.5, color="0.25")
    return x


def _neurons(axis, layers: Mapping, x: float, recurrent: bool) -> float:
    """The fully connected layers, and the LSTM beside them; returns the picture's right edge."""
    dense = [name for name in layers if name.startswith("dense")]
    largest = max(layers[name].units for name in dense)
    first = _bar(axis, x, layers[dense[0]].units, largest, DENSE, "ReLU")
    if recurrent:
        first = _lstm(axis, layers, first, largest)
    last = first
    for name in dense[1:]:
        start = last + APART
        axis.annotate("", (start, 0), (last, 0), arrowprops=ARROW)
        last = _bar(axis, start, layers[name].units, largest, DENSE, "ReLU")
    start = last + APART
    axis.annotate("", (start, 0), (last, 0), arrowprops=ARROW)
    end = _bar(axis, start, layers["tags"].units, largest, RECURRENT, "sigmoid")
    axis.text(start + NARROW / 2, 1.0, "emotions of\nthis frame", ha="center", va="bottom", fontsize=8)
    return end + 0.9


def _lstm(axis, layers: Mapping, left: float, largest: int) -> float:
    """The LSTM above the line, from the first layer to where both are concatenated; returns that one's right edge."""
    units, both = layers["lstm"].units, layers["both"].output.shape[-1]
    x, width, height, bottom = left + 0.55, 1.5, 1.0, 2.35
    joined = x + width + 0.55
    box = FancyBboxPatch(
        (x, bottom), width, height, boxstyle="round,pad=0,rounding_size=0.12", facecolor="white", edgecolor=RECURRENT,
        linewidth=1.8,
    )  # fmt: skip
    axis.add_patch(box)
    axis.text(x + width / 2, bottom + height / 2, f"LSTM\n{units}", ha="center", va="center", fontsize=9, weight="bold")
    # From one long-term frame of the track to the next.
    loop = ARROW | {"connectionstyle": "arc3,rad=0.9"}
    axis.annotate("", (x + 0.3, bottom + height), (x + width - 0.3, bottom + height), arrowprops=loop)
    state = "random first state" if "hidden_state" in layers else "first state of zeros"
    about = f"to the track's next frame\n({state})"
    axis.text(x + width / 2, bottom + height + 0.62, about, ha="center", va="bottom", fontsize=8)
    up, across = (left - NARROW / 2, _half(layers["dense1"].units, largest)), bottom + height / 2
    axis.plot([up[0], up[0]], [up[1], across], color="0.35", linewidth=1.1)
    axis.annotate("", (x, across), (up[0], across), arrowprops=ARROW)
    axis.plot([x + width, joined + NARROW / 2], [across, across], color="0.35", linewidth=1.1)
    axis.annotate("", (joined + NARROW / 2, _half(both, largest)), (joined + NARROW / 2, across), arrowprops=ARROW)
    axis.annotate("", (joined, 0), (left, 0), arrowprops=ARROW)
    return _bar(axis, joined, both, largest, "0.75", "both")


def _operation(layer) -> str:
    """What makes a block of the one before it."""
    if layer.name.startswith("conv"):
        return f"conv\n{' × '.join(map(str, layer.kernel_size))}\nReLU"
    return f"max\npool\n{' × '.join(map(str, layer.pool_size))}"


def _half(units: int, largest: int) -> float:
    return TALL / 2 * math.log2(1 + units) / math.log2(1 + largest)


def _bar(axis, x: float, units: int, largest: int, colour: str, below: str) -> float:
    """A layer of neurons; returns its right edge."""
    half = _half(units, largest)
    axis.add_patch(
        FancyBboxPatch(
            (x, -half), NARROW, 2 * half, boxstyle="round,pad=0,rounding_size=0.08", facecolor=colour, edgecolor="0.2",
            linewidth=0.8, alpha=0.85,
        )
    )  # fmt: skip
    axis.text(x + NARROW / 2, -half - 0.14, f"{units:,}", ha="center", va="top", fontsize=9, weight="bold")
    axis.text(x + NARROW / 2, -half - 0.48, below, ha="center", va="top", fontsize=7.5, color="0.25")
    return x + NARROW


def _block(axis, x: float, side: float, shift: float, colour: str) -> None:
    """A block of feature maps: a square face, its back shifted to the upper right."""
    low, high = -side / 2, side / 2
    faces = (
        ([(x, low), (x + side, low), (x + side, high), (x, high)], 0.55),
        ([(x, high), (x + side, high), (x + side + shift, high + shift), (x + shift, high + shift)], 0.35),
        ([(x + side, low), (x + side + shift, low + shift), (x + side + shift, high + shift), (x + side, high)], 0.75),
    )
    for corners, strength in faces:
        axis.add_patch(Polygon(corners, facecolor=colour, edgecolor="0.2", linewidth=0.8, alpha=strength, zorder=2))
