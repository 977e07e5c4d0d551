"""The table of mutation testing: the killed share by folder, and each survivor with a word."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from mutant_runs import CPU, Result
from mutants import Mutant
from scipy.stats import binomtest

from paper_repro.core.evaluation.intervals import Interval
from paper_repro.core.reporting.formats import number
from paper_repro.core.reporting.table import Block, Column, Table


def read_judged(path: Path) -> dict[tuple[str, str, str], str]:
    """Why survivors survive, by file, line and mutated line."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {(row["file"], row["line"], row["mutated"]): row["reason"] for row in rows}


def make_table(
    results: Sequence[Result], spots: Sequence[str], judged: dict[tuple[str, str, str], str], seed: int, whole: bool
) -> Table:
    """The killed share by folder, and each survivor with the reason where it has been judged.

    Args:
        results: one of each mutant.
        spots: folder of each spot that can be mutated.
        judged: see ``read_judged``.
        seed: of the sample.
        whole: all mutants were run, it is no sample.
    """
    survivors = [result for result in results if not result.killed]
    reasons = {id(result): judged.get(_key(result.mutant), "") for result in survivors}
    folders = sorted({result.mutant.place.folder for result in results})
    summary = []
    for folder in [*folders, "all"]:
        group = [result for result in results if folder in (result.mutant.place.folder, "all")]
        equivalent = sum(bool(reasons.get(id(result))) for result in group)
        killed = sum(result.killed for result in group)
        summary.append(
            {
                "folder": folder,
                "spots": len(spots) if folder == "all" else spots.count(folder),
                "mutants": len(group),
                "killed": killed,
                "share": wilson(killed, len(group)),
                "judged": equivalent,
                "share_without": wilson(killed, len(group) - equivalent),
            }
        )
    listed = [
        {
            "file": result.mutant.place.file,
            "line": result.mutant.place.line,
            "text": result.mutant.place.text,
            "mutated": result.mutant.text or "(line removed)",
            "reason": reasons[id(result)] or ("no test runs it" if result.outcome == "no test" else "not judged"),
        }
        for result in survivors
    ]
    percent = number(1, scale=100)
    sample = "Mutants" if whole else "Sample"
    return Table(
        "reliability",
        "mutation",
        "Mutation testing",
        [
            Block(
                "folders",
                "Killed mutants by folder, %, with 95 % Wilson interval",
                [
                    Column("Folder", "folder"),
                    Column("Spots", "spots"),
                    Column(sample, "mutants"),
                    Column("Killed", "killed"),
                    Column("Killed, %", "share", percent),
                    Column("Judged equivalent", "judged"),
                    Column("Killed of the others, %", "share_without", percent),
                ],
                summary,
            ),
            Block(
                "survivors",
                "Survivors",
                [
                    Column("File", "file"),
                    Column("Line", "line"),
                    Column("Is", "text"),
                    Column("Mutant", "mutated"),
                    Column("Why it survives", "reason"),
                ],
                listed,
            ),
        ],
        [
            "All mutants." if whole else "A sample: of each folder its share, and of each spot (an operator, number, "
            "keyword or condition in the source) one replacement at most before every spot has one.",
            "Killed: one of the tests that reach the statement fails, or they crash, or take more than "
            f"{CPU[0]} times their processor time and {CPU[1]} s. Tests on real data sets are left out.",
            "Judged equivalent: a person has looked, and it changes nothing that anybody relies on.",
        ],
        {"Operators": "cosmic-ray's", "Seed": str(seed), "Out of time": _count(results, "out of time"),
         "Crashed": _count(results, "crashed")},
    )  # fmt: skip


def _count(results: Sequence[Result], outcome: str) -> str:
    return str(sum(result.outcome == outcome for result in results))


def _key(mutant: Mutant) -> tuple[str, str, str]:
    return mutant.place.file, mutant.place.text, mutant.text or "(line removed)"


def wilson(killed: int, total: int) -> Interval:
    """A share with its 95 % interval after Wilson; all NaN of nothing.

    Example:
        >>> interval = wilson(85, 100)
        >>> round(interval.low, 3), round(interval.high, 3)
        (0.767, 0.907)
    """
    if not total:
        return Interval(float("nan"), float("nan"), float("nan"), 0)
    bounds = binomtest(killed, total).proportion_ci(0.95, method="wilson")
    return Interval(killed / total, float(bounds.low), float(bounds.high), total)
