"""Your own tags for any sound file, from a finished run.

python -m paper_repro predict song.mp3 --model runs/finetune/mtt_musicnn_output-s0-...
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import keras

from paper_repro.core.listening.heard import Heard
from paper_repro.core.training.run import RunFolder, finished_run, stored_config
from paper_repro.magnatagatune import predict
from paper_repro.magnatagatune.config import NONE
from paper_repro.magnatagatune.own_labels.config import OUTPUT, Config
from paper_repro.magnatagatune.own_labels.engine import NAME, TRAINED_BY
from paper_repro.weights.architectures import ARCHITECTURES, Architecture
from paper_repro.weights.catalogue import network
from paper_repro.weights.tagger import Tagger


@dataclass
class Predictor(predict.Predictor):
    """A trained network with its front end and your tags; it hears a file as it did in training and scoring."""

    config: Config

    @classmethod
    def load(cls, run: str | Path, beams: int | None = None) -> Predictor:
        """See ``prediction.Predictor.load``.

        Raises:
            UserError: also where the published network under an output layer is not here.
        """
        folder = finished_run(run, NAME, TRAINED_BY)
        config = stored_config(folder, Config)
        tags = json.loads((folder.path / "tags.json").read_text(encoding="utf-8"))["tags"]
        model = folder.load_model()
        if config.layers == OUTPUT:
            published = Tagger.load(network(config.model)).model
            model = keras.Model(published.inputs, model.get_layer("tags")(published.layers[-1].input))
        return cls(config, tuple(tags), model)

    @classmethod
    def preferred(cls, folder: Path) -> bool:
        """Runs of the published network: that from scratch stands beside them to be compared with."""
        return stored_config(RunFolder(folder), Config).layers != NONE

    @property
    def published(self) -> Architecture | None:
        """How the published network is fed, under an output layer too; None of the paper's, from scratch."""
        return None if self.config.layers == NONE else ARCHITECTURES[network(self.config.model).architecture]

    def text(self, heard: Heard) -> str:
        """The most probable tags, each with its probability."""
        return ", ".join(f"{tag} {score:.2f}" for tag, score in heard.top(self.shown).items())
