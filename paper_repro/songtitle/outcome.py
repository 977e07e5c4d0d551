"""What a captioner loses on the test pictures' captions."""

from __future__ import annotations

import numpy as np

from paper_repro.core.evaluation.intervals import Interval, ratio_difference, ratio_interval
from paper_repro.core.training.outcome import RunOutcome


class Outcome(RunOutcome):
    """A captioner's losses over its seeds."""

    def sums(self, column: str) -> np.ndarray:
        """Of each test picture, nats: ``(seeds, pictures)``."""
        return self.column(column)

    @property
    def counted(self) -> np.ndarray:
        """Tokens of each test picture's captions."""
        return self.column("counted")[0]

    def loss(self) -> Interval:
        """Nats a token on the test pictures."""
        return ratio_interval(self.sums("loss"), self.counted)

    def below_frequency(self) -> Interval:
        """By how much it is better than the words' frequencies in the training captions."""
        return ratio_difference(self.sums("loss_frequency"), self.counted, self.sums("loss"), self.counted)

    def lost_by_shuffling(self) -> Interval:
        """By how much another picture makes it worse."""
        return ratio_difference(self.sums("loss_shuffled"), self.counted, self.sums("loss"), self.counted)
