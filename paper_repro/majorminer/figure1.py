"""Figure 1: the system, from spectrogram to caption, and the encoders that it can have, drawn from the built networks.

    python -m paper_repro.majorminer.figure1

Builds five networks at the published settings, whatever the preset, and trains none: seconds. Every size and number of
layers is read from them. Files: results/majorminer/figure1.{png,csv,json}.
"""

from __future__ import annotations

import pandas as pd

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.reporting.diagram import Box, Diagram, Part, size
from paper_repro.core.reporting.figure import Figure, styled
from paper_repro.majorminer import published
from paper_repro.majorminer.paper import PAPER, PARTS, ROWS

WIDTH = 13.6
BOX = 0.62  # height of a box of three lines


@styled
def figure(options: Options) -> Figure:
    # Imported here: TensorFlow takes seconds to start.
    from paper_repro.majorminer.model import build_published

    models = {name: build_published(row.config(PAPER.presets.config("paper"), "paper")) for name, row in ROWS.items()}
    diagram = Diagram(WIDTH, 9.5)
    _system(diagram, models)
    _cnn(diagram, 3.75, models["cnn1d_lstm"], "cnn1d")
    _cnn(diagram, 2.35, models["cnn2d_lstm"], "cnn2d")
    _musicnn(diagram, models["musicnn_lstm"])
    rows = [
        {"model": name, "layer": layer.name, "kind": type(layer).__name__, "output": size(_output(layer)),
         "parameters": layer.count_params()}
        for name, model in models.items() for layer in model.layers
    ]  # fmt: skip
    notes = [f"{ROWS[name].label}: {model.count_params():,} parameters." for name, model in models.items()]
    return Figure(
        "majorminer", "figure1", "Figure 1: the system as built at the published settings", diagram.canvas,
        pd.DataFrame(rows), tuple(notes), {"Preset": "paper (built, not trained)"},
    )  # fmt: skip


def _output(layer) -> tuple:
    return (layer.output[0] if isinstance(layer.output, list | tuple) else layer.output).shape


def _system(diagram: Diagram, models) -> None:
    """Spectrogram, encoder, attention, and the decoder unrolled over the caption of the paper's figure."""
    model = models["musicnn_lstm"]
    decoder, memory = model.get_layer("decoder"), model.get_layer("memory").output.shape
    cells = " or ".join(sorted({PARTS[other.get_layer("decoder").cell_name] for other in models.values()}))
    encoders = list(dict.fromkeys(PARTS[ROWS[name].changes["encoder"]] for name in models))
    diagram.frame(0.1, 5.3, WIDTH - 0.2, 4.1, "Sequence to sequence with attention (sizes: MusiCNN + LSTM)")
    middle = 7.3
    mel = diagram.box(0.3, middle - BOX / 2, 1.45, BOX, "log mel", f"{size(model.get_layer('mel').output.shape)}",
                      "frames × bands", kind="data")  # fmt: skip
    encoder = diagram.box(2.1, middle - 0.45, 1.35, 0.9, "encoder", *encoders, kind="convolution")
    context = diagram.box(3.8, middle - BOX / 2, 1.35, BOX, "memory", size(memory), "frames × channels", kind="data")
    diagram.arrow(mel.right, encoder.left)
    diagram.arrow(encoder.right, context.left)
    tokens = ("<begin>", *published.FIGURE1_CAPTION)
    step, width = 1.31, 1.14
    before: Box | None = None
    for number, said in enumerate((*published.FIGURE1_CAPTION, "<end>")):
        x = 5.6 + number * step
        attention = diagram.box(x, 7.55, width, 0.42, "attention", f"{decoder.attention_units} units", kind="attention")
        embedded = diagram.box(x, 5.9, width, 0.42, "embedding", f"{decoder.embedding}", kind="dense")
        cell = diagram.box(x, 6.65, width, 0.5, cells, f"{decoder.units} units", kind="recurrent")
        hidden = diagram.box(x, 8.3, width, 0.5, f"dense {decoder.dense_units}", f"dense {decoder.vocabulary_size}",
                             kind="dense")  # fmt: skip
        diagram.label((x + width / 2, 5.55), tokens[number], style="italic", fontsize=9)
        diagram.label((x + width / 2, 9.08), said, weight="bold", fontsize=9)
        diagram.arrow((x + width / 2, 5.65), embedded.bottom)
        diagram.arrow(embedded.top, cell.bottom)
        diagram.arrow(attention.bottom, cell.top)
        diagram.arrow(attention.top, hidden.bottom)
        diagram.arrow(hidden.top, (x + width / 2, 9.0))
        if before is None:
            diagram.arrow(context.right, (5.4, middle), (5.4, attention.left[1]), attention.left)
        else:
            diagram.arrow(before.right, cell.left)
        before = cell
    queries = "At every step the previous hidden state queries the memory;"
    diagram.label((2.75, 6.35), f"{queries}\nhidden state and context go through two dense layers.", color="0.3")


def _convolutions(model, prefix: str) -> list:
    return [layer for layer in model.layers if layer.name.startswith(prefix) and "_conv" in layer.name]


def _kernel(layer) -> str:
    return " × ".join(map(str, layer.kernel_size))


def _cnn(diagram: Diagram, y: float, model, encoder: str) -> None:
    """A chain of convolutions, each with its batch norm and, where there is one, its pool."""
    diagram.frame(0.1, y, WIDTH - 0.2, 1.3, f"{PARTS[encoder]}: each convolution ReLU and batch norm")
    layers = _convolutions(model, encoder)
    names = {layer.name for layer in model.layers}
    parts = [Part("log mel", (size(model.get_layer("mel").output.shape),), "data")]
    for number, layer in enumerate(layers, start=1):
        lines = [f"{_kernel(layer)}, {layer.filters} filters"]
        after = layer
        if f"{encoder}_pool{number}" in names:
            after = model.get_layer(f"{encoder}_pool{number}")
            lines.append(f"max pool {' × '.join(map(str, after.pool_size))}")
        parts.append(Part(type(layer).__name__, (*lines, size(_output(after))), "convolution"))
    parts.append(Part("memory", (size(model.get_layer("memory").output.shape),), "data"))
    diagram.chain(parts, 0.3, y + 0.2, width=1.45, height=0.72, gap=0.2)


def _musicnn(diagram: Diagram, model) -> None:
    """Five branches side by side, three residual convolutions, everything concatenated."""
    diagram.frame(0.1, 0.1, WIDTH - 0.2, 2.15, f"{PARTS['musicnn']}: each convolution ReLU and batch norm")
    middle = 1.06
    mel = diagram.box(0.3, middle - 0.25, 1.3, 0.5, "log mel", size(model.get_layer("mel").output.shape), kind="data")
    norm = diagram.box(1.8, middle - 0.25, 1.15, 0.5, "batch norm", kind="other")
    diagram.arrow(mel.right, norm.left)
    branches = _convolutions(model, "musicnn_t")
    height, gap = 0.3, 0.06
    shape = size(model.get_layer("musicnn_front").output.shape)
    front = diagram.box(6.1, middle - 0.25, 1.3, 0.5, "concatenate", shape)
    top = middle + (len(branches) * (height + gap) - gap) / 2
    for number, layer in enumerate(branches):
        text = f"{_kernel(layer)}, {layer.filters} filters, max over bands"
        box = diagram.box(3.25, top - height - number * (height + gap), 2.5, height, text, kind="convolution")
        diagram.arrow(norm.right, box.left)
        diagram.arrow(box.right, front.left)
    names, parts = {layer.name for layer in model.layers}, []
    for layer in _convolutions(model, "musicnn_mid"):
        residual = ["+ residual"] if f"{layer.name.removesuffix('_conv')}_add" in names else []
        lines = f"{_kernel(layer)}, {layer.filters} filters", *residual
        parts.append(Part(type(layer).__name__, lines, "convolution"))
    parts.append(Part("memory", (size(model.get_layer("memory").output.shape), "concatenated"), "data"))
    *joined, memory = front, *diagram.chain(parts, 7.65, middle - BOX / 2, width=1.25, height=BOX, gap=0.2)
    diagram.arrow(front.right, joined[1].left)
    over = 1.78
    for box in joined[1:-1]:
        diagram.line(box.top, (box.top[0], over))
    diagram.arrow(front.top, (front.top[0], over), (memory.top[0], over), memory.top)


if __name__ == "__main__":
    run_script(figure, __doc__)
