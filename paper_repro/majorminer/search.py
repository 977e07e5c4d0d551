"""Hyperparameter search for the paper's best pair, MusiCNN + LSTM on multiple captions, with keras-tuner.

    python -m paper_repro.majorminer.search --tuner random --trials 10
    python -m paper_repro.majorminer.search --tuner hyperband --trials 20 --row cnn1d_lstm

The objective is the paper's selection rule, BLEU2 of the best validation epoch. Trials are runs: a killed search goes
on where it stopped. The settings that the paper does not give are the space. Quick preset on 2 cores: about a minute a
trial. Files: results/majorminer/search_<tuner>.{md,csv,json} and
search_<tuner>_figure.{png,csv,json}.
"""

from __future__ import annotations

import argparse
import shutil
from dataclasses import replace
from functools import partial

from paper_repro.cli import (
    Options,
    Parser,
    add_options,
    options_of,
    positive,
    preset_said,
    run_main,
    show,
    without_fresh,
)
from paper_repro.majorminer.config import Config
from paper_repro.majorminer.data import open_corpus
from paper_repro.majorminer.experiment import ROWS, base_config, build_splits, run_rows

TUNERS = ("random", "hyperband", "bayesian")


def build(hp, base: Config) -> Config:
    """The space: what the paper leaves open, around our choices."""
    return replace(
        base,
        learning_rate=hp.Float("learning_rate", 3e-4, 1e-2, sampling="log", default=base.learning_rate),
        dropout=hp.Float("dropout", 0.0, 0.6, step=0.1, default=base.dropout),
        units=hp.Choice("units", [base.units // 2, base.units, 2 * base.units], default=base.units),
        attention_pool=hp.Choice(
            "attention_pool", [base.attention_pool, 2 * base.attention_pool, 4 * base.attention_pool]
        ),
        batch_size=hp.Choice("batch_size", [16, 32, 64], default=base.batch_size),
        epochs=hp.values.get("tuner/epochs", base.epochs),
    )


def run_search(options: Options, row: str, tuner: str, trials: int) -> tuple:
    """Runs the search, returns its table and its figure."""
    # Imported here: keras-tuner starts TensorFlow, and --help should not wait for it.
    from paper_repro.reporting.trials import trials_figure, trials_table
    from paper_repro.training.backend import prepare
    from paper_repro.training.search import search

    options = replace(options, seeds=1)
    base = replace(base_config(options), **ROWS[row], captions="multiple")
    corpus = open_corpus(options)
    folder = options.runs / "search" / "majorminer" / f"{row}-{corpus.fingerprint[:10]}"
    if options.fresh:
        shutil.rmtree(folder, ignore_errors=True)
        for run_of_trial in (options.runs / "majorminer").glob(f"search-{row}-*"):
            shutil.rmtree(run_of_trial)
        options = without_fresh(options)
    # What is wrong with data or device ends the search here, before it has a first trial.
    prepare(options.devices, options.precision)
    build_splits(options, corpus, base)

    def run(config: Config) -> float:
        results = run_rows(options, {f"search-{row}": config}, corpus)
        epochs = results.rows[f"search-{row}"].runs[0].read_history()[config.select]
        return epochs.max() if config.select_mode == "max" else epochs.min()

    found = search(
        partial(build, base=base),
        run,
        base,
        mode=base.select_mode,
        tuner=tuner,
        trials=trials,
        epochs=base.epochs,
        seed=base.seed,
        folder=folder,
    )
    goal = "validation BLEU2"
    title = f"Search of {row.replace('_', ' + ')}, {tuner}"
    provenance = {"Data": corpus.source, "Preset": preset_said(options.preset), "Row": row, "Tuner": tuner}
    shared = (title, found, goal, base.select_mode, provenance)
    return (
        trials_table("majorminer", f"search_{tuner}", *shared),
        trials_figure("majorminer", f"search_{tuner}_figure", *shared),
    )


def main() -> None:
    parser = Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_options(parser)
    parser.add_argument("--tuner", choices=TUNERS, default="random")
    parser.add_argument("--trials", type=positive, default=10, metavar="N")
    parser.add_argument(
        "--row", choices=tuple(ROWS), default="musicnn_lstm", help="the row of table 1 to search around"
    )
    arguments = parser.parse_args()
    options = options_of(arguments)
    table, figure = run_search(options, arguments.row, arguments.tuner, arguments.trials)
    show(table, options.out)
    for path in figure.write(options.out):
        print(f"wrote {path}")


if __name__ == "__main__":
    run_main(main)
