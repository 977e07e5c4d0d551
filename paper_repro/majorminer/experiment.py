"""The rows of the paper's tables as base + differences, and how their runs are read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from paper_repro.core.command_line import Options
from paper_repro.core.errors import UserError
from paper_repro.core.evaluation.bleu import sentence_bleu
from paper_repro.core.evaluation.controls import Shuffled, shuffled_audio
from paper_repro.core.text.vocabulary import SPECIAL
from paper_repro.core.training import rows
from paper_repro.core.training.rows import Results, Row
from paper_repro.majorminer import published
from paper_repro.majorminer.config import Config, preset
from paper_repro.majorminer.data import Caption, Corpus, open_corpus

#: Table 1's rows: what each changes in the base.
ROWS = {
    "cnn1d_lstm": {"encoder": "cnn1d", "decoder": "lstm"},
    "cnn2d_lstm": {"encoder": "cnn2d", "decoder": "lstm"},
    "cnn2d_gru": {"encoder": "cnn2d", "decoder": "gru"},
    "musicnn_lstm": {"encoder": "musicnn", "decoder": "lstm"},
    "musicnn_gru": {"encoder": "musicnn", "decoder": "gru"},
}
NAMES = {"cnn1d": "1D CNN", "cnn2d": "2D CNN", "musicnn": "MusiCNN", "lstm": "LSTM", "gru": "GRU"}
#: Table 1's column groups.
CAPTIONS = ("one", "multiple")


def base_config(options: Options) -> Config:
    """The preset's settings, computed as the options say."""
    return preset(options.preset, audio_decoder=options.decoder, precision=options.precision)


def table1_configs(options: Options) -> dict[str, Config]:
    """The ten trainings of table 1: every row with one and with multiple captions per clip."""
    base = base_config(options)
    return {
        f"{row}-{captions}": replace(base, **difference, captions=captions)
        for row, difference in ROWS.items()
        for captions in CAPTIONS
    }


class Scored(Row):
    """One row's outcome over its seeds; arrays are ``(seeds, clips)``, clips in the order of ``clip_ids``."""

    def scores(self, column: str, split: str = "test") -> np.ndarray:
        """Per-clip scores of a column of ``task.SCORES``."""
        return np.stack([frame[column].astype(float).to_numpy() for frame in self.part(split)])

    def predictions(self, split: str = "test", seed: int = 0) -> list[list[str]]:
        return [json.loads(cell) for cell in self.part(split)[seed]["prediction"]]

    def references(self, split: str = "test", which: str = "references") -> list[list[Caption]]:
        """The row's own references, or with ``which="all_captions"`` every caption of the clip."""
        return [[tuple(caption) for caption in json.loads(cell)] for cell in self.part(split)[0][which]]

    def shuffled(self, order: int, rule: str = "standard") -> Shuffled:
        """Test BLEU with the audio shuffled between clips, mean over seeds."""
        references = self.references()
        said = [self.predictions(seed=seed) for seed in range(len(self.runs))]

        def score(permutation):
            return np.mean(
                [
                    [
                        sentence_bleu(g, one[other], order, rule)
                        for g, other in zip(references, permutation, strict=True)
                    ]
                    for one in said
                ],
                axis=0,
            )

        return shuffled_audio(score, len(references))


def run_rows(options: Options, configs: Mapping[str, Config], corpus: Corpus | None = None) -> Results:
    """Every row's outcome, a ``Scored`` each; see ``training.rows.run_rows``."""
    (reading,) = {config.confirmation for config in configs.values()}
    corpus = corpus or open_corpus(options, reading)
    return rows.run_rows("majorminer", options, configs, corpus, _load_train, row=Scored, packages=("nltk",))


def _load_train():
    from paper_repro.majorminer.task import train

    return train


def built_model(row: str, options: Options):
    """A row's model as built, for ``draw``: a vocabulary of the published size, four captions a clip.

    Raises:
        UserError: there is no such row.
    """
    if row not in ROWS:
        raise UserError(f"row must be one of {', '.join(ROWS)}. Received: {row!r}.")
    from paper_repro.majorminer.model import build

    config = replace(base_config(options), **ROWS[row])
    size = published.CORPUS["vocabulary"] + len(SPECIAL)
    return build(config, vocabulary_size=size, length=config.max_caption + 1, captions=4)
