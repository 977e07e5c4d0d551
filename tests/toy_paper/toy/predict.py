"""The tag's probability for any sound file, from a finished run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

# Its layers must be known to Keras before a network is loaded.
import paper_repro.toy.model  # noqa: F401
from paper_repro.toy.config import Config

from paper_repro.core.audio.load import load_clip
from paper_repro.core.training import prediction
from paper_repro.core.training.run import finished_run, stored_config


@dataclass
class Predictor(prediction.Predictor):
    config: Config
    model: object

    has_beams = False

    @classmethod
    def load(cls, run, beams=None):
        folder = finished_run(run, "toy")
        return cls(stored_config(folder, Config), folder.load_model())

    def __call__(self, path):
        samples = load_clip(Path(path), self.config.features)
        return float(np.asarray(self.model(self.config.features.layer()(samples[None])))[0, 0])

    def text(self, prediction):
        return f"drum {prediction:.2f}"
