"""Figure 4: MAA of every emotion, both models in three variants, beside the constant predictor and the published bars.

    python -m paper_repro.cal500exp.figure4
    python -m paper_repro.cal500exp.figure4 --data DIR --preset paper

Reads table2's runs, or trains them. Files: results/cal500exp/figure4.{png,csv,json}.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from paper_repro.cal500exp import published
from paper_repro.cal500exp.config import MODELS, VARIANTS
from paper_repro.cal500exp.paper import BEST, PAPER, VARIANT_LABELS
from paper_repro.core.command_line import Options, run_script
from paper_repro.core.reporting.figure import COLOURS, Figure, canvas, styled
from paper_repro.core.training.rows import run_rows

MARKERS = {"coded": "s", "written": "^", "corrected": "o"}
TITLES = {"cnn": "CNN", "cnn_lstm": "CNN+LSTM"}
#: The author's labels: what the report scored.
RULE = "filled"


@styled
def figure(options: Options) -> Figure:
    # The report's bars are of the 18 emotions, whatever tags other artifacts have.
    options = Options.of(options)
    keys = [f"{model}_{variant}" for model in MODELS for variant in VARIANTS]
    results = run_rows(PAPER, options, PAPER.configs(options, keys))
    best = results.rows[BEST]
    constant, tags = best.constant_tag_accuracies(RULE).mean(axis=(0, 1)), list(published.FIGURE4)
    bars_note = (
        "The published bars are of other tracks, and of real music: they are drawn as the report has them and say "
        "nothing of these networks." if results.corpus.rendered else "The published bars are of another random split."
    )  # fmt: skip
    bars_label = "published (real music: no comparison)" if results.corpus.rendered else "published"
    # Emotions by how far a constant gets: the hardest to beat first.
    order = np.argsort(-constant, kind="stable")
    places = np.arange(len(order))
    picture, axes = canvas(12, 7.2, ncols=2, sharey=True)
    rows = []
    for axis, model in zip(axes, MODELS, strict=True):
        bars = np.array([values[MODELS[::-1].index(model)] for values in published.FIGURE4.values()])
        axis.barh(places, constant[order], color="#dddddd", height=0.8, label="constant predictor")
        axis.plot(bars[order], places, "D", color="black", fillstyle="none", ms=7, label=bars_label)
        means = [f"constant {constant.mean():.3f}"]
        for number, variant in enumerate(VARIANTS):
            row = results.rows[f"{model}_{variant}"]
            values = row.tag_accuracies(RULE).mean(axis=(0, 1))
            label = VARIANT_LABELS[variant]
            axis.plot(values[order], places, MARKERS[variant], color=COLOURS[number], ms=7.5, label=label, alpha=0.9)
            means.append(f"{label} {values.mean():.3f}")
            rows += [
                {"model": model, "variant": variant, "tag": tag, "maa": values[at], "constant": constant[at],
                 "published": bars[at]}
                for at, tag in enumerate(tags)
            ]  # fmt: skip
        axis.axvline(0.5, color="grey", lw=1, ls=":")
        axis.set_xlim(0, 1)
        axis.set_ylim(len(order) - 0.4, -0.6)
        axis.set_xlabel("mean average accuracy")
        axis.set_title(TITLES[model], pad=20)
        axis.annotate(
            f"means: {', '.join(means)}",
            (0, 1),
            (0, 5),
            xycoords="axes fraction",
            textcoords="offset points",
            fontsize=9,
        )
    axes[0].set_yticks(places, [tags[at] for at in order])
    handles, labels = axes[0].get_legend_handles_labels()
    picture.legend(handles, labels, loc="outside lower center", ncols=5)
    notes = (
        f"{len(best.test)} test tracks, labels by the author's rule. Emotions by the accuracy of the constant, "
        "which says of each what most training windows say. Intervals and verdicts: table2.",
        bars_note,
        results.count_note(),
    )
    title = "Figure 4: mean average accuracy of every emotion"
    return Figure("cal500exp", "figure4", title, picture, pd.DataFrame(rows), notes, results.provenance)


if __name__ == "__main__":
    run_script(figure, __doc__)
