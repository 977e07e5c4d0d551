"""The audio-free baselines on a table's own splits and rules, in the form in which rows are compared."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from paper_repro.core.evaluation.baselines import most_common_tokens
from paper_repro.core.evaluation.intervals import Interval, mean_interval, ratio_scores
from paper_repro.core.training.outcome import Results
from paper_repro.musiccaps.baselines import Bigram, Unigram, per_clip
from paper_repro.musiccaps.data import aspects_of
from paper_repro.musiccaps.outcome import coded_parts, used_clips
from paper_repro.musiccaps.sets import set_scores

#: Lengths of a list for every clip that are tried on validation.
TOP_K = range(1, 16)


@dataclass(frozen=True)
class AudioFree:
    """One baseline under one rule: per split and name of ``task.LOSSES`` the sums by clip and their numbers."""

    name: str
    sums: dict[tuple[str, str], tuple[np.ndarray, np.ndarray]]

    def scores(self, name: str = "loss", split: str = "test") -> np.ndarray:
        """Per-clip values ``(1, clips)`` whose mean is the loss in nats a token."""
        return ratio_scores(*self.sums[split, name])

    def loss(self, name: str = "loss", split: str = "test") -> Interval:
        """Nats a token."""
        return mean_interval(self.scores(name, split))


def audio_free(results: Results, setting: str) -> dict[str, AudioFree]:
    """``unigram`` and ``bigram`` under the rule of a setting of table 1, fitted to the rows' own clips."""
    config = next(row.config for key, row in results.rows.items() if key.endswith(setting))
    coding, parts = coded_parts(results, config)
    size = len(coding.vocabulary)
    models = {
        "unigram": Unigram.fit(parts["train"], size),
        "bigram": Bigram.fit(parts["train"], parts["valid"], size),
    }
    found = {}
    for name, model in models.items():
        sums = {}
        for split in ("valid", "test"):
            losses = model.losses(parts[split])
            sums[split, "loss"] = per_clip(losses, parts[split].counted)
            sums[split, "real_loss"] = per_clip(losses, parts[split].real)
        found[name] = AudioFree(name, sums)
    return found


def top_aspects(results: Results, setting: str) -> list[str]:
    """The aspects that are most frequent in training, as many as give every validation clip the best mean F1."""
    config = next(row.config for key, row in results.rows.items() if key.endswith(setting))
    lists = results.corpus.token_lists(config)
    train, valid = (
        [aspects_of(lists[clip], config) for clip in used_clips(results, config)[name]] for name in ("train", "valid")
    )
    ranked = most_common_tokens(train, max(TOP_K))

    def f1(k: int) -> float:
        return float(set_scores([(set(ranked[:k]), set(aspects)) for aspects in valid])["f1"].mean())

    return ranked[: max(TOP_K, key=f1)]
