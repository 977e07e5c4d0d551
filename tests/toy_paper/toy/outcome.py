"""What came out."""

from __future__ import annotations

from paper_repro.core.evaluation.intervals import Interval, mean_interval
from paper_repro.core.training.outcome import RunOutcome


class Outcome(RunOutcome):
    def accuracy(self) -> Interval:
        return mean_interval(self.column("correct"))


SEED_SCORES = {"accuracy": lambda row: row.column("correct")}
