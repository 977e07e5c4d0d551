"""Tags for any sound file, from a finished run.

python -m paper_repro predict magnatagatune song.mp3

from paper_repro.magnatagatune.predict import Predictor
tagger = Predictor.load("runs/magnatagatune/batch_norm_dropout_10-s0-...")
tagger("song.mp3")   # {"guitar": 0.81, "slow": 0.74, ...}, the most probable first
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import keras
import numpy as np

# Its layers must be known to Keras before a network is loaded.
import paper_repro.magnatagatune.model  # noqa: F401
from paper_repro.core.audio.load import load_clip
from paper_repro.core.training import prediction
from paper_repro.core.training.run import finished_run, stored_config
from paper_repro.magnatagatune.config import Config
from paper_repro.magnatagatune.yes_no import THRESHOLD

#: Tags that the command line prints.
SHOWN = 5


@dataclass
class Predictor(prediction.Predictor):
    """A trained network with its features and tags."""

    config: Config
    tags: tuple[str, ...]
    model: keras.Model

    has_beams: ClassVar[bool] = False

    @classmethod
    def load(cls, run: str | Path, beams: int | None = None) -> Predictor:
        folder = finished_run(run, "magnatagatune")
        config = stored_config(folder, Config)
        tags = json.loads((folder.path / "tags.json").read_text(encoding="utf-8"))["tags"]
        return cls(config, tuple(tags), folder.load_model())

    def __call__(self, path: str | Path) -> dict[str, float]:
        """Every tag with its probability, the most probable first. Rare tags weigh more in training: probabilities
        rank clips, they are not frequencies.

        Raises:
            AudioError: the file cannot be decoded, or is shorter than the clips of the training.
        """
        samples = load_clip(Path(path), self.config.features)
        scores = np.asarray(self.model(self.config.features.layer()(samples[None])))[0]
        return {self.tags[number]: float(scores[number]) for number in np.argsort(-scores, kind="stable")}

    def text(self, prediction: dict[str, float]) -> str:
        """The most probable tags, each with its probability and the paper's yes or no (Sec. IV-A)."""
        shown = list(prediction.items())[:SHOWN]
        return ", ".join(f"{tag} {score:.2f} {'yes' if score >= THRESHOLD else 'no'}" for tag, score in shown)
