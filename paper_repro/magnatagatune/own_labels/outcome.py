"""What came out of a training on your own labels: as of the paper's rows, and intervals of average precision."""

from __future__ import annotations

from functools import cache

import numpy as np

from paper_repro.core.evaluation.intervals import Interval, mean_interval
from paper_repro.core.evaluation.tagging import precision_scores
from paper_repro.magnatagatune import outcome


class Outcome(outcome.Outcome):
    """One row's outcome over its seeds; ``artists`` are the csv's groups, or the clips."""

    def precision(self, split: str = "test") -> Interval:
        """Macro average precision, mean over seeds."""
        return mean_interval(_precision_scores(self, split))


# Computed once: it scores each tag as often as there are clips.
@cache
def _precision_scores(row: Outcome, split: str) -> np.ndarray:
    return precision_scores(row.labels(split), row.scores(split), row.artists(split))
