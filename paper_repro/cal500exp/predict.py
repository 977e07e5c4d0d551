"""Emotions over the time of any track, from a finished run.

python -m paper_repro predict cal500exp song.mp3

from paper_repro.cal500exp.predict import TimelineTagger
tagger = TimelineTagger.load("runs/cal500exp/cnn_lstm_corrected-s0-...")
tagger("song.mp3")   # a DataFrame: start_s, end_s, and a column a tag with its probability
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np
import pandas as pd

# Layers and losses must be known to Keras before a model is loaded.
from paper_repro.cal500exp.config import Config
from paper_repro.core.audio.load import load_clip
from paper_repro.core.errors import AudioError, UserError
from paper_repro.core.training.run import finished_run, newest_model_run, stored_config
from paper_repro.datasets.cal500exp.table import readable

#: Tags that the command line prints.
SHOWN = 4


@dataclass
class TimelineTagger:
    """A trained network with its features and tags."""

    config: Config
    tags: tuple[str, ...]
    model: keras.Model

    @classmethod
    def load(cls, run: str | Path) -> TimelineTagger:
        """From a finished run's folder.

        Raises:
            UserError: the folder holds no finished run of this paper.
        """
        folder = finished_run(run, "cal500exp")
        config = stored_config(folder, Config)
        tags = json.loads((folder.path / "tags.json").read_text(encoding="utf-8"))["tags"]
        return cls(config, tuple(tags), keras.models.load_model(folder.path / "model.keras", compile=False))

    def __call__(self, path: str | Path) -> pd.DataFrame:
        """A row a window: ``start_s``, ``end_s`` (seconds), and every tag's probability by its published name.

        Raises:
            AudioError: the file cannot be decoded, or is shorter than a window.
        """
        return self.of_samples(load_clip(Path(path), self.config.features))

    def of_samples(self, samples: np.ndarray) -> pd.DataFrame:
        """The same of ``(samples,)`` at the config's rate."""
        scores = np.asarray(self.model(self.config.features.layer()(samples[None])))[0]  # (windows, tags)
        starts = np.arange(len(scores)) * self.config.window_hop / self.config.frame_rate
        ends = np.minimum(starts + self.config.window / self.config.frame_rate, len(samples) / self.config.sample_rate)
        return pd.DataFrame({"start_s": starts, "end_s": ends, **dict(zip(self.tags, scores.T, strict=True))})


def corrected_run(runs: Path = Path("runs")) -> Path:
    """The newest run of the corrected CNN+LSTM, else the newest of all."""
    return newest_model_run("cal500exp", runs, preferred=lambda folder: folder.name.startswith("cnn_lstm_corrected"))


def predict_files(
    files: Sequence[Path], run: Path | None, beams: int | None = None
) -> Iterator[tuple[Path, str | AudioError]]:
    """Each file with its most probable tags over the whole track, and when each is most probable."""
    if beams is not None:
        raise UserError(f"--beams: a tagger has no beam search; leave it out. Received: {beams}.")
    tagger = TimelineTagger.load(run or corrected_run())
    for path in files:
        try:
            found = tagger(path)
        except AudioError as error:
            yield path, error
            continue
        means = found[list(tagger.tags)].mean().sort_values(ascending=False, kind="stable")[:SHOWN]
        peaks = {tag: found["start_s"][found[tag].idxmax()] for tag in means.index}
        yield path, ", ".join(f"{readable(tag)} {mean:.2f} (most at {peaks[tag]:.0f} s)" for tag, mean in means.items())
