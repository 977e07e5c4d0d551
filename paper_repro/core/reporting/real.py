"""One table for all papers: each headline claim as published, on rendered and on real data; and the README's block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from paper_repro.core.errors import UserError
from paper_repro.core.evaluation.claims import Verdict
from paper_repro.core.files import write_text
from paper_repro.core.paper import Paper
from paper_repro.core.reporting.board import Entry, entries
from paper_repro.core.reporting.formats import MISSING, markdown_cell
from paper_repro.core.reporting.headlines import Headline, Result
from paper_repro.core.reporting.results import Written
from paper_repro.core.reporting.table import Block, Column, Table

#: Lines of the README between which its first table is written.
BEGIN, END = "<!-- headlines: written by `python -m paper_repro claims` -->", "<!-- end of headlines -->"


@dataclass(frozen=True)
class Line:
    """A headline with what came out."""

    paper: str
    headline: Headline
    rendered: Result
    real: Result

    @property
    def claim(self) -> str:
        return self.headline.claim

    @property
    def published(self) -> str:
        return self.headline.published_text()


def headlines(papers: Mapping[str, Paper], written: Mapping[str, Written]) -> list[Line]:
    """Every paper's headlines, read from written results."""
    return [
        Line(name, each, *(each.told(side, written, name) for side in (each.rendered, each.real)))
        for name, paper in papers.items()
        for each in paper.module("headlines").HEADLINES
    ]


def real_table(
    papers: Mapping[str, Paper], written: Mapping[str, Written], credits: Sequence[Mapping[str, str]]
) -> Table:
    """``real.md``: headlines, every claim that was tested on real data, and whose data that is.

    Args:
        papers: by name.
        written: results by name, see ``read_results``.
        credits: of each data set and file of weights that real tables stand on its ``name``, ``tables`` and ``credit``.
    """
    lines = headlines(papers, written)
    columns = [
        Column("Paper", "paper"),
        Column("Claim", "claim"),
        Column("Place", lambda line: line.headline.place, key="place"),
        Column("Published", "published"),
        Column("Rendered", lambda line: line.rendered.text, key="rendered"),
        Column("Real", lambda line: line.real.text, key="real"),
        Column("n, rendered", lambda line: line.rendered.count, key="n_rendered"),
        Column("n, real", lambda line: line.real.count, key="n_real"),
        Column("", lambda line: line.headline.key, key="key"),
        Column("", lambda line: line.rendered, key="rendered_numbers"),
        Column("", lambda line: line.real, key="real_numbers"),
    ]
    blocks = [Block("table", "Headline claims", columns, lines)]
    if tested := list(_tested(papers, written)):
        blocks.append(_claims(tested))
    if credits:
        blocks.append(_credits(credits))
    run = [line for line in lines if line.real.table]
    verdicts = [line.real.verdict for line in run]
    lead = [
        f"Of {len(lines)} headline claims {len(run)} have a number on real data "
        f"(hold: {verdicts.count(Verdict.HOLDS.value)}, do not hold: {verdicts.count(Verdict.FAILS.value)}, "
        f"undecided: {verdicts.count(Verdict.UNDECIDED.value)}).",
        "Published numbers are of the papers' own data: none is held against a rendered or an extracted set.",
    ]
    notes = [
        "Rendered and real: score [95 % interval]; distance from what the claim names [95 % interval]: whether that "
        "interval lies where it is wanted, above 0 where nothing else is said (what was scored, where it is not what "
        "the paper scored). n: test items, or artists, x trainings.",
        "Made from the tables' JSON by `python -m paper_repro claims`; `reproduce --real DIR` makes the tables. "
        "`ours`: what the paper does not ask.",
        *_presets(lines),
    ]
    return Table("", "real", "Published, rendered, real", blocks, notes, {}, lead)


def _presets(lines: Sequence[Line]) -> Iterator[str]:
    if smoke := [line.real.table for line in lines if line.real.preset == "smoke"]:
        yield f"Smoke preset, whose numbers mean nothing: {', '.join(dict.fromkeys(smoke))}."


def _tested(papers: Mapping[str, Paper], written: Mapping[str, Written]) -> Iterator[dict[str, str]]:
    """Claims with a verdict on real data, each beside its verdict on rendered data under the same condition."""
    found = [entry for paper in papers.values() for entry in entries(paper, written)]
    rendered = {(entry.paper, entry.key, entry.condition): entry for entry in found if entry.data == "rendered"}
    for entry in found:
        if entry.data == "real":
            other = rendered.get((entry.paper, entry.key, entry.condition))
            yield _beside(entry, other)


def _beside(real: Entry, rendered: Entry | None) -> dict[str, str]:
    return {
        "paper": real.paper,
        "claim": real.claim,
        "place": real.place,
        "condition": real.condition,
        "rendered": rendered.verdict if rendered else MISSING,
        "real": real.verdict,
        "seeds": real.seeds,
        "table": real.table,
        "key": real.key,
    }


def _claims(tested: Sequence[Mapping[str, str]]) -> Block:
    columns = [
        Column("Paper", "paper"),
        Column("Claim", "claim"),
        Column("Place", "place"),
        Column("Read as", "condition"),
        Column("Rendered", "rendered"),
        Column("Real", "real"),
        Column("Trainings", "seeds"),
        Column("Table", "table"),
    ]
    return Block("claims_on_real", "Every claim that was tested on real data", columns, tested)


def _credits(credits: Sequence[Mapping[str, str]]) -> Block:
    columns = [Column("Data set or weights", "name"), Column("Real tables", "tables"), Column("", "credit")]
    return Block("credits", "Whose data", columns, credits, [f"{each['name']}: {each['credit']}" for each in credits])


def readme_block(lines: Sequence[Line], results: str) -> str:
    """The README's first table, between ``BEGIN`` and ``END``; ``results``: the folder of results as links name it."""
    rows = [["claim", "published", "rendered", "real"], ["---"] * 4]
    for line in lines:
        cells = (f"{line.paper}: {line.claim}", line.published, line.rendered.text, line.real.text)
        rows.append([markdown_cell(cell) for cell in cells])
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    presets = sorted({side.preset for line in lines for side in (line.rendered, line.real) if side.preset})
    below = (
        "Score; distance from what the claim names; 95 % intervals; verdict. "
        + (f"Presets: {', '.join(presets)}. " if presets else "")
        + f"Places, items, trainings, and whose data it is: [real]({results}/real.md)."
    )
    return f"{BEGIN}\n\n{table}\n\n{below}\n\n{END}"


def write_readme(readme: Path, block: str) -> bool:
    """Writes the block between its two lines of a README; whether there are such lines, and it was written.

    Raises:
        UserError: one of the two lines is there without the other.
    """
    if not readme.is_file():
        return False
    text = readme.read_text(encoding="utf-8")
    if BEGIN not in text and END not in text:
        return False
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise UserError(f"{readme}: of the lines «{BEGIN}» and «{END}» one is missing, or they are in the wrong order.")
    write_text(readme, f"{before}{block}{after}")
    return True
