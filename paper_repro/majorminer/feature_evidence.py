"""Scores of captions of real clips: BLEU and how many of the first three tags are right, of models and constants."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from paper_repro.core.evaluation.bleu import sentence_bleu
from paper_repro.core.evaluation.controls import shuffled_audio
from paper_repro.core.training.outcome import Results
from paper_repro.majorminer import baselines
from paper_repro.majorminer.data import Caption
from paper_repro.majorminer.outcome import Outcome

#: Tags of a caption, from its first on, whose precision is scored.
FIRST = 3
#: Per-clip scores by key, as the tables head them.
SCORES = {
    "bleu1": "BLEU1",
    "bleu2": "BLEU2, standard",
    "bleu2_nltk325": "BLEU2, NLTK 3.2.5",
    "first": f"first {FIRST} tags right",
}


def first_right(group: Sequence[Caption], caption: Sequence[str]) -> float:
    """Share of ``FIRST`` tags that are right: distinct ones among the first, a tag that was not said is not right.

    Example:
        >>> round(first_right([("drum", "rock")], ["rock", "rock", "drum", "guitar"]), 3)
        0.667
    """
    tags = {tag for reference in group for tag in reference}
    return len(tags & set(caption[:FIRST])) / FIRST


@dataclass(frozen=True)
class Evidence:
    """Results of rows on features, and the captions that need no features."""

    results: Results[Outcome]

    @cached_property
    def references(self) -> list[list[Caption]]:
        """Of the test clips, in the order of their ids."""
        return next(iter(self.results.rows.values())).references()

    def scores(self, row: str, column: str) -> np.ndarray:
        """``(seeds, clips)`` of the test part."""
        outcome = self.results.rows[row]
        if column != "first":
            return outcome.scores(column)
        captions = [outcome.predictions(seed=seed) for seed in range(len(outcome.runs))]
        return np.array([list(map(first_right, self.references, of_seed)) for of_seed in captions])

    def shuffled(self, row: str, column: str) -> np.ndarray:
        """The same with the features shuffled between clips: of each clip the mean over permutations."""
        if (row, column) not in self._shuffled:
            self._shuffled[row, column] = self._score_shuffled(row, column)
        return self._shuffled[row, column]

    @cached_property
    def _shuffled(self) -> dict[tuple[str, str], np.ndarray]:
        """What was scored already: the main table, claims and controls ask for the same."""
        return {}

    def _score_shuffled(self, row: str, column: str) -> np.ndarray:
        outcome = self.results.rows[row]
        score = _scorer(column)
        by_seed = []
        for seed in range(len(outcome.runs)):
            captions = outcome.predictions(seed=seed)

            def of(order: np.ndarray, captions=captions) -> np.ndarray:
                return np.array(
                    [score(group, captions[other]) for group, other in zip(self.references, order, strict=True)]
                )

            by_seed.append(shuffled_audio(of, len(captions)).per_clip)
        return np.array(by_seed)

    @cached_property
    def constants(self) -> Mapping[str, baselines.Baseline]:
        """By the score they are the best in on validation: ``top bleu1``, ``chain bleu1``, ``top bleu2`` ..."""
        outcome = next(iter(self.results.rows.values()))
        train = [self.results.corpus.captions[clip] for clip in self.results.corpus.split(outcome.config)["train"]]
        valid, test = outcome.references("valid"), self.references
        found = {}
        for column in ("bleu1", "bleu2"):
            for kind, make in (("top", baselines.top_k), ("chain", baselines.bigram_chain)):
                length = baselines.best({k: make(train, valid, k) for k in baselines.TOP_K}, column)
                found[f"{kind} {column}"] = make(train, test, length)
        found["top first"] = baselines.top_k(train, test, FIRST)
        return found

    def constant_scores(self, key: str, column: str) -> np.ndarray:
        """``(clips,)`` of a constant."""
        constant = self.constants[key]
        if column != "first":
            return constant.scores[column]
        return np.array([first_right(group, constant.caption) for group in self.references])

    def best_constant(self, column: str) -> np.ndarray:
        """``(clips,)`` of the constant that validation chose for this score."""
        kinds = ("top first",) if column == "first" else (f"top {column}", f"chain {column}")
        # Of a top-k caption and a chain the better on the test clips: no easier to beat than either.
        return max((self.constant_scores(key, column) for key in kinds), key=np.mean)


def _scorer(column: str) -> Callable[[Sequence[Caption], Sequence[str]], float]:
    if column == "first":
        return first_right
    rule = "nltk-3.2.5" if column.endswith("_nltk325") else "standard"
    order = int(column.removeprefix("bleu")[0])
    return lambda group, caption: sentence_bleu(group, caption, order, rule)
