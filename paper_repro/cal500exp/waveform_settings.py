"""Settings of mel power beside the waveform that it was computed from, as data: configs hold them without Keras."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from paper_repro.core.audio.settings import MelSettings


@dataclass(frozen=True)
class MelAndWaveformSettings(MelSettings):
    """``points``: values of the waveform beside each mel frame; a divisor of ``hop_length``."""

    points: int = 1

    @property
    def shape(self) -> tuple[int | None, int]:
        """(frames, mels then points) of a clip."""
        frames, mels = super().shape
        return frames, mels + self.points

    def layer(self):
        """The Keras layer ``MelAndWaveform``, ``(batch, samples)`` to ``(batch, frames, mels + points)``."""
        from paper_repro.cal500exp.mel_and_waveform import MelAndWaveform

        decoding = ("seconds", "min_seconds", "res_type")
        settings = {name: value for name, value in asdict(self).items() if name not in decoding}
        return MelAndWaveform(**settings, dtype="float32")
