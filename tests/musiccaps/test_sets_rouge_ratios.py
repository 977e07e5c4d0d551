"""Set scores against scikit-learn, ROUGE-L against its definition, ratios against resampling by hand."""

import numpy as np
import pytest
from sklearn.metrics import precision_recall_fscore_support
from sklearn.preprocessing import MultiLabelBinarizer

from paper_repro.core.evaluation.intervals import mean_interval, ratio_difference, ratio_interval
from paper_repro.musiccaps.rouge import rouge_l, rouge_signature
from paper_repro.musiccaps.sets import set_scores


def test_set_scores_are_scikit_learns():
    pairs = [({"a", "b"}, {"b", "c", "d"}), (set(), {"a"}), ({"d"}, {"d"}), ({"a", "c"}, {"b"})]
    ours = set_scores(pairs)
    binary = MultiLabelBinarizer(classes=list("abcd"))
    said, true = (binary.fit_transform([pair[side] for pair in pairs]) for side in (0, 1))
    for clip in range(len(pairs)):
        expected = precision_recall_fscore_support(true[clip], said[clip], average="binary", zero_division=0)[:3]
        np.testing.assert_allclose([ours[name][clip] for name in ("precision", "recall", "f1")], expected)


def test_an_empty_truth_is_refused():
    with pytest.raises(ValueError, match="empty"):
        set_scores([({"a"}, set())])


def test_rouge_l_is_the_longest_common_subsequence():
    reference, hypothesis = ["the", "cat", "sat", "on", "the", "mat"], ["the", "mat", "the", "cat", "sat"]
    p, r = 3 / 5, 3 / 6  # "the cat sat"
    assert rouge_l([reference, ["a"]], [hypothesis, ["b"]]) == pytest.approx([2 * p * r / (p + r), 0.0])
    assert "rouge-score:" in rouge_signature()


def test_a_ratio_with_equal_counts_is_a_mean():
    scores = np.random.default_rng(0).gamma(2.0, size=200)
    ratio, mean = ratio_interval(7.0 * scores, np.full(200, 7)), mean_interval(scores)
    assert ratio.value == pytest.approx(mean.value)
    assert (ratio.low, ratio.high) == pytest.approx((mean.low, mean.high), abs=0.02)


def test_ratios_weigh_clips_by_their_counts():
    rng = np.random.default_rng(0)
    counts = rng.integers(1, 30, 300)
    sums = counts * 2.0 + rng.standard_normal(300)
    found = ratio_interval(sums, counts)
    assert found.value == pytest.approx(sums.sum() / counts.sum())
    drawn = [rng.integers(300, size=300) for _ in range(2000)]
    low, high = np.quantile([sums[d].sum() / counts[d].sum() for d in drawn], [0.025, 0.975])
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.003)


def test_differences_are_paired():
    rng = np.random.default_rng(0)
    counts = rng.integers(1, 30, 300)
    hard = rng.gamma(2.0, 5.0, 300)
    found = ratio_difference(hard * counts, counts, (hard - 0.1) * counts, counts)
    assert found.value == pytest.approx(0.1)
    assert found.low == pytest.approx(0.1, abs=1e-9)
    with pytest.raises(ValueError, match="300 and 299"):
        ratio_difference(hard, counts, hard[1:], counts[1:])


def test_seeds_widen_an_interval():
    rng = np.random.default_rng(0)
    counts = rng.integers(5, 15, 200)
    one = counts * rng.normal(2.0, 0.3, 200)
    apart = np.stack([one, one + 0.8 * counts])
    assert ratio_interval(apart, counts).value == pytest.approx(one.sum() / counts.sum() + 0.4)
    narrow, wide = ratio_interval(one, counts), ratio_interval(apart, counts)
    assert wide.high - wide.low > 2 * (narrow.high - narrow.low)
    assert np.isnan(ratio_interval([1.0], [2.0]).low)
