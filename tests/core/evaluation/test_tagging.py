"""Tagging scores against scikit-learn, with ties, and with tags that cannot be scored."""

import numpy as np
import pytest
from scipy.stats import norm
from sklearn.metrics import average_precision_score, roc_auc_score

from paper_repro.core.evaluation import tagging
from paper_repro.core.evaluation.intervals import difference_interval, mean_interval


@pytest.fixture
def scored():
    rng = np.random.default_rng(0)
    labels = (rng.random((80, 6)) < 0.3).astype(np.uint8)
    scores = rng.random((80, 6)) + 0.5 * labels
    labels[:, 4] = 0  # no clip has it
    labels[:, 5] = 1  # all clips have it
    return labels, scores


def auc_interval(labels, scores, groups=None):
    return mean_interval(tagging.auc_scores(labels, scores, groups))


def auc_difference(labels, first, second):
    return difference_interval(tagging.auc_scores(labels, first), tagging.auc_scores(labels, second))


def test_per_tag_scores_are_scikit_learns_and_undefined_tags_are_not_scored(scored):
    labels, scores = scored
    for ours, theirs in ((tagging.roc_auc, roc_auc_score), (tagging.average_precision, average_precision_score)):
        found = ours(labels, scores)
        assert np.isnan(found[4:]).all()
        np.testing.assert_allclose(found[:4], theirs(labels[:, :4], scores[:, :4], average=None))
        assert tagging.macro(found) == pytest.approx(theirs(labels[:, :4], scores[:, :4], average="macro"))
    assert tagging.scorable(labels).tolist() == [True] * 4 + [False] * 2


@pytest.mark.parametrize("digits", [12, 1, 0], ids=["no ties", "ties", "votes"])
def test_values_have_the_macro_auc_as_mean_and_its_jackknifes_spread(digits):
    rng = np.random.default_rng(1)
    labels = (rng.random((90, 3)) < 0.3).astype(np.uint8)
    scores = np.round(rng.random((90, 3)) + 0.4 * labels, digits)
    found = tagging.auc_scores(labels, scores)
    assert found.shape == (1, 90)
    assert found.mean() == pytest.approx(roc_auc_score(labels, scores, average="macro"))
    # Of leaving each item out in turn, as for every smooth statistic.
    left = [
        roc_auc_score(np.delete(labels, item, 0), np.delete(scores, item, 0), average="macro") for item in range(90)
    ]
    jackknife = 89 / 90 * np.sum((np.array(left) - np.mean(left)) ** 2)
    assert found.var(ddof=1) / 90 == pytest.approx(jackknife, rel=0.06)


def test_the_variance_of_one_tag_is_delongs():
    rng = np.random.default_rng(5)
    labels = (rng.random((200, 1)) < 0.2).astype(np.uint8)
    scores = rng.random((200, 1)) + 0.5 * labels
    positive, negative = scores[labels == 1], scores[labels == 0]
    wins = (positive[:, None] > negative) + 0.5 * (positive[:, None] == negative)
    delong = wins.mean(1).var(ddof=1) / len(positive) + wins.mean(0).var(ddof=1) / len(negative)
    assert tagging.auc_scores(labels, scores).var(ddof=1) / 200 == pytest.approx(delong, rel=0.02)


def test_where_no_tag_can_be_scored_nothing_is():
    assert np.isnan(tagging.auc_scores(np.zeros((4, 2)), np.zeros((4, 2)))).all()


def test_interval_holds_the_value_and_narrows_with_clips(scored):
    labels, scores = scored
    wide = auc_interval(labels, scores)
    assert wide.low < wide.value < wide.high
    narrow = auc_interval(np.tile(labels, (8, 1)), np.tile(scores, (8, 1)))
    assert narrow.high - narrow.low < 0.5 * (wide.high - wide.low)
    assert narrow.value == pytest.approx(wide.value)


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


def test_seeds_are_averaged_and_widen_the_interval(scored):
    labels, scores = scored
    worse = np.random.default_rng(3).random(scores.shape)
    both = auc_interval(labels, np.stack([scores, worse]))
    one = auc_interval(labels, scores)
    other = auc_interval(labels, worse)
    assert both.value == pytest.approx((one.value + other.value) / 2)
    assert both.high - both.low > one.high - one.low


def test_rare_tags_do_not_make_intervals_too_narrow():
    """Fifty tags, some with a single positive among 86 clips: coverage was 85 % where these had no spread."""
    rng = np.random.default_rng(6)
    rates, shift = np.exp(rng.uniform(np.log(0.015), np.log(0.25), 50)), rng.uniform(0.4, 1.6, 50)
    true = norm.cdf(shift / np.sqrt(2))
    held = 0
    for _ in range(150):
        labels = (rng.random((86, 50)) < rates).astype(np.uint8)
        found = auc_interval(labels, rng.standard_normal((86, 50)) + shift * labels)
        held += found.low <= true[labels.any(axis=0)].mean() <= found.high
    assert held >= 135


def test_items_of_one_group_are_no_independent_evidence():
    rng = np.random.default_rng(4)
    labels = (rng.random((40, 3)) < 0.4).astype(np.uint8)
    scores = rng.random((40, 3)) + 0.3 * labels
    alone = auc_interval(labels, scores)
    four_times = np.repeat(labels, 4, 0), np.repeat(scores, 4, 0)
    copied = auc_interval(*four_times, np.repeat(np.arange(40), 4))
    assert (copied.n, copied.value) == (40, pytest.approx(alone.value))
    assert copied.high - copied.low == pytest.approx(alone.high - alone.low, rel=0.05)
    apart = auc_interval(*four_times)
    assert apart.high - apart.low < 0.6 * (alone.high - alone.low)


def test_values_of_average_precision_have_its_mean_and_the_spread_of_resampled_clips():
    rng = np.random.default_rng(3)
    labels = (rng.random((150, 3)) < 0.3).astype(int)
    scores = labels + rng.normal(0, 1.0, labels.shape)
    values = tagging.precision_scores(labels, scores)
    assert values.shape == (1, 100)
    assert values.mean() == pytest.approx(tagging.macro(tagging.average_precision(labels, scores)))
    drawn = [rng.integers(0, 150, 150) for _ in range(300)]
    resampled = np.std([tagging.macro(tagging.average_precision(labels[rows], scores[rows])) for rows in drawn])
    interval = mean_interval(values)
    assert (interval.high - interval.low) / 2 / 1.98 == pytest.approx(resampled, rel=0.25)


def test_values_of_average_precision_with_one_positive_or_none():
    labels = np.array([[1, 0, 1], [0, 0, 1], [0, 0, 1], [0, 0, 1]])
    scores = np.array([[0.9, 0.1, 0.2], [0.1, 0.2, 0.3], [0.3, 0.4, 0.5], [0.2, 0.1, 0.1]])
    values = tagging.precision_scores(labels, scores)
    assert values.mean() == pytest.approx(1.0)
    # Without its one positive the tag has chance, a quarter: the clip moves the mean by three quarters, three times.
    np.testing.assert_allclose(values[0], 1.0 + 3 * (np.mean([0.25, 1, 1, 1]) - np.array([0.25, 1, 1, 1])))
    grouped = tagging.precision_scores(labels, np.stack([scores, scores]), np.array([0, 0, 1, 1]))
    assert grouped.shape == (2, 2)
    assert np.isnan(tagging.precision_scores(labels[:, 1:], scores[:, 1:])).all()
