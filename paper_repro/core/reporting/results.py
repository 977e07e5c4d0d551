"""Folders of results read back: the JSON of every table, its claims, and what they stand on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paper_repro.core.errors import UserError


@dataclass(frozen=True)
class Written:
    """A table or figure as its JSON has it; ``name`` is its path below the folder, without an ending."""

    name: str
    content: Mapping[str, Any]

    @property
    def paper(self) -> str:
        return self.name.partition("/")[0]

    @property
    def about(self) -> Mapping[str, Any]:
        """Data (rendered or real), preset and number of seeds; empty for what no training stands behind."""
        return _mapping(_mapping(self.content.get("provenance")).get("about"))

    @property
    def versions(self) -> str:
        return str(_mapping(self.content.get("provenance")).get("Versions", ""))

    def blocks(self) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
        """Its blocks by key: rows of cells."""
        for key, rows in self.content.items():
            if isinstance(rows, list) and rows and all(isinstance(row, Mapping) for row in rows):
                yield key, rows

    def claims(self) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        """Every claim with every finding on it."""
        for claim in dict(self.blocks()).get("claims", []):
            for finding in claim.get("findings") or []:
                if isinstance(finding, Mapping) and "verdict" in finding:
                    yield claim, finding


def read_results(folder: Path) -> dict[str, Written]:
    """Everything below a folder of results, by name.

    Raises:
        UserError: there is no such folder, it holds no results, or a file is no JSON.
    """
    if not folder.is_dir():
        raise UserError(f"{folder}: no such folder; give one that --out wrote, such as results.")
    written = {}
    for path in sorted(folder.glob("*/**/*.json")):
        name = path.relative_to(folder).with_suffix("").as_posix()
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except (ValueError, OSError, RecursionError) as error:
            raise UserError(f"{path}: not readable as JSON ({error}); make it again, or remove it.") from None
        if isinstance(content, dict) and "title" in content:
            written[name] = Written(name, content)
    if not written:
        raise UserError(f"{folder}: no table or figure in it (PAPER/NAME.json); give a folder that --out wrote.")
    return written


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
