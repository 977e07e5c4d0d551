"""Tests of what the paper says of beam sizes: quality, cost, and quality a second."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from paper_repro.core.evaluation.claims import (
    POINTS,
    Finding,
    Group,
    Part,
    Unit,
    Wanted,
    above,
    all_of,
    below,
    untestable,
    within,
)
from paper_repro.songtitle.config import BEAMS
from paper_repro.songtitle.transferred import NAMES, OURS, Transfer

#: The published sets of songs.
SONGS = ("msd", "fma")
#: A straight line's share of the variance of seconds, and how far the slope between neighbouring beam sizes may lie
#: from the line's, as a factor; ours.
LINE, SLOPE = 0.97, 2.0
#: Sec. 5: times that BLEU a second falls, and BLEU rises, from greedy search to five beams with MSD; what "roughly" and
#: "about" allow is ours.
RATE_DROP, RATE_MARGIN = 4.9, 1.0
GAIN = (1.5, 2.1)

TIMES = Unit("times", 1)
SHARE = Unit("", 3)


def five_beams(transfer: Transfer) -> Group:
    return all_of(
        *(_differences(transfer, row, [(5, beams) for beams in BEAMS if beams != 5]) for row in _rows(transfer))
    )


def greedy_hurts(transfer: Transfer) -> Group:
    return all_of(*(_differences(transfer, row, [(5, 1)]) for row in _rows(transfer)))


def beyond_ten(transfer: Transfer) -> Group:
    return all_of(*(_differences(transfer, row, [(10, 15), (10, 20)]) for row in _rows(transfer)))


def titles_descend(transfer: Transfer) -> Group | Finding:
    steps = [(5, 10), (10, 15), (15, 20)]
    return _of_songs(transfer, lambda rows: all_of(*(_differences(transfer, row, steps) for row in rows)))


def titles_climb(transfer: Transfer) -> Group | Finding:
    """Items of both sides differ, so that their gains are compared as independent ones."""
    captions = [row for row in _rows(transfer) if row not in SONGS]

    def steeper(song: str) -> Group:
        parts = (
            Part.independent(
                f"gain over that of {NAMES[row]}", _gains(transfer, song), _gains(transfer, row), above(), POINTS
            )
            for row in captions
        )
        return all_of(*parts, name=NAMES[song])

    return _of_songs(transfer, lambda rows: all_of(*map(steeper, rows)))


def linear_cost(transfer: Transfer) -> Group:
    rows, left_out = _timed(transfer)
    return all_of(*(_line(transfer, row) for row in rows), remark=left_out)


def msd_rate(transfer: Transfer) -> Group | Finding:
    if "msd" not in transfer.rows:
        return untestable("MSD is not at hand")
    timed, left_out = _timed(transfer, ["msd"])
    drops = (
        Part.measured(
            "BLEU a second, greedy over 5 beams", rate_drop(transfer, row), within(RATE_MARGIN, RATE_DROP), TIMES
        )
        for row in timed
    )
    five, greedy = transfer.values("msd", 5), transfer.values("msd", 1)
    # Above r times another mean is a paired difference above 0, which has an interval.
    low, high = GAIN
    return all_of(
        *drops,
        Part.difference(f"BLEU at 5 beams - {low:g} x greedy", five, low * greedy, above(), POINTS),
        Part.difference(f"BLEU at 5 beams - {high:g} x greedy", five, high * greedy, below(), POINTS),
        remark=left_out,
    )


def msd_sharpest(transfer: Transfer) -> Group | Finding:
    if "msd" not in transfer.rows:
        return untestable("MSD is not at hand")
    rows, left_out = _timed(transfer)
    if "msd" not in rows:
        return all_of(remark=left_out)
    drops = {row: rate_drop(transfer, row) for row in rows}
    parts = (
        Part.measured(f"drop of MSD - that of {NAMES[row]}", drops["msd"] - drop, above(), TIMES)
        for row, drop in drops.items()
        if row != "msd"
    )
    return all_of(*parts, remark=left_out)


def rate_drop(transfer: Transfer, row: str) -> float:
    """Times that BLEU a second falls from greedy search to five beams; NaN where five beams score 0."""
    greedy, five = (transfer.score(row, beams).value / transfer.seconds(row, beams) for beams in (1, 5))
    return greedy / five if five else float("nan")


def straight_line(beams: np.ndarray, seconds: np.ndarray) -> tuple[float, np.ndarray]:
    """How straight seconds ``(sizes,)`` lie over beam sizes ``(sizes,)``.

    Returns:
        R2 of the least-squares line; the slope between neighbours over the line's, ``(sizes - 1,)``.

    Example:
        >>> fit, slopes = straight_line(np.array([1.0, 5.0, 10.0]), np.array([3.0, 11.0, 21.0]))
        >>> round(fit, 6), slopes.round(6).tolist()
        (1.0, [1.0, 1.0])
    """
    slope, start = np.polyfit(beams, seconds, 1)
    residue = seconds - (start + slope * beams)
    fit = 1.0 - float((residue**2).sum() / ((seconds - seconds.mean()) ** 2).sum())
    return fit, np.diff(seconds) / np.diff(beams) / slope


def _line(transfer: Transfer, row: str) -> Group:
    seconds = np.array([transfer.seconds(row, beams) for beams in BEAMS])
    fit, slopes = straight_line(np.array(BEAMS, float), seconds)
    slope = Wanted(1 / SLOPE, SLOPE)
    return all_of(
        Part.measured("R2 of the line", fit, above(LINE), SHARE),
        Part.measured("lowest slope between neighbours, over the line's", slopes.min(), slope, TIMES),
        Part.measured("highest", slopes.max(), slope, TIMES),
        name=NAMES[row],
    )


def _differences(transfer: Transfer, row: str, pairs: list[tuple[int, int]]) -> Group:
    parts = (
        Part.difference(
            f"{_beams(first)} - {_beams(second)}",
            transfer.values(row, first),
            transfer.values(row, second),
            above(),
            POINTS,
        )
        for first, second in pairs
    )
    return all_of(*parts, name=NAMES[row])


def _beams(beams: int) -> str:
    return "greedy" if beams == 1 else f"{beams} beams"


def _gains(transfer: Transfer, row: str) -> np.ndarray:
    return transfer.values(row, 5) - transfer.values(row, 1)


def _rows(transfer: Transfer) -> list[str]:
    """Those of the paper's own Table 4."""
    return [row for row in transfer.rows if row not in OURS]


def _of_songs(transfer: Transfer, test: Callable[[list[str]], Group]) -> Group | Finding:
    rows = [row for row in SONGS if row in transfer.rows]
    return test(rows) if rows else untestable("no set of songs is at hand")


def _timed(transfer: Transfer, rows: list[str] | None = None) -> tuple[list[str], str]:
    """Rows with the items that a duration needs, and a remark on it."""
    rows = _rows(transfer) if rows is None else rows
    few = [f"{NAMES[row]} (n = {transfer.items(row)})" for row in rows if not transfer.enough(row)]
    said = "Durations have no interval here: one search a training."
    left_out = f" Too few items to be timed: {', '.join(few)}." if few else ""
    return [row for row in rows if transfer.enough(row)], said + left_out
