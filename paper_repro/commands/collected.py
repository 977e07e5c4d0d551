"""What written results tell of all papers: the board, ``real.md`` with whose data it is, the README's first table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from paper_repro.core import command_line as cli
from paper_repro.core.paper import Paper
from paper_repro.core.reporting.board import board
from paper_repro.core.reporting.real import headlines, readme_block, real_table, write_readme
from paper_repro.core.reporting.results import Written
from paper_repro.core.reporting.table import Table
from paper_repro.core.reporting.wishes import wishes, write_wishes
from paper_repro.datasets import REGISTRY
from paper_repro.datasets.offers import offer
from paper_repro.papers import PAPERS
from paper_repro.weights.catalogue import wheel

README = "README.md"


def every_claim(written: Mapping[str, Written]) -> Table:
    """``claims.md`` of written results."""
    return board(PAPERS, written)


def real(written: Mapping[str, Written]) -> Table:
    """``real.md`` of written results."""
    return real_table(PAPERS, written, credits_of(PAPERS, written))


def update_readme(results: Path, written: Mapping[str, Written]) -> None:
    """Writes what results tell into the README beside ``results``: its first table, where there is one with its two
    lines, and the last column of its table of papers.

    Results in a folder of another name are somebody's own: no README tells of them.
    """
    readme = results.absolute().parent / README
    if results.name != cli.Options.out.name:
        return
    if write_readme(readme, block(results.name, written)) | write_wishes(readme, column(results.name, written)):
        print(f"wrote {readme}")


def block(results: str, written: Mapping[str, Written]) -> str:
    """The README's first table; ``results`` is the folder as its links name it."""
    return readme_block(headlines(PAPERS, written), results)


def column(results: str, written: Mapping[str, Written]) -> dict[str, str]:
    """Each paper's cell in the README's column of future work."""
    return wishes(PAPERS, written, results)


def credits_of(papers: Mapping[str, Paper], written: Mapping[str, Written]) -> list[dict[str, str]]:
    """Whose data and weights the real tables stand on: of each the tables, its files, licence and citation."""
    tables: dict[str, list[str]] = {}
    files: dict[str, list[str]] = {}
    weights: dict[str, list[str]] = {}
    for name, paper in papers.items():
        for each in paper.real:
            table = f"{name}/{each.written}"
            if table not in written:
                continue
            for data_set in dict.fromkeys([*(need.data_set for need in each.needs), *each.also]):
                tables.setdefault(data_set, []).append(table)
            for need in each.needs:
                found = offer(REGISTRY[need.data_set], need.name)
                line = f"{found.what} ({found.terms}; {found.url})"
                if line not in files.setdefault(need.data_set, []):
                    files[need.data_set].append(line)
            for held in each.weights.values():
                weights.setdefault(held, []).append(table)
    data = [_data_credit(name, tables[name], files.get(name, [])) for name in tables]
    return [*data, *(_weights_credit(name, weights[name]) for name in weights)]


def _data_credit(name: str, tables: Sequence[str], files: Sequence[str]) -> dict[str, str]:
    module = REGISTRY[name]
    of_files = f" Files: {', '.join(files)}." if files else ""
    credit = f"Licence: {module.LICENCE.removesuffix('.')}.{of_files} Cite: {module.CITATION}"
    return {"name": name, "tables": ", ".join(tables), "credit": credit}


def _weights_credit(name: str, tables: Sequence[str]) -> dict[str, str]:
    found = wheel(name)
    credit = f"{found.what} ({found.home_page}). Licence: {found.licence}. Cite: {found.citation}"
    return {"name": found.package, "tables": ", ".join(tables), "credit": credit}
