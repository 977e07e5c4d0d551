"""A clip's spectrogram as a picture, for networks that expect photographs."""

from __future__ import annotations

import keras
from keras import ops

#: Amplitude, full scale 1, below which a clip is silence and no more is made of it: a third of the smallest step of
#: 16 bits. Without such a bound the loudest value of a silent clip would be rounding, and be drawn white.
SILENCE = 1e-5


@keras.saving.register_keras_serializable(package="paper_repro")
class SpectrogramImage(keras.layers.Layer):
    """Power spectrogram in decibels as an image of three equal channels, 0 (black) to 255 (Bleiweiss, Sec. 4.1).

    The clip's mean is removed ("DC offset"), and the power of each frame under a Hann window is taken relative to the
    clip's loudest value: what is ``floor_db`` or more below that is 0, the loudest is 255, linear in decibels between.
    Row 0 is the highest frequency, so that low ones are at the bottom of the picture; column 0 is the first frame.

    Frame t is the ``window_length`` samples from ``t * hop_length`` on, as of ``scipy.signal.spectrogram`` and R's
    ``specgram``: frames are not centred and nothing is padded, so frames = 1 + (samples - window_length) // hop_length.
    (``librosa.stft(center=False)`` sets the window in the middle of ``n_fft`` samples and counts frames by ``n_fft``.)
    A window shorter than ``n_fft`` is filled up with zeros.

    The window's shape, decibels, the floor, grey in three channels and the scale to 255 are ours: the paper says no
    more than "a spectrogram [...] of which we produce a sound image".

    Args:
        n_fft: points of the FFT.
        window_length: samples under the window, at most ``n_fft``.
        hop_length: samples from frame to frame.
        bins: frequencies kept, from 0 Hz on; at most ``n_fft // 2 + 1``, which is all.
        floor_db: decibels between black and white.

    Input shape: ``(batch, samples)``, full scale 1. Output shape: ``(batch, bins, frames, 3)``.

    Raises:
        ValueError: an argument is out of its range, named with the value received.
    """

    def __init__(self, n_fft, window_length, hop_length, bins, floor_db=80.0, **kwargs):
        super().__init__(**kwargs)
        if not 1 < window_length <= n_fft:
            raise ValueError(f"`window_length` must be 2 to `n_fft` ({n_fft}). Received: {window_length}")
        if hop_length < 1:
            raise ValueError(f"`hop_length` must be positive. Received: {hop_length}")
        if not 1 <= bins <= n_fft // 2 + 1:
            raise ValueError(f"`bins` must be 1 to `n_fft` // 2 + 1 ({n_fft // 2 + 1}). Received: {bins}")
        if floor_db <= 0:
            raise ValueError(f"`floor_db` must be positive. Received: {floor_db}")
        self.n_fft = n_fft
        self.window_length = window_length
        self.hop_length = hop_length
        self.bins = bins
        self.floor_db = floor_db

    def call(self, samples):
        samples = samples - ops.mean(samples, axis=1, keepdims=True)
        loudest_sample = ops.max(ops.abs(samples), axis=1, keepdims=True)
        samples = ops.where(loudest_sample < SILENCE, ops.zeros_like(samples), samples)
        # Keras too centres a short window in n_fft samples; these zeros lie outside every window.
        before = (self.n_fft - self.window_length) // 2
        after = self.n_fft - self.window_length - before
        samples = ops.pad(samples, ((0, 0), (before, after)))
        real, imaginary = ops.stft(
            samples, self.window_length, self.hop_length, self.n_fft, window="hann", center=False
        )  # (batch, frames, n_fft // 2 + 1) each
        power = (ops.square(real) + ops.square(imaginary))[:, :, : self.bins]
        loudest = ops.max(power, axis=(1, 2), keepdims=True)
        relative = power / ops.where(loudest > 0, loudest, ops.ones_like(loudest))
        # Bounded a little below the floor, so that black is 0 and not what rounding makes of it.
        decibels = 10.0 * ops.log10(ops.maximum(relative, 10.0 ** (-self.floor_db / 10.0 - 1.0)))  # up to 0
        grey = ops.clip(255.0 * (1.0 + decibels / self.floor_db), 0.0, 255.0)
        picture = ops.flip(ops.transpose(grey, (0, 2, 1)), axis=1)  # (batch, bins, frames)
        return ops.repeat(ops.expand_dims(picture, -1), 3, axis=-1)

    def compute_output_shape(self, input_shape):
        batch, samples = input_shape
        frames = None if samples is None else 1 + (samples - self.window_length) // self.hop_length
        return (batch, self.bins, frames, 3)

    def get_config(self):
        names = ("n_fft", "window_length", "hop_length", "bins", "floor_db")
        return {**super().get_config(), **{name: getattr(self, name) for name in names}}
