"""What decides a clip's features, as data: configs hold it without starting Keras."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import ClassVar, Protocol

import numpy as np

from paper_repro.core.errors import ItemError


class RecordSettings(Protocol):
    """What records read of the settings of what they hold, a frozen dataclass: its fields decide the content.

    ``shape`` is that of an item's features, its first number None where items differ in length; ``dtype``, ``float32``
    or ``uint8``, that of their values.
    """

    dtype: ClassVar[str]

    @property
    def shape(self) -> tuple[int | None, ...]: ...

    def load(self, paths: Sequence[Path], decoder: str, offsets: Sequence[float]) -> list[np.ndarray | ItemError]:
        """Each file's content, or in its place the error that says why it cannot be used."""

    def extractor(self) -> Callable[[np.ndarray], np.ndarray]:
        """``(batch, *content)`` to features ``(batch, *shape)``; may be called from several threads."""


class Clips:
    """What all settings of sound have in common: clips are decoded, and their features are float32."""

    dtype: ClassVar[str] = "float32"

    def load(self, paths: Sequence[Path], decoder: str, offsets: Sequence[float]) -> list[np.ndarray | ItemError]:
        """See ``audio.load.load_clips``."""
        from paper_repro.core.audio.load import load_clips

        return load_clips(paths, self, decoder, offsets)


@dataclass(frozen=True)
class MelSettings(Clips):
    """Everything that decides a clip's mel spectrogram, from the file on: what records are computed and found by.

    ``seconds`` is cut or zero-padded to, None takes files as long as they are; a file shorter than ``min_seconds`` is
    refused. Other fields as in ``LogMel`` and ``decode``.
    """

    sample_rate: int
    seconds: float | None
    min_seconds: float
    n_fft: int
    hop_length: int
    n_mels: int
    fmin: float = 0.0
    fmax: float | None = None
    htk: bool = False
    norm: str | None = "slaney"
    pad_mode: str = "constant"
    compression: str = "log"
    res_type: str = "soxr_hq"

    @property
    def samples(self) -> int | None:
        return None if self.seconds is None else round(self.seconds * self.sample_rate)

    @property
    def shape(self) -> tuple[int | None, int]:
        """(frames, mels) of a clip."""
        if self.samples is None:
            return None, self.n_mels
        padded = self.samples if self.pad_mode == "none" else self.samples + 2 * (self.n_fft // 2)
        return 1 + (padded - self.n_fft) // self.hop_length, self.n_mels

    def layer(self):
        """The Keras layer ``LogMel``, ``(batch, samples)`` to ``(batch, frames, mels)``."""
        from paper_repro.core.audio.features import LogMel

        decoding = ("seconds", "min_seconds", "res_type")
        return LogMel(**{name: value for name, value in asdict(self).items() if name not in decoding}, dtype="float32")

    def extractor(self) -> Callable[[np.ndarray], np.ndarray]:
        from paper_repro.core.audio.features import compiled

        return compiled(self.layer(), self.samples)


@dataclass(frozen=True)
class MfccChromaSettings(Clips):
    """Everything that decides a clip's MFCC beside its chroma, from the file on, as librosa computes them.

    Frames are cut or padded with zeros to ``frames``. Other fields as in ``MelSettings``; the MFCC take librosa's 128
    mel bands, the chroma librosa's 12 classes, tuned to the clip.
    """

    sample_rate: int
    seconds: float
    min_seconds: float
    n_fft: int
    hop_length: int
    n_mfcc: int
    n_chroma: int
    frames: int
    res_type: str = "soxr_hq"

    @property
    def samples(self) -> int:
        return round(self.seconds * self.sample_rate)

    @property
    def shape(self) -> tuple[int, int]:
        """(frames, MFCC then chroma) of a clip."""
        return self.frames, self.n_mfcc + self.n_chroma

    def extractor(self) -> Callable[[np.ndarray], np.ndarray]:
        from paper_repro.core.audio.mfcc_chroma import MfccChroma

        return MfccChroma(
            sample_rate=self.sample_rate,
            samples=self.samples,
            n_fft=self.n_fft,
            hop_length=self.hop_length,
            n_mfcc=self.n_mfcc,
            n_chroma=self.n_chroma,
            frames=self.frames,
        )
