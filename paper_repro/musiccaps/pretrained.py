"""A captioner's encoder that begins with the weights of a contrastive training (Sec. 7; ours)."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import keras

from paper_repro.core.training.run import RunFolder, finished_run, run_folder
from paper_repro.musiccaps.config import Config
from paper_repro.musiccaps.data import Corpus
from paper_repro.musiccaps.future_rows import OBJECTIVE

#: What a row of a contrastive training is called, after its encoder's network.
ROW = "{model}-contrastive"
#: Settings that say how a captioner's encoder begins: a contrastive training has none.
OF_THE_CAPTIONER = ("encoder_epochs", "encoder_batch_size", "encoder_learning_rate", "encoder_dropout")
#: Layers of an encoder that learn; mean and variance are those of the same clips in both trainings.
LEARNED = ("conv", "encoder")


def pretraining(config: Config) -> Config:
    """The contrastive training that a captioner's encoder begins with.

    All of it follows from the captioner's own settings, so that the name of its run covers the weights that it begins
    with.
    """
    return replace(
        config,
        **OBJECTIVE,
        optimizer=Config.optimizer,
        epochs=config.encoder_epochs,
        batch_size=config.encoder_batch_size,
        learning_rate=config.encoder_learning_rate,
        dropout=config.encoder_dropout,
        **{name: getattr(Config, name) for name in OF_THE_CAPTIONER},
    )


def begin_encoder(model: keras.Model, config: Config, corpus: Corpus, folder: RunFolder) -> dict[str, str]:
    """Gives a built captioner's encoder the weights of its contrastive training with the same seed, if it has one.

    Args:
        model: the captioner.
        config: its settings.
        corpus: what both are trained on.
        folder: of the captioner's run: the other lies beside it.

    Returns:
        what is kept in the metrics: the run, and a checksum of its weights; empty where the encoder starts from
        scratch.

    Raises:
        UserError: that training has not been done here.
    """
    if not config.encoder_epochs:
        return {}
    paper, row = folder.path.parent.name, ROW.format(model=config.model)
    beside = run_folder(folder.path.parent.parent, paper, row, pretraining(config), corpus.fingerprint)
    trained = finished_run(beside.path, paper, trained_by=f"train {paper} {row}").load_model()
    digest = hashlib.sha256()
    for name in LEARNED:
        if name not in {layer.name for layer in model.layers}:
            continue
        weights = trained.get_layer(name).get_weights()
        model.get_layer(name).set_weights(weights)
        for array in weights:
            digest.update(array.tobytes())
    return {"encoder_run": beside.name, "encoder_sha256": digest.hexdigest()}
