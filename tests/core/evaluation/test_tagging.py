"""Tagging scores against scikit-learn, with ties, and with tags that cannot be scored."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from paper_repro.core.evaluation import tagging


@pytest.fixture
def scored():
    rng = np.random.default_rng(0)
    labels = (rng.random((80, 6)) < 0.3).astype(np.uint8)
    scores = rng.random((80, 6)) + 0.5 * labels
    labels[:, 4] = 0  # no clip has it
    labels[:, 5] = 1  # all clips have it
    return labels, scores


def auc_interval(labels, scores):
    return tagging.bootstrap(labels, scores).interval()


def auc_difference(labels, first, second):
    return tagging.bootstrap(labels, first).above(tagging.bootstrap(labels, second))


def test_per_tag_scores_are_scikit_learns_and_undefined_tags_are_not_scored(scored):
    labels, scores = scored
    for ours, theirs in ((tagging.roc_auc, roc_auc_score), (tagging.average_precision, average_precision_score)):
        found = ours(labels, scores)
        assert np.isnan(found[4:]).all()
        np.testing.assert_allclose(found[:4], theirs(labels[:, :4], scores[:, :4], average=None))
        assert tagging.macro(found) == pytest.approx(theirs(labels[:, :4], scores[:, :4], average="macro"))
    assert tagging.scorable(labels).tolist() == [True] * 4 + [False] * 2


@pytest.mark.parametrize("digits", [12, 1, 0], ids=["no ties", "ties", "votes"])
def test_counted_auc_is_scikit_learns_weighted_one(digits):
    rng = np.random.default_rng(1)
    labels = (rng.random(50) < 0.3).astype(np.uint8)
    scores = np.round(rng.random(50) + 0.4 * labels, digits)
    counts = rng.multinomial(50, np.full(50, 0.02), size=8)
    found = tagging.weighted_auc(labels, scores, counts)
    theirs = [roc_auc_score(labels, scores, sample_weight=weights) for weights in counts]
    np.testing.assert_allclose(found, theirs, atol=1e-12)


def test_counted_auc_is_undefined_without_a_positive():
    labels = np.array([1, 0, 0])
    counts = np.array([[0, 2, 1], [1, 1, 1]])
    found = tagging.weighted_auc(labels, np.array([0.9, 0.1, 0.2]), counts)
    assert np.isnan(found[0])
    assert found[1] == 1.0


def test_interval_holds_the_value_and_narrows_with_clips(scored):
    labels, scores = scored
    wide = auc_interval(labels, scores)
    assert wide.low < wide.value < wide.high
    narrow = auc_interval(np.tile(labels, (8, 1)), np.tile(scores, (8, 1)))
    assert narrow.high - narrow.low < 0.5 * (wide.high - wide.low)
    assert narrow.value == pytest.approx(wide.value)


def test_two_clips_have_an_interval_and_one_has_none():
    labels, scores = np.array([[1], [0]]), np.array([[0.9], [0.1]])
    two = auc_interval(labels, scores)
    assert (two.value, two.low, two.high, two.n) == (1.0, 1.0, 1.0, 2)
    one = tagging.bootstrap(labels, scores, clips=np.zeros(2, dtype=int)).interval()
    assert (one.value, one.n) == (1.0, 1)
    assert np.isnan([one.low, one.high]).all()


def test_interval_holds_the_middle_95_percent_of_the_resamples(scored):
    found = tagging.bootstrap(*scored)
    inside = (found.resampled >= found.interval().low) & (found.resampled <= found.interval().high)
    assert inside.mean() == pytest.approx(0.95, abs=0.002)


def test_without_any_scorable_tag_there_is_no_value_and_no_interval():
    found = auc_interval(np.zeros((4, 2), dtype=int), np.ones((4, 2)))
    assert np.isnan([found.value, found.low, found.high]).all()


def test_interval_covers_what_it_should():
    """Of normal scores a standard deviation apart the true ROC-AUC is .760; 95 % intervals hold it nearly always."""
    rng = np.random.default_rng(2)
    held = 0
    for _ in range(40):
        labels = (rng.random((120, 3)) < 0.3).astype(np.uint8)
        found = auc_interval(labels, rng.standard_normal((120, 3)) + labels)
        held += found.low <= 0.7602 <= found.high
    assert held >= 34


def test_difference_of_a_system_with_itself_is_zero_and_pairing_pays(scored):
    labels, scores = scored
    same = auc_difference(labels, scores, scores)
    assert (same.value, same.low, same.high) == (0.0, 0.0, 0.0)
    better = np.where(labels, scores + 0.1, scores)
    paired = auc_difference(labels, better, scores)
    alone = auc_interval(labels, scores)
    assert paired.low > 0
    assert paired.high - paired.low < alone.high - alone.low


def test_one_bootstrap_serves_every_interval_it_is_part_of(scored):
    labels, scores = scored
    worse = np.random.default_rng(3).random(scores.shape)
    first, second = (tagging.bootstrap(labels, one) for one in (scores, worse))
    assert first.interval() == auc_interval(labels, scores)
    assert first != tagging.bootstrap(labels, scores)  # arrays have no one truth value: each is equal to itself alone
    assert first.above(second) == auc_difference(labels, scores, worse)
    half = tagging.bootstrap(labels[:40], worse[:40])
    with pytest.raises(ValueError, match="80 and 40 clips"):
        first.above(half)
    with pytest.raises(ValueError, match="40 and 80 clips"):
        half.above(first)


def test_resamples_are_scikit_learns_of_the_drawn_clips(scored):
    labels, scores = scored
    found = tagging.bootstrap(labels, scores).resampled
    counts = np.random.default_rng(0).multinomial(80, np.full(80, 1 / 80), size=tagging.RESAMPLES)
    for number in (0, 1, 999):
        drawn = np.repeat(np.arange(80), counts[number])
        theirs = roc_auc_score(labels[drawn, :4], scores[drawn, :4], average="macro")
        assert found[number] == pytest.approx(theirs, abs=1e-12)


def test_seeds_are_averaged_and_widen_the_interval(scored):
    labels, scores = scored
    worse = np.random.default_rng(3).random(scores.shape)
    both = auc_interval(labels, np.stack([scores, worse]))
    one = auc_interval(labels, scores)
    other = auc_interval(labels, worse)
    assert both.value == pytest.approx((one.value + other.value) / 2)
    assert both.high - both.low > one.high - one.low


def test_items_of_one_clip_are_drawn_together():
    rng = np.random.default_rng(4)
    labels = (rng.random((40, 3)) < 0.4).astype(np.uint8)
    scores = rng.random((40, 3)) + 0.3 * labels
    alone = tagging.bootstrap(labels, scores)
    # Every item four times over is no more evidence, and no other value.
    copied = tagging.bootstrap(np.repeat(labels, 4, 0), np.repeat(scores, 4, 0), clips=np.repeat(np.arange(40), 4))
    assert copied.clips == 40
    assert copied.value == pytest.approx(alone.value)
    np.testing.assert_allclose(copied.resampled, alone.resampled)
    apart = tagging.bootstrap(np.repeat(labels, 4, 0), np.repeat(scores, 4, 0)).interval()
    assert apart.high - apart.low < 0.7 * (alone.interval().high - alone.interval().low)
