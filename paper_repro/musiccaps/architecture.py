"""The networks of Sec. 3.3 as a picture: encoder, state and decoder of CLSTMA-MT, and what the other five have of them.

    python -m paper_repro.musiccaps.architecture

Drawn from the built networks at the sizes of the authors' code and the published vocabulary, whatever the preset: every
number is read from a layer. Trains nothing; costs seconds. The picture has no number in the report (Sec. 3.3.3).
Files: results/musiccaps/architecture.{png,csv,json}.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pandas as pd
from matplotlib.patches import FancyBboxPatch

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.reporting.figure import COLOURS, Figure, canvas, styled
from paper_repro.musiccaps import published
from paper_repro.musiccaps.paper import NETWORKS, PAPER

#: Of a box, in units of the axis, which has as many as the picture has inches.
WIDTH, HEIGHT = 2.15, 0.95
#: Left edges of boxes, and bottom edges of the encoder's and the decoder's row.
COLUMNS, ENCODER, DECODER = (0.2, 3.0, 5.8, 8.6), 5.25, 3.05
#: Of what a box is: sound and tokens, what is learned in the encoder, what is learned in the decoder.
DATA, ENCODES, DECODES = "0.45", COLOURS[0], COLOURS[1]


@styled
def figure(options: Options) -> Figure:
    networks = {name: _built(options, name) for name in NETWORKS}
    picture, axis = canvas(11.2, 7.0)
    axis.set_xlim(0, 11.0)
    axis.set_ylim(-0.15, 6.7)
    axis.axis("off")
    parts = _parts(networks["clstma"])
    _draw(axis, parts)
    rows = [_row(name, model) for name, model in networks.items()]
    _write_table(axis, rows)
    return Figure(
        "musiccaps",
        "architecture",
        f"{NETWORKS['clstma']} and the five baselines as built, at the sizes of the authors' code",
        picture,
        pd.DataFrame([{"network": NETWORKS["clstma"], **part} for part in parts] + rows),
        (
            "Read from the built networks. Dropout on the convolution's and the embedding's output is not drawn.",
            f"Vocabulary of {published.VOCABULARY:,} aspects, as 1,000 clips of the published file have.",
        ),
        {"Preset": "paper"},
    )


def _built(options: Options, name: str):
    """A row as coded under the paper preset."""
    # Plain options: at the report's own features, whatever else is heard.
    (config,) = PAPER.configs(replace(Options.of(options), preset="paper"), [name]).values()
    return PAPER.module("model").build_published(config)


def _parts(model) -> list[dict]:
    """The learned layers in the order of Sec. 3.3.3: name, what comes out, parameters."""
    conv, encoder, decoder = (model.get_layer(name) for name in ("conv", "encoder", "decoder"))
    frames, values = model.inputs[0].shape[1:]
    return [
        {"layer": "MFCC and chroma", "size": f"{frames} frames × {values}", "parameters": 0},
        {
            "layer": f"Conv1D, kernel {conv.kernel_size[0]}, ReLU",
            "size": _shape(conv.output),
            "parameters": conv.count_params(),
        },
        {"layer": "encoder LSTM", "size": f"{encoder.units:,} units", "parameters": encoder.count_params()},
        {"layer": "state h, c", "size": _shape(model.get_layer("encoder_states").output), "parameters": 0},
        {
            "layer": "embedding",
            "size": f"{decoder.embed.input_dim:,} → {decoder.embed.output_dim:,}",
            "parameters": decoder.embed.count_params(),
        },
        {
            "layer": "decoder LSTM",
            "size": f"{decoder.recurrent.units:,} units",
            "parameters": decoder.recurrent.count_params(),
        },
        {
            "layer": "fully connected",
            "size": f"{decoder.units:,} → {decoder.token_dense.units:,}",
            "parameters": decoder.token_dense.count_params(),
        },
    ]


def _shape(tensor) -> str:
    return " × ".join(f"{size:,}" for size in tensor.shape[1:])


def _row(name: str, model) -> dict:
    """What a network has of the picture."""
    has_convolution = any(layer.name == "conv" for layer in model.layers)
    encoder = model.get_layer("encoder")
    return {
        "network": NETWORKS[name],
        "convolution": "yes" if has_convolution else "none",
        "encoder and decoder": type(encoder).__name__.removeprefix("Simple"),
        "width": encoder.units,
        "parameters": model.count_params(),
    }


def _draw(axis, parts: list[dict]) -> None:
    features, conv, encoder, state, embedding, decoder, dense = parts
    top = [(COLUMNS[0], features, DATA), (COLUMNS[1], conv, ENCODES), (COLUMNS[2], encoder, ENCODES)]
    for left, part, colour in top:
        _box(axis, left, ENCODER, part, colour)
    tokens = {"layer": "aspects so far", "size": "true ones in training", "parameters": 0}
    bottom = [
        (COLUMNS[0], tokens, DATA), (COLUMNS[1], embedding, DECODES), (COLUMNS[2], decoder, DECODES),
        (COLUMNS[3], dense, DECODES),
    ]  # fmt: skip
    for left, part, colour in bottom:
        _box(axis, left, DECODER, part, colour)
    for row, lefts in ((ENCODER, COLUMNS[:3]), (DECODER, COLUMNS)):
        for left, right in pairwise(lefts):
            _arrow(axis, (left + WIDTH, row + HEIGHT / 2), (right, row + HEIGHT / 2))
    middle = COLUMNS[2] + WIDTH / 2
    _arrow(axis, (middle, ENCODER), (middle, DECODER + HEIGHT))
    axis.text(middle + 0.15, (ENCODER + DECODER + HEIGHT) / 2, f"{state['layer']}: {state['size']}", va="center")
    end = COLUMNS[3] + WIDTH / 2
    _arrow(axis, (end, DECODER + HEIGHT), (end, DECODER + HEIGHT + 0.75))
    axis.text(end, DECODER + HEIGHT + 0.85, "scores of the next aspect", ha="center", va="bottom")
    # Back to the input, below the row.
    start, low = COLUMNS[0] + WIDTH / 2, DECODER - 0.4
    axis.plot([end, end, start], [DECODER, low, low], color=DATA, linestyle="--", linewidth=1.1)
    _arrow(axis, (start, low), (start, DECODER), linestyle="--")
    axis.text((start + end) / 2, low - 0.08, "generation: the most likely aspect is read next", ha="center", va="top")
    axis.text(COLUMNS[0], ENCODER + HEIGHT + 0.2, "Encoder", weight="bold", color=ENCODES, fontsize=12)
    axis.text(COLUMNS[0], DECODER + HEIGHT + 0.2, "Decoder", weight="bold", color=DECODES, fontsize=12)


def _box(axis, left: float, low: float, part: dict, colour: str) -> None:
    axis.add_patch(
        FancyBboxPatch(
            (left, low), WIDTH, HEIGHT, boxstyle="round,pad=0,rounding_size=0.08", facecolor="white",
            edgecolor=colour, linewidth=1.8,
        )
    )  # fmt: skip
    lines = [part["size"], *([f"{part['parameters']:,} parameters"] if part["parameters"] else [])]
    middle = left + WIDTH / 2
    axis.text(middle, low + 0.8 * HEIGHT, part["layer"], ha="center", va="center", weight="bold", fontsize=9.5)
    axis.text(middle, low + 0.36 * HEIGHT, "\n".join(lines), ha="center", va="center", fontsize=9)


def _arrow(axis, start: tuple[float, float], end: tuple[float, float], linestyle: str = "-") -> None:
    style = {"arrowstyle": "-|>", "color": DATA, "linewidth": 1.3, "linestyle": linestyle, "shrinkA": 0, "shrinkB": 0}
    axis.annotate("", xy=end, xytext=start, arrowprops=style)


def _write_table(axis, rows: list[dict]) -> None:
    """The six networks, a line each."""
    lefts = (COLUMNS[0], 2.6, 4.6, 7.2, 8.9)
    low, step = 1.75, 0.27
    for left, head in zip(lefts, rows[0], strict=True):
        axis.text(left, low, head, weight="bold", va="center")
    axis.plot([lefts[0], COLUMNS[3] + WIDTH], [low - 0.15] * 2, color="black", linewidth=0.8)
    for number, row in enumerate(rows, start=1):
        for left, cell in zip(lefts, row.values(), strict=True):
            axis.text(left, low - 0.03 - number * step, f"{cell:,}" if isinstance(cell, int) else cell, va="center")


if __name__ == "__main__":
    run_script(figure, __doc__)
