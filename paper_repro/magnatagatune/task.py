"""A row's training and evaluation, as the run engine wants them: model, batches, scores."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import keras
import numpy as np
import pandas as pd
import tensorflow as tf
from tqdm import tqdm

from paper_repro.core.errors import UserError
from paper_repro.core.evaluation.tagging import average_precision, macro, roc_auc, signature
from paper_repro.core.nn.losses import WeightedBinaryCrossEntropy, balanced_weights
from paper_repro.core.records.pipeline import epochs, features, steps_per_epoch
from paper_repro.core.records.records import Records
from paper_repro.core.training.backend import jit_compile
from paper_repro.core.training.run import RunFolder
from paper_repro.core.training.train import Task, train_and_evaluate
from paper_repro.magnatagatune.baselines import BASELINES, fit_baseline
from paper_repro.magnatagatune.config import Config
from paper_repro.magnatagatune.data import Corpus
from paper_repro.magnatagatune.model import build, fit_front


def train(
    config: Config,
    corpus: Corpus,
    records: Mapping[str, Records],
    folder: RunFolder,
    data: Mapping[str, Any],
    progress: tqdm | None,
) -> None:
    """Fills the folder of one run: the network's, or a baseline's."""
    labels = {name: corpus.labels(part.keys) for name, part in records.items()}
    folder.path.mkdir(parents=True, exist_ok=True)
    folder.write_json("tags.json", {"tags": list(corpus.tags)})
    if config.model in BASELINES:
        score = partial(evaluate_split, corpus.tags)
        fit_baseline(config, records, labels, folder, {**data, "split": corpus.policy}, score, progress)
        return
    task = partial(make_task, config, corpus, records, labels)
    train_and_evaluate(config, folder, task, {**data, "split": corpus.policy}, progress)


def make_task(config: Config, corpus: Corpus, records: Mapping[str, Records], labels: Mapping[str, np.ndarray]) -> Task:
    """Builds the row's network, fits its normalisation to the training clips and binds it to its data."""
    model = build(config, len(corpus.tags))
    fit_front(model, config, features(records["train"]))
    steps = steps_per_epoch(records["train"], config.batch_size)
    schedule = keras.optimizers.schedules.CosineDecay(
        config.learning_rate, steps * config.epochs, alpha=config.final_learning_rate / config.learning_rate
    )
    loss = WeightedBinaryCrossEntropy(positive_weights(config, labels["train"]))
    model.compile(keras.optimizers.Adam(schedule), loss, jit_compile=jit_compile())
    targets = tf.constant(labels["train"], tf.float32)

    def batches(first_epoch):
        return epochs(
            records["train"],
            batch_size=config.batch_size,
            seed=config.seed,
            first_epoch=first_epoch,
            attach=lambda rows, mel: (mel, tf.gather(targets, rows)),
        )

    def predict(name: str) -> np.ndarray:
        return model.predict(features(records[name]), verbose=0)

    def validate() -> dict[str, float]:
        scores = predict("valid")
        return {
            "valid_roc_auc": macro(roc_auc(labels["valid"], scores)),
            "valid_pr_auc": macro(average_precision(labels["valid"], scores)),
        }

    def evaluate() -> tuple[dict[str, Any], pd.DataFrame]:
        metrics: dict[str, Any] = {}
        frames = []
        for name in ("valid", "test"):
            found, frame = evaluate_split(corpus.tags, name, records[name].keys, labels[name], score=predict(name))
            metrics |= found
            frames.append(frame)
        return metrics, pd.concat(frames, ignore_index=True)

    return Task(model, batches, steps, validate, evaluate)


def positive_weights(config: Config, labels: np.ndarray) -> np.ndarray:
    """The loss's weights of each tag's positives.

    Raises:
        UserError: an unknown weighting.
    """
    if config.weighting not in ("balanced", "none"):
        raise UserError(f"weighting must be balanced or none. Received: {config.weighting!r}.")
    if config.weighting == "none":
        return np.ones(labels.shape[1])
    return balanced_weights(labels, config.max_weight)


def evaluate_split(
    tags: tuple[str, ...], name: str, keys: tuple[str, ...], labels: np.ndarray, **kinds: np.ndarray
) -> tuple[dict[str, Any], pd.DataFrame]:
    """Scores of one split: metrics by name, and a row a clip with a column for each tag's label and score.

    Args:
        tags: names of the tags.
        name: of the split.
        keys: clip ids, in the order of the arrays.
        labels: ``(clips, tags)``.
        kinds: what is scored, ``(clips, tags)`` each: ``score`` the probabilities, for a baseline also ``vote``.
    """
    metrics: dict[str, Any] = {f"{name}_n": len(keys)}
    columns: dict[str, Any] = {"split": name, "clip_id": keys}
    columns |= {f"label:{tag}": labels[:, number] for number, tag in enumerate(tags)}
    for kind, scores in kinds.items():
        prefix = name if kind == "score" else f"{name}_{kind}"
        metrics[f"{prefix}_roc_auc"] = macro(roc_auc(labels, scores))
        metrics[f"{prefix}_pr_auc"] = macro(average_precision(labels, scores))
        columns |= {f"{kind}:{tag}": scores[:, number].astype(np.float32) for number, tag in enumerate(tags)}
    metrics["signatures"] = [signature(score, len(tags)) for score in ("roc_auc", "average_precision")]
    return metrics, pd.DataFrame(columns)
