"""Outcomes made of captions that a test writes itself: no training, the same scores as of a run."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from paper_repro.core.command_line import Options
from paper_repro.core.evaluation.bleu import bleu_columns
from paper_repro.core.training.outcome import Results, Rows
from paper_repro.majorminer.config import Config
from paper_repro.majorminer.outcome import Outcome
from paper_repro.majorminer.paper import PAPER

Captions = Sequence[tuple[str, ...]]


@dataclass(frozen=True)
class Run:
    """What an ``Outcome`` reads of a run folder."""

    frame: pd.DataFrame

    def read_predictions(self) -> pd.DataFrame:
        return self.frame

    def read_metrics(self) -> dict:
        return {}


@dataclass(frozen=True)
class Corpus:
    """Captions by clip; names of clips begin with that of their split."""

    captions: Mapping[str, Captions]

    def chosen(self, config: Config) -> dict[str, Captions]:
        return {clip: group[:1] if config.captions == "one" else group for clip, group in self.captions.items()}

    def split(self, config: Config) -> dict[str, list[str]]:
        return {
            split: [clip for clip in self.captions if clip.startswith(split)] for split in ("train", "valid", "test")
        }


def results(
    captions: Mapping[str, Captions], said: Mapping[str, Mapping[str, Sequence[str]]], seeds: int = 1
) -> Results[Outcome]:
    """``captions`` by clip, and what each training says of each clip of ``valid`` and ``test``, with every seed."""
    corpus = Corpus(captions)
    rows = Rows()
    for name, predictions in said.items():
        config = PAPER.trainings[name].config(Config(), "paper")
        rows[name] = Outcome(config, (Run(_frame(corpus, config, predictions)),) * seeds)
    return Results(Options(), corpus, rows, {"used": len(captions)})


def everyone_says(captions: Mapping[str, Captions], caption: Sequence[str]) -> dict[str, dict[str, Sequence[str]]]:
    """All trainings, saying one caption of every clip."""
    return {name: dict.fromkeys(captions, caption) for name in PAPER.trainings}


def _frame(corpus: Corpus, config: Config, said: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    chosen, frames = corpus.chosen(config), []
    for split, clips in corpus.split(config).items():
        if split == "train":
            continue
        own, everything = ([groups[clip] for clip in clips] for groups in (chosen, corpus.captions))
        predictions = [list(said[clip]) for clip in clips]
        scores = bleu_columns(own, predictions)
        against_all = {f"{name}_all": values for name, values in bleu_columns(everything, predictions).items()}
        texts = {"prediction": predictions, "references": own, "all_captions": everything}
        cells = {name: [json.dumps(cell) for cell in column] for name, column in texts.items()}
        frames.append(pd.DataFrame({"split": split, "clip_id": clips, **cells, **scores, **against_all}))
    return pd.concat(frames)
