"""Augmentation for extracts: in training a part of the clip is heard, looped to the clip's length."""

from __future__ import annotations

import keras
from keras import layers, ops


@keras.saving.register_keras_serializable(package="paper_repro")
class LoopedCrop(layers.Layer):
    """``(batch, frames, mels)`` to the same shape: a random part of each clip, again and again; whole in inference.

    A network that ends in one position, as the paper's does, takes clips of one length alone: a crop is looped to it.

    Args:
        share: of the frames, in 0..1.
        seed: of the places.

    Raises:
        ValueError: ``share`` is out of its range.

    Example:
        >>> import numpy as np
        >>> clip = np.arange(6.0).reshape(1, 6, 1)
        >>> LoopedCrop(0.5)(clip, training=False).numpy().ravel().tolist()
        [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
        >>> heard = LoopedCrop(0.5)(clip, training=True).numpy().ravel()
        >>> heard[:3].tolist() == heard[3:].tolist()
        True
    """

    def __init__(self, share, seed=0, **kwargs):
        super().__init__(**kwargs)
        if not 0 < share <= 1:
            raise ValueError(f"`share` must be above 0 and at most 1. Received: {share!r}")
        self.share = share
        self.seed = seed
        self.places = keras.random.SeedGenerator(seed)

    def call(self, mel, training=None):
        frames = mel.shape[1]
        heard = max(1, round(self.share * frames))
        if not training or heard == frames:
            return mel
        starts = keras.random.randint((ops.shape(mel)[0], 1), 0, frames - heard + 1, seed=self.places)
        frame = starts + ops.arange(frames, dtype="int32")[None] % heard  # (batch, frames)
        return ops.take_along_axis(mel, frame[:, :, None], axis=1)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "share": self.share, "seed": self.seed}
