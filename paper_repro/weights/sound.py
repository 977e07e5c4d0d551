"""What the published networks take: windows of 3 s of a log mel spectrogram."""

from __future__ import annotations

from paper_repro.core.audio.settings import MelSettings

#: Frames of a window: the 3 s that the networks were trained on.
FRAMES = 187
#: musicnn's features: 16 kHz, log10(1 + 10000 power) of 96 mel bands. It also rounds the power to half precision, which
#: is left out: that moves no probability by .0001.
FEATURES = MelSettings(
    sample_rate=16_000,
    seconds=None,
    min_seconds=FRAMES * 256 / 16_000,
    n_fft=512,
    hop_length=256,
    n_mels=96,
    compression="log10_1p10000",
)
