"""A title for any sound file or picture, from a finished run.

python -m paper_repro predict songtitle song.mp3 --beams 5

from paper_repro.songtitle.predict import Predictor
titler = Predictor.load("runs/songtitle/captioner-s0-...")
titler("song.mp3", beams=5)     # [("the sea at night", -4.1), ...], the most probable first
titler("photo.jpg")

Spectrograms are those of ``as_shaped``, hypotheses ranked by their probability.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import keras
import numpy as np

from paper_repro.core.audio.load import load_clip
from paper_repro.core.images import EXTENSIONS, read_image
from paper_repro.core.text.vocabulary import Vocabulary
from paper_repro.core.training import prediction
from paper_repro.core.training.run import finished_run, stored_config
from paper_repro.songtitle.config import Config, TransferConfig
from paper_repro.songtitle.embeddings import middle
from paper_repro.songtitle.model import encoder_of, title_generator
from paper_repro.songtitle.paper import CAPTIONER
from paper_repro.songtitle.spectrogram_settings import spectrogram_settings

#: Beams of the search where no number is given.
BEAMS = 5


@dataclass
class Predictor(prediction.Predictor):
    """A trained captioner with its words."""

    config: Config
    vocabulary: Vocabulary
    model: keras.Model
    beams: int = BEAMS
    generators: dict[int, keras.Model] = field(default_factory=dict)

    @classmethod
    def load(cls, run: str | Path, beams: int | None = None) -> Predictor:
        folder = finished_run(run, "songtitle")
        model = folder.load_model()
        config = stored_config(folder, Config)
        vocabulary = Vocabulary.load(folder.path / "vocabulary.json")
        return cls(config, vocabulary, model, beams or BEAMS)

    def __call__(self, path: str | Path, beams: int | None = None) -> list[tuple[str, float]]:
        """Every hypothesis with its score, the best first: as many as there are beams, none empty.

        Raises:
            AudioError, ImageError: the file cannot be used.
        """
        if Path(path).suffix.lower() in EXTENSIONS:
            stored = read_image(path, (self.config.stored_size, self.config.stored_size))
            pixels = middle(stored[None].astype(np.float32), self.config.image_size)
        else:
            settings = spectrogram_settings(TransferConfig.spectrogram)
            pixels = settings.layer()(load_clip(Path(path), settings)[None])
        beams = beams or self.beams
        if beams not in self.generators:
            self.generators[beams] = title_generator(self.model, self.config, beams)
        tokens, scores = self.generators[beams](encoder_of(self.model)(pixels, training=False))
        return [
            (" ".join(self.vocabulary.decode(row)), float(score))
            for row, score in zip(np.asarray(tokens)[0], np.asarray(scores)[0], strict=True)
        ]

    def text(self, prediction: list[tuple[str, float]]) -> str:
        return prediction[0][0]

    @classmethod
    def preferred(cls, folder: Path) -> bool:
        """Captioners of the paper's row."""
        return folder.name.startswith(f"{CAPTIONER}-")
