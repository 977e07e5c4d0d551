"""The rows of the paper's table as base + differences, and how their runs are read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np

from paper_repro.core.command_line import Options
from paper_repro.core.errors import UserError
from paper_repro.core.evaluation.intervals import (
    Interval,
    difference_interval,
    mean_interval,
    ratio_difference,
    ratio_interval,
)
from paper_repro.core.training import rows
from paper_repro.core.training.rows import Results, Row
from paper_repro.musiccaps import published
from paper_repro.musiccaps.config import LONGEST, SETTINGS, Config, preset, variant
from paper_repro.musiccaps.data import Corpus, aspects_of, open_corpus
from paper_repro.musiccaps.options import CaptionOptions
from paper_repro.musiccaps.sequences import Coded, Coding
from paper_repro.musiccaps.sets import set_scores

#: Table 1's networks, as the paper names them; its own is printed as "ALSTM-MT" there.
ROWS = {
    "rnn": "RNN",
    "gru": "GRU",
    "lstm": "LSTM",
    "cnn_rnn": "CNN_RNN",
    "cnn_gru": "CNN_GRU",
    "clstma": "CLSTMA-MT",
}
SETTING_NAMES = {"as_coded": "as coded", "like_for_like": "like for like"}


def base_config(options: Options) -> Config:
    """The preset's settings, computed as the options say."""
    chosen = CaptionOptions.of(options)
    return preset(
        options.preset,
        audio_decoder=options.decoder,
        precision=options.precision,
        target=chosen.target,
        tokens=chosen.tokens,
        max_length=LONGEST[chosen.tokens],
    )


def table1_configs(options: Options) -> dict[str, Config]:
    """The twelve trainings of table 1: six networks as coded and like for like."""
    base = base_config(options)
    return {f"{row}-{setting}": variant(base, options.preset, row, setting) for setting in SETTINGS for row in ROWS}


class Scored(Row):
    """One row's outcome over its seeds, clips in the order of ``clip_ids``.

    Losses are named as in ``task.LOSSES``: ``"loss"`` over what the row's rule counts, ``"real_loss"`` over what is no
    padding.
    """

    def sums(self, name: str, split: str = "test") -> np.ndarray:
        """A column of numbers, ``(seeds, clips)``."""
        return np.stack([frame[name].astype(float).to_numpy() for frame in self.part(split)])

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

    def above(self, other: Scored, name: str = "loss") -> Interval:
        """How much more this row loses than another: nats a token, test part."""
        return ratio_difference(self.sums(name), self.counts(name), other.sums(name), other.counts(name))

    def mean(self, column: str) -> Interval:
        """Mean over test clips of a per-clip score."""
        return mean_interval(self.sums(column))

    def f1_above(self, constant: Sequence[str]) -> Interval:
        """How far F1 lies above that of one list of aspects for every clip, paired over test clips."""
        written = [set(aspects_of(tokens, self.config)) for tokens in self.lists("reference")]
        return difference_interval(self.sums("f1"), set_scores([(set(constant), one) for one in written])["f1"])

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


def run_rows(options: Options, configs: Mapping[str, Config], corpus: Corpus | None = None) -> Results:
    """Every row's outcome, a ``Scored`` each; see ``training.rows.run_rows``."""
    corpus = corpus or open_corpus(options, next(iter(configs.values())))
    return rows.run_rows(
        "musiccaps", options, configs, corpus, _load_train, row=Scored, packages=("librosa", "nltk", "sacrebleu")
    )


def _load_train():
    from paper_repro.musiccaps.task import train

    return train


def built_model(row: str, options: Options):
    """A row's model as built, for ``draw``: as coded, at the published vocabulary.

    Raises:
        UserError: there is no such row.
    """
    if row not in ROWS:
        raise UserError(f"row must be one of {', '.join(ROWS)}. Received: {row!r}.")
    from paper_repro.musiccaps.model import build

    config = variant(base_config(options), options.preset, row, "as_coded")
    return build(config, vocabulary_size=published.VOCABULARY, length=config.max_length)
