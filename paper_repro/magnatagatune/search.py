"""Hyperparameter search around a row of Table II, with keras-tuner.

    python -m paper_repro.magnatagatune.search --tuner random --trials 10
    python -m paper_repro.magnatagatune.search --tuner hyperband --trials 20 --row all_10

The objective is validation ROC-AUC after the last epoch, as Table II is scored. Trials are runs: a killed search goes
on where it stopped. The settings that the paper does not give are the space. Quick preset on 2 cores: about a minute a
trial. Files: results/magnatagatune/search_<tuner>.{md,csv,json} and search_<tuner>_figure.{png,csv,json}.
"""

from __future__ import annotations

from dataclasses import replace

from paper_repro.core.command_line import run_main
from paper_repro.core.reporting.search import Search, search_main
from paper_repro.magnatagatune.claims import BEST
from paper_repro.magnatagatune.config import Config
from paper_repro.magnatagatune.data import open_corpus
from paper_repro.magnatagatune.experiment import TABLE2, configs, run_rows


def build(hp, base: Config) -> Config:
    """The space: what the paper leaves open, around our choices."""
    # In steps of .05 both presets' rates are among the choices.
    dropout = hp.Float("dropout", 0.0, 0.5, step=0.05, default=base.dropout)
    return replace(
        base,
        learning_rate=hp.Float("learning_rate", 3e-4, 1e-2, sampling="log", default=base.learning_rate),
        use_dropout=dropout > 0,
        dropout_rate=dropout or base.dropout_rate,
        batch_size=hp.Choice("batch_size", [8, 16, 32], default=base.batch_size),
        weighting=hp.Choice("weighting", ["balanced", "none"], default=base.weighting),
        max_weight=hp.Choice("max_weight", [5.0, 15.0, 50.0], default=base.max_weight),
        epochs=hp.values.get("tuner/epochs", base.epochs),
    )


SEARCH = Search(
    paper="magnatagatune",
    rows=TABLE2,
    default_row=BEST,
    goal="validation ROC-AUC",
    objective="valid_roc_auc",
    mode="max",
    build=build,
    config=lambda options, row: configs(options, [row])[row],
    open_corpus=open_corpus,
    run_rows=run_rows,
)


if __name__ == "__main__":
    run_main(lambda: search_main(SEARCH, __doc__))
