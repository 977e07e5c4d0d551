"""Tables: generated, never typed. A table prints itself and writes Markdown, CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np

from paper_repro.core.evaluation.intervals import Interval
from paper_repro.core.files import write_text
from paper_repro.core.reporting.formats import Format, encodable, markdown_cell, plain, provenance_lines

#: Columns that the first block of a table may print, and characters of a cell: what a page shows without scrolling.
MOST_COLUMNS, LONGEST_CELL = 8, 120


@dataclass(frozen=True)
class Column:
    """One column of a block.

    Attributes:
        header: what stands above it; an empty one keeps the column out of the printed table, but in CSV and JSON.
        value: a function from row to cell, or the name of the row's item or attribute.
        format: how a cell's value is written.
        key: its name in CSV and JSON; default: the name given as ``value``.

    Raises:
        ValueError: ``value`` is a function, and there is no ``key``.

    Example:
        >>> Column("Share", "share").cell({"share": 0.5})
        0.5
        >>> Column("Characters", len, key="size").cell("abc")
        3
    """

    header: str
    value: str | Callable[[Any], Any]
    format: Format = plain
    key: str = ""

    def __post_init__(self) -> None:
        if not self.key:
            if not isinstance(self.value, str):
                raise ValueError(f"column {self.header!r} takes its value from a function: it needs a `key`.")
            object.__setattr__(self, "key", self.value)

    def cell(self, row: Any) -> Any:
        if not isinstance(self.value, str):
            return self.value(row)
        return row[self.value] if isinstance(row, Mapping) else getattr(row, self.value)


@dataclass(frozen=True)
class Block:
    """One grid of cells under a heading; ``key`` names it in the JSON.

    Rows are mappings or objects. A mapping's items without a column are written to CSV and JSON too. ``below`` are
    lines that stand under the grid as a list: what is too long for a cell.
    """

    key: str
    heading: str
    columns: Sequence[Column]
    rows: Sequence[Any]
    below: Sequence[str] = ()

    def records(self) -> list[dict[str, Any]]:
        """Rows as CSV and JSON have them: name to unformatted value."""
        return [
            (dict(row) if isinstance(row, Mapping) else {}) | {column.key: column.cell(row) for column in self.columns}
            for row in self.rows
        ]

    def markdown(self) -> str:
        printed = [column for column in self.columns if column.header]
        lines = [[column.header for column in printed]]
        lines += [[_short(column.format(record[column.key])) for column in printed] for record in self.records()]
        cells = [[markdown_cell(cell) for cell in line] for line in lines]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        cells.insert(1, ["-" * width for width in widths])
        below = ["", *(f"- {markdown_cell(line)}" for line in self.below)] if self.below else []
        return "\n".join([f"**{self.heading}**", "", *(_line(line, widths) for line in cells), *below])


def _short(cell: str) -> str:
    """A cell that can be read in a grid; CSV and JSON have the whole."""
    return cell if len(cell) <= LONGEST_CELL else f"{cell[: LONGEST_CELL - 2]} …"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return f"| {' | '.join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))} |"


@dataclass(frozen=True)
class Table:
    """A paper's table, regenerated. The first block is the table itself, the others stand below it.

    Attributes:
        lead: what was found and on what data, in plain words, above everything.

    Raises:
        ValueError: the first block prints more columns than a page is wide.
    """

    paper: str
    name: str
    title: str
    blocks: Sequence[Block]
    notes: Sequence[str] = ()
    provenance: Mapping[str, Any] = field(default_factory=dict)
    lead: Sequence[str] = ()

    def __post_init__(self) -> None:
        printed = [column.header for column in self.blocks[0].columns if column.header]
        if len(printed) > MOST_COLUMNS:
            raise ValueError(
                f"{self.paper} {self.name}: the first block may print {MOST_COLUMNS} columns; move some to a block "
                f"below. Received: {', '.join(printed)}."
            )

    def text(self) -> str:
        """The table as Markdown."""
        parts = [f"# {self.title}", " ".join(self.lead), *(block.markdown() for block in self.blocks)]
        parts += ["\n".join(f"- {note}" for note in self.notes), provenance_lines(self.provenance)]
        return encodable("\n\n".join(filter(None, parts)) + "\n")

    def write(self, out: Path) -> list[Path]:
        """``out/<paper>/<name>.md``, ``.csv`` (the first block, raw numbers) and ``.json`` (everything)."""
        base = Path(out) / self.paper
        paths = [base / f"{self.name}.{ending}" for ending in ("md", "csv", "json")]
        content = {
            "title": self.title,
            "lead": list(self.lead),
            **{block.key: [_jsonable(record) for record in block.records()] for block in self.blocks},
            "notes": list(self.notes),
            "provenance": dict(self.provenance),
        }
        write_text(paths[0], self.text())
        write_text(paths[1], encodable(_csv(self.blocks[0])))
        write_text(paths[2], encodable(json.dumps(content, indent=1, ensure_ascii=False, default=str)) + "\n")
        return paths


def _jsonable(value: Any) -> Any:
    if is_dataclass(value):
        return {key: _jsonable(inner) for key, inner in asdict(value).items()}
    if isinstance(value, Mapping):
        return {key: _jsonable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_jsonable(inner) for inner in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and math.isnan(value):
        return None
    return value


def _csv(block: Block) -> str:
    rows = [_flat(record) for record in block.records()]
    names = list(dict.fromkeys(name for row in rows for name in row))
    file = io.StringIO()
    table = csv.DictWriter(file, names, lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return file.getvalue()


def _flat(record: Mapping[str, Any]) -> dict[str, Any]:
    """An interval becomes ``x``, ``x_low``, ``x_high``."""
    flat: dict[str, Any] = {}
    for key, value in record.items():
        if isinstance(value, Interval):
            flat |= {key: value.value, f"{key}_low": value.low, f"{key}_high": value.high}
        else:
            flat[key] = value
    return flat
