"""Hyperparameter search around a captioner, with keras-tuner.

    python -m paper_repro.songtitle.search --tuner random --trials 10
    python -m paper_repro.songtitle.search --tuner hyperband --trials 20 --row attention

The objective is the validation loss. Trials are runs: a killed search goes on where it stopped. Quick preset on 2
cores: some minutes a trial.
Files: results/songtitle/search_<tuner>.{md,csv,json} and search_<tuner>_figure.{png,csv,json}.
"""

from __future__ import annotations

from dataclasses import replace

from paper_repro.core.command_line import run_main
from paper_repro.core.reporting.search import Search, search_main
from paper_repro.songtitle.config import Config
from paper_repro.songtitle.data import open_corpus
from paper_repro.songtitle.experiment import CAPTIONER, ROWS, configs, run_rows


def build(hp, base: Config) -> Config:
    """The space: what the paper leaves open, around its choices."""
    return replace(
        base,
        learning_rate=hp.Float("learning_rate", 3e-4, 1e-2, sampling="log", default=base.learning_rate),
        dropout=hp.Float("dropout", 0.0, 0.6, step=0.1, default=base.dropout),
        batch_size=hp.Choice("batch_size", [16, 32, 64], default=base.batch_size),
        min_word_count=hp.Choice("min_word_count", [1, 2, 5], default=base.min_word_count),
        epochs=hp.values.get("tuner/epochs", base.epochs),
    )


SEARCH = Search(
    paper="songtitle",
    rows=ROWS,
    default_row=CAPTIONER,
    goal="validation loss",
    objective="valid_loss",
    mode="min",
    build=build,
    config=lambda options, row: configs(options, [row])[row],
    open_corpus=open_corpus,
    run_rows=run_rows,
)


if __name__ == "__main__":
    run_main(lambda: search_main(SEARCH, __doc__))
