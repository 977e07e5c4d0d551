"""A small network that is saved with its front end, as ``load(...).model.save`` writes them."""

from dataclasses import asdict

import keras
import numpy as np

from paper_repro.core.audio.features import LogMel
from paper_repro.core.listening.cut import Cut
from paper_repro.core.nn.waveform import on_waveform

RATE = 8_000
TAGS = ("harp", "drums", "no vocals")
CUT = Cut(size=8 * 256 + 256, hop=8 * 256 + 256)


def small_network():
    """Mel spectrograms to three tags; random weights."""
    keras.utils.set_random_seed(4)
    mel = keras.Input((8, 16))
    x = keras.layers.GlobalAveragePooling1D()(mel)
    return keras.Model(mel, keras.layers.Dense(3, activation="sigmoid")(x), name="small")


def front():
    return LogMel(RATE, 512, 256, 16, pad_mode="none", compression="log10_1p10000")


def save_small(path):
    about = {"tags": list(TAGS), "licence": "none", "citation": "nobody"}
    on_waveform(small_network(), front(), asdict(CUT), about).save(path)
    return path


def noise(seconds, seed=0):
    return 0.3 * np.random.default_rng(seed).standard_normal(int(RATE * seconds)).astype("float32")
