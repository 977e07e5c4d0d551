"""MFCC beside chroma, frame by frame."""

from __future__ import annotations

import numpy as np

from paper_repro.core.audio.chroma import Chroma
from paper_repro.core.audio.features import Mfcc, compiled


class MfccChroma:
    """MFCC and chroma as ``librosa.feature.mfcc`` and ``librosa.feature.chroma_stft`` compute them.

    Args:
        sample_rate: Hz.
        samples: length of a clip.
        n_fft: FFT and window length, samples.
        hop_length: samples from frame to frame.
        n_mfcc: cepstral coefficients.
        n_chroma: pitch classes.
        frames: length of the result; clips are cut or padded with zeros to it.

    Example:
        >>> extract = MfccChroma(22_050, 22_050, 2048, 512, 20, 12, frames=50)
        >>> extract(np.zeros((1, 22_050), np.float32)).shape
        (1, 50, 32)
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
        self.frames = frames
        self._mfcc = compiled(Mfcc(sample_rate, n_fft, hop_length, n_mfcc, dtype="float32", name="mfcc"), samples)
        self._chroma = Chroma(sample_rate, n_fft, hop_length, n_chroma)

    def __call__(self, batch: np.ndarray) -> np.ndarray:
        """``(batch, samples)`` to float32 ``(batch, frames, n_mfcc + n_chroma)``."""
        values = np.concatenate([self._mfcc(batch), np.stack([self._chroma(clip) for clip in batch])], axis=2)
        kept = min(values.shape[1], self.frames)
        features = np.zeros((len(batch), self.frames, values.shape[2]), dtype=np.float32)
        features[:, :kept] = values[:, :kept]
        return features
