"""Aspects or captions for any sound file, from a finished run.

python -m paper_repro predict musiccaps song.mp3

from paper_repro.musiccaps.predict import Predictor
captioner = Predictor.load("runs/musiccaps/clstma-like_for_like-s0-...")
captioner("song.mp3")   # ["low quality", "male vocals", "acoustic guitar"]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np

from paper_repro.core.audio.load import load_clip
from paper_repro.core.errors import UserError
from paper_repro.core.text.vocabulary import Vocabulary
from paper_repro.core.training import prediction
from paper_repro.core.training.run import RunFolder, finished_run, stored_config
from paper_repro.musiccaps.config import Config
from paper_repro.musiccaps.data import aspects_of
from paper_repro.musiccaps.model import generator
from paper_repro.musiccaps.sequences import Coding


@dataclass
class Predictor(prediction.Predictor):
    """A trained network with its features and vocabulary."""

    config: Config
    coding: Coding
    generator: keras.Model

    @classmethod
    def load(cls, run: str | Path, beams: int | None = None) -> Predictor:
        folder = finished_run(run, "musiccaps")
        config = stored_config(folder, Config)
        if config.feature_set == "vggish":
            raise UserError(
                f"{folder.path}: this network hears AudioSet's published features, which are not computed here from "
                "sound; give a run trained on MFCC and chroma."
            )
        coding = Coding.stored(Vocabulary.load(folder.path / "vocabulary.json"), config)
        return cls(config, coding, generator(folder.load_model(), config, coding, beams))

    def __call__(self, path: str | Path) -> list[str]:
        """Aspects as an annotator would list them, or the words of a caption. Of a longer file, its first seconds.

        Raises:
            AudioError: the file cannot be decoded, or is shorter than the clips of the training.
        """
        samples = load_clip(Path(path), self.config.features)
        tokens, _ = self.generator(self.config.features.extractor()(samples[None]))
        decoded = self.coding.decode(np.asarray(tokens)[0, 0])
        return decoded if self.config.target == "caption" else list(aspects_of(decoded, self.config))

    def text(self, prediction: Sequence[str]) -> str:
        return (" " if self.config.target == "caption" else ", ").join(prediction)

    @classmethod
    def preferred(cls, folder: Path) -> bool:
        """Runs on sound that learned where a list begins and ends."""
        try:
            config = stored_config(RunFolder(folder), Config)
        except UserError:
            return False
        return config.rule == "corrected" and config.feature_set == "mfcc_chroma"
