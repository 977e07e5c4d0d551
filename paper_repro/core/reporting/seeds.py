"""How far seeds move each number: the trainings of every row beside each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from paper_repro.core.command_line import Options
from paper_repro.core.errors import UserError
from paper_repro.core.evaluation.intervals import Interval, mean_interval
from paper_repro.core.paper import Paper
from paper_repro.core.reporting.formats import number, score
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.core.training.rows import run_rows


@dataclass(frozen=True)
class Spread:
    """A score of a row: ``values`` are its per-item values, ``(seeds, items)``."""

    row: str
    name: str
    values: np.ndarray

    @property
    def means(self) -> np.ndarray:
        return self.values.mean(axis=1)

    @property
    def interval(self) -> Interval:
        return mean_interval(self.values)

    @property
    def lowest(self) -> float:
        return float(self.means.min())

    @property
    def highest(self) -> float:
        return float(self.means.max())

    @property
    def seed_sd(self) -> float:
        return float(self.means.std(ddof=1))

    @property
    def item_error(self) -> float:
        """Standard error of one training's mean over items, mean over trainings."""
        items = self.values.shape[1]
        return float(np.mean(self.values.std(axis=1, ddof=1)) / np.sqrt(items)) if items > 1 else float("nan")

    @property
    def ratio(self) -> float:
        return self.seed_sd / self.item_error if self.item_error else float("nan")


def seeds_table(paper: Paper, options: Options, rows: Sequence[str] = ()) -> Table:
    """Every score of the paper's ``outcome.SEED_SCORES`` for some of its rows, for all where none is named.

    ``outcome.more_seed_scores``, where a paper has it, takes these results and yields further rows: label, score,
    values ``(seeds, items)``.

    Raises:
        UserError: one training a row has no spread.
    """
    if options.seeds < 2:
        raise UserError("--seeds must be at least 2 to see how far seeds move a number. Received: 1. Try --seeds 3.")
    outcome = paper.module("outcome")
    scores: Mapping[str, Callable[[Any], np.ndarray]] = outcome.SEED_SCORES
    results = run_rows(paper, options, paper.configs(options, rows or None))
    labels = paper.known
    spreads = [
        Spread(_label(labels[key].label, key), name, values(row))
        for key, row in results.rows.items()
        for name, values in scores.items()
    ]
    if more := getattr(outcome, "more_seed_scores", None):
        spreads += [Spread(*each) for each in more(results)]
    wide = max(spreads, key=lambda spread: np.nan_to_num(spread.ratio))
    columns = [
        Column("Row", "row"),
        Column("Score", "name"),
        Column("mean", "interval", score),
        Column("lowest seed", "lowest", score),
        Column("highest seed", "highest", score),
        Column("sd between seeds", "seed_sd", score),
        Column("standard error over items", "item_error", score),
        Column("sd / error", "ratio", number(2)),
        Column("", lambda spread: [float(mean) for mean in spread.means], key="by_seed"),
    ]
    lead = [
        f"Another seed moves a number by up to {wide.ratio:.1f} times what another test set would ({wide.row}, "
        f"{wide.name}).",
        results.lead(),
    ]
    notes = [results.interval_note(), "Lowest and highest: of one training's mean over the test items."]
    block = Block("table", "By row and score", columns, spreads)
    return Table(paper.name, "seeds", "How far seeds move each number", [block], notes, results.provenance, lead)


def _label(label: str, key: str) -> str:
    """Trainings of one row in several settings share its label: their keys tell them apart."""
    setting = key.partition("-")[2].replace("_", " ")
    return f"{label}, {setting}" if setting else label
