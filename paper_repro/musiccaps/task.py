"""A row's training and evaluation, as the run engine wants them: model, batches, scores."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import keras
import numpy as np
import pandas as pd
import tensorflow as tf
from tqdm import tqdm

from paper_repro.core.evaluation.bleu import bleu_columns
from paper_repro.core.evaluation.controls import shuffled_audio
from paper_repro.core.nn.captioner import build_encoder
from paper_repro.core.nn.losses import MaskedCrossEntropy, TokenLosses
from paper_repro.core.records.pipeline import epochs, features, steps_per_epoch
from paper_repro.core.records.records import Records
from paper_repro.core.training.backend import jit_compile
from paper_repro.core.training.run import RunFolder
from paper_repro.core.training.train import Task, train_and_evaluate
from paper_repro.musiccaps import published
from paper_repro.musiccaps.baselines import per_clip
from paper_repro.musiccaps.config import Config, preset, variant
from paper_repro.musiccaps.data import Corpus, aspects_of
from paper_repro.musiccaps.model import build, fit_standardize, generator
from paper_repro.musiccaps.sequences import Coded, Coding
from paper_repro.musiccaps.sets import set_scores

#: Clips a batch when scoring.
SCORE_BATCH = 128
#: Sums over a clip's targets: all that the row's rule counts, and the real ones alone.
LOSSES = ("loss", "real_loss")


@dataclass(frozen=True)
class _Part:
    """One split: its records, and per clip in the order of the records the tokens and their ids."""

    records: Records
    lists: list[tuple[str, ...]]
    coded: Coded

    @cached_property
    def batches(self) -> tf.data.Dataset:
        """The features, to be scored: a pipeline that is made once and read once an epoch."""
        return features(self.records, SCORE_BATCH)


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
    lists = corpus.token_lists(config)
    keys = records["train"].keys
    coding = Coding.of([lists[key] for key in keys], list(lists.values()), config)
    coding.vocabulary.save(folder.path / "vocabulary.json")
    parts = {
        name: _Part(part, [lists[key] for key in part.keys], coding.encode([lists[key] for key in part.keys]))
        for name, part in records.items()
    }
    model = build(config, vocabulary_size=len(coding.vocabulary), length=coding.length)
    fit_standardize(model, config, features(records["train"]))
    loss = MaskedCrossEntropy() if config.masked else keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(config.learning_rate), loss, jit_compile=jit_compile())
    steps = steps_per_epoch(records["train"], config.batch_size)
    scorer = _Scorer(model, coding)

    def validate() -> dict[str, float]:
        sums, counts = scorer.losses(parts["valid"])["loss"]
        return {"valid_loss": float(sums.sum() / counts.sum())}

    def evaluate() -> tuple[dict[str, Any], pd.DataFrame]:
        twin = generator(model, config, coding)
        # Compiled only for the sake of how it runs: it is never trained.
        twin.compile(jit_compile=jit_compile())
        frames = []
        for name in ("valid", "test"):
            best, _ = twin.predict(parts[name].batches, verbose=0)
            said = [coding.decode(sequence) for sequence in np.asarray(best)[:, 0]]
            frames.append(_scored(name, parts[name], said, scorer, config))
        metrics = {
            "vocabulary": len(coding.vocabulary),
            "unknown_share": coding.unknown_share(parts["test"].lists) if config.masked else 0.0,
            "targets_a_clip": coding.length,
            "real_share": float(parts["train"].coded.real.mean()),
            "parameters_published": published_parameters(config),
        }
        for name, frame in zip(("valid", "test"), frames, strict=True):
            metrics |= {
                f"{name}_n": len(frame),
                f"{name}_loss": frame["loss"].sum() / frame["counted"].sum(),
                f"{name}_distinct": int(frame["prediction"].nunique()),
            }
        return metrics, pd.concat(frames, ignore_index=True)

    return Task(model, _batches(config, parts["train"]), steps, validate, evaluate)


def _batches(config: Config, part: _Part) -> Callable[[int], tf.data.Dataset]:
    inputs, targets = (tf.constant(ids[:, None]) for ids in (part.coded.inputs, part.coded.targets))

    def attach(rows, values):
        return {"features": values, "tokens": tf.gather(inputs, rows)}, tf.gather(targets, rows)

    return lambda first_epoch: epochs(
        part.records, batch_size=config.batch_size, seed=config.seed, first_epoch=first_epoch, attach=attach
    )


def published_parameters(config: Config) -> int:
    """Parameters of the row's network in the width of the paper preset, at the published vocabulary."""
    full = variant(preset("paper"), "paper", config.model, "like_for_like" if config.masked else "as_coded")
    model = build(full, vocabulary_size=published.VOCABULARY, length=1)
    standardize = [layer for layer in model.layers if layer.name == "standardize"]
    return model.count_params() - sum(layer.count_params() for layer in standardize)


class _Scorer:
    """Losses of the true tokens, also under another clip's sound."""

    def __init__(self, model: keras.Model, coding: Coding) -> None:
        self.encoder = build_encoder(model)
        self.encoder.compile(jit_compile=jit_compile())
        memory = keras.Input(self.encoder.output.shape[1:], name="memory")
        inputs, targets = (keras.Input((1, coding.length), dtype="int32", name=name) for name in ("tokens", "targets"))
        losses = TokenLosses(name="losses")(model.get_layer("decoder")(inputs, memory), targets)
        self.losses_of = keras.Model([memory, inputs, targets], losses, name="scorer")
        self.losses_of.compile(jit_compile=jit_compile())

    def memory(self, part: _Part) -> np.ndarray:
        return np.concatenate([self.encoder.predict_on_batch(batch) for batch in part.batches])

    def losses(self, part: _Part, memory: np.ndarray | None = None) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        """Per clip, by name of ``LOSSES``: the sum over its targets and their number."""
        memory = self.memory(part) if memory is None else memory
        coded = part.coded
        arrays = (memory, coded.inputs[:, None], coded.targets[:, None])
        # Batch by batch: ``predict`` would build a pipeline for each of the permutations.
        found = np.concatenate(
            [
                self.losses_of.predict_on_batch([array[at : at + SCORE_BATCH] for array in arrays])[:, 0]
                for at in range(0, len(memory), SCORE_BATCH)
            ]
        )
        return dict(zip(LOSSES, (per_clip(found, coded.counted), per_clip(found, coded.real)), strict=True))

    def shuffled(self, part: _Part) -> dict[str, np.ndarray]:
        """The same sums with the audio shuffled between clips, mean over permutations."""
        memory = self.memory(part)
        sums: dict[str, list[np.ndarray]] = {name: [] for name in LOSSES}

        def score(order: np.ndarray) -> np.ndarray:
            found = self.losses(part, memory[order])
            for name in LOSSES:
                sums[name].append(found[name][0])
            return found["loss"][0]

        shuffled_audio(score, len(part.lists))
        return {name: np.mean(each, axis=0) for name, each in sums.items()}


def _scored(split: str, part: _Part, said: list[list[str]], scorer: _Scorer, config: Config) -> pd.DataFrame:
    references = [(tokens,) for tokens in part.lists]
    found = scorer.losses(part)
    shuffled = scorer.shuffled(part) if split == "test" else dict.fromkeys(LOSSES, np.nan)
    frame = {
        "split": split,
        "clip_id": part.records.keys,
        "prediction": [json.dumps(tokens, ensure_ascii=False) for tokens in said],
        "reference": [json.dumps(tokens, ensure_ascii=False) for tokens in part.lists],
        "counted": found["loss"][1],
        "real": found["real_loss"][1],
    }
    for name in LOSSES:
        frame |= {name: found[name][0], f"{name}_shuffled": shuffled[name]}
    if config.target == "aspects":
        sets = [
            (set(aspects_of(tokens, config)), set(aspects_of(reference, config)))
            for tokens, reference in zip(said, part.lists, strict=True)
        ]
        frame |= set_scores(sets)
    bleu = bleu_columns(references, said)
    return pd.DataFrame({**frame, **{name: bleu[name] for name in ("bleu1", "bleu2")}})
