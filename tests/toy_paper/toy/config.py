"""Every setting of the paper's experiments, with its place in the paper or "not given; ours"."""

from __future__ import annotations

from dataclasses import dataclass, replace

from paper_repro.core.audio.settings import MelSettings
from paper_repro.core.presets import Presets


@dataclass(frozen=True)
class Config:
    """The published settings (``paper`` preset)."""

    pool: str = "mean"  # over time, mean or max: Table 1
    seed: int = 0  # not given; ours
    audio_decoder: str = "soundfile"  # not given; ours
    precision: str = "float32"  # not given; ours
    learning_rate: float = 0.1  # of Adam: Sec. 1
    batch_size: int = 8  # clips; not given; ours
    epochs: int = 10  # Sec. 1
    select: str = "valid_accuracy"  # not given; ours
    select_mode: str = "max"

    @property
    def features(self) -> MelSettings:
        """The features, as records are found by."""
        return MelSettings(sample_rate=8000, seconds=4.0, min_seconds=3.0, n_fft=512, hop_length=512, n_mels=16)


PRESETS = Presets(Config, paper={}, quick={"epochs": 5}, smoke={"epochs": 2})


def space(hp, base: Config) -> Config:
    """The search space."""
    return replace(base, learning_rate=hp.Float("learning_rate", 1e-3, 1e-1, sampling="log"))
