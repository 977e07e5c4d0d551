"""Losses."""

from __future__ import annotations

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="paper_repro")
class MaskedCrossEntropy(keras.losses.Loss):
    """Sparse categorical cross-entropy in nats per real token: positions whose target is padding (id 0) do not count.

    ``y_true``: token ids ``(batch, ..., length)``; ``y_pred``: scores before the softmax with one axis more. The mean
    is over all real tokens of the batch, so a long caption weighs more than a short one.
    """

    def __init__(self, name="masked_cross_entropy", **kwargs):
        super().__init__(name=name, **kwargs)

    def call(self, y_true, y_pred):
        # Sums over thousands of tokens leave the range of half precision.
        y_pred = ops.cast(y_pred, "float32")
        real = ops.cast(ops.not_equal(y_true, 0), "float32")
        losses = ops.sparse_categorical_crossentropy(ops.cast(y_true, "int32"), y_pred, from_logits=True)
        return ops.sum(losses * real) / ops.maximum(ops.sum(real), 1.0)
