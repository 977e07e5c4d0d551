"""What a paper's authors would try next, tried: one kind of block for all papers' table ``future``."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from paper_repro.core.evaluation.claims import Verdict
from paper_repro.core.evaluation.intervals import Interval
from paper_repro.core.reporting.claims import BLOCK
from paper_repro.core.reporting.formats import Format, number
from paper_repro.core.reporting.table import Block, Column

#: Names of claims on what the authors would try next begin so; those alone are counted as wishes.
KEY = "future_"
#: In place of an interval that a row does not have.
NONE = math.nan


@dataclass(frozen=True)
class Tried:
    """A row of the table ``future``.

    Attributes:
        wish: what the authors would try, in a few words; empty for what it is held against.
        place: where they say so.
        label: the row.
        score: its score on the test part.
        gain: its score above that of the row it is held against; no number for that row itself.
        trivial: its score above that of the trivial baseline.
        shuffled: its score above its own with the audio shuffled between items.
        parameters: of its network.
        step_ms: milliseconds of a training step.
        missing: why it could not be tried on this data; scores are no numbers then.
    """

    wish: str
    place: str
    label: str
    score: Interval | float = NONE
    gain: Interval | float = NONE
    trivial: Interval | float = NONE
    shuffled: Interval | float = NONE
    parameters: int | float = NONE
    step_ms: float = NONE
    missing: str = ""


def future_block(
    rows: Sequence[Tried], score: str, write: Format, signed: Format, *, key: str = "table", heading: str = ""
) -> Block:
    """The block of rows whose scores have one unit; what could not be tried stands below it, with the reason.

    Args:
        rows: what was tried.
        score: header of the score, with its unit.
        write: how scores are written.
        signed: how differences of scores are.
        key: the block's name in JSON.
        heading: above it; default: the score's.
    """
    columns = [
        Column("Row", "label"),
        Column(score, "score", write),
        Column("Above the row without it", "gain", signed),
        Column("Above the trivial baseline", "trivial", signed),
        Column("Lost by shuffling", "shuffled", signed),
        Column("Parameters", "parameters"),
        Column("Step, ms", "step_ms", number(0)),
        Column("Wish of the authors", lambda row: f"{row.wish} ({row.place})" if row.wish else "", key="wish"),
        Column("", "missing"),
    ]
    below = [f"{row.label}: not tried here: {row.missing}" for row in rows if row.missing]
    return Block(key, heading or score, columns, [row for row in rows if not row.missing], below)


def tried_finding(blocks: Sequence[Block]) -> str:
    """What came of the wishes, from the claims' own verdicts, in one sentence: the table's first.

    Example:
        >>> tried_finding([])
        'None of what the authors would try was tried.'
    """
    rows = [row for block in blocks if block.key == BLOCK for row in block.rows if row.claim.key.startswith(KEY)]
    verdicts = [next(iter(row.findings.values())).verdict for row in rows]
    told = came_of([verdict.value for verdict in verdicts])
    return f"Of what the authors would try next: {told}." if told else "None of what the authors would try was tried."


def came_of(verdicts: Sequence[str]) -> str:
    """How many wishes came true, in a few words; ``verdicts`` as results have them.

    Example:
        >>> came_of(["holds", "holds", "does not hold", "undecided at this n", "not run"])
        '2 help, 1 does not, 1 undecided, 1 not tested'
    """
    counts = {
        "help": verdicts.count(Verdict.HOLDS.value),
        "not": verdicts.count(Verdict.FAILS.value),
        "undecided": verdicts.count(Verdict.UNDECIDED.value),
    }
    left = len(verdicts) - sum(counts.values())
    parts = [
        f"{counts['help']} help{'s' if counts['help'] == 1 else ''}" if counts["help"] else "",
        f"{counts['not']} do{'es' if counts['not'] == 1 else ''} not" if counts["not"] else "",
        f"{counts['undecided']} undecided" if counts["undecided"] else "",
        f"{left} not tested" if left else "",
    ]
    return ", ".join(part for part in parts if part)
