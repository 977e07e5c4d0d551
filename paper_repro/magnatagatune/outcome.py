"""What the networks and baselines predicted, scored per tag."""

from __future__ import annotations

import json
from functools import cache, cached_property

import numpy as np

from paper_repro.core.evaluation.controls import Shuffled, shuffled_audio
from paper_repro.core.evaluation.intervals import Interval
from paper_repro.core.evaluation.tagging import Bootstrap, average_precision, bootstrap, macro, roc_auc, scorable
from paper_repro.core.training.outcome import Results, RunOutcome


class Outcome(RunOutcome):
    """One row's outcome over its seeds; clips in the order of ``clip_ids``, tags in that of ``tags``."""

    @cached_property
    def tags(self) -> tuple[str, ...]:
        return tuple(json.loads((self.runs[0].path / "tags.json").read_text(encoding="utf-8"))["tags"])

    def labels(self, split: str = "test") -> np.ndarray:
        """uint8 ``(clips, tags)``."""
        return _columns(self, split, "label")[0].astype(np.uint8)

    def scores(self, split: str = "test", kind: str = "score") -> np.ndarray:
        """float ``(seeds, clips, tags)``: probabilities, or with ``kind="vote"`` a baseline's 0 and 1."""
        return _columns(self, split, kind)

    def bootstrap(self, split: str, kind: str) -> Bootstrap:
        """Macro ROC-AUC, mean over seeds, with its resamples."""
        return _bootstrap(self, split, kind)

    def auc(self, split: str = "test", kind: str = "score") -> Interval:
        """Macro ROC-AUC, mean over seeds."""
        return self.bootstrap(split, kind).interval()

    def valid_auc_after(self, epoch: int) -> float:
        """Validation macro ROC-AUC after an epoch of the training, counted from 1; mean over seeds."""
        histories = [run.read_history().set_index("epoch") for run in self.runs]
        return float(np.mean([history.loc[epoch, "valid_roc_auc"] for history in histories]))

    def pr_auc(self, split: str = "test", kind: str = "score") -> float:
        """Macro average precision, mean over seeds."""
        labels = self.labels(split)
        return float(np.mean([macro(average_precision(labels, by_seed)) for by_seed in self.scores(split, kind)]))

    def per_tag(self, score, split: str = "test") -> np.ndarray:
        """``(tags,)`` of ``roc_auc`` or ``average_precision``, mean over seeds; NaN where undefined."""
        labels = self.labels(split)
        return np.mean([score(labels, by_seed) for by_seed in self.scores(split)], axis=0)

    def above(self, other: Outcome, split: str = "test", kind: str = "score") -> Interval:
        """How far this row's macro ROC-AUC lies above another's (``kind``: the other's), over the same clips."""
        return self.bootstrap(split, "score").above(other.bootstrap(split, kind))

    def shuffled(self) -> Shuffled:
        """Test macro ROC-AUC with the audio shuffled between clips, mean over seeds."""
        return _shuffled(self)

    def unscored(self, split: str) -> list[str]:
        """Tags that no clip of the split has, or all have: they are in no mean."""
        return [tag for tag, good in zip(self.tags, scorable(self.labels(split)), strict=True) if not good]


# Computed once: a table's blocks print the same scores and bootstraps.
@cache
def _columns(row: Outcome, split: str, kind: str) -> np.ndarray:
    columns = [f"{kind}:{tag}" for tag in row.tags]
    return np.stack([frame[columns].to_numpy().astype(float) for frame in row.part(split)])


@cache
def _bootstrap(row: Outcome, split: str, kind: str) -> Bootstrap:
    return bootstrap(row.labels(split), row.scores(split, kind))


@cache
def _shuffled(row: Outcome) -> Shuffled:
    labels, scores = row.labels(), row.scores()
    return shuffled_audio(
        lambda order: np.array([np.mean([macro(roc_auc(labels, by_seed[order])) for by_seed in scores])]), len(labels)
    )


def unscored_note(results: Results) -> str:
    """Which tags are in no mean, in one sentence a split."""
    row = next(iter(results.rows.values()))
    named = {split: row.unscored(split) for split in ("valid", "test")}
    parts = [f"{split}: {', '.join(tags) if tags else 'none'}" for split, tags in named.items()]
    return f"Tags without a positive in a split are left out of its mean. {'; '.join(parts)}."


def table_notes(results: Results, scored: str, *notes: str) -> list[str]:
    """Notes below a table: how it was scored, on which split, its own, what was left out."""
    how = f"{scored}; 95 % bootstrap interval over clips and seeds. {results.corpus.split_note}"
    return [how, *notes, unscored_note(results), results.count_note()]
