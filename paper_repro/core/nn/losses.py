"""Losses."""

from __future__ import annotations

import keras
import numpy as np
from keras import ops


@keras.saving.register_keras_serializable(package="paper_repro")
class MaskedCrossEntropy(keras.losses.Loss):
    """Sparse categorical cross-entropy in nats per real token: positions whose target is padding (id 0) do not count.

    ``y_true``: token ids ``(batch, ..., length)``; ``y_pred``: scores before the softmax with one axis more. The mean
    is over all real tokens of the batch, so a long caption weighs more than a short one.

    Example:
        >>> scores = np.zeros((1, 3, 4), "float32")  # (batch, length, vocabulary), all tokens alike
        >>> round(float(MaskedCrossEntropy()(np.array([[2, 3, 0]]), scores)), 4)  # log 4, the padding aside
        1.3863
    """

    def __init__(self, name="masked_cross_entropy", **kwargs):
        super().__init__(name=name, **kwargs)

    def call(self, y_true, y_pred):
        # Sums over thousands of tokens leave the range of half precision.
        y_pred = ops.cast(y_pred, "float32")
        real = ops.cast(ops.not_equal(y_true, 0), "float32")
        losses = ops.sparse_categorical_crossentropy(ops.cast(y_true, "int32"), y_pred, from_logits=True)
        return ops.sum(losses * real) / ops.maximum(ops.sum(real), 1.0)


@keras.saving.register_keras_serializable(package="paper_repro")
class TokenLosses(keras.layers.Layer):
    """Cross-entropy of every token, in nats: for scoring, where sums over some tokens are wanted.

    Call: scores before the softmax ``(batch, ..., length, vocabulary)`` and token ids ``(batch, ..., length)``; returns
    float32 ``(batch, ..., length)``.

    Example:
        >>> losses = TokenLosses()(np.zeros((1, 2, 4), "float32"), np.array([[2, 0]]))
        >>> np.allclose(losses, np.log(4))
        True
    """

    def call(self, scores, targets):
        scores = ops.cast(scores, "float32")
        return ops.sparse_categorical_crossentropy(ops.cast(targets, "int32"), scores, from_logits=True)

    def compute_output_shape(self, scores_shape, targets_shape):
        return targets_shape


@keras.saving.register_keras_serializable(package="paper_repro")
class WeightedBinaryCrossEntropy(keras.losses.Loss):
    """Binary cross-entropy in nats with a weight on each tag's positives:

        mean over clips and tags t of  -[w_t y log p + (1 - y) log(1 - p)]

    ``y_true``: 0 or 1, ``(batch, tags)``; ``y_pred``: probabilities, the same shape; ``positive_weights``: ``w_t``,
    one a tag, see ``balanced_weights``.

    Example:
        >>> loss = WeightedBinaryCrossEntropy([3.0, 1.0])
        >>> true, probabilities = np.array([[1.0, 0.0]]), np.array([[0.5, 0.5]])
        >>> round(float(loss(true, probabilities)), 4)  # (3 + 1) / 2 times log 2
        1.3863
    """

    def __init__(self, positive_weights, name="weighted_binary_cross_entropy", **kwargs):
        super().__init__(name=name, **kwargs)
        self.positive_weights = [float(weight) for weight in positive_weights]

    def call(self, y_true, y_pred):
        y_true, y_pred = ops.cast(y_true, "float32"), ops.cast(y_pred, "float32")
        weights = ops.convert_to_tensor(self.positive_weights, dtype="float32")
        losses = ops.binary_crossentropy(y_true, y_pred)  # (batch, tags)
        return ops.mean(losses * (1.0 + y_true * (weights - 1.0)), axis=-1)  # (batch,)

    def get_config(self):
        return {**super().get_config(), "positive_weights": self.positive_weights}


def balanced_weights(labels: np.ndarray, limit: float) -> np.ndarray:
    """Weights of positives that give a tag's few positives as much say as its many negatives, up to ``limit``.

    w_t = min(negatives_t / positives_t, limit), never below 1; ``limit`` for a tag without positives.

    Args:
        labels: 0 or 1, ``(clips, tags)``, of training.
        limit: the largest weight.

    Returns:
        float ``(tags,)``.

    Example:
        >>> balanced_weights(np.array([[1, 1], [0, 1], [0, 1], [0, 0]]), limit=10.0).tolist()
        [3.0, 1.0]
    """
    positives = labels.sum(axis=0, dtype=float)
    negatives = len(labels) - positives
    weights = np.divide(negatives, positives, out=np.full(len(positives), np.inf), where=positives > 0)
    return np.clip(weights, 1.0, limit)
