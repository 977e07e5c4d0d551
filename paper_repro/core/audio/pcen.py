"""Per-channel energy normalisation: an automatic gain and a root in place of the logarithm."""

from __future__ import annotations

import keras
import numpy as np
from keras import ops


@keras.saving.register_keras_serializable(package="paper_repro")
class Pcen(keras.layers.Layer):
    """Energies of bands, each divided by its own recent mean: ``librosa.pcen`` with its defaults.

    ``(energy / (eps + mean) ** gain + bias) ** power - bias ** power``, where the mean forgets exponentially (Wang et
    al., ICASSP 2017). A clip's own level hardly matters, what changes stands out.

    Args:
        sample_rate: Hz, and
        hop_length: samples from frame to frame: together the frames of the time constant.
        scale: what energies are multiplied by first. 2 ** 31 takes samples in -1..1 to those of integers, for which
            librosa's constants are meant.
        gain, bias, power, eps: as in the formula.
        time_constant: seconds.

    Input shape: ``(batch, frames, bands)``, not negative, a fixed number of frames. Output shape: the same.

    Raises:
        ValueError: the number of frames is open.

    Example:
        >>> steady = np.ones((1, 200, 1), np.float32)
        >>> values = Pcen(16_000, 512)(steady).numpy().ravel()
        >>> bool(values[0] > values[-1])
        True
    """

    def __init__(
        self,
        sample_rate,
        hop_length,
        scale=2.0**31,
        gain=0.98,
        bias=2.0,
        power=0.5,
        time_constant=0.4,
        eps=1e-6,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.sample_rate = sample_rate
        self.hop_length = hop_length
        self.scale = scale
        self.gain = gain
        self.bias = bias
        self.power = power
        self.time_constant = time_constant
        self.eps = eps
        frames = time_constant * sample_rate / hop_length
        # Of a new frame in the mean: the low pass that has fallen to half its power at this time constant.
        self.share = (np.sqrt(1.0 + 4.0 * frames**2) - 1.0) / (2.0 * frames**2)

    def build(self, input_shape):
        frames = input_shape[1]
        if frames is None:
            raise ValueError("`Pcen` needs a fixed number of frames. Received: None")
        # A mean of each frame over those before it, as one product: a recursion would go frame by frame.
        past = np.subtract.outer(np.arange(frames), np.arange(frames))
        self.weights_of_past = np.where(past >= 0, self.share * (1.0 - self.share) ** np.abs(past), 0.0)
        self.start = ((1.0 - self.share) ** np.arange(1, frames + 1))[:, None]  # before the clip: 1, as librosa has it
        self.built = True

    def call(self, energies):
        energies = energies * self.scale
        mean = ops.matmul(ops.cast(self.weights_of_past, energies.dtype), energies)  # (batch, frames, bands)
        mean = mean + ops.cast(self.start, energies.dtype)
        # In logarithms, as librosa does: energies span many powers of ten.
        louder = energies * ops.exp(-self.gain * (np.log(self.eps) + ops.log1p(mean / self.eps)))
        return self.bias**self.power * ops.expm1(self.power * ops.log1p(louder / self.bias))

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        names = "sample_rate hop_length scale gain bias power time_constant eps".split()  # noqa: SIM905
        return {**super().get_config(), **{name: getattr(self, name) for name in names}}
