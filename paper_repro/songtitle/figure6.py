"""Figure 6: perplexity on the validation captions by epoch.

    python -m paper_repro.songtitle.figure6

Reads table4's captioner, or trains it. Files: results/songtitle/figure6.{png,csv,json}; on real files figure6_real.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.reporting.figure import COLOURS, Figure, canvas, styled
from paper_repro.core.training.rows import run_rows
from paper_repro.songtitle.domain_claims import DESCENT, EPOCHS, settled
from paper_repro.songtitle.options import TitleOptions, settings_entry
from paper_repro.songtitle.paper import CAPTIONER, PAPER


@styled
def figure(options: Options) -> Figure:
    results = run_rows(PAPER, options, PAPER.configs(options, [CAPTIONER]))
    row = results.rows[CAPTIONER]
    picture, axis = canvas(7, 4)
    rows = []
    for run in row.runs:
        history = run.read_history()
        training = np.exp(history["loss"])
        first = run is row.runs[0]
        axis.plot(
            history["epoch"], history["valid_perplexity"], "o-", color=COLOURS[0], label="validation" if first else None
        )
        axis.plot(
            history["epoch"], training, "s--", color=COLOURS[1], label="training (with dropout)" if first else None
        )
        rows += [
            {"run": run.name, "epoch": int(epoch), "valid_perplexity": valid, "training_perplexity": train}
            for epoch, valid, train in zip(history["epoch"], history["valid_perplexity"], training, strict=True)
        ]
    best = row.metrics[0]["best_epoch"]
    axis.axvline(best, color="grey", lw=1, ls=":")
    axis.annotate(
        f" kept: epoch {best}" + (" (first seed)" if len(row.runs) > 1 else ""),
        (best, 1),
        xycoords=("data", "axes fraction"),
        va="top",
        ha="right",
        color="grey",
        rotation=90,
    )
    axis.set_xlabel("epoch")
    axis.set_xticks(range(1, row.config.epochs + 1))
    axis.set_ylim(0, None)
    axis.set_ylabel("perplexity (per word)")
    axis.set_title("Perplexity of captions through training")
    axis.legend()
    histories = [run.read_history()["valid_perplexity"].to_numpy() for run in row.runs]
    curves = [history[:EPOCHS] for history in histories if len(history) >= EPOCHS]
    notes = (
        f"Epoch by which {DESCENT:.0%} of the descent of the first {EPOCHS} epochs is over (ours): "
        f"{', '.join(str(settled(curve)) for curve in curves) or 'too few epochs to say'}.",
        f"Vocabulary {row.metrics[0]['vocabulary']:,}; a word chosen evenly among them has that perplexity. The "
        "paper's figure is not read off; its text has the descent subside at about the seventh epoch.",
        results.lead(),
        results.count_note(),
    )
    real = "" if results.corpus.rendered else " on the real files at hand"
    title = f"Figure 6: perplexity by epoch{real}"
    return Figure(
        "songtitle",
        f"figure6{results.corpus.suffix}",
        title,
        picture,
        pd.DataFrame(rows),
        notes,
        {**results.provenance, **settings_entry(TitleOptions.of(options).given)},
    )


if __name__ == "__main__":
    run_script(figure, __doc__, kind=TitleOptions)
