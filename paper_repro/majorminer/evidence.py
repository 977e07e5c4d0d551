"""What the paper's claims are tested on: every score under the rule that the condition has for its side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from paper_repro.core.training.outcome import Results
from paper_repro.majorminer import baselines
from paper_repro.majorminer.data import Caption
from paper_repro.majorminer.outcome import Outcome
from paper_repro.majorminer.paper import ROWS

#: The model that Sec. 5 discusses: "our best model MusiCNN+LSTM".
DISCUSSED = "musicnn_lstm-multiple"
#: Column suffix and name of a BLEU rule.
_RULES = {"standard": ("", "standard"), "nltk-3.2.5": ("_nltk325", "NLTK 3.2.5")}


@dataclass(frozen=True)
class Scoring:
    """The BLEU rule of models, and that of baselines and annotators."""

    models: str
    others: str


#: As the audit finds the paper to have scored: models by one rule, baseline and annotators by another (``rules.py``).
PUBLISHED = Scoring("nltk-3.2.5", "standard")
STANDARD = Scoring("standard", "standard")


@dataclass(frozen=True)
class Evidence:
    """Results under a scoring. Scores are ``(seeds, clips)`` of models, ``(clips,)`` of baselines and annotators."""

    results: Results[Outcome]
    scoring: Scoring

    def column(self, order: int) -> str:
        """Of models."""
        return f"bleu{order}{_RULES[self.scoring.models][0]}"

    def other_column(self, order: int) -> str:
        """Of baselines and annotators."""
        return f"bleu{order}{_RULES[self.scoring.others][0]}"

    def score_name(self, order: int) -> str:
        """The models' score; BLEU1 is the same under both rules."""
        return "BLEU1" if order == 1 else f"BLEU{order} ({_RULES[self.scoring.models][1]})"

    def other_score_name(self, order: int) -> str:
        return "BLEU1" if order == 1 else f"BLEU{order} ({_RULES[self.scoring.others][1]})"

    def scores(self, row: str, order: int, split: str = "test", against: str = "") -> np.ndarray:
        """``against``: ``_all`` for all captions of the clip, where the row was trained on one."""
        return self.results.rows[row].scores(f"{self.column(order)}{against}", split)

    def best_row(self) -> str:
        """The row of the "multiple" setting that is best on validation in BLEU2."""
        return max((f"{row}-multiple" for row in ROWS), key=lambda key: self.scores(key, 2, "valid").mean())

    @cached_property
    def best_in_annotators_place(self) -> dict[str, np.ndarray]:
        """The best row against as many references as annotators have, a column ``(seeds, clips)``."""
        best = self.results.rows[self.best_row()]
        references = best.references(which="all_captions")
        by_seed = [baselines.model_as_human(best.predictions(seed=seed), references) for seed in range(len(best.runs))]
        return {column: np.stack([scores[column] for scores in by_seed]) for column in baselines.COLUMNS}


def several(references: Sequence[Sequence[Caption]]) -> np.ndarray:
    """Which clips have two captions or more, and so annotators' agreement: bool ``(clips,)``."""
    return np.array([len(group) > 1 for group in references], dtype=bool)


def best_top_k(results: Results, column: str, captions: str = "multiple") -> baselines.Baseline:
    """The top-k baseline whose k is best on validation in ``column``, scored on test against the row's references."""
    train, valid, test = split_references(results, captions)
    k = baselines.best({k: baselines.top_k(train, valid, k) for k in baselines.TOP_K}, column)
    return baselines.top_k(train, test, k)


def best_chain(results: Results, column: str, captions: str = "multiple") -> baselines.Baseline:
    """The bigram chain whose length is best on validation in ``column``, scored on test."""
    train, valid, test = split_references(results, captions)
    k = baselines.best({k: baselines.bigram_chain(train, valid, k) for k in baselines.TOP_K}, column)
    return baselines.bigram_chain(train, test, k)


def split_references(results: Results, captions: str = "multiple"):
    """References of train, valid and test under a captions setting, test and valid in the order of the scores."""
    scored = results.rows[f"{next(iter(ROWS))}-{captions}"]
    chosen = results.corpus.chosen(scored.config)
    train = [chosen[clip] for clip in results.corpus.split(scored.config)["train"]]
    return train, scored.references("valid"), scored.references("test")
