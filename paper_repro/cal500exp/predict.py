"""Emotions over the time of any track, from a finished run.

python -m paper_repro predict cal500exp song.mp3

from paper_repro.cal500exp.predict import Predictor
tagger = Predictor.load("runs/cal500exp/cnn_lstm_corrected-s0-...")
tagger("song.mp3").timeline(10)   # what is heard in every ten seconds; .tags: the mean over the track

The network sees the whole track at once, as in training; the track as a whole is the mean of its windows.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import keras
import numpy as np
import pandas as pd

from paper_repro.cal500exp.config import Config
from paper_repro.cal500exp.model import scores_of_track
from paper_repro.cal500exp.paper import BEST
from paper_repro.core.audio.features import compiled
from paper_repro.core.audio.length import SLACK
from paper_repro.core.audio.long_clip import mel_in_blocks
from paper_repro.core.listening.cut import Cut
from paper_repro.core.listening.heard import Heard, Outputs
from paper_repro.core.training import prediction
from paper_repro.core.training.run import finished_run, stored_config
from paper_repro.datasets.cal500exp.table import readable

#: Mel frames computed at a time: 12 s at published sizes.
FRAMES = 256


@dataclass
class Predictor(prediction.Predictor):
    """A trained network with its features and tags."""

    config: Config
    tags: tuple[str, ...]
    model: keras.Model
    front: object = field(default=None, repr=False)

    has_beams: ClassVar[bool] = False
    shown: ClassVar[int] = 4
    batch: ClassVar[int] = 4

    @classmethod
    def load(cls, run: str | Path, beams: int | None = None) -> Predictor:
        folder = finished_run(run, "cal500exp")
        config = stored_config(folder, Config)
        tags = json.loads((folder.path / "tags.json").read_text(encoding="utf-8"))["tags"]
        return cls(config, tuple(tags), folder.load_model())

    @property
    def sample_rate(self) -> int:
        return self.config.sample_rate

    @property
    def res_type(self) -> str:
        return self.config.res_type

    @property
    def cut(self) -> Cut:
        """Blocks of mel frames: centred frames see the end of the block before."""
        n_fft, hop = self.config.n_fft, self.config.hop_length
        return Cut((FRAMES - 1) * hop + n_fft, FRAMES * hop, margin=n_fft // 2, least=n_fft)

    @property
    def shortest(self) -> int:
        return round(self.config.features.min_seconds * self.sample_rate) - SLACK

    def hear(self, windows: np.ndarray) -> dict[str, np.ndarray]:
        if self.front is None:
            layer = self.config.features.layer()
            self.front = compiled(type(layer).from_config({**layer.get_config(), "pad_mode": "none"}), samples=None)
        return {"mel": self.front(windows)}

    def combined(self, outputs: Outputs, seconds: float) -> Heard:
        mel = outputs["mel"].reshape(-1, self.config.features.shape[1])
        frames = 1 + round(seconds * self.sample_rate) // self.config.hop_length
        scores = scores_of_track(self.model, mel[:frames])  # (windows, tags)
        starts, ends = self._times(len(scores), seconds)
        return Heard(seconds, starts, ends, tuple(map(readable, self.tags)), scores, scores.mean(axis=0))

    def of_samples(self, samples: np.ndarray) -> pd.DataFrame:
        """What the network says of ``(samples,)`` at the config's rate.

        Returns:
            A row a window: ``start_s``, ``end_s`` (seconds), and every tag's probability by its published name.
        """
        scores = scores_of_track(self.model, mel_in_blocks(self.config.features.layer(), samples))
        starts, ends = self._times(len(scores), len(samples) / self.sample_rate)
        return pd.DataFrame({"start_s": starts, "end_s": ends, **dict(zip(self.tags, scores.T, strict=True))})

    def _times(self, count: int, seconds: float) -> tuple[np.ndarray, np.ndarray]:
        starts = np.arange(count) * self.config.window_hop / self.config.frame_rate
        return starts, np.minimum(starts + self.config.window / self.config.frame_rate, seconds)

    def text(self, heard: Heard) -> str:
        """The most probable tags over the whole track, and when each is most probable."""
        peaks = heard.starts[heard.scores.argmax(axis=0)]
        when = dict(zip(heard.names, peaks, strict=True))
        return ", ".join(f"{tag} {mean:.2f} (most at {when[tag]:.0f} s)" for tag, mean in heard.top(self.shown).items())

    @classmethod
    def preferred(cls, folder: Path) -> bool:
        """Runs of the corrected CNN+LSTM."""
        return folder.name.startswith(BEST)
