"""The encoder of the paper's six networks, which a captioner and a contrastive training have alike (Sec. 3.3)."""

from __future__ import annotations

import keras
from keras import layers

from paper_repro.core.graphs import graph
from paper_repro.core.nn.pooling import AveragePooling1D
from paper_repro.core.nn.state_decoder import recurrent_states
from paper_repro.musiccaps.config import Config

#: Model -> (whether a convolution comes first, recurrent layer of encoder and decoder).
MODELS = {
    "rnn": (False, "rnn"),
    "gru": (False, "gru"),
    "lstm": (False, "lstm"),
    "cnn_rnn": (True, "rnn"),
    "cnn_gru": (True, "gru"),
    "clstma": (True, "lstm"),
}


def encode(features, config: Config):
    """The state in which a row's encoder ends: ``(batch, frames, values)`` to ``(batch, states, units)``."""
    convolution, cell = MODELS[config.model]
    x = features
    if config.cropped_frames:
        x = layers.Cropping1D((0, config.cropped_frames), name="trim_padding")(x)
    if config.frame_pool > 1:
        x = AveragePooling1D(config.frame_pool, padding="same", name="frame_pool")(x)
    if config.standardize:
        x = layers.Normalization(axis=-1, dtype="float32", name="standardize")(x)
    if convolution:
        x = layers.Conv1D(config.units, config.kernel_size, padding="same", activation="relu", name="conv")(x)
        x = layers.Dropout(config.dropout, name="conv_dropout")(x)
    return recurrent_states(x, cell=cell, units=config.units, name="encoder")


def fit_standardize(model: keras.Model, config: Config, batches) -> None:
    """Fits mean and variance of each value to training clips: ``batches`` yields features ``(batch, frames, values)``.

    Where frames are averaged first, these are the statistics of the averages.
    """
    if not config.standardize:
        return
    layer, heard = model.get_layer("standardize"), model.get_layer("features").output
    if layer.input is heard:
        layer.adapt(batches)
    else:
        # Imported here: the network alone needs no TensorFlow (experiments/benchmarks/gpu.py).
        import tensorflow as tf

        before = keras.Model(heard, layer.input)
        averaged = graph(before, [before], signature=before.inputs)
        shape = tf.TensorSpec(layer.input.shape, layer.input.dtype)
        layer.adapt(tf.data.Dataset.from_generator(lambda: map(averaged, batches), output_signature=shape))
