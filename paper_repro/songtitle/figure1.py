"""Figure 1: the network: a ResNet that sees an image once, an LSTM that says what is on it.

    python -m paper_repro.songtitle.figure1

Drawn from the built model at the published settings; trains nothing. Files: results/songtitle/figure1.{png,csv,json}.
"""

from __future__ import annotations

from itertools import pairwise

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.reporting.figure import Figure, styled
from paper_repro.songtitle.diagram import DATA, GAP, LEARNED, RECURRENT, WIDTH, Box, arrow, draw_box, sheet

#: Steps of the LSTM that are drawn: time, what goes in, what comes out.
STEPS = (
    ("t = -1", None, None),
    ("t = 0", "<begin>", "$w_1$"),
    ("t = 1", "$w_1$", "$w_2$"),
    ("…", "…", "…"),
    ("t = T-1", "$w_{T-1}$", "<end>"),
)
#: Inches: width of a step, bottoms of the rows of words, LSTM and predictions.
STEP, BELOW, MIDDLE, ABOVE = 1.35, 0.35, 1.75, 3.2


@styled
def figure(options: Options) -> Figure:
    # Imported here: TensorFlow takes seconds to start.
    from paper_repro.songtitle.architecture import network

    net = network()
    lstm, words = net.lstm(), net.words()
    left = 3 * (WIDTH + GAP) + 0.2
    picture, axis = sheet(left + len(STEPS) * (STEP + 0.2) + 0.1, 5.0)
    seen = net.picture(), net.resnet(), net.embedding()
    placed = [draw_box(axis, box, 0.1 + at * (WIDTH + GAP), MIDDLE) for at, box in enumerate(seen)]
    for before, after in pairwise(placed):
        arrow(axis, before.side("right"), after.side("left"))
    wide = net.decoder.embed.output_dim
    cells = []
    for at, (time, goes_in, comes_out) in enumerate(STEPS):
        x = left + at * (STEP + 0.2)
        cells.append(draw_box(axis, Box("LSTM", (time,), RECURRENT), x, MIDDLE, STEP, 1.1))
        if at:
            arrow(axis, cells[-2].side("right"), cells[-1].side("left"))
        if goes_in:
            below = draw_box(axis, Box(goes_in, (f"embedding {wide}",), LEARNED), x, BELOW, STEP, 0.75)
            arrow(axis, below.side("top"), cells[-1].side("bottom"))
            above = draw_box(axis, Box(comes_out, (f"{net.vocabulary:,} words",), DATA), x, ABOVE, STEP, 0.75)
            arrow(axis, cells[-1].side("top"), above.side("bottom"), "p")
    arrow(axis, placed[-1].side("right"), cells[0].side("left"))
    axis.text(
        placed[-1].x + WIDTH / 2, MIDDLE - 0.22, "fed once, as the first input", ha="center", va="center", fontsize=8
    )
    axis.text(
        left,
        4.45,
        f"{lstm.name}: {', '.join(lstm.lines)}. Predictions: {', '.join(words.lines)}.",
        fontsize=9,
        va="center",
    )
    return net.figure(1, "the network", picture, [*seen, lstm, words])


if __name__ == "__main__":
    run_script(figure, __doc__)
