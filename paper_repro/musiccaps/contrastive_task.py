"""Contrastive training and evaluation of a row: pairs of sound and text, and how well they find each other."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import tensorflow as tf
from keras import ops

from paper_repro.core.nn.losses import ContrastiveLoss
from paper_repro.core.records.pipeline import epochs, features, steps_per_epoch
from paper_repro.core.records.records import Records
from paper_repro.core.text.vocabulary import Vocabulary
from paper_repro.core.training.backend import jit_compile
from paper_repro.core.training.forward import Forward
from paper_repro.core.training.run import RunFolder
from paper_repro.core.training.task import Evaluation, Task, joined
from paper_repro.musiccaps.config import Config
from paper_repro.musiccaps.contrastive_model import build, towers
from paper_repro.musiccaps.data import Corpus
from paper_repro.musiccaps.encoder import fit_standardize
from paper_repro.musiccaps.optimizers import optimizer_of
from paper_repro.musiccaps.retrieval import TOP, WAYS, hits, mean_reciprocal_rank, rank_columns

#: Clips a batch when scoring.
SCORE_BATCH = 128


class ContrastiveTask(Task):
    """Of each sound its own text among those of the batch, of each text its own sound. A clip's text are the words of
    its caption and of its aspects; the vocabulary is that of training and goes into the run's folder.
    """

    def __init__(self, config: Config, corpus: Corpus, records: Mapping[str, Records], folder: RunFolder) -> None:
        self.config = config
        self.records = records
        texts = corpus.texts(config)
        self.vocabulary = Vocabulary.build([texts[key] for key in records["train"].keys], config.min_count)
        self.vocabulary.save(folder.path / "vocabulary.json")
        length = 2 + max(len(text) for text in texts.values())  # begin and end
        self.texts = {
            name: np.stack([self.vocabulary.encode(texts[key], length) for key in part.keys])
            for name, part in records.items()
        }
        self.scored = {name: features(part, SCORE_BATCH) for name, part in records.items()}
        self.steps = steps_per_epoch(records["train"], config.batch_size)
        self.model = build(config, vocabulary_size=len(self.vocabulary), length=length)
        fit_standardize(self.model, config, features(records["train"]))
        self.model.compile(optimizer_of(config), ContrastiveLoss(), jit_compile=jit_compile())
        self._forward = []
        for tower in towers(self.model):
            tower.compile(jit_compile=jit_compile())
            self._forward.append(Forward(tower))

    def batches(self, first_epoch: int) -> tf.data.Dataset:
        texts, config = tf.constant(self.texts["train"]), self.config

        def attach(rows, values):
            # Which text belongs to which sound is told by their places.
            return {"features": values, "text": tf.gather(texts, rows)}, rows

        return epochs(
            self.records["train"],
            batch_size=config.batch_size,
            seed=config.seed,
            first_epoch=first_epoch,
            attach=attach,
        )

    def similarities(self, name: str) -> np.ndarray:
        """Scaled cosines of a part's sounds with its texts: float32 ``(clips, clips)``."""
        sound, text = self._forward
        texts = self.texts[name]
        batches = (texts[at : at + SCORE_BATCH] for at in range(0, len(texts), SCORE_BATCH))
        pair = sound.batches(self.scored[name]), text.batches(batches)
        return ops.convert_to_numpy(self.model.get_layer("similarity")(*pair))

    def validate(self) -> dict[str, float]:
        """The loss with the whole part as one batch, and the mean reciprocal rank of both ways."""
        similarities = self.similarities("valid")
        return {"valid_loss": whole_loss(similarities), "valid_mrr": mean_reciprocal_rank(similarities)}

    def evaluate(self) -> Evaluation:
        scores, frame = joined(self._evaluate_part(name) for name in ("valid", "test"))
        return {"vocabulary": len(self.vocabulary), "text_length": self.texts["train"].shape[1], **scores}, frame

    def _evaluate_part(self, name: str) -> Evaluation:
        similarities = self.similarities(name)
        columns = rank_columns(similarities, shuffled=name == "test")
        frame = pd.DataFrame({"split": name, "clip_id": self.records[name].keys, **columns})
        found = {f"{name}_{way}_top{k}": float(hits(columns[f"{way}_rank"], k).mean()) for way in WAYS for k in TOP}
        return {f"{name}_n": len(frame), f"{name}_loss": whole_loss(similarities), **found}, frame


def whole_loss(similarities: np.ndarray) -> float:
    """The contrastive loss of a whole part, in nats.

    Example:
        >>> round(whole_loss(np.zeros((4, 4), "float32")), 4)  # log 4
        1.3863
    """
    return float(ContrastiveLoss()(np.zeros(len(similarities), "float32"), similarities))
