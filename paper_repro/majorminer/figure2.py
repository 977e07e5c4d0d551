"""Figure 2: how BLEU is distributed over validation clips, (a) of MusiCNN + LSTM, (b) of annotators against each other.

    python -m paper_repro.majorminer.figure2

Reads the run of table 1 (multiple captions, seed 0), or trains it: about a minute with the quick preset on 2 cores.
Expect (a) spread out with a heap at 0 in BLEU2, (b) smoother. Files: results/majorminer/figure2.{png,csv,json}.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.reporting.figure import COLOURS, Figure, canvas, styled
from paper_repro.core.training.rows import run_rows
from paper_repro.majorminer import baselines
from paper_repro.majorminer.paper import PAPER

ROW = "musicnn_lstm-multiple"
BINS = np.linspace(0, 1, 21)
PANELS = (("", "standard BLEU"), ("_nltk325", "the rule of NLTK 3.2.5"))


@styled
def figure(options: Options) -> Figure:
    results = run_rows(PAPER, options, PAPER.configs(options, [ROW]))
    scored = results.rows[ROW]
    human = baselines.human_agreement(scored.references("valid"))
    picture, axes = canvas(9, 6, nrows=2, ncols=2, sharex=True)
    rows = []
    for column, (suffix, rule) in enumerate(PANELS):
        sources = (
            ("(a) MusiCNN + LSTM", {order: scored.scores(f"bleu{order}{suffix}", "valid")[0] for order in (1, 2)}),
            ("(b) annotators on each other", {order: human[f"bleu{order}{suffix}"] for order in (1, 2)}),
        )
        for axis, (source, scores) in zip(axes[:, column], sources, strict=True):
            for order, values in scores.items():
                label = (
                    f"BLEU{order}, mean {values.mean():.2f}"
                    if len(values)
                    else f"BLEU{order}: no clip has two captions"
                )
                axis.hist(
                    values, BINS, color=COLOURS[order - 1], alpha=0.55, label=label, edgecolor="white", linewidth=0.5
                )
                rows += [{"source": source, "rule": rule, "score": f"BLEU{order}", "value": value} for value in values]
            # Room for the legend above the tallest bar.
            axis.set_ylim(0, max(axis.get_ylim()[1] * 1.3, 1))
            axis.set_title(f"{source}, n = {len(scores[1])}\n{rule}")
            axis.legend()
            axis.set_ylabel("validation clips")
    for axis in axes[1]:
        axis.set_xlabel("BLEU of a clip")
    return Figure(
        "majorminer",
        "figure2",
        "Figure 2: distribution of BLEU over validation clips",
        picture,
        pd.DataFrame(rows),
        (results.count_note(),),
        results.provenance,
    )


if __name__ == "__main__":
    run_script(figure, __doc__)
