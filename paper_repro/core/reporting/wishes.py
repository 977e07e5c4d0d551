"""What came of each paper's future work, in one cell a paper: the last column of the README's table of papers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from paper_repro.core.errors import UserError
from paper_repro.core.evaluation.claims import Verdict
from paper_repro.core.files import write_text
from paper_repro.core.reporting.future import KEY, came_of
from paper_repro.core.reporting.results import Written

#: Header of the column.
HEADER = "future work tried, what came of it"


def wishes(papers: Iterable[str], written: Mapping[str, Written], results: str) -> dict[str, str]:
    """Each paper's cell: how many of its authors' wishes came true on which data, with links to the tables.

    Args:
        papers: their names.
        written: results by name.
        results: the folder of results as the README's links name it.
    """
    return {name: _cell(name, written, results) for name in papers}


def _cell(paper: str, written: Mapping[str, Written], results: str) -> str:
    parts = []
    for name, table in written.items():
        if table.paper != paper:
            continue
        found = [finding["verdict"] for claim, finding in table.claims() if claim.get("key", "").startswith(KEY)]
        if found:
            data = table.about.get("data", "published")
            parts.append(f"[{data}]({results}/{name}.md): {came_of(found)}")
    return "; ".join(parts) or Verdict.NOT_RUN.value


def write_wishes(readme: Path, cells: Mapping[str, str]) -> bool:
    """Writes the cells into the table under ``HEADER``; whether the README has one.

    A paper's line is that which links to its folder.

    Raises:
        UserError: the table lacks a paper.
    """
    if not readme.is_file():
        return False
    lines = readme.read_text(encoding="utf-8").split("\n")
    heads = [number for number, line in enumerate(lines) if line.endswith(f"| {HEADER} |")]
    if not heads:
        return False
    left = dict(cells)
    for number in range(heads[0] + 1, len(lines)):
        if not lines[number].startswith("|"):
            break
        named = next((name for name in left if f"/{name}/README.md)" in lines[number]), None)
        if named:
            kept = lines[number].removesuffix("|").rstrip().rpartition("|")[0]
            lines[number] = f"{kept}| {left.pop(named)} |"
    if left:
        raise UserError(f"{readme}: the table with «{HEADER}» lacks {', '.join(left)}; add a line for each.")
    write_text(readme, "\n".join(lines))
    return True
