"""Scores of what the authors would try next: of rows, of the best constant caption, of themselves shuffled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from paper_repro.core.evaluation.controls import permutations_of, shuffled_audio
from paper_repro.core.evaluation.tagging import auc_scores, macro, roc_auc
from paper_repro.core.training.outcome import Results
from paper_repro.majorminer import baselines, tagging
from paper_repro.majorminer.future_rows import Names
from paper_repro.majorminer.locality_scores import Locality, sounding
from paper_repro.majorminer.outcome import Outcome

#: The score of captions by which epochs are chosen.
COLUMN = "bleu2"
#: Scores of tags by key, as the table heads them.
TAGGING = {
    "auc": "ROC-AUC",
    "auc_rare": "ROC-AUC, rarer half",
    "precision": f"Precision at {tagging.K}",
    "recall": f"Recall at {tagging.K}",
    "ndcg": f"nDCG at {tagging.ORDERED}",
}


@dataclass(frozen=True)
class Evidence:
    """Results of the table's rows. Scores are of test clips, ``(seeds, clips)``, of constants ``(clips,)``.

    Attributes:
        results: of the rows that were trained.
        of: which row is which.
        labels: how rows are named.
        no_time: why attention has no time on this data; empty where it has.
    """

    results: Results[Outcome]
    of: Names
    labels: Mapping[str, str]
    no_time: str = ""
    _known: dict[tuple[str, ...], np.ndarray] = field(default_factory=dict, repr=False, compare=False)

    @property
    def rows(self) -> tuple[str, ...]:
        """Those that were trained, in the table's order."""
        return tuple(name for name in self.of.all if name in self.results.rows)

    @cached_property
    def _groups(self) -> dict[str, list]:
        """Captions of each part's clips, test and valid in the order of the scores."""
        reference = self.results.rows[self.of.lstm]
        chosen = self.results.corpus.chosen(reference.config)
        train = [chosen[clip] for clip in self.results.corpus.parts(reference.config)["train"]]
        return {"train": train, "valid": reference.references("valid"), "test": reference.references()}

    @cached_property
    def truth(self) -> tagging.Truth:
        return tagging.truth(self._groups["train"], self._groups["test"])

    @cached_property
    def constant(self) -> baselines.Baseline:
        """Of the best caption of common tags and the best chain, each the best of its length on validation, the one
        that is better on the test clips: no easier to beat than either.
        """
        train, valid, test = (self._groups[name] for name in ("train", "valid", "test"))
        found = []
        for make in (baselines.top_k, baselines.bigram_chain):
            k = baselines.best({k: make(train, valid, k) for k in baselines.TOP_K}, COLUMN)
            found.append(make(train, test, k))
        return max(found, key=lambda baseline: float(np.mean(baseline.scores[COLUMN])))

    def bleu2(self, row: str) -> np.ndarray:
        return self.results.rows[row].scores(COLUMN)

    def bleu2_shuffled(self, row: str) -> np.ndarray:
        """Of captions of other clips, ``(clips,)``."""
        return self._once(("bleu2", row), lambda: self.results.rows[row].shuffled(2).per_clip)

    def tags(self, row: str, score: str) -> np.ndarray:
        """Of a row, by a score of ``TAGGING``."""
        return self._once((score, row), lambda: np.concatenate([
            self._score(score, probability, said) for probability, said in zip(*self._read(row), strict=True)
        ]))  # fmt: skip

    def tags_shuffled(self, row: str, score: str) -> np.ndarray:
        """Of the tags of other clips, ``(clips,)``, mean over seeds; of ROC-AUC one number for all."""
        return self._once((score, row, "shuffled"), lambda: self._shuffled(row, score))

    def tags_popular(self, score: str) -> np.ndarray:
        """Of the ranking by training clips, the same for every clip, ``(clips,)``; for nDCG by how early."""
        clips = len(self.truth.labels)
        if score.startswith("auc"):
            return np.full(clips, 0.5)
        ranking = self.truth.early if score == "ndcg" else self.truth.popular
        ranks = np.argsort(np.argsort(ranking, kind="stable"), kind="stable") / len(ranking)
        return self._score(score, np.tile(ranks, (clips, 1)), [[]] * clips)[0]

    def rare_said(self, row: str) -> np.ndarray:
        """Of a clip's tags of the rarer half, the share that its caption says; of clips that have any."""
        wanted = [set(np.array(self.truth.tags)[labels]) for labels in self.truth.labels & self.truth.rare]
        outcome = self.results.rows[row]
        return np.array([
            [
                len(tags.intersection(caption)) / len(tags)
                for tags, caption in zip(wanted, outcome.predictions(seed=seed), strict=True)
                if tags
            ]
            for seed in range(len(outcome.runs))
        ])  # fmt: skip

    def locality(self, row: str) -> Locality:
        return Locality(self.results.rows[row], self._sounding)

    @cached_property
    def _sounding(self):
        return sounding(self.results.corpus, self.results.rows[self.of.lstm].clip_ids())

    def _read(self, row: str) -> tuple[np.ndarray, list]:
        """By seed: probabilities ``(clips, tags)`` and captions."""
        outcome = self.results.rows[row]
        captions = [outcome.predictions(seed=seed) for seed in range(len(outcome.runs))]
        return self._once(("probability", row), lambda: outcome.probability(self.truth.tags)), captions

    def _score(self, score: str, probability: np.ndarray, said: list) -> np.ndarray:
        """Of one seed: ``(1, clips)``."""
        truth = self.truth
        if score.startswith("auc"):
            chosen = truth.rare if score == "auc_rare" else truth.scored
            return auc_scores(truth.labels[:, chosen], probability[:, chosen])
        if score == "ndcg":
            return tagging.ndcg_at(truth.gains, tagging.as_said(said, probability, truth.tags))[None]
        measure = {"precision": tagging.precision_at, "recall": tagging.recall_at}[score]
        return measure(truth.labels, probability)[None]

    def _shuffled(self, row: str, score: str) -> np.ndarray:
        clips, by_seed = len(self.truth.labels), []
        chosen = self.truth.rare if score == "auc_rare" else self.truth.scored
        for probability, said in zip(*self._read(row), strict=True):

            def of(order: np.ndarray, probability=probability, said=said) -> np.ndarray:
                if score.startswith("auc"):
                    return np.array([macro(roc_auc(self.truth.labels[:, chosen], probability[order][:, chosen]))])
                return self._score(score, probability[order], [said[other] for other in order])[0]

            found = shuffled_audio(of, clips, permutations=permutations_of(clips)).per_clip
            by_seed.append(np.broadcast_to(found, clips))
        return np.mean(by_seed, axis=0)

    def _once(self, key: tuple[str, ...], make: Callable[[], np.ndarray]) -> np.ndarray:
        """What was computed already: blocks and claims ask for the same."""
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]
