"""Aspects or captions for any sound file, from a finished run.

python -m paper_repro predict musiccaps song.mp3

from paper_repro.musiccaps.predict import Captioner
captioner = Captioner.load("runs/musiccaps/clstma-like_for_like-s0-...")
captioner("song.mp3")   # ["low quality", "male vocals", "acoustic guitar"]
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np

# Its layers must be known to Keras before a model is loaded.
import paper_repro.core.nn.state_decoder  # noqa: F401
from paper_repro.core.audio.load import load_clip
from paper_repro.core.errors import AudioError
from paper_repro.core.text.vocabulary import Vocabulary
from paper_repro.core.training.run import RunFolder, finished_run, newest_model_run, stored_config
from paper_repro.musiccaps.config import Config
from paper_repro.musiccaps.data import aspects_of
from paper_repro.musiccaps.model import generator
from paper_repro.musiccaps.sequences import Coding


@dataclass
class Captioner:
    """A trained network with its features and vocabulary."""

    config: Config
    coding: Coding
    generator: keras.Model

    @classmethod
    def load(cls, run: str | Path, beams: int | None = None) -> Captioner:
        """From a finished run's folder.

        Raises:
            UserError: the folder holds no finished run of this paper.
        """
        folder = finished_run(run, "musiccaps")
        config = stored_config(folder, Config)
        coding = Coding.stored(Vocabulary.load(folder.path / "vocabulary.json"), config)
        model = keras.models.load_model(folder.path / "model.keras", compile=False)
        return cls(config, coding, generator(model, config, coding, beams))

    def __call__(self, path: str | Path) -> list[str]:
        """Aspects as an annotator would list them, or the words of a caption. Of a longer file, its first seconds.

        Raises:
            AudioError: the file cannot be decoded, or is shorter than the clips of the training.
        """
        samples = load_clip(Path(path), self.config.features)
        tokens, _ = self.generator(self.config.features.extractor()(samples[None]))
        said = self.coding.decode(np.asarray(tokens)[0, 0])
        return said if self.config.target == "caption" else list(aspects_of(said, self.config))


def predict_files(
    files: Sequence[Path], run: Path | None, beams: int | None = None
) -> Iterator[tuple[Path, str | AudioError]]:
    """Each file with what is said of it, or with the error that says why nothing is."""
    captioner = Captioner.load(run or _default_run(), beams=beams)
    joint = " " if captioner.config.target == "caption" else ", "
    for path in files:
        try:
            yield path, joint.join(captioner(path))
        except AudioError as error:
            yield path, error


def _default_run() -> Path:
    """The newest run that learned to begin and to end a list; where there is none, the newest."""

    def is_corrected(folder: Path) -> bool:
        config = json.loads((RunFolder(folder).path / "config.json").read_text(encoding="utf-8"))
        return config.get("rule") == "corrected"

    return newest_model_run("musiccaps", preferred=is_corrected)
