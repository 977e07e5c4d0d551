"""A built model as a picture: its layers, their output shapes and parameters. Stands in for the papers' drawings."""

from __future__ import annotations

import math
from collections import defaultdict

import pandas as pd

from paper_repro.core.reporting.diagram import Diagram, size
from paper_repro.core.reporting.figure import Figure, styled

#: Inches: a box, the spaces between boxes side by side and one below the other, and what the heading takes.
WIDTH, HEIGHT, APART, BELOW, HEADING = 2.3, 0.5, 0.22, 0.28, 0.45
#: Layers by what they do; the rest only reshapes.
KINDS = {
    "Conv1D": "convolution", "Conv2D": "convolution", "Dense": "dense", "AttentionDecoder": "recurrent",
    "BatchNormalization": "norm", "InputLayer": "data",
}  # fmt: skip


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
    rows = {layer.name: _row(layer) for layer in layers}
    width = max(5.0, max(map(len, levels.values())) * (WIDTH + APART))
    height = max(3.0, len(levels) * (HEIGHT + BELOW) + HEADING)
    diagram = Diagram(width, height)
    boxes = {}
    for level, members in levels.items():
        left = (width - len(members) * (WIDTH + APART) + APART) / 2
        y = height - HEADING - level * (HEIGHT + BELOW) - HEIGHT
        for number, layer in enumerate(members):
            row = rows[layer.name]
            about = row["output"] + (f"   ({row['parameters']:,})" if row["parameters"] else "")
            place = left + number * (WIDTH + APART), y, WIDTH, HEIGHT
            boxes[layer.name] = diagram.box(*place, row["layer"], about, kind=KINDS.get(row["kind"], "other"))
    for after, names in inputs.items():
        for before in names:
            start, end = boxes[before], boxes[after]
            if depth[after] - depth[before] == 1:
                diagram.arrow(start.bottom, end.top)
            else:
                # Around the levels that it skips. In another column the box would hide a head at its right.
                head = end.right if abs(start.x - end.x) < WIDTH / 2 else end.top
                # An arrow swings out by half its bend times its length, at most to the edge of the sheet.
                room = width - start.right[0] - 0.05
                diagram.arrow(start.right, head, bend=-min(0.35, 2 * room / math.dist(start.right, head)))
    total = model.count_params()
    diagram.heading((0.1, height - 0.15), f"{model.name}, {preset} preset: {total:,} parameters")
    return Figure(
        paper,
        name,
        f"{model.name} as built: {total:,} parameters",
        diagram.canvas,
        pd.DataFrame(rows.values()),
        tuple(
            f"{row['layer']} ({row['kind']}): {row['output']}, {row['parameters']:,} parameters"
            for row in rows.values()
        ),
        {"Preset": preset},
    )


def _inputs(layer, model) -> list[str]:
    names = {other.name for other in model.layers}
    parents: list[str] = []
    for node in layer._inbound_nodes:
        parents += [parent.operation.name for parent in node.parent_nodes if parent.operation.name in names]
    return list(dict.fromkeys(parents))


def _row(layer) -> dict:
    output = layer.output[0] if isinstance(layer.output, list | tuple) else layer.output
    row = {"layer": layer.name, "kind": type(layer).__name__, "output": size(output.shape)}
    return row | {"parameters": layer.count_params()}
