"""Intervals against SciPy's t intervals, the delta method's variances, and their own coverage."""

import numpy as np
import pytest
from scipy import stats

from paper_repro.core.evaluation.intervals import (
    Interval,
    difference_interval,
    independent_difference,
    mean_interval,
    paired,
    ratio_scores,
)

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("confidence", [0.95, 0.99])
def test_with_one_seed_it_is_scipys_t_interval(confidence):
    scores = RNG.beta(2, 5, 90)
    expected = stats.ttest_1samp(scores, 0.0).confidence_interval(confidence)
    found = mean_interval(scores, confidence)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
    assert (found.value, found.n, found.seeds) == (pytest.approx(scores.mean()), 90, 1)


def test_where_only_seeds_differ_it_is_the_t_interval_over_seeds():
    seeds = np.array([0.2, 0.25, 0.4])
    expected = stats.ttest_1samp(seeds, 0.0).confidence_interval(0.95)
    found = mean_interval(np.repeat(seeds[:, None], 50, axis=1))
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
    assert found.seeds == 3


def test_where_seeds_agree_it_is_the_t_interval_over_items():
    items = RNG.normal(size=60)
    one, three = mean_interval(items), mean_interval(np.stack([items] * 3))
    assert (one.low, one.high) == pytest.approx((three.low, three.high))


def test_between_both_bounds_lie_between_the_widest_and_the_narrowest():
    items, seeds = RNG.normal(size=(1, 60)), np.array([[0.0], [0.2], [-0.2]])
    found = mean_interval(items + seeds)
    half = (found.high - found.low) / 2
    over_items, over_seeds = (stats.sem(part.ravel()) for part in (items, seeds))
    both = np.hypot(over_items, over_seeds)
    assert stats.t.ppf(0.975, 59) * both < half < stats.t.ppf(0.975, 2) * both
    weighted = (over_items**2 * stats.t.ppf(0.975, 59) + over_seeds**2 * stats.t.ppf(0.975, 2)) / both**2
    assert half == pytest.approx(weighted * both)


def test_intervals_cover_the_mean_at_least_as_often_as_they_say():
    held = 0
    for _ in range(400):
        items, seeds = RNG.normal(size=(1, 40)), RNG.normal(size=(3, 1)) / 6
        found = mean_interval(0.3 + items + seeds + RNG.normal(size=(3, 40)))
        held += found.low <= 0.3 <= found.high
    assert held >= 375


def test_one_item_gives_no_bounds_and_none_no_value():
    one, none = mean_interval([0.5]), mean_interval([])
    assert one.value == 0.5
    assert np.isnan([one.low, one.high, none.value, none.low]).all()
    assert (one.n, none.n) == (1, 0)


def test_two_items_have_an_interval():
    found = mean_interval([0.2, 0.6])
    assert (found.value, found.n) == (pytest.approx(0.4), 2)
    assert found.high - found.value == pytest.approx(stats.t.ppf(0.975, 1) * 0.2)


def test_differences_are_paired_over_items_and_seeds():
    items = RNG.uniform(0, 1, (3, 100))
    difference = difference_interval(items + 0.01, items)
    assert (difference.value, difference.low, difference.high) == pytest.approx((0.01, 0.01, 0.01))
    assert difference.low == difference.high  # rounding is no spread
    assert paired(items, items[0]).shape == (3, 100)
    for first, second, counts in ((100, 99, "100 and 99"), (99, 100, "99 and 100")):
        with pytest.raises(ValueError, match=counts):
            difference_interval(items[:, :first], items[:, :second])
    with pytest.raises(ValueError, match="3 and 2"):
        difference_interval(items, items[:2])


def test_what_is_equal_up_to_rounding_is_equal():
    """A mean over permutations of one number is off by its last digit: nothing lies above that."""
    scores = np.full(50, 0.7)
    again = np.mean([scores / 3.0] * 20, axis=0) * 3.0 - 1e-16
    assert (again != scores).any()
    assert not paired(scores, again).any()
    assert paired([0.7], [0.7 - 1e-9])[0, 0] == pytest.approx(1e-9, rel=1e-3)


def test_different_items_are_compared_as_welch_does():
    first, second = RNG.normal(0.5, 0.1, 200), RNG.normal(0.4, 0.3, 150)
    found = independent_difference(first, second)
    expected = stats.ttest_ind(first, second, equal_var=False).confidence_interval()
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-3)
    assert found.n == 150
    assert np.isnan(independent_difference([0.5], second).low)


def test_a_ratio_of_equal_counts_is_the_mean():
    scores = RNG.normal(0.3, 0.2, (3, 80))
    np.testing.assert_allclose(ratio_scores(4 * scores, np.full(80, 4)), scores)


def test_a_ratio_weighs_items_by_their_counts_and_has_the_spread_of_resampling():
    counts = RNG.integers(1, 30, 300)
    sums = counts * 2.0 + RNG.standard_normal(300)
    found = mean_interval(ratio_scores(sums, counts))
    assert found.value == pytest.approx(sums.sum() / counts.sum())
    drawn = [RNG.integers(300, size=300) for _ in range(3000)]
    low, high = np.quantile([sums[d].sum() / counts[d].sum() for d in drawn], [0.025, 0.975])
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.003)


def test_ratios_are_paired():
    counts = RNG.integers(1, 30, 300)
    hard = RNG.gamma(2.0, 5.0, 300)
    found = difference_interval(ratio_scores(hard * counts, counts), ratio_scores((hard - 0.1) * counts, counts))
    assert (found.low, found.high) == pytest.approx((0.1, 0.1), abs=1e-9)
    with pytest.raises(ValueError, match="299 and 300"):
        ratio_scores(hard[1:], counts)
    assert np.isnan(ratio_scores([0.0, 0.0], [0, 0])).all()


def test_an_interval_less_a_constant():
    assert Interval(0.75, 0.25, 1.5, 9, 3) - 0.5 == Interval(0.25, -0.25, 1.0, 9, 3)
    assert Interval(0.75, 0.25, 1.5, 9, 3).as_dict() == {"value": 0.75, "low": 0.25, "high": 1.5, "n": 9, "seeds": 3}
