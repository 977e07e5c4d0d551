"""Tests of what the paper says of forest and KNN, by their votes and by their probabilities (Table III)."""

from __future__ import annotations

from paper_repro.core.evaluation.claims import Group, Part, above, all_of, within
from paper_repro.core.training.outcome import Results
from paper_repro.magnatagatune.network_claims import CHANCE, LARGE, difference, label
from paper_repro.magnatagatune.paper import BEST, TABLE3


def _above_baselines(results: Results, kind: str) -> Group:
    """``kind`` of the baselines' outputs: ``vote`` or ``score``."""
    return all_of(*(difference(results, BEST, row, above(LARGE), kind) for row in TABLE3))


def above_votes(results: Results) -> Group:
    return _above_baselines(results, "vote")


def above_probabilities(results: Results) -> Group:
    return _above_baselines(results, "score")


def _baselines_guess(results: Results, kind: str) -> Group:
    return all_of(
        *(Part.mean(label(row), results.rows[row].auc_scores(kind=kind), within(CHANCE, 0.5)) for row in TABLE3)
    )


def votes_guess(results: Results) -> Group:
    return _baselines_guess(results, "vote")


def probabilities_guess(results: Results) -> Group:
    return _baselines_guess(results, "score")
