"""Figure 4: the mainline: a spectrogram goes through the network as an image.

    python -m paper_repro.songtitle.figure4

Drawn from the built model at the published settings; trains nothing. Files: results/songtitle/figure4.{png,csv,json}.
"""

from __future__ import annotations

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.reporting.figure import Figure, styled
from paper_repro.songtitle.diagram import DATA, Box, chain, chain_width, sheet
from paper_repro.songtitle.spectrogram_settings import spectrogram_settings

MARGIN, BOTTOM = 0.15, 0.2


@styled
def figure(options: Options) -> Figure:
    # Imported here: TensorFlow takes seconds to start.
    from paper_repro.songtitle.architecture import network

    net = network()
    settings = spectrogram_settings("as_shaped")
    boxes = [
        Box("audio signal", ("FMA, mono, no DC", f"{settings.seconds:g} s, {settings.sample_rate:,} Hz"), DATA),
        net.spectrogram(),
        net.resnet(),
        net.embedding(),
        net.lstm(),
        net.words(),
        Box("title", (f"{net.config.max_title} words at most",), DATA),
    ]
    picture, axis = sheet(chain_width(len(boxes)) + 2 * MARGIN, 1.5)
    chain(axis, boxes, MARGIN, BOTTOM)
    return net.figure(4, "the mainline, a spectrogram as an image", picture, boxes)


if __name__ == "__main__":
    run_script(figure, __doc__)
