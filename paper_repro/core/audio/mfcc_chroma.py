"""MFCC beside chroma, frame by frame: the MFCC from our Keras layer, the chroma from librosa."""

from __future__ import annotations

import librosa
import numpy as np

from paper_repro.core.audio.features import Mfcc, compiled
from paper_repro.core.audio.settings import MfccChromaSettings


class MfccChroma:
    """``(batch, samples)`` to float32 ``(batch, frames, n_mfcc + n_chroma)``, cut or padded with zeros to ``frames``.

    Equal to ``librosa.feature.mfcc`` above ``librosa.feature.chroma_stft``. The chroma bands follow the tuning that
    librosa estimates from the clip itself: no fixed matrix, hence no layer.
    """

    def __init__(self, settings: MfccChromaSettings) -> None:
        self.settings = settings
        layer = Mfcc(
            settings.sample_rate, settings.n_fft, settings.hop_length, settings.n_mfcc, dtype="float32", name="mfcc"
        )
        self._mfcc = compiled(layer, settings.samples)

    def __call__(self, batch: np.ndarray) -> np.ndarray:
        found = np.concatenate([self._mfcc(batch), np.stack([self._chroma(clip) for clip in batch])], axis=2)
        kept = min(found.shape[1], self.settings.frames)
        features = np.zeros((len(batch), *self.settings.shape), dtype=np.float32)
        features[:, :kept] = found[:, :kept]
        return features

    def _chroma(self, samples: np.ndarray) -> np.ndarray:
        """``(samples,)`` to ``(frames, n_chroma)``."""
        settings = self.settings
        if not samples.any():
            # Silence has no tuning; librosa warns and falls back on none.
            return np.zeros((1 + len(samples) // settings.hop_length, settings.n_chroma), dtype=np.float32)
        return librosa.feature.chroma_stft(
            y=samples,
            sr=settings.sample_rate,
            n_fft=settings.n_fft,
            hop_length=settings.hop_length,
            n_chroma=settings.n_chroma,
        ).T
