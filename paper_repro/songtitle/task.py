"""The captioner's training and evaluation, as the run engine wants them: model, batches, scores."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pandas as pd
import tensorflow as tf
from tqdm import tqdm

from paper_repro.core.errors import UserError
from paper_repro.core.evaluation.controls import shuffled_audio
from paper_repro.core.nn.losses import MaskedCrossEntropy, TokenLosses
from paper_repro.core.records.pipeline import epochs, features, steps_per_epoch
from paper_repro.core.records.records import Records
from paper_repro.core.text.vocabulary import BEGIN, PAD, SPECIAL, Vocabulary
from paper_repro.core.training.backend import jit_compile
from paper_repro.core.training.run import RunFolder
from paper_repro.core.training.train import Task, train_and_evaluate
from paper_repro.songtitle.config import Config
from paper_repro.songtitle.data import Corpus, build_vocabulary, caption_length, token_array
from paper_repro.songtitle.glove import embedding_matrix
from paper_repro.songtitle.model import build, encoder_of, title_generator
from paper_repro.songtitle.pretrain import teach_words

#: Pictures a batch when scoring.
SCORE_BATCH = 64


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
    train_and_evaluate(config, folder, partial(make_task, config, corpus, records, folder), data, progress)


@dataclass(frozen=True)
class _Part:
    """One split: its records, the captions of each picture, and these as token ids ``(pictures, captions, length)``."""

    records: Records
    captions: list[tuple[tuple[str, ...], ...]]
    tokens: np.ndarray

    @property
    def inputs(self) -> np.ndarray:
        return self.tokens[:, :, :-1]

    @property
    def targets(self) -> np.ndarray:
        return self.tokens[:, :, 1:]

    @cached_property
    def pictures(self) -> tf.data.Dataset:
        """To be scored: a pipeline that is made once and read once an epoch."""
        return features(self.records, SCORE_BATCH)


def make_task(config: Config, corpus: Corpus, records: Mapping[str, Records], folder: RunFolder) -> Task:
    """Builds the captioner and binds it to its data. The vocabulary goes into the run's folder."""
    captions = {name: [corpus.words[key] for key in part.keys] for name, part in records.items()}
    vocabulary = build_vocabulary(captions["train"], config)
    vocabulary.save(folder.path / "vocabulary.json")
    length = caption_length(captions["train"], config)
    most = max(len(group) for part in captions.values() for group in part)
    parts = {
        name: _Part(part, captions[name], token_array(captions[name], vocabulary, length, most))
        for name, part in records.items()
    }
    if len(vocabulary) == len(SPECIAL):
        raise UserError(
            f"{corpus.root}: no word is in {config.min_word_count} training captions or more; give more pictures."
        )
    words = embedding_matrix(Path(config.glove), vocabulary.tokens, config.seed).matrix if config.glove else None
    model = build(config, len(vocabulary), parts["train"].tokens.shape[1], length - 1, words)
    # A training that goes on gets its weights from its state.
    if config.word_epochs and not (folder.path / "state.npz").exists():
        teach_words(model, config, records["train"], parts["train"].tokens, len(vocabulary))
    if not config.train_encoder:
        encoder_of(model).trainable = False
    model.compile(keras.optimizers.Adam(config.learning_rate), MaskedCrossEntropy(), jit_compile=jit_compile())
    scorer = _Scorer(model)
    frequency = word_frequencies(parts["train"].targets, len(vocabulary))

    def validate() -> dict[str, float]:
        sums, counts = scorer.losses(parts["valid"])
        loss = float(sums.sum() / counts.sum())
        return {"valid_loss": loss, "valid_perplexity": float(np.exp(loss))}

    def evaluate() -> tuple[dict[str, Any], pd.DataFrame]:
        frame = pd.concat(
            [_scored(name, parts[name], scorer, vocabulary, config, frequency) for name in ("valid", "test")]
        )
        metrics = {"vocabulary": len(vocabulary), "unknown_share": unknown_share(captions["test"], vocabulary)}
        for name in ("valid", "test"):
            part = frame[frame["split"] == name]
            metrics |= {
                f"{name}_n": len(part),
                f"{name}_loss": part["loss"].sum() / part["counted"].sum(),
                f"{name}_distinct": int(part["prediction"].nunique()),
            }
        return metrics, frame

    steps = steps_per_epoch(records["train"], config.batch_size)
    return Task(model, _batches(config, parts["train"]), steps, validate, evaluate)


def unknown_share(captions: Sequence[Sequence[tuple[str, ...]]], vocabulary: Vocabulary) -> float:
    """Share of the words that the vocabulary does not have."""
    words = [word for group in captions for one in group for word in one]
    return float(np.mean([word not in vocabulary.ids for word in words])) if words else 0.0


def _batches(config: Config, part: _Part):
    inputs, targets = tf.constant(part.inputs), tf.constant(part.targets)

    def attach(rows, pictures):
        return {"pictures": pictures, "tokens": tf.gather(inputs, rows)}, tf.gather(targets, rows)

    return lambda first_epoch: epochs(
        part.records, batch_size=config.batch_size, seed=config.seed, first_epoch=first_epoch, attach=attach
    )


class _Scorer:
    """Losses of the true captions, also under another picture; the pictures are cropped in their middle."""

    def __init__(self, model: keras.Model) -> None:
        self.model = model
        self.encoder = keras.Model(model.get_layer("pictures").output, model.get_layer("memory").output)
        self.encoder.compile(jit_compile=jit_compile())
        memory = keras.Input(self.encoder.output.shape[1:], name="memory")
        shape = model.output.shape[1:3]
        inputs, targets = (keras.Input(shape, dtype="int32", name=name) for name in ("tokens", "targets"))
        self.losses_of = keras.Model(
            [memory, inputs, targets], TokenLosses(name="losses")(model.get_layer("decoder")(inputs, memory), targets)
        )
        self.losses_of.compile(jit_compile=False)

    def memory(self, part: _Part) -> np.ndarray:
        return np.concatenate([self.encoder.predict_on_batch(batch) for batch in part.pictures])

    def losses(self, part: _Part, memory: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
        """Per picture: the sum over the real tokens of its captions, in nats, and their number."""
        memory = self.memory(part) if memory is None else memory
        arrays = (memory, part.inputs, part.targets)
        found = np.concatenate(
            [
                self.losses_of.predict_on_batch([array[at : at + SCORE_BATCH] for array in arrays])
                for at in range(0, len(memory), SCORE_BATCH)
            ]
        )
        real = part.targets > 0
        return (found * real).sum(axis=(1, 2)), real.sum(axis=(1, 2))


def word_frequencies(targets: np.ndarray, size: int) -> np.ndarray:
    """Log-probability of each token by how often it is a target, and one more: what a frequency baseline says."""
    counts = np.bincount(targets[targets > 0], minlength=size) + 1.0
    counts[PAD] = counts[BEGIN] = np.finfo(float).tiny
    return np.log(counts / counts.sum())


def _scored(
    split: str, part: _Part, scorer: _Scorer, vocabulary: Vocabulary, config: Config, frequency: np.ndarray
) -> pd.DataFrame:
    memory = scorer.memory(part)
    sums, counts = scorer.losses(part, memory)
    shuffled = np.full(len(sums), np.nan)
    if split == "test":
        shuffled = shuffled_audio(lambda order: scorer.losses(part, memory[order])[0], len(sums)).per_clip
    greedy = title_generator(scorer.model, config, 1)
    tokens, _ = greedy.predict(memory, batch_size=SCORE_BATCH, verbose=0)
    return pd.DataFrame(
        {
            "split": split,
            "clip_id": part.records.keys,
            "prediction": [json.dumps(vocabulary.decode(row)) for row in np.asarray(tokens)[:, 0]],
            "reference": [json.dumps(group) for group in part.captions],
            "loss": sums,
            "loss_shuffled": shuffled,
            "loss_frequency": -(frequency[part.targets] * (part.targets > 0)).sum(axis=(1, 2)),
            "counted": counts,
        }
    )
