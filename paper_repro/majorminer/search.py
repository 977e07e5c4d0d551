"""Hyperparameter search for the paper's best pair, MusiCNN + LSTM on multiple captions, with keras-tuner.

    python -m paper_repro.majorminer.search --tuner random --trials 10
    python -m paper_repro.majorminer.search --tuner hyperband --trials 20 --row cnn1d_lstm

The objective is the paper's selection rule, BLEU2 of the best validation epoch. Trials are runs: a killed search goes
on where it stopped. The settings that the paper does not give are the space. Quick preset on 2 cores: about a minute a
trial. Files: results/majorminer/search_<tuner>.{md,csv,json} and
search_<tuner>_figure.{png,csv,json}.
"""

from __future__ import annotations

from dataclasses import replace

from paper_repro.core.command_line import run_main
from paper_repro.core.reporting.search import Search, search_main
from paper_repro.majorminer.config import Config
from paper_repro.majorminer.data import open_corpus
from paper_repro.majorminer.experiment import ROWS, base_config, run_rows


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


SEARCH = Search(
    paper="majorminer",
    rows=ROWS,
    default_row="musicnn_lstm",
    goal="validation BLEU2",
    objective="valid_bleu2",
    mode="max",
    build=build,
    config=lambda options, row: replace(base_config(options), **ROWS[row], captions="multiple"),
    open_corpus=open_corpus,
    run_rows=run_rows,
)


if __name__ == "__main__":
    run_main(lambda: search_main(SEARCH, __doc__))
