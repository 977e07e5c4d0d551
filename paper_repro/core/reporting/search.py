"""Hyperparameter search of any paper: its command line, trials through the run engine, table and figure."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from typing import Any, NoReturn

from paper_repro.core.command_line import (
    Options,
    Parser,
    add_options,
    options_of,
    positive,
    preset_label,
    run_main,
    show,
    without_fresh,
)
from paper_repro.core.paper import Paper
from paper_repro.core.searched import Searched

TUNERS = ("random", "hyperband", "bayesian")


def add_search_options(parser: argparse.ArgumentParser, paper: Paper) -> None:
    """Adds the shared options, the paper's own, and those of a search."""
    add_options(parser)
    paper.options.add_own(parser)
    parser.add_argument("--tuner", choices=TUNERS, default="random")
    parser.add_argument("--trials", type=positive, default=10, metavar="N")
    networks = [name for name, row in paper.rows.items() if row.network]
    parser.add_argument(
        "--apply", action="store_true", help="write the best trial's settings, for --searched of tables"
    )
    parser.add_argument("--row", choices=networks, default=paper.search.default_row, help="the row to search around")


def search_script(paper: Paper, description: str | None, argv: Sequence[str] | None = None) -> NoReturn:
    """The script ``python -m paper_repro.PAPER.search``."""
    parser = Parser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_search_options(parser, paper)
    run_main(lambda: search_command(paper, parser.parse_args(argv)))


def search_command(paper: Paper, arguments: argparse.Namespace) -> None:
    """Searches as parsed arguments say, prints and writes the trials."""
    options = options_of(arguments, paper.options)
    found = run_search(paper, options, arguments.row, arguments.tuner, arguments.trials, arguments.apply)
    if found is None:
        print("this worker has no more trials; the chief writes the table.")
        return
    table, figure = found
    show(table, options.out)
    for path in figure.write(options.out):
        print(f"wrote {path}")


def run_search(paper: Paper, options: Options, row: str, tuner: str, trials: int, apply: bool = False) -> tuple | None:
    """Runs the search, returns its table and its figure; None in one of keras-tuner's workers.

    Trials are runs: a search that was killed goes on where it stopped. With ``apply`` the best trial's settings are
    written to ``searched_ROW.json`` beside the table: ``--searched`` gives that file to tables.
    """
    # Imported here: keras-tuner starts TensorFlow, and --help should not wait for it.
    from paper_repro.core.reporting.trials import trials_figure, trials_table
    from paper_repro.core.training.backend import prepare
    from paper_repro.core.training.rows import build_splits, discard_unusable, run_rows
    from paper_repro.core.training.run import RunFolder
    from paper_repro.core.training.search import search

    options = replace(options, seeds=1)
    about = paper.search
    (base,) = paper.configs(options, [about.training.format(row=row)]).values()
    corpus = paper.module("data").open_corpus(options, base)
    folder = options.runs / "search" / paper.name / f"{row}-{corpus.fingerprint[:10]}"
    if options.fresh:
        shutil.rmtree(folder, ignore_errors=True)
        for run_of_trial in (options.runs / paper.name).glob(f"search-{row}-*"):
            discard_unusable(RunFolder(run_of_trial), fresh=True)
        options = without_fresh(options)
    # What is wrong with data or device ends the search here, before it has a first trial.
    prepare(options.devices, options.precision)
    build_splits(paper.name, options, corpus, base)

    def run(config) -> float:
        results = run_rows(paper, options, {f"search-{row}": config}, corpus)
        history = results.rows[f"search-{row}"].runs[0].read_history()
        chosen = history[config.select].idxmax() if config.select_mode == "max" else history[config.select].idxmin()
        return history[about.objective][chosen]

    done = search(
        partial(paper.module("config").space, base=base),
        run,
        base,
        mode=about.mode,
        tuner=tuner,
        trials=trials,
        epochs=base.epochs,
        seed=base.seed,
        folder=folder,
        at_once=_trials_at_once(options),
    )
    if done is None:
        return None
    if apply:
        best = done.sort_values("score", ascending=about.mode == "min", kind="stable").to_dict("records")[0]
        _apply(paper, options, row, base, best)
    title = f"Search of {row.replace('_', ' ')}, {tuner}"
    provenance = {"Data": corpus.source, "Preset": preset_label(options.preset), "Row": row, "Tuner": tuner}
    shared = (title, done, about.goal, about.mode, provenance)
    return (
        trials_table(paper.name, f"search_{tuner}", *shared),
        trials_figure(paper.name, f"search_{tuner}_figure", *shared),
    )


def _trials_at_once(options: Options) -> int:
    """The workers that there are: here they are started before the first trial asks for one."""
    if options.workers == 1 and not options.cluster:
        return 1
    from paper_repro.core.training.cluster import client_of

    return len(client_of(options, options.workers).nthreads())


def _apply(paper: Paper, options: Options, row: str, base, best: Mapping[str, Any]) -> None:
    """Writes what the best trial changes of the row's settings."""
    import keras_tuner

    space = keras_tuner.HyperParameters()
    # A config of the space whose every value is known already.
    space.values = {name: getattr(value, "item", lambda value=value: value)() for name, value in best.items()}
    config, before = asdict(paper.module("config").space(space, base=base)), asdict(base)
    found = Searched(
        paper.name,
        paper.search.training.format(row=row),
        options.preset,
        {name: value for name, value in config.items() if value != before[name]},
        paper.search.goal,
        float(best["score"]),
    )
    path = options.out / paper.name / f"searched_{row}.json"
    found.write(path)
    print(f"wrote {path}")
