"""Scores of captioners as taggers, against scikit-learn and against numbers counted by hand."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import ndcg_score, precision_score, recall_score

from paper_repro.majorminer import tagging
from paper_repro.majorminer.tagging import as_said, ndcg_at, precision_at, recall_at, truth

RNG = np.random.default_rng(0)


def drawn(clips=40, tags=12):
    labels = RNG.random((clips, tags)) < 0.3
    labels[~labels.any(axis=1), 0] = True
    return labels, RNG.random((clips, tags))


@pytest.mark.parametrize("k", [1, 3, 5, 12])
def test_precision_and_recall_are_scikit_learn_s(k):
    labels, scores = drawn()
    chosen = scores >= np.sort(scores, axis=1)[:, [-k]]
    assert precision_at(labels, scores, k).mean() == pytest.approx(precision_score(labels, chosen, average="samples"))
    assert recall_at(labels, scores, k).mean() == pytest.approx(recall_score(labels, chosen, average="samples"))


@pytest.mark.parametrize("k", [1, 4, 10, 12])
def test_ndcg_is_scikit_learn_s(k):
    labels, scores = drawn()
    gains = labels * RNG.random(labels.shape)
    assert ndcg_at(gains, scores, k).mean() == pytest.approx(ndcg_score(gains, scores, k=k))


def test_a_clip_without_tags_scores_nothing():
    labels, scores = np.zeros((1, 3), bool), np.array([[0.3, 0.2, 0.1]])
    assert recall_at(labels, scores).tolist() == ndcg_at(labels.astype(float), scores).tolist() == [0.0]


def test_what_is_said_comes_first_in_its_order():
    ranked = as_said([["c", "a", "c", "x"], []], np.array([[0.9, 0.8, 0.1], [0.9, 0.8, 0.1]]), ["a", "b", "c"])
    assert np.argsort(-ranked).tolist() == [[2, 0, 1], [0, 1, 2]]
    # The order counts: a tag said too late loses some of its gain.
    gains = np.array([[0.5, 0.0, 1.0]])
    in_order, reversed_ = (as_said([said], np.zeros((1, 3)), ["a", "b", "c"]) for said in (["c", "a"], ["a", "c"]))
    assert ndcg_at(gains, in_order)[0] == 1.0 > ndcg_at(gains, reversed_)[0]


def test_truth_is_counted_of_training_tags():
    train = [[("a", "b"), ("a",)], [("a", "c")], [("a", "c", "b")], [("d",)]]
    test = [[("b", "a"), ("b", "x")]] * tagging.LEAST_CLIPS + [[("a", "c")]] * tagging.LEAST_CLIPS
    found = truth(train, test)
    assert found.tags == ("a", "b", "c", "d")
    assert found.popular.tolist() == [0.75, 0.5, 0.5, 0.25]
    assert found.gains[0].tolist() == [0.25, 1.0, 0.0, 0.0]
    assert found.early[0] == pytest.approx(3 / 4)
    # All test clips have a, none has d: neither has a ROC-AUC. Of b and c none is rarer.
    assert found.scored.tolist() == [False, True, True, False]
    assert not found.rare.any()
