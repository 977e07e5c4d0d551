"""A csv of your own: sound files and their tags. No published set: it has neither owner nor folder layout.

Columns ``path`` and ``tags``, perhaps ``split`` and ``group``, in any order; others are ignored. Paths are relative to
the csv's folder. Tags are parted by ``|`` or ``;``, a comma belongs to a tag; a clip without tags has none of them.
``split`` is ``train``, ``valid`` or ``test``; without that column clips of one ``group`` (an artist, an album) stay in
one part. Cells are parted by commas, semicolons or tabs.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from paper_repro.core.errors import Refusal, UserError
from paper_repro.datasets.folder import is_file
from paper_repro.datasets.tables import csv_rows, malformed, read_text, shortened

REQUIRED, OPTIONAL = ("path", "tags"), ("split", "group")
#: Between cells: of spreadsheets in several countries.
SEPARATORS = (",", ";", "\t")
#: What a cell of ``split`` may say, and the part that it names.
PARTS = {"train": "train", "valid": "valid", "validation": "valid", "val": "valid", "test": "test"}
#: Share of the clips in each part where the csv names none.
SHARES = {"train": 0.7, "valid": 0.15, "test": 0.15}
ADVICE = "Correct the line."


@dataclass(frozen=True)
class Clip:
    """A line that can be used.

    Attributes:
        key: its path as the csv has it.
        file: the sound file.
        tags: each once, in their order.
        part: ``train``, ``valid`` or ``test``; empty where the csv has no such column.
        group: what it is kept together with: a name of the csv, else the clip itself.
    """

    key: str
    file: Path
    tags: tuple[str, ...]
    part: str
    group: str


@dataclass(frozen=True)
class OwnLabels:
    """The lines of a csv.

    Attributes:
        path: of the csv.
        clips: those that can be used, each file once.
        refused: the others; ``detail`` is a sentence with the line.
        grouped: whether it has a column ``group``.
        split_given: whether it says which part a clip belongs to.
    """

    path: Path
    clips: tuple[Clip, ...]
    refused: tuple[Refusal, ...]
    grouped: bool
    split_given: bool

    def tags(self) -> list[str]:
        """All tags, the most frequent first, equal ones by the alphabet."""
        counts = Counter(tag for clip in self.clips for tag in clip.tags)
        return sorted(counts, key=lambda tag: (-counts[tag], tag))

    def split(self) -> dict[str, list[str]]:
        """Keys of ``train``, ``valid`` and ``test``: as the csv says, else by ``hashed_parts``; in its order."""
        parts = [clip.part for clip in self.clips]
        if not self.split_given:
            parts = hashed_parts([clip.group for clip in self.clips])
        keys: dict[str, list[str]] = {name: [] for name in SHARES}
        for clip, part in zip(self.clips, parts, strict=True):
            keys[part].append(clip.key)
        return keys


def hashed_parts(groups: Sequence[str]) -> list[str]:
    """The part of each clip by the name of its group: groups in the order of their SHA-256, cut at ``SHARES`` of clips.

    The same names give the same parts on any machine, and a few more of them move few others.

    Example:
        >>> parts = hashed_parts([str(number // 2) for number in range(200)])
        >>> {part: parts.count(part) for part in SHARES}
        {'train': 140, 'valid': 30, 'test': 30}
        >>> parts[::2] == parts[1::2]
        True
    """
    sizes = Counter(groups)
    found, before = {}, 0
    for group in sorted(sizes, key=lambda name: hashlib.sha256(name.encode()).digest()):
        middle = (before + sizes[group] / 2) / len(groups)
        before += sizes[group]
        after_train = "valid" if middle < SHARES["train"] + SHARES["valid"] else "test"
        found[group] = "train" if middle < SHARES["train"] else after_train
    return [found[group] for group in groups]


def split_tags(cell: str) -> tuple[str, ...]:
    """The tags of a cell, each once, without white space around them.

    Example:
        >>> split_tags("hip hop | rap;rap|")
        ('hip hop', 'rap')
    """
    found = (" ".join(part.split()) for part in re.split(r"[|;]", cell))
    return tuple(dict.fromkeys(tag for tag in found if tag))


def load(path: str | Path) -> OwnLabels:
    """Reads a csv; what single lines are refused for does not stop it.

    Raises:
        UserError: there is no such file, it is no UTF-8 or no csv, lacks a column, or no line of it can be used.
    """
    path = Path(path)
    if not is_file(path):
        raise UserError(f"--data {path}: no such file; give a csv with the columns {' and '.join(REQUIRED)}.")
    text = read_text(path, " (Excel: «CSV UTF-8»).")
    if not text.strip():
        raise UserError(f"{path}: is empty; it needs a line with the columns {' and '.join(REQUIRED)}, then clips.")
    separator, places = _header(path, text)
    rows = csv_rows(path, separator=separator, advice="correct the quotes there.")
    _, header = next(rows)
    clips: list[Clip] = []
    refused: list[Refusal] = []
    seen: dict[Path, int] = {}
    table = [(line, _cells(row, places, len(header)), len(row)) for line, row in rows]
    split_given = any(cells and cells.get("split") for _, cells, _ in table)
    for line, cells, count in table:
        found = _clip(path, line, cells, split_given, seen) if cells else _short(path, line, len(header), count)
        (clips if isinstance(found, Clip) else refused).append(found)
    if not clips:
        why = f"the first: {refused[0].detail}" if refused else "it has a header alone."
        raise UserError(f"{path}: none of {len(table):,} lines can be used; {why}")
    return OwnLabels(path, tuple(clips), tuple(refused), "group" in places, split_given)


def _header(path: Path, text: str) -> tuple[str, dict[str, int]]:
    """The character between cells, and the place of each column."""
    first = next(line for line in text.splitlines() if line.strip())
    for separator in SEPARATORS:
        names = [name.strip(' "').lower() for name in first.split(separator)]
        if set(REQUIRED) <= set(names):
            known = [name for name in names if name in (*REQUIRED, *OPTIONAL)]
            repeated = [name for name, count in Counter(known).items() if count > 1]
            if repeated:
                raise UserError(f"{path}: column {repeated[0]!r} comes more than once; rename one of them.")
            return separator, {name: names.index(name) for name in known}
    raise UserError(
        f"{path}: the first line must name the columns {' and '.join(REQUIRED)}, perhaps {' and '.join(OPTIONAL)}. "
        f"Received: {shortened(first)}."
    )


def _cells(row: Sequence[str], places: dict[str, int], length: int) -> dict[str, str]:
    """Cells by column; empty for a row of another length. Spreadsheets write empty cells at a row's end, or none."""
    if len(row) > length and any(cell.strip() for cell in row[length:]):
        return {}
    if len(row) <= max(places[name] for name in REQUIRED):
        return {}
    return {name: row[place].strip() if place < len(row) else "" for name, place in places.items()}


def _short(path: Path, line: int, expected: int, count: int) -> Refusal:
    advice = "Put a cell that holds a separator in quotes."
    return Refusal(
        f"line {line}", "wrong number of cells", str(malformed(path, line, f"{expected} cells", str(count), advice))
    )


def _clip(path: Path, line: int, cells: dict[str, str], split_given: bool, seen: dict[Path, int]) -> Clip | Refusal:
    key = cells["path"]

    def refuse(reason: str, rule: str, received: str, advice: str = ADVICE) -> Refusal:
        return Refusal(key or f"line {line}", reason, str(malformed(path, line, rule, received, advice)))

    if not key:
        return refuse("no path", "a clip needs a path", key)
    file = path.parent / key
    if not is_file(file):
        return refuse(
            "unknown file", f"no such file beside {path.name}", key, "Paths are relative to the csv's folder."
        )
    part = PARTS.get(cells.get("split", "").lower(), "")
    if split_given and not part:
        return refuse("unknown split", "split must be train, valid or test", cells["split"])
    resolved = file.resolve()
    if resolved in seen:
        return refuse("duplicate path", f"this file has line {seen[resolved]}", key, "That line is used; remove one.")
    seen[resolved] = line
    return Clip(key, file, split_tags(cells["tags"]), part, cells.get("group") or key)
