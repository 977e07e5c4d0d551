"""A source of captions that is nearer to titles (Sec. 6): MusicCaps in place of pictures. Its settings and its row.

The paper's wish is AudioCaps' music, which was never published; MusicCaps, of 2023, is music with captions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import numpy as np

from paper_repro.core.command_line import Options
from paper_repro.core.paper import Row, Search
from paper_repro.core.presets import Presets
from paper_repro.songtitle.config import PRESETS, Config
from paper_repro.songtitle.paper import PAPER

ROW = "music_lstm"
#: Clips of the sample corpus: those that the MusicCaps paper's own presets render.
CLIPS = {"smoke": 80, "quick": 800, "paper": 5521}


@dataclass(frozen=True)
class VectorSettings:
    """A row of a file of vectors, as records are found by: ``(values,)``."""

    values: int
    dtype: ClassVar[str] = "float32"

    @property
    def shape(self) -> tuple[int]:
        return (self.values,)

    def load(self, paths: Sequence[Path], decoder: str, offsets: Sequence[float]) -> list[np.ndarray]:
        """Each clip's row; ``offsets`` are rows, ``decoder`` has nothing to decode."""
        vectors = {path: np.load(path)["clips"] for path in set(paths)}
        return [vectors[path][int(row)] for path, row in zip(paths, offsets, strict=True)]

    def extractor(self) -> Callable[[np.ndarray], np.ndarray]:
        return lambda rows: rows


@dataclass(frozen=True)
class MusicConfig(Config):
    """The captioner as published, the LSTM that is handed its input once, on vectors of music. All ours."""

    encoder: str = "vector"  # see ``model.build_encoder``
    encoder_weights: str = ""
    values: int = 0  # of a vector: what ``music_space`` gives
    vector_dropout: float = 0.2  # share of a vector that is dropped in training
    steps: int = 0  # after which training ends, in whole epochs: sets differ in size; 0: after ``epochs``
    word_steps: int = 0  # the same of the schooling in words, as of the small encoder of pictures; 0: ``word_epochs``
    sentences: int = 4  # of a caption, the first ones: each is a caption, as pictures have several

    @property
    def features(self) -> VectorSettings:
        return VectorSettings(self.values)


#: Of few steps: a dropout of half and slow learning would leave the captioner with language alone.
_QUICK = {name: PRESETS["quick"][name] for name in ("embedding", "units", "norm_momentum")} | {"learning_rate": 4e-3}
_QUICK |= {"min_word_count": 2, "max_caption": 20, "steps": 900, "word_steps": 1000, "batch_size": 32}
#: Its runs have a folder of their own: its networks hear no sound file and see no picture.
MUSIC = replace(
    PAPER,
    name="songtitle_music",
    config=MusicConfig,
    presets=Presets(
        MusicConfig,
        paper={"max_caption": 20},
        quick=_QUICK,
        smoke={**_QUICK, "embedding": 16, "units": 16, "steps": 1, "word_steps": 1, "max_title": 6},
    ),
    rows={ROW: Row("LSTM on MusicCaps")},
    future={},
    search=Search(ROW, "validation loss", "valid_loss", "min"),
    options=Options,
    artifacts=(),
    real=(),
)
