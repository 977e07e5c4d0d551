"""The paper's network."""

from __future__ import annotations

import keras
from keras import layers
from paper_repro.toy.config import Config


def build(config: Config) -> keras.Model:
    """``mel (batch, frames, mels)`` to the tag's probability ``(batch, 1)``."""
    mel = keras.Input(config.features.shape, name="mel")
    pool = layers.GlobalAveragePooling1D if config.pool == "mean" else layers.GlobalMaxPooling1D
    return keras.Model(mel, layers.Dense(1, activation="sigmoid", name="tag")(pool(name="pool")(mel)), name="toy")


build_published = build
