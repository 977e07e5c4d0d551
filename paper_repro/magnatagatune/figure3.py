"""Figure 3: a clip's mel spectrogram, normalised within the spectrogram.

    python -m paper_repro.magnatagatune.figure3

Trains nothing; takes seconds, and works where a single clip has sound.
Files: results/magnatagatune/figure3.{png,csv,json}; on real clips figure3_real.
"""

from __future__ import annotations

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.reporting.figure import Figure
from paper_repro.magnatagatune.spectrogram import spectrogram_figure


def figure(options: Options) -> Figure:
    return spectrogram_figure(options, "figure3", "spectrogram", "normalised within the spectrogram")


if __name__ == "__main__":
    run_script(figure, __doc__)
