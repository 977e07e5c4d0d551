"""Figure 3: the baseline: timbre goes past the ResNet into the LSTM.

    python -m paper_repro.songtitle.figure3

Drawn from the built model at the published settings; trains nothing. Files: results/songtitle/figure3.{png,csv,json}.
"""

from __future__ import annotations

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.reporting.figure import Figure, styled
from paper_repro.songtitle.diagram import DATA, FIXED, GAP, WIDTH, Box, arrow, chain, chain_width, draw_box, sheet

MARGIN, BOTTOM, ABOVE = 0.15, 0.2, 2.0


@styled
def figure(options: Options) -> Figure:
    # Imported here: TensorFlow takes seconds to start.
    from paper_repro.songtitle.architecture import network

    net = network()
    boxes = [
        Box("audio signal", ("MSD", "segments of a song"), DATA),
        net.timbre(),
        net.replicated(),
        net.lstm(),
        net.words(),
        Box("title", (f"{net.config.max_title} words at most",), DATA),
    ]
    picture, axis = sheet(chain_width(len(boxes)) + 2 * MARGIN, 3.3)
    placed = chain(axis, boxes, MARGIN, BOTTOM)
    passed = [net.resnet(), net.embedding()]
    unused = [
        draw_box(axis, Box(box.name, box.lines, FIXED, dashed=True), MARGIN + at * (WIDTH + GAP), ABOVE)
        for at, box in zip((1, 2), passed, strict=True)
    ]
    arrow(axis, unused[0].side("right"), unused[1].side("left"), dashed=True)
    arrow(axis, unused[1].side("right"), placed[3].side("top"), dashed=True)
    axis.text(placed[3].x + WIDTH * 0.75, ABOVE + 0.45, "not passed through:\ntimbre takes the back door", fontsize=9)
    return net.figure(3, "the baseline, timbre past the ResNet", picture, boxes)


if __name__ == "__main__":
    run_script(figure, __doc__)
