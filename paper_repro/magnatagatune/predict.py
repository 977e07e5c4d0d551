"""Tags for any sound file, from a finished run.

python -m paper_repro predict magnatagatune song.mp3

from paper_repro.magnatagatune.predict import Predictor
tagger = Predictor.load("runs/magnatagatune/batch_norm_dropout_10-s0-...")
tagger("song.mp3").tags   # {"guitar": 0.81, "slow": 0.74, ...}, the most probable first

Clips as long as those of the training follow each other; the whole file is their mean. Rare tags weigh more in
training: probabilities rank files, they are not frequencies.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar

import keras
import numpy as np

# Its layers must be known to Keras before a network is loaded.
import paper_repro.magnatagatune.model  # noqa: F401
from paper_repro.core.errors import UserError
from paper_repro.core.listening.cut import Cut
from paper_repro.core.listening.heard import Heard, Outputs
from paper_repro.core.listening.tagging import SCORES, Tagging
from paper_repro.core.training import prediction
from paper_repro.core.training.run import RunFolder, finished_run, stored_config
from paper_repro.magnatagatune.config import ALL, Config
from paper_repro.magnatagatune.inputs import MEL
from paper_repro.magnatagatune.whole_file import of_windows
from paper_repro.magnatagatune.yes_no import THRESHOLD
from paper_repro.weights.architectures import ARCHITECTURES, Architecture
from paper_repro.weights.catalogue import network


@dataclass
class Predictor(Tagging, prediction.Predictor):
    """A trained network with its features and tags."""

    config: Config
    tags: tuple[str, ...]
    model: keras.Model
    graph: prediction.Graph | None = field(default=None, repr=False)

    has_beams: ClassVar[bool] = False
    offers: ClassVar[tuple[str, ...]] = ("penultimate",)

    @classmethod
    def load(cls, run: str | Path, beams: int | None = None) -> Predictor:
        folder = finished_run(run, "magnatagatune")
        config = stored_config(folder, Config)
        tags = json.loads((folder.path / "tags.json").read_text(encoding="utf-8"))["tags"]
        return cls(config, tuple(tags), folder.load_model())

    @classmethod
    def preferred(cls, folder: Path) -> bool:
        """Runs of the paper's tables: what its authors would try next stands beside them to be compared with. One that
        cannot be read, or is of another version, is not preferred.
        """
        try:
            config = stored_config(RunFolder(folder), Config)
        except UserError:
            return False
        return not config.frozen and config.input == MEL and config.share == 1

    @property
    def sample_rate(self) -> int:
        return self.config.features.sample_rate

    @property
    def res_type(self) -> str:
        return self.config.features.res_type

    @property
    def published(self) -> Architecture | None:
        """How a published network whose layers have all learned is fed, window by window; None of other rows."""
        if not self.config.frozen or self.config.layers != ALL:
            return None
        return ARCHITECTURES[network(self.config.model).architecture]

    @property
    def cut(self) -> Cut:
        return self.published.cut if self.published else prediction.cut_of(self.config.features)

    def front(self) -> keras.layers.Layer:
        """What the network hears of windows of samples."""
        return self.published.front() if self.published else self.config.features.layer()

    def combined(self, outputs: Outputs, seconds: float) -> Heard:
        heard = super().combined(outputs, seconds)
        return replace(heard, overall=of_windows(heard.scores)) if self.published else heard

    def hear(self, windows: np.ndarray) -> dict[str, np.ndarray]:
        if self.graph is None:
            wanted = [self.model.layers[-1].input] if self.embeds else []
            names = (SCORES, *self.offers) if self.embeds else (SCORES,)
            self.graph = prediction.Graph(self.model, self.front(), names, wanted)
        return self.graph(windows)

    def text(self, heard: Heard) -> str:
        """The most probable tags, each with its probability and the paper's yes or no (Sec. IV-A)."""
        shown = heard.top(self.shown).items()
        return ", ".join(f"{tag} {score:.2f} {'yes' if score >= THRESHOLD else 'no'}" for tag, score in shown)
