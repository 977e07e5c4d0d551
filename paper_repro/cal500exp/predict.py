"""Emotions over the time of any track, from a finished run.

python -m paper_repro predict cal500exp song.mp3

from paper_repro.cal500exp.predict import Predictor
tagger = Predictor.load("runs/cal500exp/cnn_lstm_corrected-s0-...")
tagger("song.mp3")   # a DataFrame: start_s, end_s, and a column a tag with its probability
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import keras
import numpy as np
import pandas as pd

from paper_repro.cal500exp.config import Config
from paper_repro.cal500exp.model import scores_of_track
from paper_repro.cal500exp.paper import BEST
from paper_repro.core.audio.load import load_clip
from paper_repro.core.audio.long_clip import mel_in_blocks
from paper_repro.core.training import prediction
from paper_repro.core.training.run import finished_run, stored_config
from paper_repro.datasets.cal500exp.table import readable

#: Tags that the command line prints.
SHOWN = 4


@dataclass
class Predictor(prediction.Predictor):
    """A trained network with its features and tags."""

    config: Config
    tags: tuple[str, ...]
    model: keras.Model

    has_beams: ClassVar[bool] = False

    @classmethod
    def load(cls, run: str | Path, beams: int | None = None) -> Predictor:
        folder = finished_run(run, "cal500exp")
        config = stored_config(folder, Config)
        tags = json.loads((folder.path / "tags.json").read_text(encoding="utf-8"))["tags"]
        return cls(config, tuple(tags), folder.load_model())

    def __call__(self, path: str | Path) -> pd.DataFrame:
        """A row a window: ``start_s``, ``end_s`` (seconds), and every tag's probability by its published name.

        Raises:
            AudioError: the file cannot be decoded, or is shorter than a window.
        """
        return self.of_samples(load_clip(Path(path), self.config.features))

    def of_samples(self, samples: np.ndarray) -> pd.DataFrame:
        """The same of ``(samples,)`` at the config's rate."""
        scores = scores_of_track(self.model, mel_in_blocks(self.config.features.layer(), samples))  # (windows, tags)
        starts = np.arange(len(scores)) * self.config.window_hop / self.config.frame_rate
        ends = np.minimum(starts + self.config.window / self.config.frame_rate, len(samples) / self.config.sample_rate)
        return pd.DataFrame({"start_s": starts, "end_s": ends, **dict(zip(self.tags, scores.T, strict=True))})

    def text(self, prediction: pd.DataFrame) -> str:
        """The most probable tags over the whole track, and when each is most probable."""
        means = prediction[list(self.tags)].mean().sort_values(ascending=False, kind="stable")[:SHOWN]
        peaks = {tag: prediction["start_s"][prediction[tag].idxmax()] for tag in means.index}
        return ", ".join(f"{readable(tag)} {mean:.2f} (most at {peaks[tag]:.0f} s)" for tag, mean in means.items())

    @classmethod
    def preferred(cls, folder: Path) -> bool:
        """Runs of the corrected CNN+LSTM."""
        return folder.name.startswith(BEST)
