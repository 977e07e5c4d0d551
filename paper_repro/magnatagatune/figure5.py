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

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.reporting.diagram import KINDS, Diagram
from paper_repro.core.reporting.figure import Figure, styled
from paper_repro.magnatagatune.config import Config
from paper_repro.magnatagatune.paper import BEST, PAPER

#: Inches: the largest height, width and depth of a stack, and the gap behind it.
HEIGHT, WIDTH, DEPTH, GAP = 1.35, 0.72, 0.68, 0.65
#: How far a unit of depth goes to the right and up.
OBLIQUE = (0.62, 0.42)
STACKS = {"InputLayer": "data", "Conv2D": "convolution", "MaxPooling2D": "pool", "Dense": "dense"}
BARS = {"BatchNormalization": "norm", "Dropout": "dropout"}


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
    diagram = Diagram(15, 6.4, font=8.5)
    for middle, (name, layers) in zip((4.4, 1.2), networks.items(), strict=True):
        _draw(diagram, middle, layers)
        parameters = sum(layer.parameters for layer in layers)
        diagram.heading((0.1, middle + HEIGHT / 2 + 1.05), f"{name}: {parameters:,} parameters")
    rows = pd.DataFrame([asdict(layer) for layers in networks.values() for layer in layers])
    notes = (
        "Output below each layer: mels × frames × channels. A stack's height, depth and width are the square roots of "
        "these, each relative to its largest in the network.",
        "ReLU after each convolution. The spectrogram is normalised before it enters.",
    )
    title = "Figure 5: the network, drawn from the built model at the published sizes"
    return Figure("magnatagatune", "figure5", title, diagram.canvas, rows, notes, {"Data": "none needed"})


def drawn(network: str, model) -> Iterator[Drawn]:
    """The layers of a built model from its image on, in their order; those without a size of their own are left out."""
    layers = list(model.layers)
    start = [layer.name for layer in layers].index("image")
    for layer in layers[start:]:
        kind = "InputLayer" if layer.name == "image" else type(layer).__name__
        if kind not in STACKS and kind not in BARS:
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


def _draw(diagram: Diagram, middle: float, layers: list[Drawn]) -> None:
    """A network from left to right, around a line at the height ``middle``."""
    most = {side: max(getattr(layer, side) for layer in layers) for side in ("mels", "frames", "channels")}
    x, last = 0.6, None
    low, high = middle - HEIGHT / 2, middle + HEIGHT / 2
    for layer in layers:
        if layer.kind in BARS:
            kind = BARS[layer.kind]
            diagram.box(x - 0.02, low, 0.04, HEIGHT, kind=kind, filled=True)
            diagram.label((x, high + 0.08), layer.label, color=KINDS[kind], rotation=90, va="bottom")
            x += 0.25
            continue
        height, depth, width = (
            largest * np.sqrt(getattr(layer, side) / most[side]) + 0.06
            for largest, side in ((HEIGHT, "mels"), (DEPTH, "frames"), (WIDTH, "channels"))
        )
        back = depth * OBLIQUE[0], depth * OBLIQUE[1]
        stack = diagram.block(x, middle - height / 2, width, height, back, STACKS[layer.kind])
        if last is not None:
            diagram.arrow(last.right, stack.left)
        diagram.label((x + width / 2, low - 0.15), layer.label, weight="bold")
        diagram.label((x + width / 2, low - 0.35), layer.output)
        last = stack
        x = stack.right[0] + GAP


if __name__ == "__main__":
    run_script(figure, __doc__)
