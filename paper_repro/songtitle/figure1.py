"""Figure 1: the network: a ResNet that sees an image once, an LSTM that says what is on it.

    python -m paper_repro.songtitle.figure1

Drawn from the built model at the published settings; trains nothing. Files: results/songtitle/figure1.{png,csv,json}.
"""

from __future__ import annotations

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.reporting.diagram import Diagram, Part
from paper_repro.core.reporting.figure import Figure, styled

#: Steps of the LSTM that are drawn: time, what goes in, what comes out.
STEPS = (
    ("t = -1", None, None),
    ("t = 0", "<begin>", "$w_1$"),
    ("t = 1", "$w_1$", "$w_2$"),
    ("…", "…", "…"),
    ("t = T-1", "$w_{T-1}$", "<end>"),
)
#: Inches: width of a step, space after it, height of words, bottoms of the rows of words, network and predictions.
STEP, SPACE, WORD, BELOW, MIDDLE, ABOVE = 1.35, 0.25, 0.5, 0.15, 1.1, 2.45


@styled
def figure(options: Options) -> Figure:
    # Imported here: TensorFlow takes seconds to start.
    from paper_repro.songtitle.architecture import FONT, GAP, HEIGHT, MARGIN, WIDTH, chain, network

    net = network()
    lstm, words = net.lstm(), net.words()
    seen = [net.picture(), net.resnet(), net.embedding()]
    left = MARGIN + len(seen) * (WIDTH + GAP)
    diagram = Diagram(left + len(STEPS) * (STEP + SPACE) - SPACE + MARGIN, 3.5, FONT)
    image = chain(diagram, seen, MIDDLE)[-1]
    steps = [Part("LSTM", (time,), "recurrent") for time, _, _ in STEPS]
    cells = diagram.chain(steps, left, MIDDLE, STEP, HEIGHT, SPACE)
    diagram.arrow(image.right, cells[0].left)
    embedding = f"embedding {net.decoder.embed.output_dim}"
    for cell, (_, goes_in, comes_out) in zip(cells, STEPS, strict=True):
        if goes_in:
            below = diagram.box(cell.x, BELOW, STEP, WORD, goes_in, embedding, kind="dense")
            diagram.arrow(below.top, cell.bottom)
            above = diagram.box(cell.x, ABOVE, STEP, WORD, comes_out, f"{net.vocabulary:,} words", kind="data")
            diagram.arrow(cell.top, above.bottom, text="p")
    diagram.label((image.bottom[0], MIDDLE - 0.17), "fed once, as the first input")
    about = f"{lstm.name}: {', '.join(lstm.lines)}. Predictions: {', '.join(words.lines)}."
    diagram.label((left, 3.25), about, ha="left")
    return net.figure(1, "the network", diagram, [*seen, lstm, words])


if __name__ == "__main__":
    run_script(figure, __doc__)
