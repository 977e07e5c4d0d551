"""Captions for any sound file, from a finished run.

python -m paper_repro predict majorminer song.mp3

from paper_repro.majorminer.predict import Predictor
captioner = Predictor.load("runs/majorminer/musicnn_lstm-multiple-s0-...")
captioner("song.mp3")   # ["drum", "guitar", "rock"]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np

from paper_repro.core.audio.load import load_clip
from paper_repro.core.text.vocabulary import Vocabulary
from paper_repro.core.training import prediction
from paper_repro.core.training.run import finished_run, stored_config
from paper_repro.majorminer.config import Config
from paper_repro.majorminer.model import generator


@dataclass
class Predictor(prediction.Predictor):
    """A trained captioner with its features and vocabulary."""

    config: Config
    vocabulary: Vocabulary
    generator: keras.Model

    @classmethod
    def load(cls, run: str | Path, beams: int | None = None) -> Predictor:
        folder = finished_run(run, "majorminer")
        config = stored_config(folder, Config)
        vocabulary = Vocabulary.load(folder.path / "vocabulary.json")
        return cls(config, vocabulary, generator(folder.load_model(), config, beams))

    def __call__(self, path: str | Path) -> list[str]:
        """Tags in the order in which a player would type them, Porter stemmed as in training.

        Raises:
            AudioError: the file cannot be decoded, or is shorter than the clips of the training.
        """
        samples = load_clip(Path(path), self.config.features)
        tokens, _ = self.generator(self.config.features.layer()(samples[None]))
        return self.vocabulary.decode(np.asarray(tokens)[0, 0])

    def text(self, prediction: Sequence[str]) -> str:
        return ", ".join(prediction)
