"""Figure 4: the mainline: a spectrogram goes through the network as an image.

    python -m paper_repro.songtitle.figure4

Drawn from the built model at the published settings; trains nothing. Files: results/songtitle/figure4.{png,csv,json}.
"""

from __future__ import annotations

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.reporting.diagram import Part
from paper_repro.core.reporting.figure import Figure, styled
from paper_repro.songtitle.spectrogram_settings import spectrogram_settings


@styled
def figure(options: Options) -> Figure:
    # Imported here: TensorFlow takes seconds to start.
    from paper_repro.songtitle.architecture import HEIGHT, MARGIN, chain, network, sheet

    net = network()
    settings = spectrogram_settings("as_shaped")
    parts = [
        Part("audio signal", ("FMA, mono, no DC", f"{settings.seconds:g} s, {settings.sample_rate:,} Hz"), "data"),
        net.spectrogram(),
        net.resnet(),
        net.embedding(),
        net.lstm(),
        net.words(),
        Part("title", (f"{net.config.max_title} words at most",), "data"),
    ]
    diagram = sheet(len(parts), HEIGHT + 2 * MARGIN)
    chain(diagram, parts, MARGIN)
    return net.figure(4, "the mainline, a spectrogram as an image", diagram, parts)


if __name__ == "__main__":
    run_script(figure, __doc__)
