"""The captioner: its rows, its runs and how they are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
import pandas as pd

from paper_repro.core.command_line import Options
from paper_repro.core.errors import UserError
from paper_repro.core.evaluation.intervals import Interval, ratio_difference, ratio_interval
from paper_repro.core.training import rows
from paper_repro.core.training.rows import Results, Row
from paper_repro.songtitle.config import Config, preset
from paper_repro.songtitle.data import Corpus, open_corpus
from paper_repro.songtitle.options import TitleOptions

CAPTIONER = "captioner"
#: Rows that ``draw`` and ``search`` know.
ROWS = {CAPTIONER: {}, "attention": {"decoder": "attention"}}


def base_config(options: Options) -> Config:
    """The preset's settings, computed as the options say."""
    options = TitleOptions.of(options)
    config = preset(options.preset, audio_decoder=options.decoder, precision=options.precision, **options.changes)
    return config


def configs(options: Options, names: Sequence[str]) -> dict[str, Config]:
    """The configs of some rows."""
    return {name: replace(base_config(options), **ROWS[name]) for name in names}


class Captioned(Row):
    """The captioner over its seeds."""

    @cached_property
    def _test(self) -> list[pd.DataFrame]:
        return self.part("test")

    def sums(self, column: str) -> np.ndarray:
        """Of each test picture, nats: ``(seeds, pictures)``."""
        return np.stack([frame[column].astype(float).to_numpy() for frame in self._test])

    @property
    def counted(self) -> np.ndarray:
        """Tokens of each test picture's captions."""
        return self._test[0]["counted"].astype(float).to_numpy()

    def loss(self) -> Interval:
        """Nats a token on the test pictures."""
        return ratio_interval(self.sums("loss"), self.counted)

    def below_frequency(self) -> Interval:
        """By how much it is better than the words' frequencies in the training captions."""
        return ratio_difference(self.sums("loss_frequency"), self.counted, self.sums("loss"), self.counted)

    def lost_by_shuffling(self) -> Interval:
        """By how much another picture makes it worse."""
        return ratio_difference(self.sums("loss_shuffled"), self.counted, self.sums("loss"), self.counted)


def run_rows(options: Options, configs: Mapping[str, Config], corpus: Corpus | None = None) -> Results:
    """Every captioner's outcome, a ``Captioned`` each; see ``training.rows.run_rows``."""
    corpus = corpus or open_corpus(options)
    return rows.run_rows("songtitle", options, configs, corpus, _load_train, row=Captioned, packages=("nltk",))


def _load_train():
    from paper_repro.songtitle.task import train

    return train


def built_model(row: str, options: Options):
    """A captioner as built, for ``draw``: at the published vocabulary.

    Raises:
        UserError: there is no such row.
    """
    if row not in ROWS:
        raise UserError(f"row must be one of {', '.join(ROWS)}. Received: {row!r}.")
    from paper_repro.songtitle import published
    from paper_repro.songtitle.model import build

    config = replace(configs(options, [row])[row], encoder_weights="")
    return build(config, published.CAPTION_VOCABULARY, 1, 1 + config.max_caption)
