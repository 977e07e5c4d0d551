"""Spectral features as Keras layers, shared by records, models and prediction."""

from __future__ import annotations

from collections.abc import Callable

import keras
import numpy as np
import scipy.fft
from keras import ops

from paper_repro.core.audio.mel import mel_filters
from paper_repro.core.graphs import graph

#: How a power spectrogram is compressed. The floor of 1e-10 is librosa's ``amin``.
COMPRESSIONS = ("none", "log", "db", "log10_1p10000")


def power_frames(samples, n_fft, hop_length):
    """``(batch, samples)`` to the power of Hann-windowed frames, not centred: ``(batch, frames, 1 + n_fft // 2)``."""
    real, imaginary = ops.stft(samples, n_fft, hop_length, n_fft, window="hann", center=False)
    return ops.square(real) + ops.square(imaginary)


@keras.saving.register_keras_serializable(package="paper_repro")
class LogMel(keras.layers.Layer):
    """(Log-)mel spectrogram equal to ``librosa.feature.melspectrogram`` followed by the logarithm.

    Not ``keras.layers.MelSpectrogram``: that one is another scale, another normalisation, and its decibels depend on
    the other clips of the batch.

    Args:
        sample_rate: Hz of the samples that come in.
        n_fft: FFT and window length, samples.
        hop_length: samples from frame to frame.
        n_mels: mel bins.
        fmin, fmax: Hz; fmax None is half the sample rate.
        htk: HTK's mel scale instead of Slaney's.
        norm: ``"slaney"`` (triangles of equal area) or None (of equal height).
        pad_mode: how the ends are padded so that frames are centred: ``"constant"`` (librosa since 0.9, 2022),
            ``"reflect"`` (librosa before), or ``"none"`` (frames are not centred).
        compression: ``"none"``, ``"log"`` (natural log of max(x, 1e-10)), ``"db"`` (10 log10 of the same; no top_db),
            or ``"log10_1p10000"`` (log10(1 + 10000 x), MusiCNN's).

    Input shape: ``(batch, samples)``. Output shape: ``(batch, frames, mels)``, frames = 1 + samples // hop_length
    where centred.

    Raises:
        ValueError: an argument is out of its range, named with the value received.

    Example:
        >>> LogMel(12_000, n_fft=512, hop_length=256, n_mels=96)(np.zeros((1, 12_000), np.float32)).shape
        TensorShape([1, 47, 96])
    """

    def __init__(
        self,
        sample_rate,
        n_fft=512,
        hop_length=256,
        n_mels=96,
        fmin=0.0,
        fmax=None,
        htk=False,
        norm="slaney",
        pad_mode="constant",
        compression="log",
        **kwargs,
    ):
        super().__init__(**kwargs)
        if compression not in COMPRESSIONS:
            raise ValueError(f"`compression` must be one of {COMPRESSIONS}. Received: {compression!r}")
        if pad_mode not in ("constant", "reflect", "none"):
            raise ValueError(f"`pad_mode` must be 'constant', 'reflect' or 'none'. Received: {pad_mode!r}")
        if norm not in ("slaney", None):
            raise ValueError(f"`norm` must be 'slaney' or None. Received: {norm!r}")
        self.sample_rate = sample_rate
        self.n_fft = n_fft
        self.hop_length = hop_length
        self.n_mels = n_mels
        self.fmin = fmin
        self.fmax = fmax
        self.htk = htk
        self.norm = norm
        self.pad_mode = pad_mode
        self.compression = compression
        self.mel_matrix = mel_filters(sample_rate, n_fft, n_mels, fmin, fmax, htk, norm).T  # (bins, mels)

    def call(self, samples):
        if self.pad_mode != "none":
            half = self.n_fft // 2
            samples = ops.pad(samples, ((0, 0), (half, half)), mode=self.pad_mode)
        power = power_frames(samples, self.n_fft, self.hop_length)
        mel = ops.matmul(power, ops.cast(self.mel_matrix, power.dtype))  # (batch, frames, mels)
        if self.compression == "log":
            return ops.log(ops.maximum(mel, 1e-10))
        if self.compression == "db":
            return 10.0 * ops.log10(ops.maximum(mel, 1e-10))
        if self.compression == "log10_1p10000":
            return ops.log10(1.0 + 10000.0 * mel)
        return mel

    def frames(self, samples):
        """Number of frames that ``samples`` samples give."""
        padded = samples if self.pad_mode == "none" else samples + 2 * (self.n_fft // 2)
        return 1 + (padded - self.n_fft) // self.hop_length

    def compute_output_shape(self, input_shape):
        samples = input_shape[1]
        return (input_shape[0], None if samples is None else self.frames(samples), self.n_mels)

    def get_config(self):
        names = "sample_rate n_fft hop_length n_mels fmin fmax htk norm pad_mode compression".split()  # noqa: SIM905
        return {**super().get_config(), **{name: getattr(self, name) for name in names}}


@keras.saving.register_keras_serializable(package="paper_repro")
class Mfcc(keras.layers.Layer):
    """Mel-frequency cepstral coefficients equal to ``librosa.feature.mfcc`` with its defaults.

    Mel power of 128 bands in decibels, no more than 80 below the clip's own loudest value, then the orthonormal DCT-II.

    Args:
        sample_rate: Hz of the samples that come in.
        n_fft, hop_length: as in ``LogMel``.
        n_mfcc: coefficients, from the lowest.
        pad_mode: as in ``LogMel``; librosa's default is ``"constant"``, its ``center=False`` ``"none"``.

    Input shape: ``(batch, samples)``. Output shape: ``(batch, frames, n_mfcc)``.

    Example:
        >>> Mfcc(22_050)(np.zeros((1, 22_050), np.float32)).shape
        TensorShape([1, 44, 20])
    """

    #: librosa's defaults.
    MELS, TOP_DB = 128, 80.0

    def __init__(self, sample_rate, n_fft=2048, hop_length=512, n_mfcc=20, pad_mode="constant", **kwargs):
        super().__init__(**kwargs)
        self.sample_rate = sample_rate
        self.n_fft = n_fft
        self.hop_length = hop_length
        self.n_mfcc = n_mfcc
        self.pad_mode = pad_mode
        self.mel = LogMel(
            sample_rate,
            n_fft,
            hop_length,
            n_mels=self.MELS,
            pad_mode=pad_mode,
            compression="db",
            dtype=self.dtype_policy,
            name="mel",
        )
        identity = np.eye(self.MELS)
        self.dct_matrix = scipy.fft.dct(identity, axis=1, norm="ortho")[:, :n_mfcc]  # (mels, coefficients)

    def build(self, input_shape):
        self.mel.build(input_shape)
        self.built = True

    def call(self, samples):
        decibels = self.mel(samples)  # (batch, frames, mels)
        loudest = ops.max(decibels, axis=(1, 2), keepdims=True)
        decibels = ops.maximum(decibels, loudest - self.TOP_DB)
        return ops.matmul(decibels, ops.cast(self.dct_matrix, decibels.dtype))

    def compute_output_shape(self, input_shape):
        return (*self.mel.compute_output_shape(input_shape)[:2], self.n_mfcc)

    def get_config(self):
        names = ("sample_rate", "n_fft", "hop_length", "n_mfcc", "pad_mode")
        return {**super().get_config(), **{name: getattr(self, name) for name in names}}


def compiled(layer: keras.layers.Layer, samples: int | None) -> Callable[[np.ndarray], np.ndarray]:
    """A feature layer as a function from float32 ``(batch, samples)`` to a NumPy array.

    Args:
        layer: feature layer, not yet built.
        samples: length of every clip; None where lengths differ. With a fixed length the graph is compiled by XLA,
            which fuses the layer's steps (experiments/benchmarks/records.py: 245 clips/s instead of 213); compiling
            takes a tenth of a second for each batch size, too long where lengths differ.

    Example:
        >>> extract = compiled(LogMel(12_000), samples=None)
        >>> extract(np.zeros((2, 12_000), np.float32)).shape
        (2, 47, 96)
    """
    layer.build((None, samples))
    signature = [keras.KerasTensor((None, samples), "float32")]
    return graph(layer, [layer], signature=signature, jit_compile=samples is not None)
