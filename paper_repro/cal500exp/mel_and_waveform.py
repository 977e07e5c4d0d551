"""Mel power and the waveform beside it, frame by frame: one sequence that windows are cut from."""

from __future__ import annotations

import keras
from keras import ops

from paper_repro.core.audio.features import LogMel


@keras.saving.register_keras_serializable(package="paper_repro")
class MelAndWaveform(LogMel):
    """The mel spectrogram of ``LogMel``, and beside each frame the waveform from its centre to that of the next.

    Args:
        points: values of the waveform beside a frame, each the mean of ``hop_length / points`` samples.
        **settings: as in ``LogMel``.

    Input shape: ``(batch, samples)``. Output shape: ``(batch, frames, n_mels + points)``, mel bins first. Of frame
    after frame the points joined are the whole waveform at ``points / hop_length`` of its rate; behind its end: zeros.

    Raises:
        ValueError: ``points`` does not divide ``hop_length``, or frames of ``n_fft`` samples do not reach that far.

    Example:
        >>> import numpy as np
        >>> layer = MelAndWaveform(points=2, sample_rate=8000, n_fft=8, hop_length=4, n_mels=1, pad_mode="constant")
        >>> layer(np.arange(8.0, dtype=np.float32)[None]).numpy()[0, :, 1:].tolist()
        [[0.5, 2.5], [4.5, 6.5], [0.0, 0.0]]
    """

    def __init__(self, points, **settings):
        super().__init__(**settings)
        if points < 1 or self.hop_length % points:
            raise ValueError(f"`points` must divide `hop_length` = {self.hop_length}. Received: {points}")
        if self.n_fft < 2 * self.hop_length:
            raise ValueError(f"`n_fft` must be at least twice `hop_length` = {self.hop_length}. Received: {self.n_fft}")
        self.points = points

    def call(self, samples):
        mel = super().call(samples)
        half = self.n_fft // 2
        # A frame's centre lies half a frame after its beginning.
        waveform = samples[:, half:] if self.pad_mode == "none" else ops.pad(samples, ((0, 0), (0, half)))
        batch, frames, _ = ops.shape(mel)
        waveform = waveform[:, : frames * self.hop_length]
        points = ops.reshape(waveform, (batch, -1, self.points, self.hop_length // self.points))
        return ops.concatenate([mel, ops.mean(points, axis=-1)], axis=-1)

    def compute_output_shape(self, input_shape):
        *first, mels = super().compute_output_shape(input_shape)
        return (*first, mels + self.points)

    def get_config(self):
        return {**super().get_config(), "points": self.points}
