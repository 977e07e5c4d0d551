"""Settings of the smallest paper."""

from __future__ import annotations

from dataclasses import dataclass

from paper_repro.core.audio.settings import MelSettings
from paper_repro.core.paper import Paper, Row, Search
from paper_repro.core.presets import Presets


@dataclass(frozen=True)
class Config:
    units: int = 3
    # In this folder validations are noted, and the first to reach ``killed_in`` kills its process.
    notes: str = ""
    killed_in: int = 0
    fails: bool = False
    seed: int = 0
    audio_decoder: str = "soundfile"
    precision: str = "float32"
    batch_size: int = 4
    epochs: int = 3
    select: str = "valid_loss"
    select_mode: str = "min"

    @property
    def features(self) -> MelSettings:
        return MelSettings(sample_rate=8000, seconds=0.2, min_seconds=0.1, n_fft=256, hop_length=256, n_mels=8)


PAPER = Paper(
    name="line",
    config=Config,
    presets=Presets(Config, paper={}, quick={}, smoke={}),
    rows={"thin": Row("thin"), "wide": Row("wide", {"units": 5})},
    sample={"smoke": 12, "quick": 12, "paper": 12},
    artifacts=(),
    search=Search("thin", "loss", "valid_loss", "min"),
)
