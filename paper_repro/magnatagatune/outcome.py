"""What the networks and baselines predicted, scored per tag; intervals are over artists."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache, cached_property

import numpy as np
import pandas as pd

from paper_repro.core.evaluation.controls import Shuffled, shuffled_audio
from paper_repro.core.evaluation.intervals import Interval, mean_interval
from paper_repro.core.evaluation.tagging import auc_scores, average_precision, macro, scorable
from paper_repro.core.training.outcome import Results, RunOutcome
from paper_repro.magnatagatune.data import extract_note

#: The two parts that no training reads: of few clips either alone has too few artists.
HELD_OUT = "validation and test"


class Outcome(RunOutcome):
    """One row's outcome over its seeds; clips in the order of ``clip_ids``, tags in that of ``tags``."""

    @cached_property
    def tags(self) -> tuple[str, ...]:
        return tuple(json.loads((self.runs[0].path / "tags.json").read_text(encoding="utf-8"))["tags"])

    @cached_property
    def training_clips(self) -> int:
        """How many clips it was trained on."""
        return json.loads((self.runs[0].path / "data.json").read_text(encoding="utf-8"))["splits"]["train"]

    def part(self, split: str) -> list[pd.DataFrame]:
        """As of every outcome; ``HELD_OUT`` is validation and test together, in this order."""
        if split != HELD_OUT:
            return super().part(split)
        return [pd.concat(frames) for frames in zip(super().part("valid"), super().part("test"), strict=True)]

    def labels(self, split: str = "test") -> np.ndarray:
        """uint8 ``(clips, tags)``."""
        return _columns(self, split, "label")[0].astype(np.uint8)

    def scores(self, split: str = "test", kind: str = "score") -> np.ndarray:
        """float ``(seeds, clips, tags)``: probabilities, or with ``kind="vote"`` a baseline's 0 and 1."""
        return _columns(self, split, kind)

    def artists(self, split: str = "test") -> np.ndarray:
        """The artist of each clip, numbered from 0: int ``(clips,)``."""
        return self.corpus.artists(self.clip_ids(split))

    def auc_scores(self, split: str = "test", kind: str = "score", tags: tuple[str, ...] = ()) -> np.ndarray:
        """``(seeds, artists)``, whose mean is the macro ROC-AUC over ``tags``; default: the row's own."""
        return _auc_scores(self, split, kind, tags)

    def auc(self, split: str = "test", kind: str = "score", tags: tuple[str, ...] = ()) -> Interval:
        """Macro ROC-AUC, mean over seeds."""
        return mean_interval(self.auc_scores(split, kind, tags))

    def valid_aucs(self) -> np.ndarray:
        """Validation macro ROC-AUC after each epoch of the training, ``(epochs,)``; mean over seeds."""
        return self._history("valid_roc_auc")

    def losses(self) -> np.ndarray:
        """Training loss of each epoch, ``(epochs,)``; mean over seeds."""
        return self._history("loss")

    def _history(self, name: str) -> np.ndarray:
        return np.mean([run.read_history().sort_values("epoch")[name].to_numpy(float) for run in self.runs], axis=0)

    def pr_auc(self, split: str = "test", kind: str = "score", tags: tuple[str, ...] = ()) -> float:
        """Macro average precision, mean over seeds."""
        places = _places(self, tags)
        labels = self.labels(split)[:, places]
        scores = self.scores(split, kind)[..., places]
        return float(np.mean([macro(average_precision(labels, by_seed)) for by_seed in scores]))

    def per_tag(self, score, split: str = "test") -> np.ndarray:
        """``(tags,)`` of ``roc_auc`` or ``average_precision``, mean over seeds; NaN where undefined."""
        labels = self.labels(split)
        return np.mean([score(labels, by_seed) for by_seed in self.scores(split)], axis=0)

    def shuffled(self, split: str = "test") -> Shuffled:
        """Macro ROC-AUC with the audio shuffled between clips, mean over seeds; per artist, not per clip."""
        return _shuffled(self, split)

    def unscored(self, split: str) -> list[str]:
        """Tags that no clip of the split has, or all have: they are in no mean."""
        return [tag for tag, good in zip(self.tags, scorable(self.labels(split)), strict=True) if not good]


#: Headline scores by name: per-artist values ``(seeds, artists)``.
SEED_SCORES: dict[str, Callable[[Outcome], np.ndarray]] = {
    "Validation ROC-AUC": lambda row: row.auc_scores("valid"),
    "Test ROC-AUC": lambda row: row.auc_scores(),
}


def more_seed_scores(results: Results) -> Iterator[tuple[str, str, np.ndarray]]:
    """Those of the row of all 188 tags, over the top tags, as the other rows are scored."""
    # Imported here: it trains, and reads the paper, which names this module.
    from paper_repro.magnatagatune.all_tags import with_all_tags
    from paper_repro.magnatagatune.paper import ALL_TAGS, PAPER

    row = with_all_tags(results).rows[ALL_TAGS]
    for split, name in (("valid", "Validation"), ("test", "Test")):
        yield (
            PAPER.rows[ALL_TAGS].label,
            f"{name} ROC-AUC of the top {len(results.corpus.tags)}",
            row.auc_scores(split, tags=results.corpus.tags),
        )


def _places(row: Outcome, tags: tuple[str, ...]) -> list[int]:
    return [row.tags.index(tag) for tag in tags or row.tags]


# Computed once: a table's blocks and claims read the same scores.
@cache
def _columns(row: Outcome, split: str, kind: str) -> np.ndarray:
    columns = [f"{kind}:{tag}" for tag in row.tags]
    return np.stack([frame[columns].to_numpy().astype(float) for frame in row.part(split)])


@cache
def _auc_scores(row: Outcome, split: str, kind: str, tags: tuple[str, ...]) -> np.ndarray:
    places = _places(row, tags)
    return auc_scores(row.labels(split)[:, places], row.scores(split, kind)[..., places], row.artists(split))


@cache
def _shuffled(row: Outcome, split: str) -> Shuffled:
    labels, scores, artists = row.labels(split), row.scores(split), row.artists(split)
    return shuffled_audio(lambda order: auc_scores(labels, scores[:, order], artists).mean(axis=0), len(labels))


def unscored_note(results: Results) -> str:
    """Which tags are in no mean, in one sentence a split."""
    row = next(iter(results.rows.values()))
    named = {split: row.unscored(split) for split in ("valid", "test")}
    parts = [f"{split}: {', '.join(tags) if tags else 'none'}" for split, tags in named.items()]
    return f"Tags without a positive in a split are left out of its mean. {'; '.join(parts)}."


def table_notes(results: Results, scored: str, *notes: str) -> list[str]:
    """Notes below a table: how it was scored, on which split, its own, what was left out."""
    how = f"{scored}. {results.interval_note('artists')} Clips of one artist are no independent evidence: they are "
    return [
        f"{how}drawn together.",
        *extract_note(results.corpus),
        results.corpus.split_note,
        *_few_clips_note(results),
        *notes,
        unscored_note(results),
        results.count_note(),
    ]


def _few_clips_note(results: Results) -> list[str]:
    """How networks were trained where an epoch has several passes: ours, not the paper's."""
    passes = [row.metrics[0]["passes"] for row in results.rows.values() if "passes" in row.metrics[0]]
    counts = sorted({count for count in passes if count > 1})
    if not counts:
        return []
    crop = next(iter(results.rows.values())).config.crop
    where = "Few training clips" if 1 not in passes else "Where training clips are few"
    count = f"{counts[0]}" if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"
    return [
        f"{where}: an epoch is {count} passes over them, each hearing a random {crop:.0%} of a clip, looped "
        "to its length (ours; the paper has 15,247 clips and no augmentation)."
    ]


def claims_heading(results: Results) -> str:
    """The heading of a table's claims: a verdict on rendered music is none on the paper's."""
    return f"Claims of the paper, judged on {'rendered' if results.corpus.rendered else 'real'} clips"
