"""The board as the site shows it: one line a claim, with what came out on each kind of data, and as a small plot."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from numbers import Integral
from typing import Any

from paper_repro.core.evaluation.claims import NATS, POINTS, SCORE, Unit, Verdict, Wanted
from paper_repro.core.evaluation.intervals import Interval
from paper_repro.core.reporting.board import Entry
from paper_repro.core.reporting.claims import wanted_text
from paper_repro.core.reporting.formats import number
from paper_repro.site.plots import Axis
from paper_repro.site.printed import printed_value

#: Class of each verdict in the pages; the style sheet gives each a colour and a sign.
SLUGS = {
    Verdict.HOLDS: "holds",
    Verdict.FAILS: "fails",
    Verdict.UNDECIDED: "undecided",
    Verdict.TOO_FEW: "toofew",
    Verdict.UNTESTABLE: "untestable",
    Verdict.NOT_RUN: "notrun",
}
#: Names of units in the results, and how their numbers are written.
_UNITS = {
    unit.name: unit
    for unit in (
        POINTS, NATS, Unit("%", 1, 100.0), Unit("square points", 0, 10_000.0), Unit("times", 1), Unit("words", 2),
        Unit("s", 2), Unit("bars", 0), Unit("tags", 1), Unit("epochs", 1),
    )
}  # fmt: skip
#: Whose question a claim is.
OURS = "ours"
#: What a number stands on, as the pages name it. ``published`` is what the paper prints, ``labels`` what we count in
#: labels and texts that others published.
SOURCES = {"published": "Published", "rendered": "Rendered", "real": "Real", "labels": "Published labels"}


@dataclass(frozen=True)
class Mark:
    """A verdict for the pages."""

    verdict: str

    @property
    def slug(self) -> str:
        return next((slug for verdict, slug in SLUGS.items() if verdict.value == self.verdict), "notrun")


@dataclass(frozen=True)
class Line:
    """One number with its interval; ``source`` is a key of ``SOURCES``.

    ``text`` is it as it is written; ``mark`` the verdict on it, None for what the paper prints.
    """

    source: str
    value: float
    low: float
    high: float
    text: str
    mark: Mark | None = None
    under: str = ""


@dataclass(frozen=True)
class Part:
    """A number that a claim asks for, where it wants it, and what was published, rendered and found on real music."""

    name: str
    wanted: str
    lines: tuple[Line, ...]
    bounds: tuple[float, float]

    @property
    def printed(self) -> bool:
        """Whether the paper prints this number."""
        return any(line.mark is None for line in self.lines)

    @cached_property
    def axis(self) -> Axis:
        ends = [end for line in self.lines for end in (line.value, line.low, line.high)]
        return Axis.over([*ends, *self.bounds])


@dataclass(frozen=True)
class Found:
    """What came out on one kind of data.

    ``under``: the condition, such as one of two scoring rules; empty where it makes no difference.
    """

    entry: Entry
    mark: Mark
    parts: tuple[Part, ...]
    under: str = ""

    @property
    def telling(self) -> Part | None:
        """The part that the verdict follows from: the first with that verdict, else the first."""
        same = (part for part in self.parts if any(line.mark == self.mark for line in part.lines))
        return next(same, self.parts[0] if self.parts else None)

    @property
    def data(self) -> str:
        return source_of(self.entry)

    @property
    def trainings(self) -> str:
        count = self.entry.seeds
        return "" if not count else "1 training" if count == 1 else f"{count} trainings"


@dataclass(frozen=True)
class Claim:
    """A claim with all that came out on it."""

    paper: str
    key: str
    text: str
    place: str
    found: tuple[Found, ...]

    @property
    def anchor(self) -> str:
        return f"claim-{self.paper}-{self.key}".lower().replace("_", "-")

    @property
    def ours(self) -> bool:
        return self.place.startswith(OURS)

    @property
    def pairs(self) -> str:
        """Data and verdict of each finding, as the filter of the board reads them."""
        return " ".join(dict.fromkeys(f"{found.data}:{found.mark.slug}" for found in self.found))

    @property
    def plots(self) -> list[Part]:
        """The telling part of each finding; findings on the same number share a plot."""
        by_name: dict[str, Part] = {}
        for found in self.distinct:
            part = found.telling
            if part is None:
                continue
            known = by_name.get(part.name)
            own = [replace(each, under=found.under if each.mark else "") for each in part.lines]
            # What the paper prints stands there once, above all else.
            printed = [each for each in own if not each.mark and not (known and known.printed)]
            lines = (*printed, *(known.lines if known else ()), *(each for each in own if each.mark))
            by_name[part.name] = replace(part, lines=lines)
        return list(by_name.values())

    @property
    def without_numbers(self) -> list[Found]:
        return [found for found in self.distinct if not found.parts]

    @property
    def by_source(self) -> dict[str, list[Found]]:
        """``distinct``, those on one kind of data together."""
        groups: dict[str, list[Found]] = {}
        for found in self.distinct:
            groups.setdefault(found.data, []).append(found)
        return groups

    @property
    def distinct(self) -> list[Found]:
        """Findings that say something new: the same verdict on the same number under several conditions is one."""
        groups: dict[Any, list[Found]] = {}
        for found in self.found:
            lines = found.telling.lines if found.telling else ()
            groups.setdefault((found.data, found.mark, tuple(line.text for line in lines if line.mark)), []).append(
                found
            )
        conditions = Counter(found.data for found in self.found)
        return [
            replace(group[0], under="" if len(group) == conditions[data] else _either(group))
            for (data, *_), group in groups.items()
        ]


def _either(group: Sequence[Found]) -> str:
    return " and ".join(found.under[:1].lower() + found.under[1:] for found in group if found.under)


def source_of(entry: Entry) -> str:
    """A key of ``SOURCES``; ``none`` where nothing was run."""
    return {"published": "labels", "": "none"}.get(entry.data, entry.data)


def claims_of(entries: Iterable[Entry]) -> list[Claim]:
    """Claims in the board's order, the findings of each together."""
    groups: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        groups.setdefault((entry.paper, entry.key), []).append(entry)
    return [
        Claim(paper, key, group[0].claim, group[0].place, tuple(map(_found, group)))
        for (paper, key), group in groups.items()
    ]


def tally(claims: Sequence[Claim]) -> list[tuple[Mark, int]]:
    """How many findings have each verdict, in the order of verdicts; those that occur."""
    counts = Counter(found.mark.verdict for claim in claims for found in claim.found)
    return [(Mark(verdict.value), counts[verdict.value]) for verdict in SLUGS if counts[verdict.value]]


def unit_of(name: str, values: Iterable[float | None]) -> Unit:
    """How numbers of a unit are written; without a name, scores have three decimals and counts none."""
    if name in _UNITS:
        return _UNITS[name]
    known = [value for value in values if value is not None]
    if known and all(float(value).is_integer() for value in known) and any(abs(value) > 1 for value in known):
        return Unit(name, 0)
    return Unit(name, 2) if any(abs(value) >= 10 for value in known) else Unit(name, SCORE.digits)


def _found(entry: Entry) -> Found:
    parts = tuple(_part(entry, part) for part in entry.parts)
    return Found(entry, Mark(entry.verdict), parts, entry.condition)


def _part(entry: Entry, part: Mapping[str, Any]) -> Part:
    wanted = part.get("wanted") or {}
    range_ = Wanted(*(_bound(wanted.get(side), side) for side in ("low", "high")))
    name, value = str(part.get("name", "")), _real(part.get("value"))
    unit = unit_of(str(part.get("unit") or ""), [value, *(each for each in wanted.values() if each is not None)])
    finite = tuple(bound for bound in (range_.low, range_.high) if math.isfinite(bound))
    return Part(
        name=name,
        wanted=f"{wanted_text(range_, unit)}{f' {unit.name}' if unit.name else ''}",
        lines=tuple(_lines(entry, part, name, unit)),
        bounds=(range_.low, range_.high) if finite else (math.nan, math.nan),
    )


def _lines(entry: Entry, part: Mapping[str, Any], name: str, unit: Unit) -> Iterator[Line]:
    write = number(unit.digits, scale=unit.scale, signed=" - " in name)
    printed = printed_value(entry, name)
    if printed is not None:
        yield Line("published", printed, printed, printed, write(printed))
    value, low, high = (_real(part.get(key)) for key in ("value", "low", "high"))
    if math.isnan(value):
        return
    sampled = bool(part.get("n")) and low < high
    text = write(Interval(value, low, high, int(part["n"]))) if sampled else write(value)
    yield Line(source_of(entry), value, low, high, text, Mark(str(part.get("verdict", ""))))


def _real(value: Any) -> float:
    return float(value) if isinstance(value, float | Integral) and not isinstance(value, bool) else math.nan


def _bound(value: Any, side: str) -> float:
    return _real(value) if value is not None else math.inf * (-1 if side == "low" else 1)
