"""The search script that every paper shares: its command line, trials through the run engine, table and figure."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from paper_repro.core.command_line import (
    Options,
    Parser,
    add_options,
    options_of,
    positive,
    preset_said,
    show,
    without_fresh,
)

TUNERS = ("random", "hyperband", "bayesian")


@dataclass(frozen=True)
class Search:
    """What a paper brings to a search.

    ``build(hp, base)`` is the space around a base config; ``config(options, row)`` that base;
    ``run_rows(options, configs, corpus)`` the paper's own. The objective is the history's column ``objective``
    (``mode`` max or min) at the epoch that the paper's selection rule picks, called ``goal`` in table and figure.
    """

    paper: str
    rows: Iterable[str]
    default_row: str
    goal: str
    objective: str
    mode: str
    build: Callable[[Any, Any], Any]
    config: Callable[[Options, str], Any]
    open_corpus: Callable[[Options], Any]
    run_rows: Callable[..., Any]


def search_main(about: Search, description: str | None, argv: Sequence[str] | None = None) -> None:
    """The script: parses the options, searches, prints and writes the trials."""
    parser = Parser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_options(parser)
    parser.add_argument("--tuner", choices=TUNERS, default="random")
    parser.add_argument("--trials", type=positive, default=10, metavar="N")
    parser.add_argument("--row", choices=tuple(about.rows), default=about.default_row, help="the row to search around")
    arguments = parser.parse_args(argv)
    options = options_of(arguments)
    table, figure = run_search(about, options, arguments.row, arguments.tuner, arguments.trials)
    show(table, options.out)
    for path in figure.write(options.out):
        print(f"wrote {path}")


def run_search(about: Search, options: Options, row: str, tuner: str, trials: int) -> tuple:
    """Runs the search, returns its table and its figure."""
    # Imported here: keras-tuner starts TensorFlow, and --help should not wait for it.
    from paper_repro.core.reporting.trials import trials_figure, trials_table
    from paper_repro.core.training.backend import prepare
    from paper_repro.core.training.rows import build_splits
    from paper_repro.core.training.search import search

    options = replace(options, seeds=1)
    base = about.config(options, row)
    corpus = about.open_corpus(options)
    folder = options.runs / "search" / about.paper / f"{row}-{corpus.fingerprint[:10]}"
    if options.fresh:
        shutil.rmtree(folder, ignore_errors=True)
        for run_of_trial in (options.runs / about.paper).glob(f"search-{row}-*"):
            shutil.rmtree(run_of_trial)
        options = without_fresh(options)
    # What is wrong with data or device ends the search here, before it has a first trial.
    prepare(options.devices, options.precision)
    build_splits(about.paper, options, corpus, base)

    def run(config) -> float:
        results = about.run_rows(options, {f"search-{row}": config}, corpus)
        history = results.rows[f"search-{row}"].runs[0].read_history()
        chosen = history[config.select].idxmax() if config.select_mode == "max" else history[config.select].idxmin()
        return history[about.objective][chosen]

    found = search(
        partial(about.build, base=base),
        run,
        base,
        mode=about.mode,
        tuner=tuner,
        trials=trials,
        epochs=base.epochs,
        seed=base.seed,
        folder=folder,
    )
    title = f"Search of {row.replace('_', ' ')}, {tuner}"
    provenance = {"Data": corpus.source, "Preset": preset_said(options.preset), "Row": row, "Tuner": tuner}
    shared = (title, found, about.goal, about.mode, provenance)
    return (
        trials_table(about.paper, f"search_{tuner}", *shared),
        trials_figure(about.paper, f"search_{tuner}_figure", *shared),
    )
