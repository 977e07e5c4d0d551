"""Figure 3: the convolutional network with an LSTM, drawn from the built network at the report's settings.

    python -m paper_repro.cal500exp.figure3

Costs seconds, trains nothing. ``draw cal500exp ROW`` draws any other row, layer by layer.
Files: results/cal500exp/figure3.{png,csv,json}.
"""

from __future__ import annotations

from paper_repro.cal500exp.network_figure import network_figure
from paper_repro.core.command_line import Options, run_script
from paper_repro.core.reporting.figure import Figure


def figure(options: Options) -> Figure:
    return network_figure("cnn_lstm_written", "figure3", "Figure 3: the convolutional network with an LSTM")


if __name__ == "__main__":
    run_script(figure, __doc__)
