"""Literal tables of the sample corpora: tab-separated files beside the modules that use them.

A line that begins with ``#`` is a comment, the first other line names the columns. Several entries of one cell are
separated by ``|``. In a file of ``phrases`` a key that comes again goes on with its entries.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

Phrases = dict[str, tuple[str, ...]]


class Tag(NamedTuple):
    """One tag of a vocabulary.

    Attributes:
        name: as published.
        count: items that carry it in the real data.
        offset: the tag is given where this and the strengths of the concepts, each times its weight, exceed 0, up to
            noise; fitted, so that the tag is as frequent as in the real data.
        rule: concept -> weight; below 0 the concept speaks against the tag. Without a rule a tag comes at random.
    """

    name: str
    count: int
    offset: float
    rule: dict[str, float]


def records(package: str, name: str) -> list[dict[str, str]]:
    """The rows of a table: column -> cell.

    Args:
        package: ``__package__`` of the module that uses it.
        name: Name of the file.
    """
    lines = (files(package) / name).read_text("utf-8").split("\n")
    head, *rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return [dict(zip(head, row, strict=True)) for row in rows]


@cache
def phrases(package: str, name: str) -> dict[str, Phrases]:
    """A file of named tables: table -> key -> entries; a plain list has the key "" only."""
    tables: dict[str, Phrases] = {}
    for row in records(package, name):
        table = tables.setdefault(row["table"], {})
        table[row["key"]] = table.get(row["key"], ()) + entries(row["entries"])
    return tables


def tags(package: str, name: str = "tags.tsv", **offsets: float) -> tuple[Tag, ...]:
    """The tags of a vocabulary in their order; ``offsets`` gives the values of those offsets that have a name."""
    return tuple(
        Tag(
            row["name"],
            int(row["count"]),
            offsets[row["offset"]] if row["offset"] in offsets else float(row["offset"]),
            weights(entries(row["rule"])),
        )
        for row in records(package, name)
    )


def entries(cell: str) -> tuple[str, ...]:
    """The entries of a cell; none of an empty one.

    Example:
        >>> entries("line |  | groove")
        ('line', '', 'groove')
    """
    return tuple(entry.strip() for entry in cell.split("|")) if cell else ()


def pairs(words: Sequence[str]) -> dict[str, str]:
    """Entries of a name and, behind the last space, its value.

    Example:
        >>> pairs(("open hat x.x.", "kick X..."))
        {'open hat': 'x.x.', 'kick': 'X...'}
    """
    return dict(entry.rsplit(" ", 1) for entry in words)


def weights(words: Sequence[str]) -> dict[str, float]:
    """Entries of a name and a number.

    Example:
        >>> weights(("synth pad 0.5", "vocals -3"))
        {'synth pad': 0.5, 'vocals': -3}
    """
    return {name: number(value) for name, value in pairs(words).items()}


def number(text: str) -> float:
    """An int where ``text`` looks like one, else a float."""
    return int(text) if text.lstrip("-").isdigit() else float(text)


def numbers(text: str) -> tuple[float, ...]:
    """The numbers of a cell, with spaces between them."""
    return tuple(number(part) for part in text.split())


def single_numbers(table: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """A table with one number for each key."""
    return {key: number(words[0]) for key, words in table.items()}
