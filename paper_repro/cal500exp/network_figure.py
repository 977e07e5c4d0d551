"""A network of the report as it draws them, in figures 2 and 3: blocks of feature maps, then layers of neurons.

All sizes are those of the built network.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from paper_repro.cal500exp.config import Config
from paper_repro.cal500exp.paper import PAPER
from paper_repro.core.reporting.diagram import Box, Diagram
from paper_repro.core.reporting.figure import Figure, styled

#: Inches: side of a face with the most pixels, shift of a block's back by doubling of channels, space between blocks
#: and after the last.
FACE, DEEP, SPACE, WIDE = 1.35, 0.05, 0.6, 0.8
#: Inches: height of the largest layer of neurons, its width, the space after it.
TALL, NARROW, APART = 1.6, 0.12, 0.55
#: Inches: where the first block begins, and the height of the line that joins the layers.
LEFT, MIDDLE = 0.3, 1.35


@styled
def network_figure(row: str, name: str, title: str) -> Figure:
    """A row's network at the published settings, whatever the preset: ``row`` of ``PAPER.rows``."""
    from paper_repro.cal500exp.model import build_published

    model = build_published(PAPER.row(row).config(Config(), "paper"))
    layers = {layer.name: layer for layer in model.layers}
    recurrent = "lstm" in layers
    height = 4.2 if recurrent else 2.9
    diagram = Diagram(16.5 if recurrent else 15.5, height, font=8)
    flattened = _maps(diagram, layers)
    _neurons(diagram, layers, flattened, recurrent)
    diagram.heading((0.1, height - 0.15), f"{title}: {model.count_params():,} parameters")
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
    return Figure(
        "cal500exp", name, title, diagram.canvas, rows, notes, {"Settings": f"as written in the report, row {row}"}
    )


def _maps(diagram: Diagram, layers: Mapping) -> Box:
    """The long-term frame and what convolutions and pools make of it; returns the last block."""
    shown = [name for name in layers if name == "image" or name.startswith(("conv", "pool"))]
    largest = math.prod(layers["image"].output.shape[1:3])
    x, last = LEFT, None
    for name in shown:
        height, width, channels = layers[name].output.shape[1:]
        side = FACE * math.sqrt(height * width / largest)
        shift = 0.05 + DEEP * math.log2(channels)
        kind = "data" if name == "image" else "convolution" if name.startswith("conv") else "pool"
        block = diagram.block(x, MIDDLE - side / 2, side, side, back=(shift, shift), kind=kind)
        if last is not None:
            diagram.arrow(last.right, block.left, text=_operation(layers[name]))
        below = x + side / 2, MIDDLE - FACE / 2 - 0.08
        diagram.label(below, f"{channels} × {height} × {width}", va="top", weight="bold")
        if name == "image":
            diagram.label((below[0], below[1] - 0.2), "mel spectrogram of\na long-term frame", va="top")
        last = block
        x = block.right[0] + SPACE
    return last


def _neurons(diagram: Diagram, layers: Mapping, flattened: Box, recurrent: bool) -> None:
    """The fully connected layers, and the LSTM beside them."""
    first, *others = (name for name in layers if name.startswith("dense"))
    largest = max(layers[name].units for name in (first, *others))
    last = _bar(diagram, flattened.right[0] + WIDE, layers[first].units, largest, "dense", "ReLU")
    flat = layers["flat"].output.shape[-1]
    diagram.arrow(flattened.right, last.left, text=f"flattened\n{flat:,}")
    if recurrent:
        last = _lstm(diagram, layers, last, largest)
    for name in (*others, "tags"):
        about = "sigmoid" if name == "tags" else "ReLU"
        bar = _bar(diagram, last.right[0] + APART, layers[name].units, largest, "dense", about)
        diagram.arrow(last.right, bar.left)
        last = bar
    diagram.label((last.top[0], last.top[1] + 0.2), "emotions of\nthis frame")


def _lstm(diagram: Diagram, layers: Mapping, dense: Box, largest: int) -> Box:
    """The LSTM above the line, from the first layer to where both are concatenated; returns that one."""
    width, space = 0.85, 0.3
    joined = dense.right[0] + width + 2 * space
    both = _bar(diagram, joined, layers["both"].output.shape[-1], largest, "other", "both")
    bottom = both.top[1] + 0.35
    lstm = diagram.box(dense.right[0] + space, bottom, width, 0.55, "LSTM", f"{layers['lstm'].units}", kind="recurrent")
    # From one long-term frame of the track to the next.
    x, top = lstm.top
    diagram.arrow((x + 0.25, top), (x - 0.25, top), bend=0.9)
    state = "random first state" if "hidden_state" in layers else "first state of zeros"
    diagram.label((x, top + 0.32), f"to the track's next frame\n({state})", va="bottom")
    diagram.arrow(dense.top, (dense.top[0], lstm.left[1]), lstm.left)
    diagram.arrow(lstm.right, (both.top[0], lstm.right[1]), both.top)
    diagram.arrow(dense.right, both.left)
    return both


def _operation(layer) -> str:
    """What makes a block of the one before it."""
    if layer.name.startswith("conv"):
        return f"conv\n{' × '.join(map(str, layer.kernel_size))}\nReLU"
    return f"max\npool\n{' × '.join(map(str, layer.pool_size))}"


def _bar(diagram: Diagram, x: float, units: int, largest: int, kind: str, about: str) -> Box:
    """A layer of neurons, as high as the logarithm of their number."""
    height = TALL * math.log2(1 + units) / math.log2(1 + largest)
    bar = diagram.box(x, MIDDLE - height / 2, NARROW, height, kind=kind, filled=True)
    diagram.label((bar.bottom[0], bar.bottom[1] - 0.08), f"{units:,}", va="top", weight="bold")
    diagram.label((bar.bottom[0], bar.bottom[1] - 0.25), about, va="top", color="0.25")
    return bar
