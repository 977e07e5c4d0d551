"""Figure 2: the two steps: training on captioned images, then titles for sound with the same weights.

    python -m paper_repro.songtitle.figure2

Drawn from the built model at the published settings; trains nothing. Files: results/songtitle/figure2.{png,csv,json}.
"""

from __future__ import annotations

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.reporting.diagram import Part
from paper_repro.core.reporting.figure import Figure, styled

#: Inches: bottoms of both steps.
TRAINING, INFERENCE = 1.85, 0.15


@styled
def figure(options: Options) -> Figure:
    # Imported here: TensorFlow takes seconds to start.
    from paper_repro.songtitle.architecture import HEIGHT, MARGIN, chain, network, sheet

    net = network()
    network_boxes = [net.resnet(), net.embedding(), net.lstm()]
    training = [
        Part("image and caption", ("Conceptual Captions", f"{net.vocabulary:,} tokens"), "data"),
        *network_boxes,
        Part("caption", ("cross-entropy", f"Adam {net.config.learning_rate:g}", f"{net.config.epochs} epochs"), "data"),
    ]
    inference = [
        Part("sound", ("FMA: spectrogram", "MSD: timbre, which enters", "at the LSTM (figure 3)"), "data"),
        *network_boxes,
        Part("title", ("BLEU by beam size",), "data"),
    ]
    diagram = sheet(len(training), 3.2)
    above, below = chain(diagram, training, TRAINING), chain(diagram, inference, INFERENCE)
    for at in (1, 2, 3):
        diagram.arrow(above[at].bottom, below[at].top, text="same weights" if at == 2 else "", dashed=True)
    for bottom, text in (
        (TRAINING, "1. Training and validation, in the domain"),
        (INFERENCE, "2. Inference, out of the domain"),
    ):
        diagram.heading((MARGIN, bottom + HEIGHT + 0.2), text)
    return net.figure(2, "training on images, inference on sound", diagram, [*training, *inference])


if __name__ == "__main__":
    run_script(figure, __doc__)
