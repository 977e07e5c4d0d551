"""Figure 2: the two steps: training on captioned images, then titles for sound with the same weights.

    python -m paper_repro.songtitle.figure2

Drawn from the built model at the published settings; trains nothing. Files: results/songtitle/figure2.{png,csv,json}.
"""

from __future__ import annotations

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.reporting.figure import Figure, styled
from paper_repro.songtitle.diagram import DATA, HEIGHT, Box, arrow, chain, chain_width, sheet

#: Inches: bottoms of both steps, and the margin.
TRAINING, INFERENCE, MARGIN = 2.45, 0.2, 0.15


@styled
def figure(options: Options) -> Figure:
    # Imported here: TensorFlow takes seconds to start.
    from paper_repro.songtitle.architecture import network

    net = network()
    picture, axis = sheet(chain_width(5) + 2 * MARGIN, 4.1)
    network_boxes = [net.resnet(), net.embedding(), net.lstm()]
    training = [
        Box("image and caption", ("Conceptual Captions", f"{net.vocabulary:,} tokens"), DATA),
        *network_boxes,
        Box("caption", ("cross-entropy", f"Adam {net.config.learning_rate:g}", f"{net.config.epochs} epochs"), DATA),
    ]
    inference = [
        Box("sound", ("FMA: spectrogram", "MSD: timbre, which enters", "at the LSTM (figure 3)"), DATA),
        *network_boxes,
        Box("title", ("BLEU by beam size",), DATA),
    ]
    above = chain(axis, training, MARGIN, TRAINING)
    below = chain(axis, inference, MARGIN, INFERENCE)
    for at in (1, 2, 3):
        arrow(axis, above[at].side("bottom"), below[at].side("top"), "same weights" if at == 2 else "", dashed=True)
    for bottom, text in (
        (TRAINING, "1. Training and validation, in the domain"),
        (INFERENCE, "2. Inference, out of the domain"),
    ):
        axis.text(MARGIN, bottom + HEIGHT + 0.22, text, fontsize=10, weight="bold", va="center")
    return net.figure(2, "training on images, inference on sound", picture, [*training, *inference])


if __name__ == "__main__":
    run_script(figure, __doc__)
