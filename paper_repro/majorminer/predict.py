"""Captions for any sound file, from a finished run.

python -m paper_repro predict majorminer song.mp3

from paper_repro.majorminer.predict import Captioner
captioner = Captioner.load("runs/majorminer/musicnn_lstm-multiple-s0-...")
captioner("song.mp3")   # ["drum", "guitar", "rock"]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np

# Their layers must be known to Keras before a model is loaded.
import paper_repro.core.nn.decoders
import paper_repro.core.nn.encoders  # noqa: F401
from paper_repro.core.audio.load import load_clip
from paper_repro.core.errors import AudioError
from paper_repro.core.nn.losses import MaskedCrossEntropy  # noqa: F401
from paper_repro.core.text.vocabulary import Vocabulary
from paper_repro.core.training.run import finished_run, newest_model_run, stored_config
from paper_repro.majorminer.config import Config
from paper_repro.majorminer.model import generator


@dataclass
class Captioner:
    """A trained captioner with its features and vocabulary."""

    config: Config
    vocabulary: Vocabulary
    generator: keras.Model

    @classmethod
    def load(cls, run: str | Path, beams: int | None = None) -> Captioner:
        """From a finished run's folder.

        Raises:
            UserError: the folder holds no finished run of this paper.
        """
        folder = finished_run(run, "majorminer")
        config = stored_config(folder, Config)
        model = keras.models.load_model(folder.path / "model.keras", compile=False)
        return cls(config, Vocabulary.load(folder.path / "vocabulary.json"), generator(model, config, beams))

    def __call__(self, path: str | Path) -> list[str]:
        """Tags in the order a player would type them, Porter stemmed as in training.

        Raises:
            AudioError: the file cannot be decoded, or is shorter than the clips of the training.
        """
        samples = load_clip(Path(path), self.config.features)
        mel = self.config.features.layer()(samples[None])
        tokens, _ = self.generator(mel)
        return self.vocabulary.decode(np.asarray(tokens)[0, 0])


def predict_files(
    files: Sequence[Path], run: Path | None, beams: int | None = None
) -> Iterator[tuple[Path, str | AudioError]]:
    """Each file with its caption, or with the error that says why it has none."""
    captioner = Captioner.load(run or newest_model_run("majorminer"), beams=beams)
    for path in files:
        try:
            yield path, ", ".join(captioner(path))
        except AudioError as error:
            yield path, error
