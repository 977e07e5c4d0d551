"""Figure 6: ROC-AUC through training, on validation, of every row of Table II.

    python -m paper_repro.magnatagatune.figure6

Reads table2's runs, or trains them. Expect the curves to flatten: the paper sees ever smaller gains after each epoch.
Files: results/magnatagatune/figure6.{png,csv,json}; on real clips figure6_real.
"""

from __future__ import annotations

import pandas as pd

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.reporting.figure import COLOURS, Figure, canvas, styled
from paper_repro.core.training.rows import run_rows
from paper_repro.magnatagatune import published
from paper_repro.magnatagatune.paper import PAPER, TABLE2

MARKERS = "osD^vP"


@styled
def figure(options: Options) -> Figure:
    results = run_rows(PAPER, options, PAPER.configs(options, list(TABLE2)))
    picture, axis = canvas(9, 4.8)
    rows = []
    for (key, row), colour, marker in zip(results.rows.items(), COLOURS, MARKERS, strict=False):
        for run in row.runs:
            history = run.read_history()
            # Further trainings of a row are thin lines beside its first.
            style = {"lw": 0.8, "alpha": 0.6}
            if run is row.runs[0]:
                style = {"marker": marker, "label": PAPER.rows[key].label, "alpha": 0.85}
            axis.plot(history["epoch"], history["valid_roc_auc"], color=colour, **style)
            rows += [
                {"row": key, "run": run.name, "epoch": int(epoch), "valid_roc_auc": value}
                for epoch, value in zip(history["epoch"], history["valid_roc_auc"], strict=True)
            ]
        epoch = row.config.epochs
        # Beside numbers of rendered music the published ones would look like evidence.
        if not results.corpus.rendered:
            axis.plot(epoch + 0.45, published.TABLE2[key][0], marker=marker, color=colour, fillstyle="none", ls="none")
    axis.axhline(0.5, color="grey", lw=1, ls=":")
    axis.text(0.55, 0.497, "chance", color="grey", fontsize=9, va="top")
    axis.set_xlim(0.5, max(row.config.epochs for row in results.rows.values()) + 1)
    axis.set_xlabel("epoch")
    axis.set_ylabel("validation ROC-AUC, mean over tags")
    hollow = "" if results.corpus.rendered else " (hollow: published)"
    trainings = "one training" if options.seeds == 1 else f"{options.seeds} trainings"
    axis.set_title(f"ROC-AUC through training, {trainings} a row{hollow}")
    axis.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), title="normalised")
    clips = len(next(iter(results.rows.values())).clip_ids("valid"))
    return Figure(
        "magnatagatune",
        f"figure6{results.corpus.suffix}",
        "Figure 6: ROC-AUC through training",
        picture,
        pd.DataFrame(rows),
        (f"{clips:,} validation clips. {results.corpus.split_note}", results.count_note()),
        results.provenance,
    )


if __name__ == "__main__":
    run_script(figure, __doc__)
