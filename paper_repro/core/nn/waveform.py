"""A network that takes sound: its rate, its front end and what is to be known of it are part of the saved model."""

from __future__ import annotations

import keras
from keras import layers

from paper_repro.core.audio.features import LogMel


@keras.saving.register_keras_serializable(package="paper_repro")
class Waveform(layers.Layer):
    """Samples as they are, ``(batch, samples)``; holds what a user of the network must know.

    Args:
        sample_rate: Hz that the network was trained at.
        cut: how longer sound becomes windows: the settings of ``listening.cut.Cut``.
        about: texts by name, of licence, citation, training data and the like, and ``tags``, a list.
    """

    def __init__(self, sample_rate, cut, about, **kwargs):
        super().__init__(**kwargs)
        self.sample_rate = sample_rate
        self.cut = dict(cut)
        self.about = dict(about)

    def call(self, samples):
        return samples

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "sample_rate": self.sample_rate, "cut": self.cut, "about": self.about}


def on_waveform(network: keras.Model, front: LogMel, cut: dict, about: dict) -> keras.Model:
    """A network of mel spectrograms with its front end before it.

    Args:
        network: ``(batch, frames, mels)`` to any outputs. Its weights are shared, not copied.
        front: what computes its mel spectrogram.
        cut, about: see ``Waveform``; the size of ``cut`` gives the network's frames.

    Returns:
        ``(batch, samples)`` to the network's outputs.

    Raises:
        ValueError: windows of that size give another number of frames than the network takes.
    """
    waveform = keras.Input((cut["size"],), name="samples")
    sound = Waveform(front.sample_rate, cut, about, name="waveform")(waveform)
    mel = front(sound)
    if mel.shape[1:] != network.input.shape[1:]:
        raise ValueError(f"{cut} gives {mel.shape[1:]}, {network.name} takes {network.input.shape[1:]}.")
    return keras.Model(waveform, network(mel), name=f"{network.name}_on_waveform")
