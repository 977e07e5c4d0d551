"""A built model as a picture: its layers, their output shapes and parameters. Stands in for the papers' drawings."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd
from matplotlib.patches import FancyBboxPatch

from paper_repro.core.reporting.figure import COLOURS, Figure, canvas, styled

BOX_WIDTH, BOX_HEIGHT, GAP_X, GAP_Y = 2.9, 0.62, 0.25, 0.34
#: Layer kinds by colour: what learns, what normalises, what only reshapes.
KINDS = {"Conv1D": 0, "Conv2D": 0, "Dense": 0, "AttentionDecoder": 1, "BatchNormalization": 2, "InputLayer": 4}


@styled
def draw_model(model, paper: str, name: str, preset: str) -> Figure:
    """Layers from top to bottom by depth, side by side where they are parallel.

    Args:
        model: a functional ``keras.Model``.
        paper, name: where the picture goes.
        preset: named in the title.
    """
    layers = list(model.layers)
    inputs = {layer.name: _inputs(layer, model) for layer in layers}
    # As late as possible: parallel branches end level with each other, an input stands just above what reads it.
    below: dict[str, int] = {}
    for layer in reversed(layers):
        below.setdefault(layer.name, 0)
        for before in inputs[layer.name]:
            below[before] = max(below.get(before, 0), below[layer.name] + 1)
    depth = {name: max(below.values()) - steps for name, steps in below.items()}
    levels = defaultdict(list)
    for layer in layers:
        levels[depth[layer.name]].append(layer)
    widest = max(map(len, levels.values()))
    width, height = widest * (BOX_WIDTH + GAP_X), len(levels) * (BOX_HEIGHT + GAP_Y)
    picture, axis = canvas(max(5.0, width * 0.8), max(3.0, height * 0.8) + 0.6)
    axis.set_xlim(0, width)
    axis.set_ylim(-height, 0.2)
    axis.axis("off")
    places = {}
    for level, members in levels.items():
        left = (width - len(members) * (BOX_WIDTH + GAP_X)) / 2 + GAP_X / 2
        for number, layer in enumerate(members):
            places[layer.name] = (left + number * (BOX_WIDTH + GAP_X), -(level + 1) * (BOX_HEIGHT + GAP_Y) + GAP_Y)
    for layer in layers:
        for before in inputs[layer.name]:
            _arrow(axis, places[before], places[layer.name], skips=depth[layer.name] - depth[before] > 1)
    rows = []
    for layer in layers:
        rows.append(_row(layer))
        _box(axis, *places[layer.name], rows[-1])
    total = model.count_params()
    axis.set_title(f"{model.name}, {preset} preset: {total:,} parameters")
    return Figure(
        paper,
        name,
        f"{model.name} as built: {total:,} parameters",
        picture,
        pd.DataFrame(rows),
        tuple(f"{row['layer']} ({row['kind']}): {row['output']}, {row['parameters']:,} parameters" for row in rows),
        {"Preset": preset},
    )


def _arrow(axis, start: tuple[float, float], end: tuple[float, float], skips: bool) -> None:
    """From box to box: straight to the next level, around the right-hand side where it skips levels."""
    style = {"arrowstyle": "-|>", "color": "0.45", "linewidth": 0.8, "shrinkA": 0, "shrinkB": 0}
    (x0, y0), (x1, y1) = start, end
    if skips:
        style["connectionstyle"] = "arc3,rad=-0.35"
        tail, head = (x0 + BOX_WIDTH, y0 + BOX_HEIGHT / 2), (x1 + BOX_WIDTH, y1 + BOX_HEIGHT / 2)
    else:
        tail, head = (x0 + BOX_WIDTH / 2, y0), (x1 + BOX_WIDTH / 2, y1 + BOX_HEIGHT)
    axis.annotate("", xy=head, xytext=tail, arrowprops=style, zorder=1)


def _inputs(layer, model) -> list[str]:
    names = {other.name for other in model.layers}
    parents: list[str] = []
    for node in layer._inbound_nodes:
        parents += [parent.operation.name for parent in node.parent_nodes if parent.operation.name in names]
    return list(dict.fromkeys(parents))


def _row(layer) -> dict:
    output = layer.output[0] if isinstance(layer.output, list | tuple) else layer.output
    shape = " × ".join("?" if size is None else f"{size:,}" for size in output.shape[1:])
    return {"layer": layer.name, "kind": type(layer).__name__, "output": shape, "parameters": layer.count_params()}


def _box(axis, x: float, y: float, row: dict) -> None:
    colour = COLOURS[KINDS[row["kind"]]] if row["kind"] in KINDS else "0.6"
    patch = FancyBboxPatch(
        (x, y), BOX_WIDTH, BOX_HEIGHT, boxstyle="round,pad=0,rounding_size=0.08", facecolor="white", edgecolor=colour,
        linewidth=1.4, zorder=2,
    )  # fmt: skip
    axis.add_patch(patch)
    below = row["output"] + (f"   ({row['parameters']:,})" if row["parameters"] else "")
    middle = x + BOX_WIDTH / 2
    axis.text(middle, y + 0.42, row["layer"], ha="center", va="center", fontsize=7.5, weight="bold", zorder=3)
    axis.text(middle, y + 0.18, below, ha="center", va="center", fontsize=7.5, color="0.25", zorder=3)
