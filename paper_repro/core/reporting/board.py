"""The board: every claim of every paper, with its verdict and what it stands on, collected from written results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from paper_repro.core.evaluation.claims import Verdict
from paper_repro.core.paper import Paper
from paper_repro.core.reporting.results import Written
from paper_repro.core.reporting.table import Block, Column, Table


@dataclass(frozen=True)
class Entry:
    """A claim under one condition, in one table.

    ``data`` is ``rendered`` or ``real``; of published labels or texts, where nothing was trained, ``published``.
    """

    paper: str
    key: str
    claim: str
    place: str
    condition: str
    verdict: str
    data: str
    seeds: int | None
    preset: str
    table: str
    parts: list[Mapping[str, Any]]
    remark: str

    @property
    def evidence(self) -> str:
        """The first number that the verdict follows from."""
        if not self.parts:
            return self.remark
        more = f"; {len(self.parts) - 1} more" if len(self.parts) > 1 else ""
        return f"{self.parts[0]['name']}{more}"


def board(papers: Mapping[str, Paper], written: Mapping[str, Written]) -> Table:
    """Every claim of the papers: those with a verdict in ``written``, those "not run", those that no test decides."""
    found = [entry for name in papers for entry in entries(papers[name], written)]
    untested = [
        {"paper": name, "text": each.text, "place": each.place, "reason": each.reason}
        for name, paper in papers.items()
        for each in paper.module("claims").UNTESTED
    ]
    columns = [
        Column("Paper", "paper"),
        Column("Claim", "claim"),
        Column("Place", "place"),
        Column("Verdict", "verdict"),
        Column("Read as", "condition"),
        Column("Data", "data"),
        Column("Trainings", "seeds"),
        Column("Table", "table"),
        *(Column("", key) for key in ("key", "preset", "parts", "remark", "evidence")),
    ]
    reasons = [
        Column("Paper", "paper"),
        Column("Sentence", "text"),
        Column("Place", "place"),
        Column("Why not", "reason"),
    ]
    blocks = [Block("claims", "Every claim", columns, found)]
    if untested:
        blocks.append(Block("untested", "Sentences that cannot be tested here", reasons, untested))
    counts = Counter(entry.verdict for entry in found)
    told = ", ".join(f"{verdict.value}: {counts[verdict.value]}" for verdict in Verdict if counts[verdict.value])
    trainings = {entry.seeds for entry in found if entry.seeds}
    lead = [
        f"{len(found)} verdicts on {len({(entry.paper, entry.key) for entry in found})} claims of "
        f"{len(papers)} papers ({told}).",
        "Each stands on the data and the number of trainings in its line"
        + ("; with one training it is about that training, not about the method." if trainings == {1} else "."),
    ]
    notes = [
        "The table of each line has the numbers that its verdict follows from. `ours`: what the paper does not ask.",
        *(note for name in papers for note in _by_design(papers[name], written)),
    ]
    return Table("", "claims", "What the papers claim, and what came out", blocks, notes, {}, lead)


def entries(paper: Paper, written: Mapping[str, Written]) -> Iterator[Entry]:
    """A paper's claims with their verdicts; those of a table whose data cannot hold them are left to other tables."""
    absent = _absent(paper)
    met = set()
    for each in written.values():
        if each.paper != paper.name:
            continue
        for claim, finding in each.claims():
            if each.name in absent and finding["verdict"] == Verdict.NOT_RUN.value:
                continue
            met.add(claim.get("key"))
            yield Entry(
                paper=paper.name,
                key=claim.get("key", ""),
                claim=claim.get("claim", ""),
                place=claim.get("place", ""),
                condition=finding.get("condition", "").removeprefix("Verdict"),
                verdict=finding["verdict"],
                data=each.about.get("data", "published"),
                seeds=each.about.get("seeds"),
                preset=each.about.get("preset", ""),
                table=each.name,
                parts=finding.get("parts", []),
                remark=finding.get("remark", ""),
            )
    for claim in paper.claims:
        if claim.key not in met:
            yield Entry(
                paper.name, claim.key, claim.text, claim.place, "", Verdict.NOT_RUN.value, "", None, "", "", [],
                "no table with it is in this folder",
            )  # fmt: skip


def _absent(paper: Paper) -> dict[str, str]:
    """Tables whose data cannot hold every row of the paper, and why, by name."""
    return {f"{paper.name}/{real.written}": real.absent for real in paper.real if real.absent}


def _by_design(paper: Paper, written: Mapping[str, Written]) -> Iterator[str]:
    for name, why in _absent(paper).items():
        if name in written:
            left = [claim for claim, found in written[name].claims() if found["verdict"] == Verdict.NOT_RUN.value]
            if left:
                yield f"{name}: {len(left)} claims of the paper cannot be tested there, {why}."
