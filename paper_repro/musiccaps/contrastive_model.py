"""Two towers trained to find each other: a row's encoder over sound, words of caption and aspects (Sec. 7; ours).

In the manner of MuLan (Huang et al. 2022), which the report would have compared with, and of CLIP (Radford et al.
2021), but small: the text tower is a mean of word embeddings, and all is learned from scratch.
"""

from __future__ import annotations

import keras
from keras import layers

from paper_repro.core.nn.similarity import ScaledCosine
from paper_repro.musiccaps.config import Config
from paper_repro.musiccaps.encoder import encode


def build(config: Config, *, vocabulary_size: int, length: int) -> keras.Model:
    """Both towers: ``features (batch, frames, values)`` and ``text (batch, length)``, ids with padding 0, to scaled
    cosines of every sound with every text, ``(batch, batch)``.
    """
    features = keras.Input(config.features.shape, name="features")
    sound = layers.Flatten(name="state")(encode(features, config))
    sound = layers.Dropout(config.dropout, name="state_dropout")(sound)
    sound = layers.Dense(config.units, name="sound_embedding")(sound)
    text = keras.Input((length,), dtype="int32", name="text")
    words = layers.Embedding(vocabulary_size, config.units, mask_zero=True, name="words")(text)
    words = layers.GlobalAveragePooling1D(name="mean_word")(words)
    words = layers.Dropout(config.dropout, name="word_dropout")(words)
    words = layers.Dense(config.units, name="text_embedding")(words)
    similarities = ScaledCosine(config.temperature, name="similarity")(sound, words)
    return keras.Model({"features": features, "text": text}, similarities, name=f"{config.model}_contrastive")


def towers(model: keras.Model) -> tuple[keras.Model, keras.Model]:
    """The networks of sound and of text in a built or loaded model, weights shared: inputs to ``(batch, units)``."""
    pairs = (("features", "sound_embedding"), ("text", "text_embedding"))
    sound, text = (
        keras.Model(model.get_layer(given).output, model.get_layer(found).output, name=found) for given, found in pairs
    )
    return sound, text
