"""What the networks generated, and the losses of the true tokens."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np

from paper_repro.core.evaluation.intervals import Interval, difference_interval, mean_interval, ratio_scores
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

    def loss_scores(self, name: str = "loss", split: str = "test") -> np.ndarray:
        """Per-clip values ``(seeds, clips)`` whose mean is the loss in nats a token."""
        return ratio_scores(self.sums(name, split), self.counts(name, split))

    def shuffled_scores(self, name: str = "loss") -> np.ndarray:
        """The same where every clip is scored under another clip's sound; test part."""
        return ratio_scores(self.sums(f"{name}_shuffled"), self.counts(name))

    def loss(self, name: str = "loss", split: str = "test") -> Interval:
        """Nats a token."""
        return mean_interval(self.loss_scores(name, split))

    def lost_by_shuffling(self, name: str = "loss") -> Interval:
        """Nats a token that are lost when every clip is scored under another clip's sound; test part."""
        return difference_interval(self.shuffled_scores(name), self.loss_scores(name))

    def mean(self, column: str) -> Interval:
        """Mean over test clips of a per-clip score."""
        return mean_interval(self.sums(column))

    def constant_f1(self, constant: Sequence[str]) -> np.ndarray:
        """F1 of one list of aspects for every test clip, ``(clips,)``."""
        written = [set(aspects_of(tokens, self.config)) for tokens in self.lists("reference")]
        return set_scores([(set(constant), aspects) for aspects in written])["f1"]

    def lengths(self, column: str) -> np.ndarray:
        """Tokens of each test clip's ``"prediction"`` or ``"reference"``, ``(seeds, clips)``."""
        return np.array([[len(tokens) for tokens in self.lists(column, seed=seed)] for seed in range(len(self.runs))])

    def distinct_scores(self) -> np.ndarray:
        """Of each test clip 1 / how many clips have its output, ``(seeds, clips)``: the mean is the share of different
        outputs among all.
        """
        outputs = [part["prediction"] for part in self.part("test")]
        return np.stack([1.0 / of_seed.map(of_seed.value_counts()).to_numpy() for of_seed in outputs])

    def distinct_share(self) -> float:
        """Different outputs, as a share of the test clips; mean over seeds."""
        return float(self.distinct_scores().mean())

    @property
    def steps(self) -> int:
        """Updates of the weights in a whole training."""
        clips = json.loads((self.runs[0].path / "data.json").read_text(encoding="utf-8"))["splits"]["train"]
        return self.config.epochs * math.ceil(clips / self.config.batch_size)

    def rise(self) -> float:
        """Nats by which the validation loss has risen from its best epoch to the last; mean over seeds."""
        losses = [run.read_history()["valid_loss"].to_numpy() for run in self.runs]
        return float(np.mean([of_seed[-1] - of_seed.min() for of_seed in losses]))

    def lists(self, column: str, split: str = "test", seed: int = 0) -> list[list[str]]:
        """``"prediction"`` or ``"reference"``: tokens by clip."""
        return [json.loads(cell) for cell in self.part(split)[seed][column]]

    @cached_property
    def shown(self) -> dict:
        """The first seed's metrics."""
        return self.metrics[0]


#: The headline scores of a row: per-clip values ``(seeds, clips)``, by name.
SEED_SCORES: dict[str, Callable[[Outcome], np.ndarray]] = {
    "test loss, nats": Outcome.loss_scores,
    "lost by shuffling, nats": lambda row: row.shuffled_scores() - row.loss_scores(),
    "BLEU1": lambda row: row.sums("bleu1"),
}


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
