"""Tags for any sound file, from a finished run.

python -m paper_repro predict magnatagatune song.mp3

from paper_repro.magnatagatune.predict import Tagger
tagger = Tagger.load("runs/magnatagatune/batch_norm_dropout_10-s0-...")
tagger("song.mp3")   # {"guitar": 0.81, "slow": 0.74, ...}, the most probable first
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np

# Its layers must be known to Keras before a model is loaded.
import paper_repro.core.nn.normalize  # noqa: F401
from paper_repro.core.audio.load import load_clip
from paper_repro.core.errors import AudioError, UserError
from paper_repro.core.nn.losses import WeightedBinaryCrossEntropy  # noqa: F401
from paper_repro.core.training.run import finished_run, newest_model_run, stored_config
from paper_repro.magnatagatune.config import Config

#: Tags that the command line prints.
SHOWN = 5


@dataclass
class Tagger:
    """A trained network with its features and tags."""

    config: Config
    tags: tuple[str, ...]
    model: keras.Model

    @classmethod
    def load(cls, run: str | Path) -> Tagger:
        """From a finished run's folder.

        Raises:
            UserError: the folder holds no finished run of this paper, or a baseline's, which keeps no model.
        """
        folder = finished_run(run, "magnatagatune")
        config = stored_config(folder, Config)
        if not (folder.path / "model.keras").is_file():
            raise UserError(f"{run}: a {config.model} run keeps no model; give the run of a network.")
        tags = json.loads((folder.path / "tags.json").read_text(encoding="utf-8"))["tags"]
        return cls(config, tuple(tags), keras.models.load_model(folder.path / "model.keras", compile=False))

    def __call__(self, path: str | Path) -> dict[str, float]:
        """Every tag with its probability, the most probable first. Rare tags weigh more in training: probabilities
        rank clips, they are not frequencies.

        Raises:
            AudioError: the file cannot be decoded, or is shorter than the clips of the training.
        """
        samples = load_clip(Path(path), self.config.features)
        scores = np.asarray(self.model(self.config.features.layer()(samples[None])))[0]
        return {self.tags[number]: float(scores[number]) for number in np.argsort(-scores, kind="stable")}


def predict_files(
    files: Sequence[Path], run: Path | None, beams: int | None = None
) -> Iterator[tuple[Path, str | AudioError]]:
    """Each file with its most probable tags, or with the error that says why it has none."""
    if beams is not None:
        raise UserError(f"--beams: a tagger has no beam search; leave it out. Received: {beams}.")
    tagger = Tagger.load(run or newest_model_run("magnatagatune"))
    for path in files:
        try:
            scores = list(tagger(path).items())[:SHOWN]
            yield path, ", ".join(f"{tag} {score:.2f}" for tag, score in scores)
        except AudioError as error:
            yield path, error
