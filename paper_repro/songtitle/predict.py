"""A title for any sound file or picture, from a finished run.

python -m paper_repro predict songtitle song.mp3 --beams 5

from paper_repro.songtitle.predict import Predictor
titler = Predictor.load("runs/songtitle/captioner-s0-...", beams=5)
titler("song.mp3").best     # (("the sea at night", -4.1), ...), the most probable first
titler("photo.jpg").best

Half minutes, as in the paper, get titles one by one, and the whole song has the most probable of them all. What is
left of less than a quarter of a minute behind others is not heard. Spectrograms are those of ``as_shaped``, hypotheses
ranked by their probability.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import keras
import numpy as np

from paper_repro.core.images import EXTENSIONS, read_image
from paper_repro.core.listening.cut import Cut
from paper_repro.core.listening.heard import Heard, Outputs
from paper_repro.core.listening.saying import of_texts
from paper_repro.core.text.vocabulary import Vocabulary
from paper_repro.core.training import prediction
from paper_repro.core.training.forward import Forward
from paper_repro.core.training.run import finished_run, stored_config
from paper_repro.songtitle.config import Config, TransferConfig
from paper_repro.songtitle.embeddings import middle
from paper_repro.songtitle.model import encoder_of, title_generator
from paper_repro.songtitle.paper import CAPTIONER
from paper_repro.songtitle.spectrogram_settings import spectrogram_settings

#: Beams of the search where no number is given.
BEAMS = 5
#: What decides the spectrograms.
SPECTROGRAM = spectrogram_settings(TransferConfig.spectrogram)


@dataclass
class Predictor(prediction.Predictor):
    """A trained captioner with its words."""

    config: Config
    vocabulary: Vocabulary
    model: keras.Model
    beams: int = BEAMS
    search: Forward | None = field(default=None, repr=False)

    sample_rate = SPECTROGRAM.sample_rate
    res_type = SPECTROGRAM.res_type
    batch = 2

    @classmethod
    def load(cls, run: str | Path, beams: int | None = None) -> Predictor:
        folder = finished_run(run, "songtitle")
        model = folder.load_model()
        config = stored_config(folder, Config)
        vocabulary = Vocabulary.load(folder.path / "vocabulary.json")
        return cls(config, vocabulary, model, beams or BEAMS)

    @property
    def cut(self) -> Cut:
        return replace(prediction.cut_of(SPECTROGRAM), rest=SPECTROGRAM.samples // 2)

    def hear(self, windows: np.ndarray) -> dict[str, np.ndarray]:
        return self._titles(SPECTROGRAM.layer()(windows))

    def combined(self, outputs: Outputs, seconds: float) -> Heard:
        titles = [
            [(" ".join(self.vocabulary.decode(row)), float(score)) for row, score in zip(tokens, scores, strict=True)]
            for tokens, scores in zip(outputs["tokens"], outputs["scores"], strict=True)
        ]
        return of_texts(titles, self.cut.times(len(titles), self.sample_rate, seconds), seconds)

    def of_other(self, path: Path) -> Heard | None:
        if path.suffix.lower() not in EXTENSIONS:
            return None
        stored = read_image(path, (self.config.stored_size, self.config.stored_size))
        return self.combined(self._titles(middle(stored[None].astype(np.float32), self.config.image_size)), 0.0)

    def _titles(self, pixels) -> dict[str, np.ndarray]:
        if self.search is None:
            encoder = encoder_of(self.model)
            titles = title_generator(self.model, self.config, self.beams)(encoder.output)
            self.search = prediction.searching(keras.Model(encoder.input, titles))
        tokens, scores = self.search(pixels)
        return {"tokens": tokens, "scores": scores}

    def text(self, heard: Heard) -> str:
        return heard.best[0][0]

    @classmethod
    def preferred(cls, folder: Path) -> bool:
        """Captioners of the paper's row."""
        return folder.name.startswith(f"{CAPTIONER}-")
