import doctest

import numpy as np
import pytest

from paper_repro.core.evaluation import baselines, claims, intervals, tagging
from paper_repro.core.evaluation.claims import Verdict, all_of, is_above, is_level
from paper_repro.core.evaluation.controls import shuffled_audio
from paper_repro.core.evaluation.intervals import (
    Interval,
    difference_interval,
    mean_interval,
    ratio_difference,
    ratio_interval,
)  # fmt: skip

RNG = np.random.default_rng(0)


def test_interval_covers_the_mean_as_often_as_it_says():
    """Of 100 samples of a known mean, about 95 intervals hold it."""
    covered = 0
    for _ in range(100):
        interval = mean_interval(RNG.normal(0.3, 0.2, 120))
        covered += interval.low <= 0.3 <= interval.high
    assert 88 <= covered <= 100


def test_interval_width_is_that_of_the_normal_theory():
    scores = RNG.normal(0.0, 1.0, 400)
    interval = mean_interval(scores)
    assert interval.high - interval.low == pytest.approx(2 * 1.96 * scores.std() / 20, rel=0.1)
    assert mean_interval(scores) == interval


def test_interval_is_scipys_percentile_bootstrap():
    stats = pytest.importorskip("scipy.stats")
    scores = RNG.beta(2, 5, 90)
    expected = stats.bootstrap((scores,), np.mean, n_resamples=20000, method="percentile").confidence_interval
    found = mean_interval(scores)
    assert found.low == pytest.approx(expected.low, abs=0.004)
    assert found.high == pytest.approx(expected.high, abs=0.004)


def test_seeds_are_resampled_too():
    """Two trainings far apart: the interval must not be narrower than what another training could bring."""
    clips = RNG.normal(0.0, 0.01, 200)
    interval = mean_interval(np.stack([clips + 0.2, clips + 0.4]))
    assert interval.value == pytest.approx(0.3, abs=0.01)
    assert interval.low < 0.21
    assert interval.high > 0.39


def test_one_clip_gives_no_interval_and_no_verdict():
    interval = mean_interval([0.5])
    assert interval.value == 0.5
    assert np.isnan(interval.low)
    assert is_above(interval) is Verdict.UNDECIDED
    assert is_level(interval, 0.05) is Verdict.UNDECIDED


def test_two_clips_have_an_interval():
    interval = mean_interval([0.2, 0.6])
    assert (interval.low, interval.value, interval.high, interval.n) == (0.2, pytest.approx(0.4), 0.6, 2)
    assert ratio_interval([0.2, 1.8], [1, 3]).low == pytest.approx(0.2)
    assert np.isnan(mean_interval([]).value)


def test_differences_are_paired():
    clips = RNG.uniform(0, 1, 100)
    difference = difference_interval(clips + 0.01, clips)
    assert difference.low == pytest.approx(0.01)
    for first, second, counts in ((clips, clips[:99], "100 and 99"), (clips[:99], clips, "99 and 100")):
        with pytest.raises(ValueError, match=counts):
            difference_interval(first, second)


def test_shuffling_moves_every_clip_and_is_seeded():
    seen = []

    def score(order):
        seen.append(order)
        return (order == np.arange(30)).astype(float)

    shuffled = shuffled_audio(score, 30)
    assert shuffled.mean == 0.0
    assert len(seen) == 20
    assert all(sorted(order) == list(range(30)) for order in seen)
    assert len({tuple(order) for order in seen}) == 20
    again = [order.copy() for order in seen]
    seen.clear()
    shuffled_audio(score, 30)
    assert all((a == b).all() for a, b in zip(again, seen, strict=True))
    with pytest.raises(ValueError, match="at least 2"):
        shuffled_audio(score, 1)


def test_a_shuffled_score_is_the_mean_over_permutations_clip_by_clip():
    scores = np.random.default_rng(3).random((12, 12))
    seen = []

    def score(order):
        seen.append(scores[np.arange(12), order])
        return seen[-1]

    shuffled = shuffled_audio(score, 12, permutations=5, seed=2)
    assert shuffled.permutations == len(seen) == 5
    np.testing.assert_allclose(shuffled.per_clip, np.mean(seen, axis=0))
    assert shuffled.mean == pytest.approx(np.mean(seen))
    assert shuffled.spread == pytest.approx(np.std([each.mean() for each in seen], ddof=1))


def test_two_clips_can_be_shuffled_in_one_way():
    shuffled = shuffled_audio(lambda order: order.astype(float), 2)
    assert shuffled.per_clip.tolist() == [1.0, 0.0]


@pytest.mark.parametrize(
    ("low", "high", "above", "level"),
    [
        (0.1, 0.3, Verdict.HOLDS, Verdict.FAILS), (-0.3, -0.1, Verdict.FAILS, Verdict.FAILS),
        (-0.1, 0.1, Verdict.UNDECIDED, Verdict.UNDECIDED), (-0.01, 0.01, Verdict.UNDECIDED, Verdict.HOLDS),
    ],
)  # fmt: skip
def test_verdicts_respect_the_interval(low, high, above, level):
    interval = Interval((low + high) / 2, low, high, 50)
    assert is_above(interval) is above
    assert is_level(interval, 0.05) is level


def test_a_claim_of_parts_is_as_good_as_its_worst():
    assert all_of([Verdict.HOLDS, Verdict.UNDECIDED]) is Verdict.UNDECIDED
    assert all_of([Verdict.HOLDS, Verdict.UNDECIDED, Verdict.FAILS]) is Verdict.FAILS
    assert all_of([Verdict.HOLDS]) is Verdict.HOLDS


def test_a_ratio_of_equal_counts_is_the_mean():
    scores = RNG.normal(0.3, 0.2, (3, 80))
    mean, ratio = mean_interval(scores), ratio_interval(4 * scores, np.full(80, 4))
    for bound in ("value", "low", "high"):
        assert getattr(mean, bound) == pytest.approx(getattr(ratio, bound), abs=1e-12)


def test_a_ratio_weighs_clips_by_their_counts():
    sums, counts = RNG.poisson(30, 60).astype(float), RNG.integers(1, 9, 60)
    assert ratio_interval(sums, counts).value == pytest.approx(np.average(sums / counts, weights=counts))
    same = ratio_difference(sums, counts, sums, counts)
    assert (same.value, same.low, same.high) == (0.0, 0.0, 0.0)
    other = ratio_difference(2 * sums, counts, sums, counts)
    assert other.value == pytest.approx(sums.sum() / counts.sum())
    assert other.low < other.value < other.high
    for first, second, said in ((60, 59, "60 and 59"), (59, 60, "59 and 60")):
        with pytest.raises(ValueError, match=said):
            ratio_difference(sums[:first], counts[:first], sums[:second], counts[:second])


def test_an_interval_less_a_constant():
    assert Interval(1.25, 0.25, 1.5, 9) - 0.5 == Interval(0.75, -0.25, 1.0, 9)
    assert Interval(0.75, 0.25, 1.5, 9).as_dict() == {"value": 0.75, "low": 0.25, "high": 1.5, "n": 9}


@pytest.mark.parametrize("module", [baselines, claims, intervals, tagging])
def test_docstring_examples(module):
    result = doctest.testmod(module)
    assert result.attempted
    assert not result.failed
