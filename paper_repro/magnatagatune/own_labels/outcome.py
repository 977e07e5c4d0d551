"""What came out of a training on your own labels: as of the paper's rows, and intervals of average precision."""

from __future__ import annotations

from collections.abc import Callable
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


#: Scores by name: per-group values ``(seeds, groups)``.
SEED_SCORES: dict[str, Callable[[Outcome], np.ndarray]] = {
    "ROC-AUC": lambda row: row.auc_scores(outcome.HELD_OUT),
    "ROC-AUC with the audio shuffled between clips": lambda row: row.shuffled(outcome.HELD_OUT).per_clip[None],
    "average precision": lambda row: _precision_scores(row, outcome.HELD_OUT),
}


# Computed once: it scores each tag as often as there are clips.
@cache
def _precision_scores(row: Outcome, split: str) -> np.ndarray:
    return precision_scores(row.labels(split), row.scores(split), row.artists(split))
