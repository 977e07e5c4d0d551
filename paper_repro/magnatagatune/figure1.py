"""Figure 1: a clip's mel spectrogram, normalised over all training data.

    python -m paper_repro.magnatagatune.figure1

Trains nothing; the statistics need every training clip's features, which the tables share.
Files: results/magnatagatune/figure1.{png,csv,json}; on real clips figure1_real.
"""

from __future__ import annotations

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.reporting.figure import Figure
from paper_repro.magnatagatune.spectrogram import spectrogram_figure


def figure(options: Options) -> Figure:
    return spectrogram_figure(options, "figure1", "all", "normalised over all training data")


if __name__ == "__main__":
    run_script(figure, __doc__)
