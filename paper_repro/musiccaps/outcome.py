"""What the networks generated, and the losses of the true tokens."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from paper_repro.core.evaluation.intervals import (
    Interval,
    difference_interval,
    mean_interval,
    ratio_difference,
    ratio_interval,
)
from paper_repro.core.training.outcome import Results, RunOutcome
from paper_repro.musiccaps.config import Config
from paper_repro.musiccaps.data import aspects_of
from paper_repro.musiccaps.sequences import Coded, Coding
from paper_repro.musiccaps.sets import set_scores


class Outcome(RunOutcome):
    """One row's outcome over its seeds, clips in the order of ``clip_ids``.

    Losses are named as in ``task.LOSSES``: ``"loss"`` over what the row's rule counts, ``"real_loss"`` over what is no
    padding.
    """

    def sums(self, name: str, split: str = "test") -> np.ndarray:
        """A column of numbers, ``(seeds, clips)``."""
        return self.column(name, split)

    def counts(self, name: str, split: str = "test") -> np.ndarray:
        """How many targets each clip's loss is the sum of, ``(clips,)``."""
        return self.sums("counted" if name == "loss" else "real", split)[0]

    def loss(self, name: str = "loss", split: str = "test") -> Interval:
        """Nats a token."""
        return ratio_interval(self.sums(name, split), self.counts(name, split))

    def lost_by_shuffling(self, name: str = "loss") -> Interval:
        """Nats a token that are lost when every clip is scored under another clip's sound; test part."""
        counts = self.counts(name)
        return ratio_difference(self.sums(f"{name}_shuffled"), counts, self.sums(name), counts)

    def above(self, other: Outcome, name: str = "loss") -> Interval:
        """How much more this row loses than another: nats a token, test part."""
        return ratio_difference(self.sums(name), self.counts(name), other.sums(name), other.counts(name))

    def mean(self, column: str) -> Interval:
        """Mean over test clips of a per-clip score."""
        return mean_interval(self.sums(column))

    def f1_above(self, constant: Sequence[str]) -> Interval:
        """How far F1 lies above that of one list of aspects for every clip, paired over test clips."""
        written = [set(aspects_of(tokens, self.config)) for tokens in self.lists("reference")]
        return difference_interval(self.sums("f1"), set_scores([(set(constant), aspects) for aspects in written])["f1"])

    def lists(self, column: str, split: str = "test", seed: int = 0) -> list[list[str]]:
        """``"prediction"`` or ``"reference"``: tokens by clip."""
        return [json.loads(cell) for cell in self.part(split)[seed][column]]

    @cached_property
    def shown(self) -> dict:
        """The first seed's metrics."""
        return self.metrics[0]


def coded_parts(results: Results, config: Config) -> tuple[Coding, dict[str, Coded]]:
    """The splits' ids under a row's rule, clips in the order of the row's predictions: what baselines are fitted to."""
    lists, parts = results.corpus.token_lists(config), used_clips(results, config)
    coding = Coding.of([lists[clip] for clip in parts["train"]], list(lists.values()), config)
    return coding, {name: coding.encode([lists[clip] for clip in clips]) for name, clips in parts.items()}


def used_clips(results: Results, config: Config) -> dict[str, list[str]]:
    """The splits' clips, sorted, less those refused for their sound, which the networks never met either."""
    runs = [run for row in results.rows.values() for run in row.runs]
    stored = [json.loads((run.path / "data.json").read_text(encoding="utf-8")) for run in runs]
    refused = {entry["item"] for data in stored for entry in data["refused"]}
    split = results.corpus.split(config)
    return {name: sorted(clip for clip in clips if clip not in refused) for name, clips in split.items()}
