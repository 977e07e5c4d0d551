"""MFCC beside chroma, frame by frame: the MFCC from our Keras layer, the chroma from librosa."""

from __future__ import annotations

import librosa
import numpy as np

from paper_repro.core.audio.features import Mfcc, compiled


class MfccChroma:
    """``(batch, samples)`` to float32 ``(batch, frames, n_mfcc + n_chroma)``, cut or padded with zeros to ``frames``.

    Equal to ``librosa.feature.mfcc`` above ``librosa.feature.chroma_stft``. The chroma bands follow the tuning that
    librosa estimates from the clip itself: no fixed matrix, hence no layer.
    """

    def __init__(
        self,
        sample_rate: int,
        samples: int,
        n_fft: int,
        hop_length: int,
        n_mfcc: int,
        n_chroma: int,
        frames: int,
    ) -> None:
        self.sample_rate, self.n_fft, self.hop_length = sample_rate, n_fft, hop_length
        self.n_mfcc, self.n_chroma, self.frames = n_mfcc, n_chroma, frames
        self._mfcc = compiled(Mfcc(sample_rate, n_fft, hop_length, n_mfcc, dtype="float32", name="mfcc"), samples)

    def __call__(self, batch: np.ndarray) -> np.ndarray:
        values = np.concatenate([self._mfcc(batch), np.stack([self._chroma(clip) for clip in batch])], axis=2)
        kept = min(values.shape[1], self.frames)
        features = np.zeros((len(batch), self.frames, values.shape[2]), dtype=np.float32)
        features[:, :kept] = values[:, :kept]
        return features

    def _chroma(self, samples: np.ndarray) -> np.ndarray:
        """``(samples,)`` to ``(frames, n_chroma)``."""
        if not samples.any():
            # Silence has no tuning; librosa warns and falls back on none.
            return np.zeros((1 + len(samples) // self.hop_length, self.n_chroma), dtype=np.float32)
        return librosa.feature.chroma_stft(
            y=samples,
            sr=self.sample_rate,
            n_fft=self.n_fft,
            hop_length=self.hop_length,
            n_chroma=self.n_chroma,
        ).T
