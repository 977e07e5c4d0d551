"""Hyperparameter search around a network, like for like, with keras-tuner.

    python -m paper_repro.musiccaps.search --tuner random --trials 10
    python -m paper_repro.musiccaps.search --tuner hyperband --trials 20 --row cnn_gru

The objective is the corrected validation loss at its best epoch. Trials are runs: a killed search goes on where it
stopped. Quick preset on 2 cores: about half a minute a trial.
Files: results/musiccaps/search_<tuner>.{md,csv,json} and search_<tuner>_figure.{png,csv,json}.
"""

from __future__ import annotations

from dataclasses import replace

from paper_repro.core.command_line import run_main
from paper_repro.core.reporting.search import Search, search_main
from paper_repro.musiccaps.config import Config
from paper_repro.musiccaps.data import open_corpus
from paper_repro.musiccaps.experiment import ROWS, base_config, run_rows, table1_configs


def build(hp, base: Config) -> Config:
    """The space: what the report calls defaults that ask for "more experimentation" (Sec. 7)."""
    return replace(
        base,
        learning_rate=hp.Float("learning_rate", 3e-4, 1e-2, sampling="log", default=base.learning_rate),
        dropout=hp.Float("dropout", 0.0, 0.6, step=0.1, default=base.dropout),
        units=hp.Choice("units", [base.units // 2, base.units, 2 * base.units], default=base.units),
        batch_size=hp.Choice("batch_size", [16, 32, 64, 128], default=base.batch_size),
        standardize=hp.Boolean("standardize", default=base.standardize),
        frame_pool=hp.Choice("frame_pool", [base.frame_pool, 2 * base.frame_pool], default=base.frame_pool),
        epochs=hp.values.get("tuner/epochs", base.epochs),
    )


SEARCH = Search(
    paper="musiccaps",
    rows=ROWS,
    default_row="clstma",
    goal="validation loss",
    objective="valid_loss",
    mode="min",
    build=build,
    config=lambda options, row: table1_configs(options)[f"{row}-like_for_like"],
    open_corpus=lambda options: open_corpus(options, base_config(options)),
    run_rows=run_rows,
)


if __name__ == "__main__":
    run_main(lambda: search_main(SEARCH, __doc__))
