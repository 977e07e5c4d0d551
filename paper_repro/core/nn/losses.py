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
class BalancedCrossEntropy(keras.losses.Loss):
    """``MaskedCrossEntropy`` in which every real token counts by a weight, so that rare ones are not drowned:

        sum over real tokens of  w[token] (-log p[token])  /  sum over them of  w[token]

    ``y_true`` and ``y_pred`` as there; ``weights``: one a token of the vocabulary, see ``effective_weights``.

    Example:
        >>> scores = np.log(np.array([[[0.2, 0.4, 0.4], [0.2, 0.4, 0.4]]], "float32"))
        >>> round(float(BalancedCrossEntropy([0.0, 1.0, 3.0])(np.array([[1, 2]]), scores)), 4)  # -log 0.4 either way
        0.9163
    """

    def __init__(self, weights, name="balanced_cross_entropy", **kwargs):
        super().__init__(name=name, **kwargs)
        self.weights = [float(weight) for weight in weights]

    def call(self, y_true, y_pred):
        # Sums over thousands of tokens leave the range of half precision.
        y_pred, y_true = ops.cast(y_pred, "float32"), ops.cast(y_true, "int32")
        weights = ops.take(ops.convert_to_tensor(self.weights, dtype="float32"), y_true, axis=0)
        weights *= ops.cast(ops.not_equal(y_true, 0), "float32")
        losses = ops.sparse_categorical_crossentropy(y_true, y_pred, from_logits=True)
        return ops.sum(losses * weights) / ops.maximum(ops.sum(weights), 1e-8)

    def get_config(self):
        return {**super().get_config(), "weights": self.weights}


@keras.saving.register_keras_serializable(package="paper_repro")
class ContrastiveLoss(keras.losses.Loss):
    """Symmetric contrastive loss in nats (Radford et al. 2021, figure 3): of each sound its own text among those of the
    batch, of each text its own sound, mean of both.

    ``y_pred``: similarities ``(batch, batch)``, sounds by texts, pairs on the diagonal, before the softmax; ``y_true``
    is not read, as which belongs to which is known. Returns a value per pair, ``(batch,)``.

    Example:
        >>> alike = np.zeros((4, 4), "float32")
        >>> round(float(ContrastiveLoss()(np.zeros(4), alike)), 4)  # log 4
        1.3863
    """

    def __init__(self, name="contrastive", **kwargs):
        super().__init__(name=name, **kwargs)

    def call(self, y_true, y_pred):
        y_pred = ops.cast(y_pred, "float32")
        own = ops.arange(ops.shape(y_pred)[0])
        texts = ops.sparse_categorical_crossentropy(own, y_pred, from_logits=True)
        sounds = ops.sparse_categorical_crossentropy(own, ops.transpose(y_pred), from_logits=True)
        return (texts + sounds) / 2.0


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


def effective_weights(counts: np.ndarray, beta: float) -> np.ndarray:
    """Weights of tokens by their effective number (Cui et al. 2019, Eq. 2): w = (1 - beta) / (1 - beta ** count),
    scaled so that the mean over all tokens of the counts is 1.

    Args:
        counts: how often each token occurs in training, ``(vocabulary,)``; one that never does weighs nothing.
        beta: 0: all alike; towards 1: by the inverse of their frequency.

    Returns:
        float ``(vocabulary,)``.

    Example:
        >>> effective_weights(np.array([0, 1, 100]), beta=0.9).round(2).tolist()
        [0.0, 9.18, 0.92]
    """
    counts = np.asarray(counts, float)
    weights = np.divide(1.0 - beta, 1.0 - beta**counts, out=np.zeros(len(counts)), where=counts > 0)
    return weights * counts.sum() / (weights * counts).sum()
