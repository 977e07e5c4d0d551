"""What came out."""

from __future__ import annotations

from paper_repro.core.evaluation.intervals import Interval, mean_interval
from paper_repro.core.training.outcome import RunOutcome


class Outcome(RunOutcome):
    def accuracy(self) -> Interval:
        return mean_interval(self.column("correct"))


SEED_SCORES = {"accuracy": lambda row: row.column("correct")}


def more_seed_scores(results):
    """What stands beside the rows: here the errors of the first."""
    row = next(iter(results.rows.values()))
    yield "first row", "errors", 1 - row.column("correct")
