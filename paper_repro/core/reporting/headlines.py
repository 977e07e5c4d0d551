"""A paper's headline claims: which numbers of its written tables tell them, on rendered and on real data.

Declared by each paper as ``HEADLINES``, and read here out of the tables' JSON: nothing is computed anew or typed, and a
table that is not there is "not run".
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from paper_repro.core.evaluation.claims import MIN_ITEMS, Unit, Verdict, Wanted, above
from paper_repro.core.evaluation.intervals import Interval
from paper_repro.core.reporting.formats import MISSING, NOT_STATED, number
from paper_repro.core.reporting.results import Written


@dataclass(frozen=True)
class Cell:
    """A number of a table: ``where`` are the cells that its row has and no other."""

    column: str
    where: Mapping[str, Any] = field(default_factory=dict)
    block: str = "table"


@dataclass(frozen=True)
class Told:
    """A number that a claim's verdict follows from, by how its name begins; ``condition`` is the verdict's column."""

    key: str
    part: str
    condition: str = "Verdict"


@dataclass(frozen=True)
class Side:
    """What tells a headline on one kind of data.

    Attributes:
        table: its name below the paper's folder of results.
        score: the system's score.
        gain: how far it lies above, or below, what the headline names.
        of: in a few words what was scored, where it is not what the paper scored.
    """

    table: str
    score: Cell | None = None
    gain: Cell | Told | None = None
    of: str = ""


@dataclass(frozen=True)
class Absent:
    """There is no such table by design, and why."""

    why: str


@dataclass(frozen=True)
class Headline:
    """A claim told by a score, by its distance from something, or by both.

    Attributes:
        key: its name, of this paper alone.
        claim: what the numbers are: the score; the distance.
        place: where the paper says so; ``ours`` for what it does not ask.
        unit: of the score and the distance.
        published: the paper's score, in the unit before ``unit.scale``; None where it states none.
        published_gain: the same of the distance.
        rendered, real: where ours are.
    """

    key: str
    claim: str
    place: str
    unit: Unit
    published: float | None
    published_gain: float | None
    rendered: Side | Absent
    real: Side | Absent

    def published_text(self) -> str:
        sides = [side for side in (self.rendered, self.real) if isinstance(side, Side)]
        told = []
        if any(side.score for side in sides):
            told.append((self.published, self._write))
        if any(side.gain for side in sides):
            told.append((self.published_gain, self._signed))
        if all(value is None for value, _ in told):
            return NOT_STATED
        return "; ".join(NOT_STATED if value is None else write(value) for value, write in told)

    def told(self, side: Side | Absent, written: Mapping[str, Written], paper: str) -> Result:
        """What came out on a side; "not run" where the table, or the number in it, is not there."""
        if isinstance(side, Absent):
            return Result(f"none: {side.why}")
        table = written.get(f"{paper}/{side.table}")
        score = _number(table, side.score)
        gain = _number(table, side.gain)
        if table is None or (side.score and score is None) or (side.gain and gain is None):
            return Result(Verdict.NOT_RUN.value, Verdict.NOT_RUN.value)
        told = [self._write(score)] if side.score else []
        verdict = ""
        if side.gain:
            told.append(self._signed(gain))
            verdict = _verdict(gain, _wanted(table, side.gain))
        text = "; ".join(told) + (f": {verdict}" if verdict else "") + (f" ({side.of})" if side.of else "")
        most = [value for value in (score, gain) if isinstance(value, Interval) and value.n]
        n, seeds = (most[0].n, most[0].seeds) if most else (None, None)
        return Result(text, verdict, table.name, score, gain, n, seeds, str(table.about.get("preset", "")))

    def _write(self, value: Any) -> str:
        return number(self.unit.digits, scale=self.unit.scale)(value)

    def _signed(self, value: Any) -> str:
        return number(self.unit.digits, scale=self.unit.scale, signed=True)(value)


@dataclass(frozen=True)
class Result:
    """A side's cell as text, and what it is made of: ``n`` items, ``seeds`` trainings where the table tells them."""

    text: str
    verdict: str = ""
    table: str = ""
    score: Interval | float | None = None
    gain: Interval | float | None = None
    n: int | None = None
    seeds: int | None = None
    preset: str = ""

    @property
    def count(self) -> str:
        """Items times trainings.

        Example:
            >>> Result("", n=1200, seeds=3).count, Result("", n=7).count, Result("").count
            ('1,200 x 3', '7', '–')
        """
        if self.n is None:
            return MISSING
        return f"{self.n:,}" + ("" if self.seeds is None else f" x {self.seeds}")


def _number(table: Written | None, source: Cell | Told | None) -> Interval | float | None:
    if table is None or source is None:
        return None
    found = _part(table, source) if isinstance(source, Told) else _cell(table, source)
    if isinstance(found, Mapping):
        if found.get("value") is None:
            return None
        value, low, high = (
            float("nan") if found.get(name) is None else found[name] for name in ("value", "low", "high")
        )
        # Tables of old versions do not tell how many trainings an interval is over.
        return Interval(value, low, high, found.get("n", 0), found.get("seeds"))
    return found


def _cell(table: Written, cell: Cell) -> Any:
    rows = [
        row
        for row in dict(table.blocks()).get(cell.block, [])
        if all(row.get(name) == value for name, value in cell.where.items())
    ]
    return rows[0].get(cell.column) if len(rows) == 1 else None


def _part(table: Written, told: Told) -> Mapping[str, Any] | None:
    for claim, finding in table.claims():
        if claim.get("key") == told.key and finding.get("condition") == told.condition:
            for part in finding.get("parts", []):
                if str(part.get("name", "")).startswith(told.part):
                    return part
    return None


def _wanted(table: Written, source: Cell | Told) -> Wanted:
    """The range of a claim's part; of a cell, above 0."""
    if isinstance(source, Cell):
        return above()
    bounds = (_part(table, source) or {}).get("wanted") or {}
    low, high = (bounds.get(side) for side in ("low", "high"))
    return Wanted(-math.inf if low is None else low, math.inf if high is None else high)


def _verdict(gain: Interval | float, wanted: Wanted) -> str:
    """Whether one number lies where it is wanted, by its 95 % interval: a claim of several parts may ask for more."""
    if not isinstance(gain, Interval):
        return ""
    if 0 < gain.n < MIN_ITEMS:
        return Verdict.TOO_FEW.value
    if math.isnan(gain.low):
        return Verdict.UNTESTABLE.value
    if wanted.low < gain.low and gain.high < wanted.high:
        return Verdict.HOLDS.value
    settled = gain.low == gain.high or gain.high < wanted.low or gain.low > wanted.high
    return Verdict.FAILS.value if settled else Verdict.UNDECIDED.value
