"""Training and evaluation of a row: model, batches, scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import keras
import numpy as np
import pandas as pd
import tensorflow as tf

from paper_repro.cal500exp.config import Config
from paper_repro.cal500exp.data import Corpus, tag_names
from paper_repro.cal500exp.model import build, fit_front, loss_of
from paper_repro.cal500exp.over_time import accuracies, mean_average_accuracy
from paper_repro.core.evaluation.tagging import average_precision, macro, roc_auc, signature
from paper_repro.core.records.pipeline import epochs, in_order, steps_per_epoch
from paper_repro.core.records.records import Records
from paper_repro.core.training.backend import jit_compile
from paper_repro.core.training.forward import Forward
from paper_repro.core.training.run import RunFolder
from paper_repro.core.training.task import Evaluation, Task, joined
from paper_repro.datasets.cal500exp.labels import RULES, positive_rates


class TimelineTask(Task):
    """Labels of every window of a track from its mel power; scores by both rules.

    Tags and their rates in training go into the run's folder.
    """

    def __init__(self, config: Config, corpus: Corpus, records: Mapping[str, Records], folder: RunFolder) -> None:
        self.config = config
        self.corpus = corpus
        self.records = records
        self.names = tag_names(config)
        train = records["train"]
        rates = {rule: positive_rates(*self.labels("train", rule)).tolist() for rule in RULES}
        folder.write_json("tags.json", {"tags": list(self.names), "training_rates": rates})
        self.steps = steps_per_epoch(train, config.batch_size)
        self.model = build(config, len(self.names))
        fit_front(self.model, config, tracks(train))
        # Tracks differ in length: with XLA every length would be compiled anew.
        jit = jit_compile(tensorflow=False)
        self.model.compile(keras.optimizers.Adam(config.learning_rate), loss_of(config), jit_compile=jit)
        self.score = Forward(self.model)

    def labels(self, part: str, rule: str) -> tuple[list[np.ndarray], list[np.ndarray]]:
        """Labels ``(windows, tags)`` and masks ``(windows,)`` of each track of a part."""
        records = self.records[part]
        return self.corpus.all_labels(records.keys, records.frames, self.config, rule)

    def batches(self, first_epoch: int) -> tf.data.Dataset:
        return epochs(
            self.records["train"],
            batch_size=self.config.batch_size,
            seed=self.config.seed,
            first_epoch=first_epoch,
            attach=attach_labels(*self.labels("train", self.config.training_labels)),
        )

    def predict(self, part: str) -> list[np.ndarray]:
        """Probabilities ``(windows, tags)`` of each track."""
        return [self.score(mel[None])[0] for mel in tracks(self.records[part])]

    def validate(self) -> dict[str, float]:
        """The report's measure, and those that the corrected variant could be selected by."""
        outputs = self.predict("valid")
        true, scored = self._counted("strict", outputs)
        return {
            "valid_maa": mean_average_accuracy(accuracies(*self.labels("valid", "filled"), outputs)),
            "valid_loss": _cross_entropy(true, scored),
            "valid_filled_loss": _cross_entropy(*self._counted("filled", outputs)),
            "valid_roc_auc": macro(roc_auc(true, scored)),
        }

    def _counted(self, rule: str, outputs: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """Labels and scores ``(windows, tags)`` of all validation windows that count under a rule."""
        labels, masks = self.labels("valid", rule)
        true, scored = (
            np.concatenate([track[mask] for track, mask in zip(kind, masks, strict=True)]) for kind in (labels, outputs)
        )
        return true, scored

    def evaluate(self) -> Evaluation:
        metrics, frame = joined(self.evaluate_part(name, self.predict(name)) for name in ("valid", "test"))
        signatures = [signature(score, len(self.names)) for score in ("roc_auc", "average_precision")]
        return {**metrics, "signatures": signatures}, frame

    def evaluate_part(self, name: str, outputs: Sequence[np.ndarray]) -> Evaluation:
        """Metrics by name, and a row per window with labels by both rules and every tag's score."""
        counts = [len(track) for track in outputs]
        scores = np.concatenate(outputs).astype(np.float32)
        rules = {rule: self.labels(name, rule) for rule in RULES}
        columns: dict[str, Any] = {
            "split": name,
            "clip_id": np.repeat(self.records[name].keys, counts),
            "window": np.concatenate([np.arange(count) for count in counts]),
            "labelled": np.concatenate(rules["strict"][1]).astype(np.uint8),
        }
        metrics: dict[str, Any] = {f"{name}_n": len(counts), f"{name}_windows": len(scores)}
        for rule, (labels, masks) in rules.items():
            true, mask = np.concatenate(labels), np.concatenate(masks)
            metrics[f"{name}_{rule}_maa"] = mean_average_accuracy(accuracies(labels, masks, outputs))
            metrics[f"{name}_{rule}_roc_auc"] = macro(roc_auc(true[mask], scores[mask]))
            metrics[f"{name}_{rule}_pr_auc"] = macro(average_precision(true[mask], scores[mask]))
            columns |= {f"{rule}:{tag}": true[:, number] for number, tag in enumerate(self.names)}
        columns |= {f"score:{tag}": scores[:, number] for number, tag in enumerate(self.names)}
        return metrics, pd.DataFrame(columns)


def _cross_entropy(true: np.ndarray, scored: np.ndarray) -> float:
    """Binary cross-entropy, mean over windows and tags."""
    return float(keras.ops.mean(keras.losses.binary_crossentropy(true.astype(np.float32), scored)))


#: What the run engine calls to bind a row's model to its data.
make_task = TimelineTask


def attach_labels(labels: Sequence[np.ndarray], masks: Sequence[np.ndarray]):
    """``(rows (batch,), mel) -> (mel, labels (batch, windows, tags), weights (batch, windows))``, in the graph.

    What pads a shorter track of the batch, and what nobody labelled, weighs nothing.
    """
    counts = [len(mask) for mask in masks]
    label_rows = tf.RaggedTensor.from_row_lengths(np.concatenate(labels).astype(np.float32), counts)
    weight_rows = tf.RaggedTensor.from_row_lengths(np.concatenate(masks).astype(np.float32), counts)

    def attach(rows, mel):
        return mel, tf.gather(label_rows, rows).to_tensor(), tf.gather(weight_rows, rows).to_tensor()

    return attach


def tracks(records: Records) -> Iterator[np.ndarray]:
    """Mel power ``(frames, mels)`` of each track, in the order of ``records.keys``."""
    for rows, mel in in_order(records, batch_size=1):
        yield mel.numpy()[0, : records.frames[int(rows[0])]]
