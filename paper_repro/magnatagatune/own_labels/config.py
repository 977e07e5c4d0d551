"""Settings of a training on your own labels: those of the paper's config, and which layers learn. All ours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from paper_repro.core.audio.settings import MelSettings
from paper_repro.magnatagatune import config as paper
from paper_repro.magnatagatune.config import ALL, NONE
from paper_repro.weights.features import HiddenSettings
from paper_repro.weights.sound import FEATURES

#: Which layers of the published network learn: its output layer, or ``ALL``; ``NONE`` is published of a network that
#: begins at random.
OUTPUT = "output"


@dataclass(frozen=True)
class MeanHidden(HiddenSettings):
    """The mean over a whole file's windows of what a published network hears: one row of values, however long it is.

    ``pooled`` is there to tell these records from those of each window.

    Example:
        >>> MeanHidden.of("mtt_musicnn").shape
        (1, 200)
    """

    pooled: bool = True

    @property
    def shape(self) -> tuple[int, int]:
        return 1, super().shape[1]

    def extractor(self) -> Callable[[np.ndarray], np.ndarray]:
        """Samples ``(batch, samples)`` to ``(batch, 1, units)``."""
        of_windows = super().extractor()
        return lambda batch: of_windows(batch).mean(axis=1, keepdims=True)


@dataclass(frozen=True)
class Config(paper.Config):
    """A row's settings. What the paper's config has is meant as there, but for the defaults that are set anew.

    Attributes:
        layers: ``output``: an output layer on frozen features; ``all``: that, then every layer but the batch norms,
            which keep their statistics; ``none``: the paper's network, from scratch.
    """

    model: str = "mtt_musicnn"
    layers: str = OUTPUT
    tags: int = 0  # the most frequent that are kept; 0: all
    min_seconds: float = FEATURES.min_seconds  # a window of a published network
    weighting: str = "none"  # probabilities are shown to users: they are to be frequencies
    batch_size: int = 16
    least_heard: int = 300
    crop: float = 0.5
    epochs: int = 10
    learning_rate: float = 5e-3
    final_learning_rate: float = 1e-4
    output_learning_rate: float = 5e-3

    @property
    def frozen(self) -> bool:
        """Whether a published network lies below the layers that learn."""
        return self.layers != NONE

    @property
    def features(self) -> MelSettings | MeanHidden:
        """Of whole files; for the paper's network, which takes clips of one length, of their first 29 s."""
        if self.layers == NONE:
            return super().features
        return FEATURES if self.layers == ALL else MeanHidden.of(self.model)


def output_of(config: Config) -> Config:
    """The row whose output layer a row of all layers begins with."""
    return replace(paper.output_of(config), layers=OUTPUT)


#: What differs in the other two kinds of row.
ALL_LAYERS = {"layers": ALL, "learning_rate": 1e-4, "final_learning_rate": 1e-5}
SCRATCH = {
    **paper.PRESETS["quick"],
    "layers": NONE,
    "model": "cnn",
    "batch_norm": True,
    "use_dropout": True,
    "weighting": paper.Config.weighting,
}
