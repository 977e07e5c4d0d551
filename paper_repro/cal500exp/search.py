"""Hyperparameter search around a row, with keras-tuner.

    python -m paper_repro.cal500exp.search --tuner random --trials 10
    python -m paper_repro.cal500exp.search --tuner hyperband --trials 20 --row cnn_corrected

The objective is the validation loss, by which the corrected variant is selected. Trials are runs: a killed search goes
on where it stopped. Quick preset on 2 cores: about a minute a trial.
Files: results/cal500exp/search_<tuner>.{md,csv,json} and search_<tuner>_figure.{png,csv,json}.
"""

from __future__ import annotations

from dataclasses import replace

from paper_repro.cal500exp.config import Config
from paper_repro.cal500exp.data import open_corpus
from paper_repro.cal500exp.experiment import BEST, ROWS, configs, run_rows
from paper_repro.core.command_line import run_main
from paper_repro.core.reporting.search import Search, search_main


def build(hp, base: Config) -> Config:
    """The space: what the report leaves open, around our choices."""
    return replace(
        base,
        learning_rate=hp.Float("learning_rate", 1e-4, 1e-2, sampling="log", default=base.learning_rate),
        batch_size=hp.Choice("batch_size", [1, 2, 4], default=base.batch_size),
        lstm_units=hp.Choice(
            "lstm_units", sorted({base.lstm_units // 2, base.lstm_units, 2 * base.lstm_units}), default=base.lstm_units
        ),
        standardize=hp.Boolean("standardize", default=base.standardize),
        training_labels=hp.Choice("training_labels", ["filled", "strict"], default=base.training_labels),
        epochs=hp.values.get("tuner/epochs", base.epochs),
    )


SEARCH = Search(
    paper="cal500exp",
    rows=ROWS,
    default_row=BEST,
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
