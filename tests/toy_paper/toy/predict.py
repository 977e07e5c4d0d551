"""The tag's probability for any sound file, from a finished run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# Its layers must be known to Keras before a network is loaded.
import paper_repro.toy.model  # noqa: F401
from paper_repro.toy.config import Config

from paper_repro.core.listening.tagging import Tagging
from paper_repro.core.training import prediction
from paper_repro.core.training.run import finished_run, stored_config


@dataclass
class Predictor(Tagging, prediction.Predictor):
    config: Config
    model: object

    has_beams = False
    tags = ("drum",)

    @classmethod
    def load(cls, run, beams=None):
        folder = finished_run(run, "toy")
        return cls(stored_config(folder, Config), folder.load_model())

    @property
    def sample_rate(self):
        return self.config.features.sample_rate

    @property
    def cut(self):
        return prediction.cut_of(self.config.features)

    def hear(self, windows):
        return {"scores": np.asarray(self.model(self.config.features.layer()(windows)))}
