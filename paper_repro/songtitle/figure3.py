"""Figure 3: the baseline: timbre goes past the ResNet into the LSTM.

    python -m paper_repro.songtitle.figure3

Drawn from the built model at the published settings; trains nothing. Files: results/songtitle/figure3.{png,csv,json}.
"""

from __future__ import annotations

from dataclasses import replace

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.reporting.diagram import Part
from paper_repro.core.reporting.figure import Figure, styled

#: Inches: bottoms of what timbre passes and of what it does not.
BOTTOM, ABOVE = 0.15, 1.55


@styled
def figure(options: Options) -> Figure:
    # Imported here: TensorFlow takes seconds to start.
    from paper_repro.songtitle.architecture import HEIGHT, chain, network, sheet

    net = network()
    parts = [
        Part("audio signal", ("MSD", "segments of a song"), "data"),
        net.timbre(),
        net.replicated(),
        net.lstm(),
        net.words(),
        Part("title", (f"{net.config.max_title} words at most",), "data"),
    ]
    diagram = sheet(len(parts), 2.6)
    lstm = chain(diagram, parts, BOTTOM)[3]
    unused = [replace(part, kind="other", dashed=True) for part in (net.resnet(), net.embedding())]
    last = chain(diagram, unused, ABOVE, column=1)[-1]
    diagram.arrow(last.right, (lstm.top[0], last.right[1]), lstm.top, dashed=True)
    about = "not passed through:\ntimbre takes the back door"
    diagram.label((lstm.top[0] + 0.15, ABOVE + HEIGHT / 2), about, ha="left")
    return net.figure(3, "the baseline, timbre past the ResNet", diagram, parts)


if __name__ == "__main__":
    run_script(figure, __doc__)
