"""A row's training and evaluation, as the run engine wants them: model, batches, scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import keras
import numpy as np
import pandas as pd
import tensorflow as tf
from tqdm import tqdm

from paper_repro.cal500exp.config import Config
from paper_repro.cal500exp.data import Corpus, tag_names
from paper_repro.cal500exp.model import build, fit_front, loss_of
from paper_repro.cal500exp.over_time import accuracies, mean_average_accuracy
from paper_repro.core.evaluation.tagging import average_precision, macro, roc_auc, signature
from paper_repro.core.records.pipeline import epochs, in_order, steps_per_epoch
from paper_repro.core.records.records import Records
from paper_repro.core.training.run import RunFolder
from paper_repro.core.training.train import Task, train_and_evaluate
from paper_repro.datasets.cal500exp.labels import RULES, positive_rates


def train(
    config: Config,
    corpus: Corpus,
    records: Mapping[str, Records],
    folder: RunFolder,
    data: Mapping[str, Any],
    progress: tqdm | None,
) -> None:
    """Fills the folder of one run."""
    folder.path.mkdir(parents=True, exist_ok=True)
    known = records["train"]
    rates = {
        rule: positive_rates(*corpus.all_labels(known.keys, known.frames, config, rule)).tolist() for rule in RULES
    }
    folder.write_json("tags.json", {"tags": list(tag_names(config)), "training_rates": rates})
    train_and_evaluate(config, folder, partial(make_task, config, corpus, records), data, progress)


def make_task(config: Config, corpus: Corpus, records: Mapping[str, Records]) -> Task:
    """Builds the row's network, fits its standardisation to the training tracks and binds it to its data."""
    names = tag_names(config)
    model = build(config, len(names))
    fit_front(model, config, tracks(records["train"]))
    # Tracks differ in length: with XLA every length would be compiled anew.
    model.compile(keras.optimizers.Adam(config.learning_rate), loss_of(config), jit_compile=False)
    labels, masks = corpus.all_labels(records["train"].keys, records["train"].frames, config, config.training_labels)

    def batches(first_epoch):
        return epochs(
            records["train"],
            batch_size=config.batch_size,
            seed=config.seed,
            first_epoch=first_epoch,
            attach=attach_labels(labels, masks),
        )

    def validate() -> dict[str, float]:
        return validation_scores(config, corpus, records["valid"], predict(model, records["valid"]))

    def evaluate() -> tuple[dict[str, Any], pd.DataFrame]:
        metrics: dict[str, Any] = {}
        frames = []
        for name in ("valid", "test"):
            outputs = predict(model, records[name])
            found, frame = evaluate_split(config, corpus, name, records[name], outputs)
            metrics |= found
            frames.append(frame)
        metrics["signatures"] = [signature(score, len(names)) for score in ("roc_auc", "average_precision")]
        return metrics, pd.concat(frames, ignore_index=True)

    return Task(model, batches, steps_per_epoch(records["train"], config.batch_size), validate, evaluate)


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


def predict(model: keras.Model, records: Records) -> list[np.ndarray]:
    """Probabilities ``(windows, tags)`` of each track, in the order of ``records.keys``."""
    return [np.asarray(model.predict_on_batch(mel[None]))[0] for mel in tracks(records)]


def validation_scores(
    config: Config, corpus: Corpus, records: Records, outputs: Sequence[np.ndarray]
) -> dict[str, float]:
    """What is logged after every epoch: the report's measure, and what the corrected variant selects by."""
    filled, everywhere = corpus.all_labels(records.keys, records.frames, config, "filled")
    strict, masks = corpus.all_labels(records.keys, records.frames, config, "strict")
    true, scored = (np.concatenate([track[mask] for track, mask in zip(kind, masks, strict=True)])
                    for kind in (strict, outputs))  # fmt: skip
    return {
        "valid_maa": mean_average_accuracy(accuracies(filled, everywhere, outputs)),
        "valid_loss": float(keras.ops.mean(keras.losses.binary_crossentropy(true.astype(np.float32), scored))),
        "valid_roc_auc": macro(roc_auc(true, scored)),
    }


def evaluate_split(
    config: Config, corpus: Corpus, name: str, records: Records, outputs: Sequence[np.ndarray]
) -> tuple[dict[str, Any], pd.DataFrame]:
    """Scores of one split: metrics by name, and a row a window with labels by both rules and every tag's score."""
    names = tag_names(config)
    rules = {rule: corpus.all_labels(records.keys, records.frames, config, rule) for rule in RULES}
    counts = [len(track) for track in outputs]
    scores = np.concatenate(outputs).astype(np.float32)
    columns: dict[str, Any] = {
        "split": name,
        "clip_id": np.repeat(records.keys, counts),
        "window": np.concatenate([np.arange(count) for count in counts]),
        "labelled": np.concatenate(rules["strict"][1]).astype(np.uint8),
    }
    metrics: dict[str, Any] = {f"{name}_n": len(records.keys), f"{name}_windows": len(scores)}
    for rule, (labels, masks) in rules.items():
        true, mask = np.concatenate(labels), np.concatenate(masks)
        metrics[f"{name}_{rule}_maa"] = mean_average_accuracy(accuracies(labels, masks, outputs))
        metrics[f"{name}_{rule}_roc_auc"] = macro(roc_auc(true[mask], scores[mask]))
        metrics[f"{name}_{rule}_pr_auc"] = macro(average_precision(true[mask], scores[mask]))
        columns |= {f"{rule}:{tag}": true[:, number] for number, tag in enumerate(names)}
    columns |= {f"score:{tag}": scores[:, number] for number, tag in enumerate(names)}
    return metrics, pd.DataFrame(columns)
