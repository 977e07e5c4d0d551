"""The multi-label margin loss, with the true tags as its targets and as it comes out when it is misused."""

from __future__ import annotations

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="paper_repro")
class MultiLabelMargin(keras.losses.Loss):
    """Every tag that holds is to score 1 above every tag that does not:

        sum over j in the true tags, i not in them, of  max(0, 1 - (p_j - p_i)) / tags

    Equal to PyTorch's ``MultiLabelMarginLoss`` when that is given the indices of the true tags, ended by -1.
    ``y_true``: 0 or 1, ``(..., tags)``; ``y_pred``: scores of that shape; returns ``(...)``. Without true tags, or with
    all of them true, the loss is 0.

    Example:
        >>> import numpy as np
        >>> true, scores = np.array([[1.0, 0.0, 0.0]]), np.array([[0.5, 0.0, 1.0]])
        >>> round(float(MultiLabelMargin()(true, scores)), 4)  # (0.5 + 1.5) / 3
        0.6667
    """

    def __init__(self, name="multi_label_margin", **kwargs):
        super().__init__(name=name, **kwargs)

    def call(self, y_true, y_pred):
        y_true, y_pred = ops.cast(y_true, "float32"), ops.cast(y_pred, "float32")
        return _hinges(y_pred, weights=y_true, others=1.0 - y_true)


@keras.saving.register_keras_serializable(package="paper_repro")
class MultiLabelMarginAsCoded(keras.losses.Loss):
    """What PyTorch's ``MultiLabelMarginLoss`` computes when it is handed the 0/1 vector itself.

    It reads the vector as a list of tag *indices*. As there is no -1 in it to end the list, every place counts: each 0
    names tag 0 as a true one, each 1 names tag 1. No other tag can ever be a true one, whatever the labels say.
    Shapes as in ``MultiLabelMargin``, at least two tags.
    """

    def __init__(self, name="multi_label_margin_as_coded", **kwargs):
        super().__init__(name=name, **kwargs)

    def call(self, y_true, y_pred):
        y_true, y_pred = ops.cast(y_true, "float32"), ops.cast(y_pred, "float32")
        ones = ops.sum(y_true, axis=-1, keepdims=True)
        zeros = y_true.shape[-1] - ones
        named = [zeros, ones]  # how often tag 0 and tag 1 are named
        rest = ops.zeros_like(y_true[..., 2:])
        weights = ops.concatenate([*named, rest], axis=-1)
        others = ops.concatenate([*(ops.cast(count < 0.5, "float32") for count in named), rest + 1.0], axis=-1)
        return _hinges(y_pred, weights=weights, others=others)


def _hinges(scores, *, weights, others):
    """Sum of ``weights_j * others_i * max(0, 1 - (p_j - p_i))`` over all pairs of tags, divided by their number."""
    margins = 1.0 - (ops.expand_dims(scores, -1) - ops.expand_dims(scores, -2))  # (..., j, i)
    pairs = ops.expand_dims(weights, -1) * ops.expand_dims(others, -2)
    return ops.sum(pairs * ops.relu(margins), axis=(-2, -1)) / scores.shape[-1]
