"""A paper's claims: each is tested on our results, with a verdict that respects the interval."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from paper_repro.core.evaluation.intervals import Interval


class Verdict(Enum):
    HOLDS = "holds"
    FAILS = "does not hold"
    UNDECIDED = "undecided at this n"
    UNTESTABLE = "cannot be tested on this data"


@dataclass(frozen=True)
class Finding:
    """A verdict and the numbers it rests on, in one sentence."""

    verdict: Verdict
    evidence: str


@dataclass(frozen=True)
class Claim:
    """One sentence of a paper, where it stands, and the test of it."""

    text: str
    place: str
    test: Callable[..., Finding]


def is_above(difference: Interval, margin: float = 0.0) -> Verdict:
    """Whether a paired difference is positive (beyond ``margin``): all of its interval must be.

    Example:
        >>> is_above(Interval(0.2, 0.1, 0.3, n=50)), is_above(Interval(0.2, -0.1, 0.5, n=50))
        (<Verdict.HOLDS: 'holds'>, <Verdict.UNDECIDED: 'undecided at this n'>)
    """
    if difference.low > margin:
        return Verdict.HOLDS
    # Of equal scores for every item no number of items would decide it: nothing lies above.
    if difference.high < margin or difference.low == difference.high <= margin:
        return Verdict.FAILS
    return Verdict.UNDECIDED


def is_level(difference: Interval, margin: float) -> Verdict:
    """Whether a difference is within +-``margin``: all of its interval inside holds, all of it outside fails."""
    if -margin < difference.low and difference.high < margin:
        return Verdict.HOLDS
    if difference.low > margin or difference.high < -margin:
        return Verdict.FAILS
    return Verdict.UNDECIDED


def all_of(verdicts: Sequence[Verdict]) -> Verdict:
    """Of a claim with several parts: fails where one fails, holds where all hold."""
    for worst in (Verdict.FAILS, Verdict.UNTESTABLE, Verdict.UNDECIDED):
        if worst in verdicts:
            return worst
    return Verdict.HOLDS
