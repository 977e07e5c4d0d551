"""Figure 8: quality, cost, and quality a second, by beam size.

    python -m paper_repro.songtitle.figure8

Reads table4's runs, or makes them. Files: results/songtitle/figure8.{png,csv,json}; on real files figure8_real.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.reporting.figure import COLOURS, Figure, canvas, styled
from paper_repro.songtitle import published
from paper_repro.songtitle.beam_claims import straight_line
from paper_repro.songtitle.config import BEAMS, CORRECTED
from paper_repro.songtitle.options import TitleOptions
from paper_repro.songtitle.transferred import NAMES, SEARCHES, run_transfer

#: One for each row that there may be.
MARKERS = "osD^vPX*<>"
MORE_COLOURS = ("#999999", "#8B5A2B", "#5D3A9B")


@styled
def figure(options: Options) -> Figure:
    transfer = run_transfer(options)
    picture, axes = canvas(13, 4.6, ncols=3)
    colours = (*COLOURS, *MORE_COLOURS)
    rows = []
    rows_shown = [row for row in transfer.rows if row != CORRECTED]
    for row, colour, marker in zip(rows_shown, colours, MARKERS, strict=False):
        scores = [transfer.score(row, beams).value for beams in BEAMS]
        seconds = [transfer.seconds(row, beams) for beams in BEAMS]
        rates = [score / second for score, second in zip(scores, seconds, strict=True)]
        style = {"color": colour, "marker": marker, "ms": 5}
        axes[0].plot(BEAMS, scores, label=NAMES[row], **style)
        if row in published.TABLE4 and not transfer.corpus.rendered:
            axes[0].plot(BEAMS, [value / 100 for value in published.TABLE4[row]], color=colour, lw=0.8, ls=":")
        axes[1].plot(BEAMS, [1000 * second / SEARCHES.get(row, 1) for second in seconds], **style)
        # A score of 0 has no place on a logarithmic axis.
        axes[2].plot(BEAMS, [rate or float("nan") for rate in rates], **style)
        fit, _ = straight_line(np.array(BEAMS, float), np.array(seconds))
        rows += [
            {"row": row, "beams": beams, "bleu": score, "seconds": second, "bleu_per_second": rate, "line_r2": fit}
            for beams, score, second, rate in zip(BEAMS, scores, seconds, rates, strict=True)
        ]
    quality = "quality" if transfer.corpus.rendered else "quality (dotted: the paper)"
    for axis, letter, name, label in zip(
        axes,
        "abc",
        (quality, "cost of the search", "quality a second"),
        ("BLEU (unigram precision, 0 to 1)", "milliseconds a tile, crop or song", "BLEU per second"),
        strict=True,
    ):
        axis.set_title(f"({letter}) {name}")
        axis.set_xlabel("beams")
        axis.set_xticks(BEAMS)
        axis.set_ylabel(label)
    axes[0].set_ylim(0, None)
    # Linear, or no eye could tell a straight line: the paper's claim.
    axes[1].set_ylim(0, None)
    axes[2].set_yscale("log")
    handles, labels = axes[0].get_legend_handles_labels()
    picture.legend(handles, labels, loc="outside lower center", ncols=4)
    fits = {row["row"]: row["line_r2"] for row in rows}
    lines = ", ".join(f"{NAMES[row]} {fit:.3f}" for row, fit in fits.items())
    notes = (
        "Seconds are of the search alone, a mean over seeds, in batches of 64 embeddings, on the device named below. "
        "(b) is of one search, (c) of an item: a picture in tiles is searched once a tile. The paper's seconds are not "
        "given.",
        f"R2 of a straight line through each row's seconds: {lines}.",
        transfer.lead(),
    )
    title = f"Figure 8: quality and cost by beam size{transfer.on}"
    return Figure(
        "songtitle", f"figure8{transfer.suffix}", title, picture, pd.DataFrame(rows), notes, transfer.provenance
    )


if __name__ == "__main__":
    run_script(figure, __doc__, kind=TitleOptions)
