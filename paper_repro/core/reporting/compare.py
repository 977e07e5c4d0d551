"""Two folders of results beside each other: which numbers differ by more than their intervals, which verdicts flipped.

The same code gives other last digits on another type of processor, and a training amplifies them. What should hold
across machines are verdicts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paper_repro.core.errors import UserError
from paper_repro.core.reporting.formats import number, plain
from paper_repro.core.reporting.results import Written, read_results
from paper_repro.core.reporting.table import Block, Column, Table

four = number(4)


@dataclass(frozen=True)
class Number:
    """A number of both folders. ``bounds`` are None where it has no interval."""

    table: str
    row: str
    name: str
    values: tuple[float, float]
    bounds: tuple[tuple[float, float], tuple[float, float]] | None

    @property
    def apart(self) -> bool:
        """Whether each value lies outside of the other's interval."""
        if self.bounds is None:
            return False
        (a, b), (first, second) = self.values, self.bounds
        return not first[0] <= b <= first[1] and not second[0] <= a <= second[1]


@dataclass(frozen=True)
class Flip:
    """A verdict that differs."""

    table: str
    claim: str
    condition: str
    first: str
    second: str


def compare(first: Path, second: Path) -> tuple[Table, list[Flip]]:
    """The table, and the verdicts that flipped.

    Raises:
        UserError: a folder is missing or empty, or they hold other papers, or a table of both is of another version,
            preset, kind of data or number of seeds.
    """
    a, b = read_results(first), read_results(second)
    papers = [{written.paper for written in side.values()} for side in (a, b)]
    if not papers[0] & papers[1]:
        raise UserError(
            f"{first} and {second} hold results of different papers ({_listed(papers[0])}; {_listed(papers[1])}); "
            "compare folders of the same."
        )
    shared = [name for name in a if name in b]
    if not shared:
        raise UserError(f"{first} and {second} have no table or figure in common; make the same in both.")
    for name in shared:
        _refuse_other_settings(a[name], b[name], first, second)
    numbers = [each for name in shared for each in _numbers(a[name], b[name])]
    flips = [flip for name in shared for flip in _flips(a[name], b[name])]
    apart = [each for each in numbers if each.apart]
    missing = sorted(set(a) ^ set(b))
    notes = [
        "Apart: each value lies outside of the other's interval. Numbers without an interval are not judged.",
        f"In one folder only: {_listed(missing)}." if missing else "Both folders hold the same tables.",
    ]
    blocks = [
        Block("tables", "By table", _SUMMARY, [_summary(name, numbers, flips) for name in shared]),
        Block("flips", "Verdicts that flipped", _FLIPS, flips),
        Block("apart", "Numbers that differ by more than their intervals", _APART, apart),
    ]
    lead = [
        f"{len(flips)} of {sum(1 for name in shared for _ in a[name].claims())} verdicts flipped; "
        f"{len(apart)} of {sum(each.bounds is not None for each in numbers)} numbers with an interval are apart."
    ]
    title = f"{first} and {second} compared"
    return Table("compare", "compare", title, [block for block in blocks if block.rows], notes, {}, lead), flips


_SUMMARY = [
    Column("Table", "table"),
    Column("numbers", "numbers"),
    Column("equal", "equal"),
    Column("with an interval", "judged"),
    Column("apart", "apart"),
    Column("verdicts flipped", "flips"),
]
_FLIPS = [
    Column("Table", "table"),
    Column("Claim", "claim"),
    Column("Condition", "condition"),
    Column("first", "first"),
    Column("second", "second"),
]
_APART = [
    Column("Table", "table"),
    Column("Row", "row"),
    Column("Number", "name"),
    Column("first", lambda each: each.values[0], four, "first"),
    Column("second", lambda each: each.values[1], four, "second"),
    Column("first interval", lambda each: each.bounds[0], lambda bounds: _range(bounds), "first_bounds"),
    Column("second interval", lambda each: each.bounds[1], lambda bounds: _range(bounds), "second_bounds"),
]


def _range(bounds: tuple[float, float]) -> str:
    return f"[{four(bounds[0])}, {four(bounds[1])}]"


def _summary(name: str, numbers: list[Number], flips: list[Flip]) -> dict[str, Any]:
    mine = [each for each in numbers if each.table == name]
    return {
        "table": name,
        "numbers": len(mine),
        "equal": sum(each.values[0] == each.values[1] for each in mine),
        "judged": sum(each.bounds is not None for each in mine),
        "apart": sum(each.apart for each in mine),
        "flips": sum(flip.table == name for flip in flips),
    }


def _refuse_other_settings(a: Written, b: Written, first: Path, second: Path) -> None:
    for what in ("preset", "data", "seeds"):
        if a.about.get(what) != b.about.get(what):
            raise UserError(
                f"{a.name}: {what} is {plain(a.about.get(what))} in {first} and {plain(b.about.get(what))} in "
                f"{second}; compare results of the same {what}."
            )
    if a.versions != b.versions:
        raise UserError(
            f"{a.name}: made with other versions ({a.versions or 'none named'} in {first}, "
            f"{b.versions or 'none named'} in {second}); compare results of the same."
        )


def _numbers(a: Written, b: Written) -> Iterator[Number]:
    others = dict(b.blocks())
    for key, rows in a.blocks():
        if key in ("claims", "untested"):
            continue
        known = {_label(row): row for row in others.get(key, [])}
        for row in rows:
            other = known.get(_label(row), {})
            for name, cell in row.items():
                pair = _pair(cell, other.get(name))
                if pair:
                    yield Number(a.name, _label(row), name, *pair)


def _pair(first: Any, second: Any) -> tuple | None:
    """Both values, and both bounds where there are any; None where one is no number."""
    if isinstance(first, Mapping) and isinstance(second, Mapping) and {"value", "low", "high"} <= first.keys():
        cells = [first[side] for side in ("value", "low", "high")] + [
            second.get(side) for side in ("value", "low", "high")
        ]
        if not all(_is_number(cell) for cell in cells):
            return None
        return (cells[0], cells[3]), ((cells[1], cells[2]), (cells[4], cells[5]))
    return ((first, second), None) if _is_number(first) and _is_number(second) else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _label(row: Mapping[str, Any]) -> str:
    """What names a row: its texts."""
    return ", ".join(str(value) for value in row.values() if isinstance(value, str))


def _flips(a: Written, b: Written) -> Iterator[Flip]:
    others = {(claim.get("key"), finding.get("condition")): finding["verdict"] for claim, finding in b.claims()}
    for claim, finding in a.claims():
        other = others.get((claim.get("key"), finding.get("condition")), "absent")
        if other != finding["verdict"]:
            yield Flip(a.name, claim.get("claim", ""), finding.get("condition", ""), finding["verdict"], other)


def _listed(names) -> str:
    return ", ".join(sorted(names)) or "none"
