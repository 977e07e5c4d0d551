"""The networks of Sec. 3.3 as a picture: encoder, state and decoder of CLSTMA-MT, and what the other five have of them.

    python -m paper_repro.musiccaps.architecture

Drawn from the built networks at the sizes of the authors' code and the published vocabulary, whatever the preset: every
number is read from a layer. Trains nothing; costs seconds. The picture has no number in the report (Sec. 3.3.3).
Files: results/musiccaps/architecture.{png,csv,json}.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.reporting.diagram import Diagram, Part, size
from paper_repro.core.reporting.figure import Figure, styled
from paper_repro.musiccaps import published
from paper_repro.musiccaps.paper import NETWORKS, PAPER

#: Inches: the sheet, a box, the gap after it.
SHEET, WIDTH, HEIGHT, GAP = (11.2, 6.5), 2.15, 0.8, 0.62
#: Where the first column begins, and the bottoms of the encoder's and the decoder's row.
LEFT, ENCODER, DECODER = 0.35, 5.1, 3.0
#: What layers are, in the order of ``_parts``; the state is an arrow.
KINDS = "data", "convolution", "recurrent", "", "dense", "recurrent", "dense"


@styled
def figure(options: Options) -> Figure:
    networks = {name: _built(options, name) for name in NETWORKS}
    diagram = Diagram(*SHEET, font=9)
    parts = _parts(networks["clstma"])
    _draw(diagram, parts)
    rows = [_row(name, model) for name, model in networks.items()]
    _write_table(diagram, rows)
    return Figure(
        "musiccaps",
        "architecture",
        f"{NETWORKS['clstma']} and the five baselines as built, at the sizes of the authors' code",
        diagram.canvas,
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
            "size": size(conv.output.shape),
            "parameters": conv.count_params(),
        },
        {"layer": "encoder LSTM", "size": f"{encoder.units:,} units", "parameters": encoder.count_params()},
        {"layer": "state h, c", "size": size(model.get_layer("encoder_states").output.shape), "parameters": 0},
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


def _draw(diagram: Diagram, parts: list[dict]) -> None:
    features, conv, encoder, state, embedding, decoder, dense = (
        Part(part["layer"], (part["size"], *_parameters(part)), kind) for part, kind in zip(parts, KINDS, strict=True)
    )
    diagram.frame(0.1, ENCODER - 0.2, SHEET[0] - 0.2, HEIGHT + 0.6, "Encoder")
    diagram.frame(0.1, DECODER - 0.7, SHEET[0] - 0.2, HEIGHT + 1.7, "Decoder")
    *_, encoder_box = diagram.chain([features, conv, encoder], LEFT, ENCODER, WIDTH, HEIGHT, GAP)
    tokens = Part("aspects so far", ("true ones in training",), "data")
    first, _, decoder_box, last = diagram.chain([tokens, embedding, decoder, dense], LEFT, DECODER, WIDTH, HEIGHT, GAP)
    diagram.arrow(encoder_box.bottom, decoder_box.top, text=f"{state.name}: {state.lines[0]}")
    x, top = last.top
    diagram.arrow(last.top, (x, top + 0.35))
    diagram.label((x, top + 0.45), "scores of the next aspect")
    # Back to the input, below the row.
    low = DECODER - 0.35
    generation = "generation: the most likely aspect is read next"
    diagram.arrow(last.bottom, (x, low), (first.bottom[0], low), first.bottom, text=generation, dashed=True)


def _parameters(part: dict) -> list[str]:
    return [f"{part['parameters']:,} parameters"] if part["parameters"] else []


def _write_table(diagram: Diagram, rows: list[dict]) -> None:
    """The six networks, a line each."""
    lefts = (LEFT, 2.6, 4.6, 7.2, 8.9)
    low, step = 1.9, 0.25
    for left, head in zip(lefts, rows[0], strict=True):
        diagram.heading((left, low), head)
    diagram.line((LEFT, low - 0.15), (SHEET[0] - LEFT, low - 0.15))
    for number, row in enumerate(rows, start=1):
        for left, cell in zip(lefts, row.values(), strict=True):
            text = f"{cell:,}" if isinstance(cell, int) else cell
            diagram.label((left, low - 0.05 - number * step), text, ha="left", fontsize=10)


if __name__ == "__main__":
    run_script(figure, __doc__)
