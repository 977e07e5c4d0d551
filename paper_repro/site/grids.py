"""Tables as the site shows them: printed cells of a table's Markdown beside the raw values of its JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paper_repro.core.reporting.results import Written

#: What a table's JSON holds beside its blocks.
ABOUT = {"title", "lead", "notes", "provenance"}
#: A cell that begins with a number: the number, and an interval or other remark behind it.
_NUMBER = re.compile(r"(?P<number>[+-]?\d[\d,]*(?:\.\d+)?)(?P<rest>(?:\s*[%s×x])?(?:\s+[\[(].*)?)")


@dataclass(frozen=True)
class Cell:
    """One printed cell: ``number`` (None for text) is what it is sorted by, ``rest`` what stands behind it."""

    text: str

    @property
    def number(self) -> float | None:
        match = _NUMBER.fullmatch(self.text)
        return float(match["number"].replace(",", "")) if match else None

    @property
    def main(self) -> str:
        match = _NUMBER.fullmatch(self.text)
        return match["number"] if match else self.text

    @property
    def rest(self) -> str:
        return self.text[len(self.main) :].strip()


@dataclass(frozen=True)
class Grid:
    """A block of a table.

    Attributes:
        key: its name in the JSON.
        heading: what stands above it.
        header: one name a column.
        rows: printed cells.
        records: raw values of each row, in the same order.
        below: lines that stand below it.
    """

    key: str
    heading: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    records: tuple[Mapping[str, Any], ...] = ()
    below: tuple[str, ...] = ()


def grids_of(written: Written, markdown: Path) -> tuple[list[Grid], str]:
    """A table's blocks, and what is wrong with its files, if anything.

    Where the Markdown is missing or has other rows than the JSON, which are then of different runs, the JSON is shown
    as it is.
    """
    blocks = {key: rows for key, rows in written.content.items() if key not in ABOUT and _is_block(rows)}
    try:
        printed = list(_read(markdown.read_text(encoding="utf-8"), written.content.get("notes") or ()))
    except (OSError, UnicodeDecodeError) as error:
        return _raw(blocks), f"{markdown.name} cannot be read ({type(error).__name__}): raw values are shown"
    if [len(grid.rows) for grid in printed] != [len(rows) for rows in blocks.values()]:
        return _raw(blocks), f"{markdown.name} and its JSON have different rows: raw values are shown; make it again"
    return [
        Grid(key, grid.heading, grid.header, grid.rows, tuple(rows), grid.below)
        for grid, (key, rows) in zip(printed, blocks.items(), strict=True)
    ], ""


def flat(record: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """A record's raw values by name; those within others have both names, as in ``bleu1 low``."""
    for key, value in record.items():
        name = f"{prefix} {key}".strip()
        if isinstance(value, Mapping):
            yield from flat(value, "" if key == "value" else name)
        elif not isinstance(value, list):
            yield name, value


def _is_block(rows: Any) -> bool:
    return isinstance(rows, list) and all(isinstance(row, Mapping) for row in rows)


def _raw(blocks: Mapping[str, list[Mapping[str, Any]]]) -> list[Grid]:
    found = []
    for key, rows in blocks.items():
        records = [dict(flat(row)) for row in rows]
        header = tuple(dict.fromkeys(name for record in records for name in record))
        cells = tuple(tuple(Cell(_plain(record.get(name))) for name in header) for record in records)
        found.append(Grid(key, key, header, cells, tuple(rows)))
    return found


def _plain(value: Any) -> str:
    return "–" if value is None else f"{value:.4g}" if isinstance(value, float) else str(value)


def _read(text: str, notes: Sequence[str]) -> Iterator[Grid]:
    """The grids of a table's Markdown as ``Table.text`` writes them: heading in bold, grid, list below it."""
    for part in re.split(r"\n(?=\*\*)", text)[1:]:
        heading, _, body = part.partition("\n\n")
        grid, _, after = body.partition("\n\n")
        lines = grid.splitlines()
        if len(lines) < 2 or not lines[0].startswith("|"):
            continue
        header, _, *rows = (_cells(line) for line in lines)
        listed = after.partition("\n\n")[0].rstrip("\n").splitlines()
        # Below the last grid stand the table's own notes.
        own = all(line.startswith("- ") for line in listed) and listed[:1] != [f"- {note}" for note in notes[:1]]
        yield Grid(
            key="",
            heading=heading.strip("*"),
            header=tuple(header),
            rows=tuple(tuple(map(Cell, row)) for row in rows),
            below=tuple(_unescaped(line[2:]) for line in listed) if own else (),
        )


def _cells(line: str) -> list[str]:
    return [_unescaped(cell.strip()) for cell in re.split(r"(?<!\\)\|", line.strip()[1:-1])]


def _unescaped(text: str) -> str:
    return re.sub(r"\\([\\|<`])", r"\1", text)
