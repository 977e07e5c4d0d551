"""Training and evaluation of the captioner: model, batches, scores."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import keras
import numpy as np
import pandas as pd
import tensorflow as tf

from paper_repro.core.errors import UserError
from paper_repro.core.evaluation.controls import shuffled_audio
from paper_repro.core.nn.captioner import features_of, memory_of
from paper_repro.core.nn.losses import MaskedCrossEntropy
from paper_repro.core.records.pipeline import epochs, features, steps_per_epoch
from paper_repro.core.records.records import Records
from paper_repro.core.text.captions import token_array, token_length
from paper_repro.core.text.vocabulary import BEGIN, PAD, SPECIAL, Vocabulary
from paper_repro.core.training.backend import jit_compile
from paper_repro.core.training.caption_scorer import CaptionScorer
from paper_repro.core.training.forward import Forward
from paper_repro.core.training.run import RunFolder
from paper_repro.core.training.task import Evaluation, Task, joined
from paper_repro.songtitle.config import Config
from paper_repro.songtitle.data import Corpus
from paper_repro.songtitle.frozen import split, view_batches
from paper_repro.songtitle.glove import embedding_matrix
from paper_repro.songtitle.model import build, freeze, title_generator
from paper_repro.songtitle.pretrain import teach_words

#: Pictures a batch when scoring.
SCORE_BATCH = 64


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

    @property
    def real(self) -> np.ndarray:
        """Which targets are no padding."""
        return self.targets > 0

    @cached_property
    def pictures(self) -> tf.data.Dataset:
        """To be scored: a pipeline that is made once and read once an epoch."""
        return features(self.records, SCORE_BATCH)


class CaptionTask(Task):
    """Teacher forcing on pictures' captions; losses of the true words, captions generated greedily.

    The vocabulary goes into the run's folder.
    """

    def __init__(self, config: Config, corpus: Corpus, records: Mapping[str, Records], folder: RunFolder) -> None:
        captions = {name: [corpus.words[key] for key in part.keys] for name, part in records.items()}
        self.config = config
        self.vocabulary = Vocabulary.build(
            [words for group in captions["train"] for words in group], config.min_word_count
        )
        self.vocabulary.save(folder.path / "vocabulary.json")
        if len(self.vocabulary) == len(SPECIAL):
            raise UserError(
                f"{corpus.root}: no word is in {config.min_word_count} training captions or more; give more pictures."
            )
        length = token_length(captions["train"], config.max_caption)
        most = max(len(group) for part in captions.values() for group in part)
        self.parts = {
            name: _Part(part, captions[name], token_array(captions[name], self.vocabulary, length, most))
            for name, part in records.items()
        }
        train = self.parts["train"]
        self.steps = steps_per_epoch(train.records, config.batch_size)
        words = None
        if config.glove:
            words = embedding_matrix(Path(config.glove), self.vocabulary.tokens, config.seed).matrix
        self.model = build(config, len(self.vocabulary), most, length - 1, words)
        # A training that goes on gets its weights from its state.
        if config.word_epochs and not (folder.path / "state.npz").exists():
            teach_words(self.model, config, train.records, train.tokens, len(self.vocabulary))
        freeze(self.model, config)
        self.split = split(self.model, config, len(train.records.keys))
        self.fitted.compile(
            keras.optimizers.Adam(config.learning_rate), MaskedCrossEntropy(), jit_compile=jit_compile()
        )
        encoder = keras.Model(features_of(self.fitted), memory_of(self.fitted))
        self.scorer = CaptionScorer(self.fitted, encoder, SCORE_BATCH)
        self._middles: dict[str, np.ndarray] = {}

    @property
    def fitted(self) -> keras.Model:
        """The captioner, or what learns behind an encoder that stays as it is."""
        return self.split.learner if self.split else self.model

    def batches(self, first_epoch: int) -> tf.data.Dataset:
        part, config = self.parts["train"], self.config
        if self.split:
            views = self.split.views(part.records, config)
            return view_batches(views, part.inputs, part.targets, config, first_epoch)
        inputs, targets = tf.constant(part.inputs), tf.constant(part.targets)

        def attach(rows, pictures):
            return {"pictures": pictures, "tokens": tf.gather(inputs, rows)}, tf.gather(targets, rows)

        return epochs(
            part.records, batch_size=config.batch_size, seed=config.seed, first_epoch=first_epoch, attach=attach
        )

    def losses(self, part: _Part, memory: np.ndarray) -> np.ndarray:
        """Sum over the real tokens of each picture's captions, in nats: ``(pictures,)``."""
        return (self.scorer.losses(memory, part.inputs, part.targets) * part.real).sum(axis=(1, 2))

    def memory(self, name: str) -> np.ndarray:
        """What the decoder reads of a part's pictures: ``(pictures, ...)``."""
        part = self.parts[name]
        if not self.split:
            return self.scorer.memory(part.pictures)
        if name not in self._middles:
            self._middles[name] = self.split.middles(part.records, self.config)
        seen = self._middles[name]
        return self.scorer.memory(seen[at : at + SCORE_BATCH] for at in range(0, len(seen), SCORE_BATCH))

    def validate(self) -> dict[str, float]:
        part = self.parts["valid"]
        loss = float(self.losses(part, self.memory("valid")).sum() / part.real.sum())
        return {"valid_loss": loss, "valid_perplexity": float(np.exp(loss))}

    def evaluate(self) -> Evaluation:
        generator = title_generator(self.model, self.config, 1)
        generator.compile(jit_compile=jit_compile())
        greedy = Forward(generator)
        scores, frame = joined(self._evaluate_part(name, greedy) for name in ("valid", "test"))
        unknown = unknown_share(self.parts["test"].captions, self.vocabulary)
        return {"vocabulary": len(self.vocabulary), "unknown_share": unknown, **scores}, frame

    def _evaluate_part(self, name: str, greedy: Forward) -> Evaluation:
        part = self.parts[name]
        memory = self.memory(name)
        losses = self.losses(part, memory)
        shuffled = np.full(len(losses), np.nan)
        if name == "test":
            shuffled = shuffled_audio(lambda order: self.losses(part, memory[order]), len(losses)).per_clip
        frequency = word_frequencies(self.parts["train"].targets, len(self.vocabulary))
        tokens, _ = greedy.batches(memory[at : at + SCORE_BATCH] for at in range(0, len(memory), SCORE_BATCH))
        frame = pd.DataFrame(
            {
                "split": name,
                "clip_id": part.records.keys,
                "prediction": [json.dumps(self.vocabulary.decode(row)) for row in np.asarray(tokens)[:, 0]],
                "reference": [json.dumps(group) for group in part.captions],
                "loss": losses,
                "loss_shuffled": shuffled,
                "loss_frequency": -(frequency[part.targets] * part.real).sum(axis=(1, 2)),
                "counted": part.real.sum(axis=(1, 2)),
            }
        )
        metrics = {
            f"{name}_n": len(frame),
            f"{name}_loss": frame["loss"].sum() / frame["counted"].sum(),
            f"{name}_distinct": int(frame["prediction"].nunique()),
        }
        return metrics, frame


#: What the run engine calls to bind a row's model to its data.
make_task = CaptionTask


def unknown_share(captions: Sequence[Sequence[tuple[str, ...]]], vocabulary: Vocabulary) -> float:
    """Share of the words that the vocabulary does not have."""
    words = [word for group in captions for caption in group for word in caption]
    return float(np.mean([word not in vocabulary.ids for word in words])) if words else 0.0


def word_frequencies(targets: np.ndarray, size: int) -> np.ndarray:
    """Log-probability of each token by how often it is a target, and one more: what a frequency baseline says."""
    counts = np.bincount(targets[targets > 0], minlength=size) + 1.0
    counts[PAD] = counts[BEGIN] = np.finfo(float).tiny
    return np.log(counts / counts.sum())
