"""A network that learns tags from records: its batches, its loss, how it is scored."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import keras
import numpy as np
import pandas as pd
import tensorflow as tf

from paper_repro.core.errors import UserError
from paper_repro.core.evaluation.tagging import average_precision, macro, roc_auc, signature
from paper_repro.core.nn.losses import WeightedBinaryCrossEntropy, balanced_weights
from paper_repro.core.records.pipeline import epochs, features, steps_per_epoch
from paper_repro.core.records.records import Records
from paper_repro.core.training.backend import jit_compile
from paper_repro.core.training.forward import Forward
from paper_repro.core.training.task import Evaluation, Task, joined
from paper_repro.magnatagatune.config import Config
from paper_repro.magnatagatune.data import Corpus
from paper_repro.magnatagatune.model import build, fit_front

#: Of clips that are scored together, at most.
SCORED_BYTES = 16 * 2**20


class Labelled:
    """Records with their labels, and how a part of them is scored."""

    def __init__(self, config: Config, corpus: Corpus, records: Mapping[str, Records]) -> None:
        self.config = config
        self.tags = corpus.tags
        self.records = records
        self.labels = {name: corpus.labels(part.keys) for name, part in records.items()}

    def evaluate_part(self, name: str, **kinds: np.ndarray) -> Evaluation:
        """Metrics by name, and a row per clip with a column for each tag's label and score.

        ``kinds`` are what is scored, ``(clips, tags)`` each: ``score`` the probabilities, for a baseline also ``vote``.
        """
        labels = self.labels[name]
        metrics: dict[str, Any] = {f"{name}_n": len(labels)}
        columns: dict[str, Any] = {"split": name, "clip_id": self.records[name].keys}
        columns |= {f"label:{tag}": labels[:, number] for number, tag in enumerate(self.tags)}
        for kind, scores in kinds.items():
            prefix = name if kind == "score" else f"{name}_{kind}"
            metrics[f"{prefix}_roc_auc"] = macro(roc_auc(labels, scores))
            metrics[f"{prefix}_pr_auc"] = macro(average_precision(labels, scores))
            columns |= {f"{kind}:{tag}": scores[:, number].astype(np.float32) for number, tag in enumerate(self.tags)}
        metrics["signatures"] = [signature(score, len(self.tags)) for score in ("roc_auc", "average_precision")]
        return metrics, pd.DataFrame(columns)


class TaggingTask(Labelled, Task):
    """The row's network, its normalisation fitted to the training clips."""

    def __init__(self, config: Config, corpus: Corpus, records: Mapping[str, Records]) -> None:
        super().__init__(config, corpus, records)
        steps = steps_per_epoch(records["train"], config.batch_size)
        self.passes = passes(len(records["train"].keys), config.least_heard)
        self.model = self.network()
        self.steps = steps * self.passes
        schedule = keras.optimizers.schedules.CosineDecay(
            config.learning_rate, self.steps * config.epochs, alpha=config.final_learning_rate / config.learning_rate
        )
        loss = WeightedBinaryCrossEntropy(positive_weights(config, self.labels["train"]))
        self.model.compile(keras.optimizers.Adam(schedule), loss, jit_compile=jit_compile())
        self.score = Forward(self.model)

    def network(self) -> keras.Model:
        """Built and normalised, not yet compiled."""
        model = build(self.config if self.passes > 1 else replace(self.config, crop=1.0), len(self.tags))
        fit_front(model, self.config, features(self.records["train"]))
        return model

    def batches(self, first_epoch: int) -> tf.data.Dataset:
        targets = tf.constant(self.labels["train"], tf.float32)
        return epochs(
            self.records["train"],
            batch_size=self.config.batch_size,
            seed=self.config.seed,
            first_epoch=first_epoch * self.passes,
            attach=lambda rows, mel: (mel, tf.gather(targets, rows)),
        )

    def predict(self, name: str) -> np.ndarray:
        """Probabilities ``(clips, tags)``."""
        return self.score.batches(features(self.records[name], at_once(self.records[name])))

    def validate(self) -> dict[str, float]:
        scores = self.predict("valid")
        return {
            "valid_roc_auc": macro(roc_auc(self.labels["valid"], scores)),
            "valid_pr_auc": macro(average_precision(self.labels["valid"], scores)),
        }

    def evaluate(self) -> Evaluation:
        metrics, frame = joined(self.evaluate_part(name, score=self.predict(name)) for name in ("valid", "test"))
        return {**metrics, "passes": self.passes}, frame


def at_once(records: Records) -> int:
    """Clips that are scored together: 64 spectrograms; waveforms are a dozen times as large."""
    each = np.prod(records.shape) * np.dtype(records.dtype).itemsize
    return int(np.clip(SCORED_BYTES // each, 1, 64))


def passes(clips: int, least: int) -> int:
    """Passes over the training clips that make an epoch, so that it hears ``least`` clips or more; at least one.

    Example:
        >>> passes(169, 800), passes(1196, 800), passes(169, 0)
        (5, 1, 1)
    """
    return max(1, math.ceil(least / clips))


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
