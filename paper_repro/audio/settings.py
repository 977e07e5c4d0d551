"""What decides a clip's features, as data: configs hold it without starting Keras."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class MelSettings:
    """Everything that decides a clip's mel spectrogram, from the file on: what records are computed and found by.

    ``seconds`` is cut or zero-padded to; a file shorter than ``min_seconds`` is refused. Other fields as in ``LogMel``
    and ``decode``.
    """

    sample_rate: int
    seconds: float
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
    def samples(self) -> int:
        return round(self.seconds * self.sample_rate)

    @property
    def shape(self) -> tuple[int, int]:
        """(frames, mels) of a clip."""
        padded = self.samples if self.pad_mode == "none" else self.samples + 2 * (self.n_fft // 2)
        return 1 + (padded - self.n_fft) // self.hop_length, self.n_mels

    def layer(self):
        """The Keras layer ``LogMel``, ``(batch, samples)`` to ``(batch, frames, mels)``."""
        from paper_repro.audio.features import LogMel

        decoding = ("seconds", "min_seconds", "res_type")
        return LogMel(**{name: value for name, value in asdict(self).items() if name not in decoding}, dtype="float32")
