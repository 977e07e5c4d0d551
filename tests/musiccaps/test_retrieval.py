"""Retrieval: hits against scikit-learn's, the median's interval against SciPy's, controls on known matrices."""

import numpy as np
import pytest
from scipy.stats import quantile_test
from sklearn.metrics import top_k_accuracy_score

from paper_repro.musiccaps.retrieval import TOP, WAYS, hits, median_interval, rank_columns, ranks

RNG = np.random.default_rng(0)
CLIPS = 60


def noisy(strength):
    """Similarities whose own pairs stand out by ``strength`` standard deviations."""
    return RNG.standard_normal((CLIPS, CLIPS)) + strength * np.eye(CLIPS)


def test_hits_are_scikit_learns_top_k_accuracy():
    similarities = noisy(1.5)
    for way, matrix in (("text", similarities), ("sound", similarities.T)):
        ranked = rank_columns(similarities, shuffled=False)[f"{way}_rank"]
        np.testing.assert_array_equal(ranked, ranks(matrix))
        for k in TOP:
            expected = top_k_accuracy_score(np.arange(CLIPS), matrix, k=k, labels=np.arange(CLIPS))
            assert hits(ranked, k).mean() == pytest.approx(expected)


def test_ranks_are_places_in_the_sorted_row():
    similarities = noisy(0.5)
    order = np.argsort(-similarities, axis=1)
    np.testing.assert_array_equal(ranks(similarities), 1 + np.argmax(order == np.arange(CLIPS)[:, None], axis=1))


def test_a_network_that_finds_all_alike_finds_nothing():
    columns = rank_columns(np.ones((CLIPS, CLIPS)), shuffled=True)
    for way in WAYS:
        np.testing.assert_array_equal(columns[f"{way}_rank"], np.full(CLIPS, (CLIPS + 1) / 2))
        assert hits(columns[f"{way}_rank"], max(TOP)).sum() == 0
        np.testing.assert_array_equal(columns[f"{way}_rank_shuffled"], columns[f"{way}_rank"])


def test_shuffled_sounds_find_by_chance_whatever_the_network():
    columns = rank_columns(noisy(50.0), shuffled=True)
    for way in WAYS:
        assert columns[f"{way}_rank"].max() == 1.0
        # No clip keeps its sound: the first place is another clip's.
        assert columns[f"{way}_top1_shuffled"].max() == 0.0
        assert columns[f"{way}_top10_shuffled"].mean() == pytest.approx(9 / (CLIPS - 1), abs=0.03)
        assert columns[f"{way}_rank_shuffled"].mean() == pytest.approx(1 + CLIPS / 2, abs=2)
    assert np.isnan(rank_columns(noisy(1.0), shuffled=False)["sound_top5_shuffled"]).all()


@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99])
def test_the_medians_interval_is_scipys(confidence):
    ranked = np.sort(RNG.exponential(100.0, CLIPS))
    found = median_interval(RNG.permutation(ranked), confidence)
    expected = quantile_test(ranked, p=0.5).confidence_interval(confidence)
    assert (found.low, found.high) == (expected.low, expected.high)
    assert found.value == np.median(ranked)
    assert (found.n, found.seeds) == (CLIPS, 1)


def test_the_median_of_several_trainings_is_of_each_clips_mean_and_of_few_clips_has_no_bounds():
    one, other = RNG.exponential(10.0, (2, CLIPS))
    both = median_interval([one, other])
    assert both.as_dict() == {**median_interval((one + other) / 2).as_dict(), "seeds": 2}
    few = median_interval([1.0, 2.0, 3.0])
    assert few.value == 2.0
    assert np.isnan([few.low, few.high]).all()
