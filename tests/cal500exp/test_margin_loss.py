"""The margin loss against PyTorch's, used as it is meant and as it is not."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from paper_repro.cal500exp.margin_loss import MultiLabelMargin, MultiLabelMarginAsCoded

RNG = np.random.default_rng(3)
TAGS = 18


def batch(tracks=3, windows=5):
    labels = (RNG.random((tracks, windows, TAGS)) < 0.35).astype("float32")
    labels[0, 0] = 0.0
    labels[0, 1] = 1.0
    return labels, RNG.random((tracks, windows, TAGS)).astype("float32")


def test_true_sets_equal_pytorch(torch):
    labels, scores = batch()
    indices = np.full(labels.shape, -1, dtype=np.int64)
    for place in np.ndindex(labels.shape[:2]):
        true = np.flatnonzero(labels[place])
        indices[place][: len(true)] = true
    theirs = torch.nn.MultiLabelMarginLoss(reduction="none")
    expected = theirs(torch.tensor(scores.reshape(-1, TAGS)), torch.tensor(indices.reshape(-1, TAGS)))
    found = MultiLabelMargin(reduction=None)(labels, scores)
    np.testing.assert_allclose(np.asarray(found).ravel(), expected.numpy(), rtol=1e-6, atol=1e-6)


def test_as_coded_equals_pytorch_handed_the_vector(torch):
    labels, scores = batch()
    theirs = torch.nn.MultiLabelMarginLoss(reduction="none")
    expected = theirs(torch.tensor(scores.reshape(-1, TAGS)), torch.tensor(labels.reshape(-1, TAGS).astype(np.int64)))
    found = MultiLabelMarginAsCoded(reduction=None)(labels, scores)
    np.testing.assert_allclose(np.asarray(found).ravel(), expected.numpy(), rtol=1e-6, atol=1e-5)


def test_by_hand():
    labels, scores = [[1.0, 0.0, 1.0]], [[0.5, 0.2, 0.1]]
    # (1 - (.5 - .2)) + (1 - (.1 - .2)) over three tags.
    assert float(MultiLabelMargin()(labels, scores)) == pytest.approx((0.7 + 1.1) / 3)
    # One 0, two 1s: tag 0 once and tag 1 twice against tag 2.
    assert float(MultiLabelMarginAsCoded()(labels, scores)) == pytest.approx((0.6 + 2 * 0.9) / 3)


def gradient(loss, labels, scores):
    scores = tf.Variable(scores)
    with tf.GradientTape() as tape:
        value = loss(labels, scores)
    return tape.gradient(value, scores).numpy()


def test_as_coded_only_the_first_two_tags_can_be_positives():
    labels, scores = batch(20, 5)
    # A negative gradient is what raises a score.
    raised = (gradient(MultiLabelMarginAsCoded(reduction="sum"), labels, scores) < 0).any(axis=(0, 1))
    assert raised.tolist() == [True, True] + [False] * (TAGS - 2)
    meant = (gradient(MultiLabelMargin(reduction="sum"), labels, scores) < 0).any(axis=(0, 1))
    assert meant.all()


def test_losses_can_be_saved():
    for kind in (MultiLabelMargin, MultiLabelMarginAsCoded):
        loss = kind(reduction="sum")
        restored = keras.losses.deserialize(keras.losses.serialize(loss))
        assert isinstance(restored, kind)
        assert restored.reduction == "sum"
