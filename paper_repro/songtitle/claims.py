"""The paper's claims, each tested on the test items with its interval."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from paper_repro.core.evaluation.claims import Claim, Finding, Verdict, all_of, is_above, is_level
from paper_repro.core.evaluation.intervals import Interval, difference_interval
from paper_repro.core.reporting.formats import signed_percent
from paper_repro.songtitle.config import BEAMS, CORRECTED
from paper_repro.songtitle.transferred import NAMES, OURS, Transfer

#: The paper's own differences: Sec. 5 and the abstract, in BLEU.
OUT_OF_DOMAIN = 0.16
#: What "level" is: the paper's own difference is .005; ours.
LEVEL = 0.05
#: The published sets of songs.
SONGS = ("msd", "fma")


def _difference(transfer: Transfer, row: str, first: int, second: int) -> Interval:
    return difference_interval(transfer.values(row, first), transfer.values(row, second))


def _beam_five(transfer: Transfer) -> Finding:
    verdicts, parts = [], []
    for row in transfer.rows:
        if row in OURS:
            continue
        differences = {beams: _difference(transfer, row, 5, beams) for beams in BEAMS if beams != 5}
        verdicts.append(all_of([is_above(difference) for difference in differences.values()]))
        each = (signed_percent(f"5 - {beams}", difference) for beams, difference in differences.items())
        parts.append(f"{NAMES[row]}: " + ", ".join(each))
    return Finding(all_of(verdicts), "; ".join(parts))


def _cost(transfer: Transfer) -> Finding:
    """Linear: 20 beams cost four times what 5 do, 5 five times what greedy does; within a third (ours)."""
    ratios, parts = [], []
    for row in (row for row in transfer.rows if row not in OURS):
        for more, fewer in ((5, 1), (20, 5)):
            ratio = transfer.seconds(row, more) / transfer.seconds(row, fewer)
            ratios.append(abs(np.log(ratio / (more / fewer))) < np.log(4 / 3))
            parts.append(f"{NAMES[row]} {more}/{fewer}: {ratio:.1f}")
    return Finding(Verdict.HOLDS if all(ratios) else Verdict.FAILS, "; ".join(parts))


def _level(transfer: Transfer) -> Finding:
    if not set(SONGS) <= set(transfer.rows):
        return Finding(Verdict.UNTESTABLE, "both sets of songs are needed")
    msd, fma = (transfer.score(row, 5) for row in SONGS)
    difference = _independent(msd, fma)
    return Finding(
        is_level(difference, LEVEL), f"within {100 * LEVEL:g}: {signed_percent('MSD - FMA at 5 beams', difference)}"
    )


def _out_of_domain(transfer: Transfer) -> Finding:
    rows = [row for row in SONGS if row in transfer.rows]
    if not rows:
        return Finding(Verdict.UNTESTABLE, "no set of songs is at hand")
    best = "captions_1"
    gaps = {row: _independent(transfer.score(best, 5), transfer.score(row, 5)) for row in rows}
    moved = [Interval(OUT_OF_DOMAIN - gap.value, OUT_OF_DOMAIN - gap.high, OUT_OF_DOMAIN - gap.low, gap.n)
             for gap in gaps.values()]  # fmt: skip
    parts = "; ".join(signed_percent(f"{NAMES[best]} - {NAMES[row]}", gap) for row, gap in gaps.items())
    return Finding(all_of([is_above(difference) for difference in moved]), f"at 5 beams, {parts}; published about 16")


def _independent(first: Interval, second: Interval) -> Interval:
    """First minus second of different items: bounds as if both were normal.

    Seeds, which both share, count as if they did not: the bounds are wider than they need be.
    """
    value = first.value - second.value
    low = value - np.hypot(first.value - first.low, second.high - second.value)
    high = value + np.hypot(first.high - first.value, second.value - second.low)
    return Interval(value, float(low), float(high), min(first.n, second.n))


def _more_than_common_words(transfer: Transfer, rows: Sequence[str]) -> Finding:
    verdicts, parts = [], []
    for row in rows:
        differences = {
            "above constant": transfer.above_constant(row, 5),
            "with penalty": transfer.above_best_constant(row, 5),
            "above shuffled": transfer.above_shuffled(row, 5),
        }
        verdicts.append(all_of([is_above(difference) for difference in differences.values()]))
        parts.append(f"{NAMES[row]}: " + ", ".join(signed_percent(*pair) for pair in differences.items()))
    return Finding(all_of(verdicts) if verdicts else Verdict.UNTESTABLE, "at 5 beams, " + "; ".join(parts))


def _captions(transfer: Transfer) -> Finding:
    return _more_than_common_words(transfer, [row for row in transfer.rows if row == "captions_1"])


def _captions_by_mean(transfer: Transfer) -> Finding:
    return _more_than_common_words(transfer, [row for row in transfer.rows if row == CORRECTED])


def _titles(transfer: Transfer) -> Finding:
    return _more_than_common_words(transfer, [row for row in transfer.rows if not row.startswith("captions")])


CLAIMS = (
    Claim("Five beams are best and more are worse, on every set.", "Table 4, Sec. 5", _beam_five),
    Claim("Cost grows linearly with the beam.", "Sec. 2, Fig. 8b", _cost),
    Claim("Timbre and spectrogram are level at five beams.", "Sec. 5", _level),
    Claim("Titles come within about 16 BLEU of captions.", "Sec. 5", _out_of_domain),
    Claim(
        "Captions of whole crops carry more than common words: above constants and other pictures.",
        "ours",
        _captions,
    ),
    Claim(
        "They do where hypotheses are ranked by their mean log-probability a word.",
        "ours",
        _captions_by_mean,
    ),
    Claim(
        "Titles carry more than common words: above constants and other songs.",
        "ours",
        _titles,
    ),
)
