"""A row's training and evaluation, as the run engine wants them: model, batches, scores."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import keras
import numpy as np
import pandas as pd
import tensorflow as tf
from tqdm import tqdm

from paper_repro.core.evaluation.bleu import RULES, bleu_columns, signature
from paper_repro.core.nn.losses import MaskedCrossEntropy
from paper_repro.core.records.pipeline import epochs, features, steps_per_epoch
from paper_repro.core.records.records import Records
from paper_repro.core.text.vocabulary import Vocabulary
from paper_repro.core.training.backend import jit_compile
from paper_repro.core.training.run import RunFolder
from paper_repro.core.training.train import Task, train_and_evaluate
from paper_repro.majorminer.config import Config
from paper_repro.majorminer.data import Caption, Corpus, build_vocabulary, token_array
from paper_repro.majorminer.model import build, generator


@dataclass(frozen=True)
class _Part:
    """One split: its records, and per clip in the order of the records the references and all its captions."""

    records: Records
    references: list[tuple[Caption, ...]]
    all_captions: list[tuple[Caption, ...]]


def train(
    config: Config,
    corpus: Corpus,
    records: Mapping[str, Records],
    folder: RunFolder,
    data: Mapping[str, Any],
    progress: tqdm | None,
) -> None:
    """Fills the folder of one run."""
    train_and_evaluate(config, folder, partial(make_task, config, corpus, records, folder), data, progress)


def make_task(config: Config, corpus: Corpus, records: Mapping[str, Records], folder: RunFolder) -> Task:
    """Builds the row's model and binds it to its data. The vocabulary goes into the run's folder."""
    chosen = corpus.chosen(config)
    parts = {
        name: _Part(part, [chosen[key] for key in part.keys], [corpus.captions[key] for key in part.keys])
        for name, part in records.items()
    }
    train = parts["train"]
    vocabulary = build_vocabulary([caption for group in train.references for caption in group], config)
    vocabulary.save(folder.path / "vocabulary.json")
    tokens = token_array(train.references, vocabulary, config)  # (clips, captions, length)
    captions, length = tokens.shape[1], tokens.shape[2] - 1
    steps = steps_per_epoch(train.records, config.batch_size)
    model = build(config, vocabulary_size=len(vocabulary), length=length, captions=captions)
    schedule = keras.optimizers.schedules.CosineDecay(
        config.learning_rate, steps * config.epochs, alpha=config.final_learning_rate / config.learning_rate
    )
    model.compile(keras.optimizers.Adam(schedule), MaskedCrossEntropy(), jit_compile=jit_compile())
    twin = generator(model, config)
    # Compiled only for the sake of how it runs: it is never trained.
    twin.compile(jit_compile=jit_compile())
    all_tokens = tf.constant(tokens)

    def attach(rows, mel):
        batch = tf.gather(all_tokens, rows)
        return {"mel": mel, "tokens": batch[:, :, :-1]}, batch[:, :, 1:]

    def batches(first_epoch):
        return epochs(
            train.records, batch_size=config.batch_size, seed=config.seed, first_epoch=first_epoch, attach=attach
        )

    def predict(part: _Part) -> list[list[str]]:
        best, _ = twin.predict(features(part.records), verbose=0)
        return [vocabulary.decode(sequence) for sequence in np.asarray(best)[:, 0]]

    def validate() -> dict[str, float]:
        part = parts["valid"]
        columns = bleu_columns(part.references, predict(part))
        return {f"valid_{name}": float(np.mean(values)) for name, values in columns.items()}

    def evaluate() -> tuple[dict[str, Any], pd.DataFrame]:
        frames = [_scored(name, parts[name], predict(parts[name])) for name in ("valid", "test")]
        metrics: dict[str, Any] = {"vocabulary": len(vocabulary)}
        for name, frame in zip(("valid", "test"), frames, strict=True):
            metrics |= {f"{name}_{column}": frame[column].mean() for column in SCORES}
            metrics[f"{name}_n"] = len(frame)
            metrics[f"{name}_distinct_captions"] = int(frame["prediction"].nunique())
        metrics["signatures"] = [signature(order, rule, _which(config)) for rule in RULES for order in (1, 2)]
        return metrics, pd.concat(frames, ignore_index=True)

    return Task(model, batches, steps, validate, evaluate)


#: Per-clip scores: against the row's own references, and against all captions of the clip.
SCORES = [f"{name}{suffix}" for suffix in ("", "_all") for name in ("bleu1", "bleu2", "bleu1_nltk325", "bleu2_nltk325")]


def _which(config: Config) -> str:
    return "all" if config.captions == "multiple" else "one"


def _scored(split: str, part: _Part, predictions: list[list[str]]) -> pd.DataFrame:
    own = bleu_columns(part.references, predictions)
    against_all = bleu_columns(part.all_captions, predictions)
    return pd.DataFrame(
        {
            "split": split,
            "clip_id": part.records.keys,
            "prediction": [json.dumps(prediction) for prediction in predictions],
            "references": [json.dumps(group) for group in part.references],
            "all_captions": [json.dumps(group) for group in part.all_captions],
            **own,
            **{f"{name}_all": values for name, values in against_all.items()},
        }
    )


def vocabulary_of(folder: RunFolder) -> Vocabulary:
    """The vocabulary that a run was trained with."""
    return Vocabulary.load(folder.path / "vocabulary.json")
