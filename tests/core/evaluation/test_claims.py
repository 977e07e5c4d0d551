"""The verdict engine on constructed cases: holds, does not hold, undecided, equal, too few, NaN, several parts."""

import numpy as np
import pytest

from paper_repro.core.errors import NotRun
from paper_repro.core.evaluation.claims import (
    MIN_ITEMS,
    NATS,
    POINTS,
    Claim,
    Finding,
    Part,
    Verdict,
    Wanted,
    above,
    all_of,
    any_of,
    below,
    judge,
    none_of,
    untestable,
    within,
)
from paper_repro.core.evaluation.intervals import mean_interval

RNG = np.random.default_rng(0)


def scores(mean, spread=0.1, n=100):
    """Scores with exactly this mean and standard deviation: an interval of known bounds."""
    raw = RNG.normal(size=n)
    return mean + spread * (raw - raw.mean()) / raw.std(ddof=1)


def verdict(part):
    return judge(part).verdict


# At n = 100 and a spread of .1 an interval reaches .0198 to each side.
@pytest.mark.parametrize(
    ("mean", "wanted", "expected"),
    [
        (0.53, above(0.5), Verdict.HOLDS), (0.47, above(0.5), Verdict.FAILS), (0.51, above(0.5), Verdict.UNDECIDED),
        (0.49, above(0.5), Verdict.UNDECIDED), (0.47, below(0.5), Verdict.HOLDS), (0.53, below(0.5), Verdict.FAILS),
        (0.51, below(0.5), Verdict.UNDECIDED), (0.50, within(0.03, of=0.5), Verdict.HOLDS),
        (0.52, within(0.03, of=0.5), Verdict.UNDECIDED), (0.56, within(0.03, of=0.5), Verdict.FAILS),
        (0.44, within(0.03, of=0.5), Verdict.FAILS), (0.0, within(0.03), Verdict.HOLDS),
    ],
)  # fmt: skip
def test_verdicts_respect_the_interval(mean, wanted, expected):
    assert verdict(Part.mean("score", scores(mean), wanted)) is expected


def test_equal_scores_fail_a_claim_of_more_and_meet_one_of_level():
    a = scores(0.7)
    assert verdict(Part.difference("a - a", a, a, above())) is Verdict.FAILS
    assert verdict(Part.difference("a - a", a, a, below())) is Verdict.FAILS
    assert verdict(Part.difference("a - a", a, a, within(0.01))) is Verdict.HOLDS
    # Better by the same on every item: nothing is left to chance.
    assert verdict(Part.difference("a - b", a + 0.001, a, above())) is Verdict.HOLDS
    assert verdict(Part.difference("a - b", a + 0.001, a, above(0.001 + 1e-9))) is Verdict.FAILS


def test_pairs_decide_what_means_leave_open():
    items = scores(0.5, spread=0.3)
    better = items + scores(0.03, spread=0.02)
    alone = mean_interval(better)
    assert alone.low < items.mean()
    assert verdict(Part.difference("better - items", better, items, above())) is Verdict.HOLDS


def test_too_few_items_take_no_part():
    few = Part.mean("few", scores(0.9, n=MIN_ITEMS - 1), above(0.5))
    enough = Part.mean("enough", scores(0.9, n=MIN_ITEMS), above(0.5))
    worse = Part.mean("worse", scores(0.1, n=MIN_ITEMS), above(0.5))
    assert verdict(few) is Verdict.TOO_FEW
    assert verdict(all_of(few, enough)) is Verdict.HOLDS
    assert verdict(all_of(few, worse)) is Verdict.FAILS
    assert verdict(all_of(few, few)) is Verdict.TOO_FEW
    assert [part.verdict for part in judge(all_of(few, enough)).parts] == [Verdict.TOO_FEW, Verdict.HOLDS]


def test_of_what_is_not_a_number_nothing_is_said():
    nan = Part.mean("undefined", [np.nan] * 50, above())
    good, bad = Part.mean("good", scores(0.9), above()), Part.mean("bad", scores(-0.9), above())
    assert verdict(nan) is Verdict.UNTESTABLE
    assert verdict(all_of(nan, good)) is Verdict.UNTESTABLE
    assert verdict(all_of(nan, bad)) is Verdict.FAILS
    assert verdict(any_of(nan, good)) is Verdict.HOLDS


def test_measured_numbers_have_no_interval_and_need_no_items():
    assert verdict(Part.measured("R2", 0.99, above(0.95))) is Verdict.HOLDS
    assert verdict(Part.measured("R2", 0.90, above(0.95))) is Verdict.FAILS
    assert verdict(Part.measured("R2", 0.95, above(0.95))) is Verdict.FAILS
    assert verdict(Part.measured("R2", float("nan"), above(0.95))) is Verdict.UNTESTABLE


@pytest.mark.parametrize(
    ("group", "verdicts", "expected"),
    [
        (all_of, "HHH", "H"), (all_of, "HUH", "U"), (all_of, "HUF", "F"), (any_of, "FUH", "H"), (any_of, "FUF", "U"),
        (any_of, "FFF", "F"), (none_of, "FFF", "H"), (none_of, "FUF", "U"), (none_of, "UFH", "F"),
    ],
)  # fmt: skip
def test_groups(group, verdicts, expected):
    means = {"H": 0.6, "F": 0.4, "U": 0.5}
    parts = [Part.mean(letter, scores(means[letter]), above(0.5)) for letter in verdicts]
    known = {"H": Verdict.HOLDS, "F": Verdict.FAILS, "U": Verdict.UNDECIDED}
    assert verdict(group(*parts)) is known[expected]


def test_a_conjunction_fails_and_a_some_of_holds_only_beyond_the_corrected_bound():
    # Below .5 with 97.5 %, but not with 99.7 %: the upper bound is .4988 for one part, .506 for eight.
    low = Part.mean("low", scores(0.479), above(0.5))
    high = Part.mean("high", scores(0.521), above(0.5))
    others = [Part.mean("other", scores(0.6), above(0.5)) for _ in range(7)]
    failing = [Part.mean("other", scores(0.4), above(0.5)) for _ in range(7)]
    assert verdict(low) is Verdict.FAILS
    assert verdict(all_of(low, *others)) is Verdict.UNDECIDED
    assert verdict(high) is Verdict.HOLDS
    assert verdict(any_of(high, *failing)) is Verdict.UNDECIDED
    assert verdict(none_of(high, *failing)) is Verdict.UNDECIDED
    # An intersection-union test needs no correction: all that must hold, hold at 97.5 % each.
    assert verdict(all_of(high, high, high, high)) is Verdict.HOLDS
    assert verdict(any_of(low, low, low, low)) is Verdict.FAILS
    corrected = judge(all_of(low, *others)).parts[0]
    assert corrected.confidence == pytest.approx(1 - 2 * 0.025 / 8)
    assert corrected.decisive[1] > 0.5 > corrected.high


def test_groups_within_groups():
    def pair(mean):
        return all_of(
            Part.mean("above .8", scores(mean), above(0.8)), Part.mean("above .5", scores(mean), above(0.5)),
            name=f"at {mean}",
        )  # fmt: skip

    found = judge(any_of(pair(0.9), pair(0.6), remark="of two"))
    assert found.verdict is Verdict.HOLDS
    assert found.remark == "of two"
    assert [part.name for part in found.parts] == [
        "at 0.9: above .8", "at 0.9: above .5", "at 0.6: above .8", "at 0.6: above .5",
    ]  # fmt: skip
    assert verdict(any_of(pair(0.6), pair(0.7))) is Verdict.FAILS


def test_findings_carry_their_numbers():
    part = judge(Part.difference("A - B", scores(0.7), scores(0.5), above(0.1), POINTS)).parts[0]
    assert (part.name, part.n, part.seeds, part.wanted, part.unit) == ("A - B", 100, 1, Wanted(low=0.1), POINTS)
    assert part.value == pytest.approx(0.2)
    assert part.low < 0.2 < part.high
    assert judge(Part.mean("loss", np.stack([scores(2.0)] * 3), below(3.0), NATS)).parts[0].seeds == 3
    other = judge(Part.independent("pictures - songs", scores(0.7), scores(0.5, n=40), above())).parts[0]
    assert (other.n, other.verdict) == (40, Verdict.HOLDS)


def test_a_claim_whose_row_is_missing_is_not_run():
    def of_a_row_that_is_missing(results):
        raise NotRun("gru has not been trained")

    found = Claim("k", "GRU is best.", "Table 1", of_a_row_that_is_missing).judge(None)
    assert found == Finding(Verdict.NOT_RUN, remark="gru has not been trained")
    assert Claim("k", "c", "p", lambda results: untestable("no pairs")).judge(None).verdict is Verdict.UNTESTABLE
    assert Claim("k", "c", "p", lambda results: Part.mean("m", results, above())).judge(scores(1.0)).verdict is (
        Verdict.HOLDS
    )


def test_without_a_true_difference_neither_verdict_comes_up_more_often_than_said():
    """2.5 % of 2,000 are 50; 71 is four standard errors above. The whole table: experiments/evaluation/levels.py."""
    rng = np.random.default_rng(1)
    counts = dict.fromkeys(Verdict, 0)
    for _ in range(2000):
        a, b = rng.integers(0, 4, (2, 3, 30)) / 3  # three seeds of scores as BLEU has them: few values, many ties
        counts[verdict(Part.difference("a - b", a, b, above()))] += 1
    assert counts[Verdict.HOLDS] <= 71
    assert counts[Verdict.FAILS] <= 71
    assert counts[Verdict.UNDECIDED] >= 1850
