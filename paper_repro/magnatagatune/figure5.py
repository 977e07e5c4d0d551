"""Figure 5: the network as stacks of feature maps, without and with batch norm and dropout.

    python -m paper_repro.magnatagatune.figure5

Drawn from the built models at the published sizes, whatever the preset; trains nothing, needs no data, takes seconds.
Files: results/magnatagatune/figure5.{png,csv,json}.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace

import numpy as np
import pandas as pd
from matplotlib.patches import FancyArrowPatch, Polygon

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.reporting.figure import COLOURS, Figure, canvas, styled
from paper_repro.magnatagatune.config import Config
from paper_repro.magnatagatune.paper import BEST, PAPER

#: The largest height, width and depth of a stack, and the gap behind it, in inches as drawn.
HEIGHT, WIDTH, DEPTH, GAP = 1.5, 0.8, 0.75, 0.78
#: How far a unit of depth goes to the right and up.
OBLIQUE = (0.62, 0.42)
COLOUR = {"InputLayer": "0.75", "Conv2D": COLOURS[0], "MaxPooling2D": COLOURS[5], "Dense": COLOURS[3]}
BARS = {"BatchNormalization": COLOURS[2], "Dropout": COLOURS[1]}


@dataclass(frozen=True)
class Drawn:
    """A layer of a network: its kind, what it does, its output as mels, frames and channels."""

    network: str
    layer: str
    kind: str
    label: str
    mels: int
    frames: int
    channels: int
    parameters: int

    @property
    def output(self) -> str:
        return f"{self.mels} × {self.frames} × {self.channels:,}"


@styled
def figure(options: Options) -> Figure:
    # Imported here: TensorFlow takes seconds to start, and --help should not wait for it.
    from paper_repro.magnatagatune.model import build_published

    first, second = (replace(Config(), **changes) for changes in ({}, PAPER.rows[BEST].changes))
    networks = {
        "as in Table I": list(drawn("as in Table I", build_published(first))),
        "with batch norm and dropout": list(drawn("with batch norm and dropout", build_published(second))),
    }
    picture, axes = canvas(15, 7, nrows=2)
    for axis, (name, layers) in zip(axes, networks.items(), strict=True):
        _draw(axis, layers)
        axis.set_title(f"{name}: {sum(layer.parameters for layer in layers):,} parameters")
    rows = pd.DataFrame([asdict(layer) for layers in networks.values() for layer in layers])
    notes = (
        "Output below each layer: mels × frames × channels. A stack's height, depth and width are the square roots of "
        "these, each relative to its largest in the network.",
        "ReLU after each convolution. The spectrogram is normalised before it enters.",
    )
    title = "Figure 5: the network, drawn from the built model at the published sizes"
    return Figure("magnatagatune", "figure5", title, picture, rows, notes, {"Data": "none needed"})


def drawn(network: str, model) -> Iterator[Drawn]:
    """The layers of a built model from its image on, in their order; those without a size of their own are left out."""
    layers = list(model.layers)
    start = [layer.name for layer in layers].index("image")
    for layer in layers[start:]:
        kind = "InputLayer" if layer.name == "image" else type(layer).__name__
        if kind not in COLOUR and kind not in BARS:
            continue
        shape = layer.output.shape[1:]
        mels, frames, channels = shape if len(shape) == 3 else (1, 1, *shape)
        yield Drawn(network, layer.name, kind, _label(layer, kind), mels, frames, channels, layer.count_params())


def _label(layer, kind: str) -> str:
    if kind == "InputLayer":
        return "mel spectrogram"
    if kind == "Conv2D":
        return f"conv {layer.kernel_size[0]} × {layer.kernel_size[1]}"
    if kind == "MaxPooling2D":
        return f"max pool ({layer.pool_size[0]}, {layer.pool_size[1]})"
    if kind == "Dense":
        return f"dense, {layer.activation.__name__}"
    return f"dropout {layer.rate:g}" if kind == "Dropout" else "batch norm"


def _draw(axis, layers: list[Drawn]) -> None:
    most = {side: max(getattr(layer, side) for layer in layers) for side in ("mels", "frames", "channels")}
    x, end = 0.0, None
    for layer in layers:
        if layer.kind in BARS:
            colour, top = BARS[layer.kind], HEIGHT / 2 + 0.08
            axis.plot([x, x], [-HEIGHT / 2, HEIGHT / 2], color=colour, lw=4, solid_capstyle="round", zorder=3)
            axis.text(x, top, layer.label, color=colour, rotation=90, ha="center", va="bottom", fontsize=8)
            x += 0.28
            continue
        height, depth, width = (
            largest * np.sqrt(getattr(layer, side) / most[side]) + 0.06
            for largest, side in ((HEIGHT, "mels"), (DEPTH, "frames"), (WIDTH, "channels"))
        )
        if end is not None:
            axis.add_patch(FancyArrowPatch((end, 0), (x, 0), arrowstyle="-|>", mutation_scale=9, color="0.4", zorder=2))
        right = _stack(axis, x, height, width, depth, COLOUR[layer.kind])
        middle = x + width / 2
        axis.text(middle, -HEIGHT / 2 - 0.14, layer.label, ha="center", va="top", fontsize=8.5, weight="bold")
        axis.text(middle, -HEIGHT / 2 - 0.36, layer.output, ha="center", va="top", fontsize=8.5)
        end = right
        x = right + GAP
    axis.set_aspect("equal")
    axis.set_xlim(-0.5, x)
    axis.set_ylim(-HEIGHT / 2 - 0.6, HEIGHT / 2 + 0.85)
    axis.axis("off")


def _stack(axis, x: float, height: float, width: float, depth: float, colour: str) -> float:
    """A box whose front's left edge is at ``x``; returns where its right side ends at half its height."""
    right, up = depth * OBLIQUE[0], depth * OBLIQUE[1]
    low, high = -height / 2, height / 2
    faces = (
        ([(x, low), (x + width, low), (x + width, high), (x, high)], 0.55),
        ([(x, high), (x + width, high), (x + width + right, high + up), (x + right, high + up)], 0.3),
        ([(x + width, low), (x + width + right, low + up), (x + width + right, high + up), (x + width, high)], 0.8),
    )
    for corners, alpha in faces:
        axis.add_patch(Polygon(corners, facecolor="white", edgecolor="none", zorder=3))
        axis.add_patch(Polygon(corners, facecolor=colour, edgecolor="0.2", lw=0.7, alpha=alpha, zorder=4))
    return x + width + right


if __name__ == "__main__":
    run_script(figure, __doc__)
