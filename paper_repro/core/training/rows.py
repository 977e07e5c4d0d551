"""The rows of a paper's tables to runs: train what is missing, read the rest."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from paper_repro.core.command_line import Options
from paper_repro.core.errors import UserError
from paper_repro.core.locks import alone, alone_or_none
from paper_repro.core.paper import Paper
from paper_repro.core.progress import bar
from paper_repro.core.records.store import opened
from paper_repro.core.training.corpus import Corpus
from paper_repro.core.training.fill import Filler, RowConfig, build_splits, describe_data
from paper_repro.core.training.outcome import Results, Rows
from paper_repro.core.training.run import RunFolder, run_folder

__all__ = ["build_splits", "describe_data", "discard_unusable", "run_rows"]

#: Run folders that this process has filled: ``--fresh`` trains each row once, not once for every table that reads it.
_trained_here: set[Path] = set()


def run_rows(
    paper: Paper,
    options: Options,
    configs: Mapping[str, RowConfig],
    corpus: Corpus | None = None,
    *,
    seeds: Sequence[int] | None = None,
) -> Results:
    """Trains what is missing under ``--runs`` and returns every row's outcome.

    TensorFlow is only started where something is missing, so a table from finished runs takes seconds. A run that
    another process is training is waited for; a damaged one is named and made anew.

    Args:
        paper: whose rows they are.
        options: the shared options; ``seeds`` trainings a row.
        configs: run name to config.
        corpus: what to train on; default: the one in ``--data``, else the sample corpus.
        seeds: those to train; default: 0 to ``options.seeds - 1``.

    Raises:
        UserError: no usable corpus, or a split with fewer than two items.
    """
    first = next(iter(configs.values()))
    if len({tuple(getattr(config, name) for name in paper.corpus_settings) for config in configs.values()}) > 1:
        raise ValueError(f"rows of one table need one corpus: {', '.join(paper.corpus_settings)} differ")
    corpus = corpus or paper.module("data").open_corpus(options, first)
    _require_splits(corpus, corpus.split(first))
    for config in configs.values():
        corpus.check(config)
    planned = {
        key: [
            (seeded, run_folder(options.runs, paper.name, key, seeded, corpus.fingerprint))
            for seeded in (replace(config, seed=seed) for seed in (seeds or range(options.seeds)))
        ]
        for key, config in configs.items()
    }
    runs = [pair for pairs in planned.values() for pair in pairs]
    for _, folder in runs:
        discard_unusable(folder, options.fresh)
    missing = [(config, folder) for config, folder in runs if not folder.complete]
    if missing:
        _train(paper, options, corpus, missing)
    outcome = paper.module("outcome").Outcome
    rows = Rows(
        {key: outcome(configs[key], tuple(folder for _, folder in pairs), corpus) for key, pairs in planned.items()}
    )
    counts = json.loads((runs[0][1].path / "data.json").read_text(encoding="utf-8"))["counts"]
    return Results(options, corpus, rows, counts, paper.packages)


def _require_splits(corpus: Corpus, split: Mapping[str, Sequence[str]]) -> None:
    for name, items in split.items():
        if len(items) < 2:
            raise UserError(
                f"{corpus.root}: of {len(corpus.audio)} {corpus.unit}s with a file the {name} part gets {len(items)}, "
                f"at least 2 are needed; give more {corpus.unit}s. Refused so far: {len(corpus.refused):,}."
            )


def discard_unusable(folder: RunFolder, fresh: bool = False) -> None:
    """Removes a finished run that is damaged, with a note on standard error.

    With ``fresh`` also any other, unless this process has made it.
    """
    fresh = fresh and folder.path.exists() and folder.path.resolve() not in _trained_here
    if not fresh and not (folder.complete and folder.damage()):
        return
    with alone(folder.path, "training this row"):
        # Looked at again: another process may have made the run anew meanwhile.
        damage = folder.damage() if folder.complete else None
        if damage:
            print(f"\r{damage} The run is made anew.", file=sys.stderr)
        if damage or fresh:
            folder.discard()


def _train(paper: Paper, options: Options, corpus: Corpus, missing: Sequence[tuple[Any, RunFolder]]) -> None:
    opened(options.records)  # said before hours of work if it cannot be
    with bar(sum(config.epochs for config, _ in missing), "training", unit="epoch") as progress:
        try:
            if options.workers > 1 or options.cluster:
                from paper_repro.core.training.side_by_side import train_side_by_side

                train_side_by_side(paper, options, corpus, missing, progress)
            else:
                _train_in_turn(Filler(paper, options, corpus), missing, progress)
        finally:
            _trained_here.update(folder.path.resolve() for _, folder in missing if folder.complete)


def _train_in_turn(filler: Filler, missing: Sequence[tuple[Any, RunFolder]], progress) -> None:
    # Imported here: TensorFlow takes seconds to start, and a mistyped --data should be reported at once.
    from paper_repro.core.training.backend import prepare

    prepare(filler.options.devices, filler.options.precision)

    def fill(config, folder: RunFolder) -> None:
        progress.set_description(folder.name.rsplit("-", 1)[0])
        filler.fill(config, folder, progress)

    others = []
    for config, folder in missing:
        with alone_or_none(folder.path) as lock:
            if lock is None:
                others.append((config, folder))
            else:
                fill(config, folder)
    # What another process was training: done by now, or to be waited for, or left by it.
    for config, folder in others:
        with alone(folder.path, "training this row"):
            fill(config, folder)
