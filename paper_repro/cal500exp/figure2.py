"""Figure 2: the convolutional network, drawn from the built network at the report's settings.

    python -m paper_repro.cal500exp.figure2

Costs seconds, trains nothing. ``draw cal500exp ROW`` draws any other row, layer by layer.
Files: results/cal500exp/figure2.{png,csv,json}.
"""

from __future__ import annotations

from paper_repro.cal500exp.network_figure import network_figure
from paper_repro.core.command_line import Options, run_script
from paper_repro.core.reporting.figure import Figure


def figure(options: Options) -> Figure:
    return network_figure("cnn_written", "figure2", "Figure 2: the convolutional network")


if __name__ == "__main__":
    run_script(figure, __doc__)
