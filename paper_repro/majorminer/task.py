"""Training and evaluation of a row: model, batches, scores."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import keras
import numpy as np
import pandas as pd
import tensorflow as tf

from paper_repro.core.evaluation.bleu import RULES, bleu_columns, signature
from paper_repro.core.files import whole_file
from paper_repro.core.nn.losses import BalancedCrossEntropy, MaskedCrossEntropy, effective_weights
from paper_repro.core.records.pipeline import epochs, features, steps_per_epoch
from paper_repro.core.records.records import Records
from paper_repro.core.text.captions import token_array, token_length
from paper_repro.core.text.vocabulary import PAD, Vocabulary
from paper_repro.core.training.backend import jit_compile
from paper_repro.core.training.forward import Forward
from paper_repro.core.training.run import RunFolder
from paper_repro.core.training.task import Evaluation, Task, joined
from paper_repro.majorminer.config import Config
from paper_repro.majorminer.data import Caption, Corpus
from paper_repro.majorminer.heard import heard
from paper_repro.majorminer.model import build, generator
from paper_repro.majorminer.outcome import HEARD
from paper_repro.majorminer.pretraining import pretrain
from paper_repro.majorminer.pretraining import scores as pretrained
from paper_repro.majorminer.spelling import FILE as SPELLING


@dataclass(frozen=True)
class _Part:
    """One split: its records, and per clip in the order of the records the references and all its captions."""

    records: Records
    references: list[tuple[Caption, ...]]
    all_captions: list[tuple[Caption, ...]]


class CaptionTask(Task):
    """Teacher forcing on the row's captions, greedy or beam-searched captions scored by BLEU.

    The vocabulary and its spelling go into the run's folder, what standardising precomputed features found, and what
    the captioner makes of each tag of the test clips (``heard``).
    """

    def __init__(self, config: Config, corpus: Corpus, records: Mapping[str, Records], folder: RunFolder) -> None:
        chosen = corpus.chosen(config)
        self.config = config
        self.parts = {
            name: _Part(part, [chosen[key] for key in part.keys], [corpus.captions[key] for key in part.keys])
            for name, part in records.items()
        }
        train = self.parts["train"]
        self.folder = folder
        # Words of few clips are not all: the captions of the others are there, without their sound.
        groups = [chosen[key] for key in corpus.parts(config)["train"]] if config.few else train.references
        captions_of_all = [caption for group in groups for caption in group]
        self.vocabulary = Vocabulary.build(captions_of_all, config.min_tag_count)
        self.vocabulary.save(folder.path / "vocabulary.json")
        folder.write_json(SPELLING, corpus.spelling.of(self.vocabulary.tokens).by_stem)
        length = token_length(groups, config.max_caption)
        captions = max(map(len, train.references))
        self.tokens = tf.constant(token_array(train.references, self.vocabulary, length, captions))
        self.steps = steps_per_epoch(train.records, config.batch_size)
        self.model = build(config, vocabulary_size=len(self.vocabulary), length=length - 1, captions=captions)
        if config.encoder == "dense":
            counted = self.model.get_layer("standardize").fit(batch.numpy() for batch in features(train.records))
            folder.write_json("features.json", counted)
        if config.pretraining:
            others = [caption for group in self.parts["valid"].references for caption in group]
            pretrain(self.model, config, self.vocabulary, captions_of_all, others, folder)
        schedule = keras.optimizers.schedules.CosineDecay(
            config.learning_rate, self.steps * config.epochs, alpha=config.final_learning_rate / config.learning_rate
        )
        self.model.compile(keras.optimizers.Adam(schedule), self._loss(), jit_compile=jit_compile())
        search = generator(self.model, config)
        search.compile(jit_compile=jit_compile())
        self.search = Forward(search)

    def batches(self, first_epoch: int) -> tf.data.Dataset:
        def attach(rows, mel):
            batch = tf.gather(self.tokens, rows)  # (batch, captions, length)
            return {"mel": mel, "tokens": batch[:, :, :-1]}, batch[:, :, 1:]

        config = self.config
        return epochs(
            self.parts["train"].records,
            batch_size=config.batch_size,
            seed=config.seed,
            first_epoch=first_epoch,
            attach=attach,
        )

    def _loss(self) -> keras.losses.Loss:
        if not self.config.balance:
            return MaskedCrossEntropy()
        # The end counts as any tag: as the commonest, so that captions end where they did.
        counts = np.bincount(np.ravel(self.tokens[:, :, 1:]), minlength=len(self.vocabulary))
        counts[PAD] = 0
        return BalancedCrossEntropy(effective_weights(counts, self.config.balance))

    def _say(self, part: _Part) -> np.ndarray:
        """Ids of the best caption of each clip, ``(clips, max_length)``."""
        return self.search.batches(features(part.records))[0][:, 0]

    def _captions(self, said: np.ndarray) -> list[list[str]]:
        return [self.vocabulary.decode(sequence) for sequence in said]

    def validate(self) -> dict[str, float]:
        part = self.parts["valid"]
        columns = bleu_columns(part.references, self._captions(self._say(part)))
        return {f"valid_{name}": float(np.mean(values)) for name, values in columns.items()}

    def evaluate(self) -> Evaluation:
        said = {name: self._say(self.parts[name]) for name in ("valid", "test")}
        metrics, frame = joined(self._evaluate_part(name, ids) for name, ids in said.items())
        test = self.parts["test"].records
        with whole_file(self.folder.path / HEARD) as temporary, temporary.open("wb") as file:
            np.savez(file, clips=test.keys, **heard(self.model, features(test), said["test"]))
        if self.config.pretraining:
            metrics |= pretrained(self.folder)
        references = "all" if self.config.captions == "multiple" else "one"
        signatures = [signature(order, rule, references) for rule in RULES for order in (1, 2)]
        return {"vocabulary": len(self.vocabulary), **metrics, "signatures": signatures}, frame

    def _evaluate_part(self, name: str, said: np.ndarray) -> Evaluation:
        frame = _scored(name, self.parts[name], self._captions(said))
        metrics = {f"{name}_{column}": frame[column].mean() for column in SCORES}
        distinct = {f"{name}_distinct_captions": int(frame["prediction"].nunique())}
        return {**metrics, f"{name}_n": len(frame), **distinct}, frame


#: What the run engine calls to bind a row's model to its data.
make_task = CaptionTask

#: Per-clip scores: against the row's own references, and against all captions of the clip.
SCORES = [f"{name}{suffix}" for suffix in ("", "_all") for name in ("bleu1", "bleu2", "bleu1_nltk325", "bleu2_nltk325")]


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
