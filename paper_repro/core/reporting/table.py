"""Tables: generated, never typed. One object prints itself, and writes Markdown, CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, is_dataclass
from pathlib import Path
from typing import Any

from paper_repro.core.evaluation.intervals import Interval
from paper_repro.core.files import write_text

Row = Mapping[str, Any]


def percent(value: Any) -> str:
    """A share as percent with one decimal, with its interval where it has one; ``not stated`` for None."""
    if value is None:
        return "not stated"
    if isinstance(value, Interval):
        if math.isnan(value.value):
            return "–"
        if math.isnan(value.low):
            return f"{100 * value.value:.1f} [too few]"
        return f"{100 * value.value:.1f} [{100 * value.low:.1f}, {100 * value.high:.1f}]"
    return "–" if math.isnan(value) else f"{100 * value:.1f}"


def number(digits: int) -> Callable[[Any], str]:
    """A formatter with so many decimals; ``not stated`` for None, an interval in brackets."""

    def format_number(value: Any) -> str:
        if value is None:
            return "not stated"
        if isinstance(value, Interval):
            if math.isnan(value.low):
                return f"{value.value:.{digits}f} [too few]"
            return f"{value.value:.{digits}f} [{value.low:.{digits}f}, {value.high:.{digits}f}]"
        return f"{value:,.{digits}f}"

    return format_number


@dataclass(frozen=True)
class Column:
    """Where a cell's value is found in a row, what stands above it, how it is written."""

    key: str
    header: str
    format: Callable[[Any], str] = str


@dataclass(frozen=True)
class Block:
    """One grid of cells under a heading; ``key`` names it in the JSON."""

    key: str
    heading: str
    columns: Sequence[Column]
    rows: Sequence[Row]

    def markdown(self) -> str:
        header = [column.header for column in self.columns]
        cells = [[column.format(row[column.key]) for column in self.columns] for row in self.rows]
        widths = [max(len(line[at]) for line in [header, *cells]) for at in range(len(header))]
        lines = [_line(header, widths), _line(["-" * width for width in widths], widths)]
        lines += [_line(line, widths) for line in cells]
        return "\n".join([f"**{self.heading}**", "", *lines])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [cell.replace("|", "\\|").ljust(width) for cell, width in zip(cells, widths, strict=True)]
    return f"| {' | '.join(padded)} |"


@dataclass(frozen=True)
class Table:
    """A paper's table as we regenerate it. The first block is the table itself, the others stand below it."""

    paper: str
    name: str
    title: str
    blocks: Sequence[Block]
    notes: Sequence[str] = ()
    provenance: Mapping[str, Any] = field(default_factory=dict)

    def text(self) -> str:
        parts = [f"# {self.title}", *(block.markdown() for block in self.blocks)]
        if self.notes:
            parts.append("\n".join(f"- {note}" for note in self.notes))
        parts.append("\n".join(f"{key}: {value}" for key, value in self.provenance.items() if isinstance(value, str)))
        return "\n\n".join(parts) + "\n"

    def write(self, out: Path) -> list[Path]:
        """``out/<paper>/<name>.md``, ``.csv`` (the first block, raw numbers) and ``.json`` (everything)."""
        base = Path(out) / self.paper
        paths = [base / f"{self.name}.{ending}" for ending in ("md", "csv", "json")]
        content = {
            "title": self.title,
            **{block.key: [_plain(row) for row in block.rows] for block in self.blocks},
            "notes": list(self.notes),
            "provenance": dict(self.provenance),
        }
        # Two trailing spaces keep the provenance lines apart in Markdown.
        write_text(paths[0], self.text())
        write_text(paths[1], _csv(self.blocks[0]))
        write_text(paths[2], json.dumps(content, indent=1, ensure_ascii=False, default=str) + "\n")
        return paths


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {key: _plain(inner) for key, inner in asdict(value).items()}
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, float) and math.isnan(value):
        return None
    return value


def _csv(block: Block) -> str:
    rows = [_flat(row) for row in block.rows]
    names = list(dict.fromkeys(name for row in rows for name in row))
    file = io.StringIO()
    table = csv.DictWriter(file, names, lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return file.getvalue()


def _flat(row: Row) -> dict[str, Any]:
    """An interval becomes ``x``, ``x_low``, ``x_high``."""
    flat: dict[str, Any] = {}
    for key, value in row.items():
        if isinstance(value, Interval):
            flat |= {key: value.value, f"{key}_low": value.low, f"{key}_high": value.high}
        else:
            flat[key] = value
    return flat
