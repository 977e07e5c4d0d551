"""MagnaTagATune's two tables, read strictly: an error names line, column and value."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path

import numpy as np

from paper_repro.core.errors import UserError
from paper_repro.datasets.folder import is_file
from paper_repro.datasets.magnatagatune.tags import TAGS
from paper_repro.datasets.tables import csv_rows, malformed, shortened, wrong_length

ANNOTATIONS = "annotations_final.csv"
CLIP_INFO = "clip_info_final.csv"


def find(root: Path, name: str) -> Path | None:
    """The file ``name`` in ``root``, or else ``name.gz``; None where neither is there."""
    return next((path for path in (root / name, root / f"{name}.gz") if is_file(path)), None)


def read_annotations(path: Path) -> tuple[np.ndarray, tuple[str, ...], np.ndarray]:
    """``annotations_final.csv``: tab-separated, every cell quoted, CRLF as published, or LF.

    Columns may come in any order; further columns are ignored.

    Returns:
        Clip ids, int64 ``(clips,)``; mp3 paths relative to the data set's folder; labels, uint8 ``(clips, 188)`` of 0
        and 1 with columns in the order of ``TAGS``. Rows are in the order of the file.

    Raises:
        UserError: a published column is missing, a cell is invalid for its column, or a clip is repeated.
    """
    ids, mp3_paths, labels, lines = [], [], [], []
    for line, cells in _rows(path, ("clip_id", *TAGS, "mp3_path")):
        clip_id, mp3_path = cells[0], cells[-1]
        # One string for 188 cells: joining and stripping run in C, and the table is nearly five million cells.
        joined = "".join(cells[1:-1])
        if len(joined) != len(TAGS) or joined.strip("01"):
            _refuse_label(path, line, cells[1:-1])
        if not re.fullmatch(r"[0-9]{1,9}", clip_id):
            raise malformed(path, line, "clip_id must be a number", clip_id)
        _check_mp3_path(path, line, mp3_path)
        ids.append(int(clip_id))
        mp3_paths.append(mp3_path)
        labels.append(joined)
        lines.append(line)
    if not ids:
        raise UserError(f"{path}: has a header and no rows; restore the published file.")
    for column, values in (("clip_id", ids), ("mp3_path", mp3_paths)):
        _refuse_twice(path, column, values, lines)
    table = np.frombuffer("".join(labels).encode("ascii"), dtype=np.uint8).reshape(-1, len(TAGS)) - ord("0")
    return np.array(ids, dtype=np.int64), tuple(mp3_paths), table


def read_artists(path: Path) -> dict[int, str]:
    """Artist by clip id from ``clip_info_final.csv``, which also lists clips without annotations.

    Raises:
        UserError: the file lacks ``clip_id`` or ``artist``, an id is not a number or is repeated, an artist is blank.
    """
    artists: dict[int, str] = {}
    for line, (clip_id, artist) in _rows(path, ("clip_id", "artist")):
        if not re.fullmatch(r"[0-9]{1,9}", clip_id):
            raise malformed(path, line, "clip_id must be a number", clip_id)
        if not artist.strip():
            raise malformed(path, line, "artist must not be blank", artist)
        if int(clip_id) in artists:
            raise UserError(f"{path} line {line}: clip_id {clip_id} comes a second time. Remove one of the two rows.")
        artists[int(clip_id)] = artist
    return artists


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Line number and the cells of ``columns``, in that order, of each row of a tab-separated table."""
    rows = csv_rows(path, separator="\t")
    first_line, header = next(rows, (1, []))
    missing = [name for name in columns if name not in header]
    if missing:
        more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
        received = shortened(", ".join(header[:5]))
        raise UserError(
            f"{path} line {first_line}: a tab-separated header of {len(columns)} columns is expected. "
            f"Missing: {', '.join(missing[:5])}{more}. Received: {received} "
            f"({len(header)} columns). Restore the published file."
        )
    repeated = [name for name, times in Counter(header).items() if times > 1 and name in columns]
    if repeated:
        raise UserError(
            f"{path} line {first_line}: column {repeated[0]!r} comes {header.count(repeated[0])} times. "
            "Restore the published file."
        )
    pick = itemgetter(*(header.index(name) for name in columns))
    for line, cells in rows:
        if len(cells) != len(header):
            raise wrong_length(path, line, len(header), cells)
        yield line, pick(cells)


def _refuse_label(path: Path, line: int, cells: tuple[str, ...]) -> None:
    tag, cell = next((tag, cell) for tag, cell in zip(TAGS, cells, strict=True) if cell not in ("0", "1"))
    raise malformed(path, line, f"column {tag!r} must be 0 or 1", cell)


def _check_mp3_path(path: Path, line: int, mp3_path: str) -> None:
    """Raises UserError unless ``mp3_path`` is a file directly in one of the folders 0 to f: nothing else is opened."""
    if re.fullmatch(r"[0-9a-f]/[^/\\\x00-\x1f]+\.mp3", mp3_path):
        return
    if mp3_path.startswith("/") or "\\" in mp3_path or ".." in mp3_path.split("/") or ":" in mp3_path[:2]:
        rule = "must stay inside the data set's folder"
    else:
        rule = "must be <folder 0 to 9 or a to f>/<name>.mp3"
    raise malformed(path, line, f"mp3_path {rule}", mp3_path)


def _refuse_twice(path: Path, column: str, values: list, lines: list[int]) -> None:
    if len(set(values)) == len(values):
        return
    first: dict[object, int] = {}
    for value, line in zip(values, lines, strict=True):
        if value in first:
            raise UserError(
                f"{path} line {line}: {column} {value!r} is on line {first[value]} already. Remove one of the two rows."
            )
        first[value] = line
