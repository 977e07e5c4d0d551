"""MusicCaps' one table, read strictly: what cannot be as published is named by line, column and value."""

from __future__ import annotations

import ast
import csv
import io
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from paper_repro.core.errors import UserError
from paper_repro.datasets.magnatagatune.tables import read_text

TABLE = "musiccaps-public.csv"
COLUMNS = (
    "ytid", "start_s", "end_s", "audioset_positive_labels", "aspect_list", "caption", "author_id",
    "is_balanced_subset", "is_audioset_eval",
)  # fmt: skip
#: Characters beyond which an aspect list is not parsed at all: the longest published has 532.
LONGEST_LIST = 10_000
#: What a cell must look like. The id becomes a file name, so nothing that leads out of the folder may pass.
RULES = (
    ("ytid", r"[A-Za-z0-9_-]{11}", "a YouTube id of 11 characters (letters, digits, - and _)"),
    ("start_s", r"[0-9]{1,9}(\.[0-9]{1,9})?", "a number of seconds"),
    ("end_s", r"[0-9]{1,9}(\.[0-9]{1,9})?", "a number of seconds"),
    ("is_balanced_subset", r"True|False", "True or False"),
    ("is_audioset_eval", r"True|False", "True or False"),
)


@dataclass(frozen=True)
class Clip:
    """One excerpt of a video: what was written about it and, where it is at hand, its sound.

    Attributes:
        ytid: YouTube id of the video, 11 characters; 107 of the published ones begin with ``-``.
        start, end: seconds into the video.
        labels: AudioSet ids, such as ``/m/04rlf``.
        aspects: as published, in their order, repeats kept; blanks around them and empty ones are not.
        caption: free text, line breaks kept as ``\\n``.
        author: number of the musician who wrote both, as text.
        balanced: in the subset balanced by genre, 1,000 clips.
        evaluation: from AudioSet's evaluation set; else from its training set.
        audio: the sound file, None without a usable one.
        offset: seconds into ``audio`` at which the excerpt begins.
    """

    ytid: str
    start: float
    end: float
    labels: tuple[str, ...]
    aspects: tuple[str, ...]
    caption: str
    author: str
    balanced: bool
    evaluation: bool
    audio: Path | None = None
    offset: float = 0.0


def read_clips(path: Path) -> list[Clip]:
    """Every row, in the order of the file, without sound; ``aspects`` is empty where the published list is.

    A byte order mark and CRLF line ends are accepted; columns may come in any order, others are ignored.

    Raises:
        UserError: a column is missing, a cell is not what its column says, an id comes twice, there are no rows.
    """
    clips = []
    first: dict[str, int] = {}
    for line, cells in _rows(path):
        clip = _clip(path, line, cells)
        if clip.ytid in first:
            raise UserError(
                f"{path} line {line}: ytid {clip.ytid!r} is on line {first[clip.ytid]} already. "
                "Remove one of the two rows."
            )
        first[clip.ytid] = line
        clips.append(clip)
    if not clips:
        raise UserError(f"{path}: has a header and no rows; restore the published file.")
    return clips


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row's cells by column, and the line it begins on: captions hold line breaks, so rows are no lines."""
    reader = csv.reader(io.StringIO(read_text(path), newline=""), strict=True)
    line = 1
    try:
        header = next(reader, [])
        wrong = [name for name in COLUMNS if header.count(name) != 1]
        if wrong:
            raise UserError(
                f"{path} line 1: header must be {','.join(COLUMNS)}. Missing or repeated: {', '.join(wrong)}. "
                f"Received: {_short(','.join(header))}. Restore the published file."
            )
        line = reader.line_num + 1
        for cells in reader:
            if cells and len(cells) != len(header):
                raise UserError(
                    f"{path} line {line}: {len(header)} cells expected. Received: {len(cells)}. "
                    "Restore the published file."
                )
            if cells:  # spreadsheets leave an empty line at the end
                yield line, dict(zip(header, cells, strict=True))
            line = reader.line_num + 1
    except csv.Error as error:
        raise UserError(f"{path} line {line}: {error}; restore the published file.") from None


def _clip(path: Path, line: int, cells: dict[str, str]) -> Clip:
    for column, pattern, wanted in RULES:
        if not re.fullmatch(pattern, cells[column]):
            raise _wrong(path, line, f"{column} must be {wanted}", cells[column])
    start, end = float(cells["start_s"]), float(cells["end_s"])
    if end <= start:
        raise _wrong(path, line, f"end_s must be above start_s, which is {cells['start_s']}", cells["end_s"])
    return Clip(
        ytid=cells["ytid"],
        start=start,
        end=end,
        labels=tuple(label.strip() for label in cells["audioset_positive_labels"].split(",") if label.strip()),
        aspects=_aspects(path, line, cells["aspect_list"]),
        caption=cells["caption"].replace("\r\n", "\n"),
        author=cells["author_id"],
        balanced=cells["is_balanced_subset"] == "True",
        evaluation=cells["is_audioset_eval"] == "True",
    )


def _aspects(path: Path, line: int, cell: str) -> tuple[str, ...]:
    """The strings of a Python list literal. ``literal_eval`` runs nothing; depth and size it answers with errors."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a backslash before another letter: Python warns, the text is meant
            aspects = ast.literal_eval(cell) if len(cell) <= LONGEST_LIST else None
        if not isinstance(aspects, list):
            raise TypeError
        "".join(aspects).encode()  # raises for what is no string, and for text that no file could hold
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        wanted = f"aspect_list must be a Python list of strings, {LONGEST_LIST:,} characters at most"
        raise _wrong(path, line, wanted, cell) from None
    return tuple(aspect.strip() for aspect in aspects if aspect.strip())


def _wrong(path: Path, line: int, rule: str, received: str) -> UserError:
    return UserError(f"{path} line {line}: {rule}. Received: {_short(received)}. Restore the published file.")


def _short(text: str, longest: int = 100) -> str:
    return repr(text) if len(text) <= longest else f"{text[:longest]!r}... ({len(text):,} characters)"
