"""The verdict engine: a claim wants numbers in ranges; intervals over seeds and items decide whether they lie there.

A claim's test returns a ``Part``, one number and the range in which the claim wants it, or a group of parts made by
``all_of``, ``any_of`` or ``none_of``. ``judge`` turns either into a ``Finding``: the verdict, and every part with its
numbers as data. Nothing else decides a verdict.

Level: without a true difference "holds" comes up at most 2.5 % of the time, and so does "does not hold", whatever the
number of parts. A claim that all of k parts must meet holds where each does at 97.5 % (an intersection-union test needs
no correction), and fails only where one fails at 1 - 2.5 % / k (Bonferroni); for "some of" the two change places. The
simulation is ``experiments/evaluation/levels.py``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from paper_repro.core.errors import NotRun
from paper_repro.core.evaluation.intervals import (
    Interval,
    Scores,
    difference_interval,
    independent_difference,
    mean_interval,
)

#: Of either side of an interval.
LEVEL = 0.025
#: Fewer items decide nothing: the intervals' level is not to be trusted there.
MIN_ITEMS = 30


class Verdict(Enum):
    HOLDS = "holds"
    FAILS = "does not hold"
    UNDECIDED = "undecided at this n"
    TOO_FEW = "too few items"
    UNTESTABLE = "cannot be tested on this data"
    NOT_RUN = "not run"


@dataclass(frozen=True)
class Unit:
    """How a part's numbers are written: times ``scale``, with ``digits`` decimals, under a ``name``."""

    name: str
    digits: int = 3
    scale: float = 1.0


#: A score from 0 to 1 written in percent, such as BLEU.
POINTS = Unit("points", 1, 100.0)
#: A score from 0 to 1, such as a ROC-AUC.
SCORE = Unit("", 3)
#: A loss.
NATS = Unit("nats", 2)


@dataclass(frozen=True)
class Wanted:
    """The open range in which a claim wants a number."""

    low: float = -math.inf
    high: float = math.inf


def above(margin: float = 0.0) -> Wanted:
    return Wanted(low=margin)


def below(margin: float = 0.0) -> Wanted:
    return Wanted(high=margin)


def within(margin: float, of: float = 0.0) -> Wanted:
    return Wanted(of - margin, of + margin)


@dataclass(frozen=True)
class Part:
    """One number, with its interval at any confidence, and where the claim wants it.

    Made by ``mean``, ``difference``, ``independent`` or ``measured``. ``signed``: a difference, written with its sign.
    """

    name: str
    wanted: Wanted
    unit: Unit
    interval: Callable[[float], Interval]
    sampled: bool = True
    signed: bool = False

    @classmethod
    def mean(cls, name: str, scores: Scores, wanted: Wanted, unit: Unit = SCORE) -> Part:
        """The mean of scores ``(items,)`` or ``(seeds, items)``."""
        return cls(name, wanted, unit, lambda confidence: mean_interval(scores, confidence))

    @classmethod
    def difference(cls, name: str, first: Scores, second: Scores, wanted: Wanted, unit: Unit = SCORE) -> Part:
        """How far the first lies above the second, paired over the same items: shapes as in ``mean``."""
        return cls(name, wanted, unit, lambda confidence: difference_interval(first, second, confidence), signed=True)

    @classmethod
    def independent(cls, name: str, first: Scores, second: Scores, wanted: Wanted, unit: Unit = SCORE) -> Part:
        """The same of different items."""
        return cls(
            name, wanted, unit, lambda confidence: independent_difference(first, second, confidence), signed=True
        )

    @classmethod
    def measured(cls, name: str, value: float, wanted: Wanted, unit: Unit = SCORE) -> Part:
        """A number that no other items would change, such as a count, or that has no interval here: a duration."""
        return cls(name, wanted, unit, lambda confidence: Interval(value, value, value, 0), sampled=False)


@dataclass(frozen=True)
class Group:
    """Parts, or groups of them, under a rule: ``all``, ``any`` or ``none`` of them must be where they are wanted."""

    rule: str
    parts: tuple[Part | Group, ...]
    name: str = ""
    remark: str = ""


def all_of(*parts: Part | Group, name: str = "", remark: str = "") -> Group:
    """Holds where all parts do, fails where one fails. ``remark``: what the reader should know beside the numbers."""
    return Group("all", parts, name, remark)


def any_of(*parts: Part | Group, name: str = "", remark: str = "") -> Group:
    """Of "some of": holds where one part does, fails where all fail."""
    return Group("any", parts, name, remark)


def none_of(*parts: Part | Group, name: str = "", remark: str = "") -> Group:
    """Holds where all parts fail, fails where one holds."""
    return Group("none", parts, name, remark)


@dataclass(frozen=True)
class Judged:
    """A part with what came out: its numbers with 95 % bounds, the range wanted, its own verdict.

    ``confidence`` is the one at which its verdict was found, ``decisive`` the bounds at it; both differ from 95 % where
    a claim has several parts. ``n`` is 0 and bounds are the value for numbers without sampling error.
    """

    name: str
    value: float
    low: float
    high: float
    n: int
    seeds: int
    wanted: Wanted
    unit: Unit
    verdict: Verdict
    confidence: float
    decisive: tuple[float, float]
    signed: bool = False


@dataclass(frozen=True)
class Finding:
    """A verdict and the numbers it follows from."""

    verdict: Verdict
    parts: tuple[Judged, ...] = ()
    remark: str = ""


@dataclass(frozen=True)
class Claim:
    """One sentence of a paper and the test of it.

    Attributes:
        key: its name, by which results of several machines or versions are compared.
        text: the claim.
        place: where the paper says so; ``ours`` for what the paper does not ask.
        test: from what the paper's tests read to a part, a group, or a ``Finding`` where nothing can be judged.
    """

    key: str
    text: str
    place: str
    test: Callable[..., Part | Group | Finding]

    def judge(self, results) -> Finding:
        """The finding on these results; "not run" where a row that the test reads has not been trained."""
        try:
            tested = self.test(results)
        except NotRun as missing:
            return Finding(Verdict.NOT_RUN, remark=str(missing))
        return tested if isinstance(tested, Finding) else judge(tested)


@dataclass(frozen=True)
class Untested:
    """A sentence of a paper that no test here can decide, and why."""

    text: str
    place: str
    reason: str


def untestable(reason: str) -> Finding:
    return Finding(Verdict.UNTESTABLE, remark=reason)


def judge(tested: Part | Group, level: float = LEVEL) -> Finding:
    """The verdict on a part or group, with every part's numbers.

    Example:
        >>> scores = [0.4, 0.6] * 25
        >>> judge(Part.mean("accuracy", scores, above(0.45))).verdict
        <Verdict.HOLDS: 'holds'>
        >>> judge(Part.difference("equal", scores, scores, above())).verdict
        <Verdict.FAILS: 'does not hold'>
        >>> judge(any_of(Part.mean("a", scores, above(0.55)), Part.mean("b", scores, above(0.4)))).verdict
        <Verdict.HOLDS: 'holds'>
    """
    verdict, parts = _judge(tested, level, level, "")
    return Finding(verdict, tuple(parts), tested.remark if isinstance(tested, Group) else "")


def _judge(tested: Part | Group, hold: float, fail: float, inside: str) -> tuple[Verdict, list[Judged]]:
    """``hold`` and ``fail``: one-sided levels at which this may hold and fail; ``inside``: names of its groups."""
    if isinstance(tested, Part):
        judged = _judge_part(tested, hold, fail, inside)
        return judged.verdict, [judged]
    inside = f"{inside}{tested.name}: " if tested.name else inside
    # Which parts have enough items does not depend on the level.
    counted = sum(_judge(part, hold, fail, inside)[0] is not Verdict.TOO_FEW for part in tested.parts)
    if tested.rule == "all":
        levels = hold, fail / max(1, counted)
    elif tested.rule == "any":
        levels = hold / max(1, counted), fail
    else:
        levels = fail / max(1, counted), hold
    verdicts, parts = [], []
    for part in tested.parts:
        verdict, found = _judge(part, *levels, inside)
        verdicts.append(verdict)
        parts += found
    return _combine(tested.rule, verdicts), parts


def _combine(rule: str, verdicts: Sequence[Verdict]) -> Verdict:
    verdicts = [verdict for verdict in verdicts if verdict is not Verdict.TOO_FEW]
    if not verdicts:
        return Verdict.TOO_FEW
    # The verdict of one part that settles it, and that of the group where no part does and none is open.
    settles, otherwise = {
        "all": ({Verdict.FAILS: Verdict.FAILS}, Verdict.HOLDS),
        "any": ({Verdict.HOLDS: Verdict.HOLDS}, Verdict.FAILS),
        "none": ({Verdict.HOLDS: Verdict.FAILS}, Verdict.HOLDS),
    }[rule]
    for verdict in verdicts:
        if verdict in settles:
            return settles[verdict]
    for open_one in (Verdict.UNTESTABLE, Verdict.UNDECIDED):
        if open_one in verdicts:
            return open_one
    return otherwise


def _judge_part(part: Part, hold: float, fail: float, inside: str) -> Judged:
    printed = part.interval(1.0 - 2.0 * LEVEL)
    verdict, level, decisive = _verdict(part, printed, hold, fail)
    return Judged(
        inside + part.name, printed.value, printed.low, printed.high, printed.n, printed.seeds, part.wanted, part.unit,
        verdict, 1.0 - 2.0 * level, (decisive.low, decisive.high), part.signed,
    )  # fmt: skip


def _verdict(part: Part, printed: Interval, hold: float, fail: float) -> tuple[Verdict, float, Interval]:
    if part.sampled and printed.n < MIN_ITEMS:
        return Verdict.TOO_FEW, LEVEL, printed
    if math.isnan(printed.value) or math.isnan(printed.low):
        return Verdict.UNTESTABLE, LEVEL, printed
    holding = part.interval(1.0 - 2.0 * hold)
    if part.wanted.low < holding.low and holding.high < part.wanted.high:
        return Verdict.HOLDS, hold, holding
    failing = part.interval(1.0 - 2.0 * fail)
    # Of equal scores for every item no number of items would decide it: nothing lies above.
    settled = failing.low == failing.high and not part.wanted.low < failing.value < part.wanted.high
    if settled or failing.high < part.wanted.low or failing.low > part.wanted.high:
        return Verdict.FAILS, fail, failing
    return Verdict.UNDECIDED, fail, failing
