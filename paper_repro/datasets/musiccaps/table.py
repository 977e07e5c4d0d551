"""MusicCaps' one table, read strictly: an error names line, column and value."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from paper_repro.core.errors import UserError
from paper_repro.datasets.tables import csv_rows, malformed, wrong_length

TABLE = "musiccaps-public.csv"
COLUMNS = (
    "ytid", "start_s", "end_s", "audioset_positive_labels", "aspect_list", "caption", "author_id",
    "is_balanced_subset", "is_audioset_eval",
)  # fmt: skip
#: Characters beyond which an aspect list is not parsed at all: the longest published has 532.
LONGEST_LIST = 10_000
#: Column, pattern and description of valid cells. The id is used as a file name and must not contain a path.
RULES = (
    ("ytid", r"[A-Za-z0-9_-]{11}", "a YouTube id of 11 characters (letters, digits, - and _)"),
    ("start_s", r"[0-9]{1,9}(\.[0-9]{1,9})?", "a number of seconds"),
    ("end_s", r"[0-9]{1,9}(\.[0-9]{1,9})?", "a number of seconds"),
    ("is_balanced_subset", r"True|False", "True or False"),
    ("is_audioset_eval", r"True|False", "True or False"),
)


@dataclass(frozen=True)
class Clip:
    """One excerpt of a video: its annotations and, if available, its sound file.

    Attributes:
        ytid: YouTube id of the video, 11 characters; 107 of the published ones begin with ``-``.
        start, end: seconds into the video.
        labels: AudioSet ids, such as ``/m/04rlf``.
        aspects: as published, in their order, with repetitions; stripped, empty ones are dropped.
        caption: free text, line breaks kept as ``\\n``.
        author: id of the musician who wrote aspects and caption, as text.
        balanced: in the genre-balanced subset of 1,000 clips.
        evaluation: from AudioSet's evaluation set, otherwise from its training set.
        audio: the sound file; None without a usable one.
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
    """Reads every row in the order of the file, without sound; ``aspects`` is empty where the published list is.

    A byte order mark and CRLF line ends are accepted; columns may come in any order, further ones are ignored.

    Raises:
        UserError: a column is missing, a cell is invalid for its column, an id is repeated, or there are no rows.

    Example:
        >>> import tempfile
        >>> path = Path(tempfile.mkdtemp()) / TABLE
        >>> row = "-0Gj8-vB1q4,30,40,/m/04rlf,['piano'],A slow piano.,4,False,True"
        >>> _ = path.write_text(",".join(COLUMNS) + "\\n" + row + "\\n")
        >>> clip = read_clips(path)[0]
        >>> clip.ytid, clip.start, clip.end, clip.caption
        ('-0Gj8-vB1q4', 30.0, 40.0, 'A slow piano.')
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
    """Each row's cells by column, and the line on which it begins."""
    rows = csv_rows(path)
    line, header = next(rows, (1, []))
    wrong = [name for name in COLUMNS if header.count(name) != 1]
    if wrong:
        rule = f"header must be {','.join(COLUMNS)}. Missing or repeated: {', '.join(wrong)}"
        raise malformed(path, line, rule, ",".join(header))
    for line, cells in rows:
        if len(cells) != len(header):
            raise wrong_length(path, line, len(header), cells)
        yield line, dict(zip(header, cells, strict=True))


def _clip(path: Path, line: int, cells: dict[str, str]) -> Clip:
    for column, pattern, wanted in RULES:
        if not re.fullmatch(pattern, cells[column]):
            raise malformed(path, line, f"{column} must be {wanted}", cells[column])
    start, end = float(cells["start_s"]), float(cells["end_s"])
    if end <= start:
        raise malformed(path, line, f"end_s must be above start_s, which is {cells['start_s']}", cells["end_s"])
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
    """The strings of a Python list literal. ``literal_eval`` executes no code and raises where it is too deep."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes such as \d: Python warns, the text is right
            aspects = ast.literal_eval(cell) if len(cell) <= LONGEST_LIST else None
        if not isinstance(aspects, list):
            raise TypeError
        "".join(aspects).encode()  # raises for other types than str, and for lone surrogates
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        wanted = f"aspect_list must be a Python list of strings, {LONGEST_LIST:,} characters at most"
        raise malformed(path, line, wanted, cell) from None
    return tuple(aspect.strip() for aspect in aspects if aspect.strip())
