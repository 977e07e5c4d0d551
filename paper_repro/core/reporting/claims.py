"""A paper's claims as blocks of a table: place and verdict of each, below them every number that they follow from."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from paper_repro.core.evaluation.claims import LEVEL, Claim, Finding, Judged, Unit, Untested, Verdict, Wanted
from paper_repro.core.evaluation.intervals import Interval
from paper_repro.core.reporting.formats import number
from paper_repro.core.reporting.table import Block, Column

#: The block's name in a table's JSON.
BLOCK = "claims"
#: A claim of more parts than the first prints, of each verdict, the second's number of parts; JSON has all.
MANY, SHOWN = 6, 2


@dataclass(frozen=True)
class Condition:
    """A condition under which claims are tested, such as one of two scoring rules.

    Attributes:
        results: what every claim's test is given.
        header: of the column with the verdicts.
    """

    results: Any
    header: str = "Verdict"


@dataclass(frozen=True)
class Tested:
    """A claim and what came out under each condition, by the condition's header."""

    number: int
    claim: Claim
    findings: Mapping[str, Finding]


def claims_blocks(
    claims: Sequence[Claim], *conditions: Condition, untested: Sequence[Untested] = (), heading: str = "Claims"
) -> list[Block]:
    """Judges every claim under every condition.

    Returns:
        a block of claims with their evidence, and a block of the sentences that cannot be tested, where there are any.
    """
    rows = [
        Tested(number, claim, {condition.header: claim.judge(condition.results) for condition in conditions})
        for number, claim in enumerate(claims, start=1)
    ]

    def verdict(header: str) -> Column:
        return Column(header, lambda row: row.findings[header].verdict.value, key=f"verdict: {header}")

    columns = [
        Column("#", "number"),
        Column("Claim", lambda row: row.claim.text, key="claim"),
        Column("Place", lambda row: row.claim.place, key="place"),
        *(verdict(condition.header) for condition in conditions),
        Column("", lambda row: row.claim.key, key="key"),
        Column("", lambda row: [_record(*pair) for pair in row.findings.items()], key="findings"),
    ]
    evidence = [line for row in rows for line in _evidence(row)]
    blocks = [Block(BLOCK, heading, columns, rows, evidence)]
    if untested:
        reasons = [
            Column("Sentence", "text"),
            Column("Place", "place"),
            Column("Why not", "reason"),
        ]
        blocks.append(Block("untested", "Sentences of the paper that cannot be tested here", reasons, untested))
    return blocks


def found(blocks: Sequence[Block]) -> str:
    """How many claims of a block of claims hold, in one sentence; the first column of verdicts counts.

    Example:
        >>> found([])
        'No claim was tested.'
    """
    rows = [row for block in blocks if block.key == BLOCK for row in block.rows]
    verdicts = [next(iter(row.findings.values())).verdict for row in rows]
    if not verdicts:
        return "No claim was tested."
    counts = {
        "hold": verdicts.count(Verdict.HOLDS),
        "do not hold": verdicts.count(Verdict.FAILS),
        "undecided": verdicts.count(Verdict.UNDECIDED),
    }
    counts["not tested"] = len(verdicts) - sum(counts.values())
    parts = [f"{what}: {count}" for what, count in counts.items() if count]
    return f"Of {len(verdicts)} claims {', '.join(parts)}."


def part_line(part: Judged) -> str:
    """A part's name, numbers, wanted range and verdict.

    Where the verdict is that of wider bounds, because a claim has several parts, these are given too.
    """
    write = number(part.unit.digits, scale=part.unit.scale, signed=part.signed)
    numbers = write(Interval(part.value, part.low, part.high, part.n)) if part.n else write(part.value)
    unit = f" {part.unit.name}" if part.unit.name else ""
    line = f"{part.name} {numbers}{unit}, wanted {wanted_text(part.wanted, part.unit)}: {part.verdict.value}"
    if part.verdict is Verdict.TOO_FEW:
        return f"{line} (n = {part.n}: takes no part)"
    if part.n and part.confidence > 1.0 - 2.0 * LEVEL + 1e-9:
        low, high = (write(bound) for bound in part.decisive)
        return f"{line} ({100 * part.confidence:.4g} %: [{low}, {high}])"
    return line


def wanted_text(wanted: Wanted, unit: Unit) -> str:
    """A range in words.

    Example:
        >>> wanted_text(Wanted(low=0.1), Unit("", 1, 100.0)), wanted_text(Wanted(-0.5, 0.5), Unit("", 1))
        ('above 10.0', 'between -0.5 and 0.5')
    """
    write = number(unit.digits, scale=unit.scale)
    if math.isinf(wanted.high):
        return f"above {write(wanted.low)}"
    if math.isinf(wanted.low):
        return f"below {write(wanted.high)}"
    return f"between {write(wanted.low)} and {write(wanted.high)}"


def _evidence(row: Tested) -> Iterator[str]:
    first, *others = row.findings.values()
    # The same numbers under every condition stand there once.
    same = all(finding == first for finding in others)
    for header, finding in [("", first)] if same else row.findings.items():
        under = f" ({header})" if header else ""
        shown = telling(finding.parts)
        lines = [part_line(part) for part in shown]
        if left := [part for part in finding.parts if part not in shown]:
            counts = [f"{count} {verdict}" for verdict, count in Counter(part.verdict.value for part in left).items()]
            lines.append(f"Of {len(finding.parts)} numbers {len(left)} more, in the JSON: {', '.join(counts)}.")
        lines += [finding.remark] if finding.remark else []
        yield from (f"{row.number}{under}. {line}" for line in lines)


def telling(parts: Sequence[Judged]) -> list[Judged]:
    """Of many parts those that tell most, in their order: of each verdict the lowest in their wanted range.

    These are the weakest of those that hold, and of those that do not the furthest from it.
    """
    if len(parts) <= MANY:
        return list(parts)
    kept = set()
    for verdict in Verdict:
        group = [number for number, part in enumerate(parts) if part.verdict is verdict]
        kept.update(sorted(group, key=lambda number: _depth(parts[number]))[:SHOWN])
    return [parts[number] for number in sorted(kept)]


def _depth(part: Judged) -> float:
    """How far inside its wanted range a part's value lies, in half widths of its interval; outside: below 0."""
    inside = min(part.value - part.wanted.low, part.wanted.high - part.value)
    half = (part.high - part.low) / 2
    if math.isnan(inside):
        return math.inf
    return inside / half if half > 0 else math.copysign(math.inf, inside)


def _record(header: str, finding: Finding) -> dict[str, Any]:
    """A finding as JSON has it."""
    return {
        "condition": header,
        "verdict": finding.verdict.value,
        "parts": [_part_record(part) for part in finding.parts],
        "remark": finding.remark,
    }


def _part_record(part: Judged) -> dict[str, Any]:
    bounds = {"low": part.wanted.low, "high": part.wanted.high}
    return {
        "name": part.name,
        "value": part.value,
        "low": part.low,
        "high": part.high,
        "n": part.n,
        "seeds": part.seeds,
        "unit": part.unit.name,
        "wanted": {side: None if math.isinf(bound) else bound for side, bound in bounds.items()},
        "confidence": round(part.confidence, 6),
        "decisive": list(part.decisive),
        "verdict": part.verdict.value,
    }
