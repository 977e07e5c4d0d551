"""MagnaTagATune's two tables, read strictly: what cannot be as published is named by line, column and value."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path

import numpy as np

from paper_repro.core.errors import UserError
from paper_repro.datasets.magnatagatune.tags import TAGS

ANNOTATIONS = "annotations_final.csv"
CLIP_INFO = "clip_info_final.csv"
GZIP_MAGIC = b"\x1f\x8b"


def find(root: Path, name: str) -> Path | None:
    """``name`` in ``root``, plain or else gzipped; None where neither is there."""
    return next((path for path in (root / name, root / f"{name}.gz") if path.exists()), None)


def read_bytes(path: Path) -> bytes:
    """A whole file, unpacked where its content (not its name) is gzip.

    Raises:
        UserError: it cannot be read, or the gzip is cut short or damaged.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror}); check the path.") from None
    if not content.startswith(GZIP_MAGIC):
        return content
    try:
        return gzip.decompress(content)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UserError(f"{path}: a damaged or truncated gzip ({error}); fetch it again.") from None


def read_text(path: Path) -> str:
    """``read_bytes`` as UTF-8 without its byte order mark; raises UserError with the line where it is not UTF-8."""
    content = read_bytes(path)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UserError(
            f"{path} line {line}: not UTF-8 (byte {content[error.start]:#04x}); restore the published file."
        ) from None


def read_annotations(path: Path) -> tuple[np.ndarray, tuple[str, ...], np.ndarray]:
    """``annotations_final.csv``: TAB between cells, each quoted; CRLF as published, or LF.

    Columns may come in any order, and others than the published ones are ignored.

    Returns:
        clip ids, int64 ``(clips,)``; mp3 paths relative to the set's folder; labels, uint8 ``(clips, 188)`` of 0 and 1
        with columns in the order of ``TAGS``. Rows in the order of the file.

    Raises:
        UserError: a published column is missing, a cell is not what its column says, a clip comes twice.
    """
    ids, mp3_paths, labels, lines = [], [], [], []
    for line, cells in _rows(path, ("clip_id", *TAGS, "mp3_path")):
        clip_id, mp3_path = cells[0], cells[-1]
        # One string for 188 cells: joining and stripping run in C, and the table is nearly five million cells.
        joined = "".join(cells[1:-1])
        if len(joined) != len(TAGS) or joined.strip("01"):
            _refuse_label(path, line, cells[1:-1])
        if not re.fullmatch(r"[0-9]{1,9}", clip_id):
            raise UserError(f"{path} line {line}: clip_id must be a number. Received: {clip_id!r}. Restore the file.")
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
    """Artist by clip id from ``clip_info_final.csv``, which also lists clips that were never annotated.

    Raises:
        UserError: the file lacks ``clip_id`` or ``artist``, an id is no number or comes twice, an artist is blank.
    """
    artists: dict[int, str] = {}
    for line, (clip_id, artist) in _rows(path, ("clip_id", "artist")):
        if not re.fullmatch(r"[0-9]{1,9}", clip_id):
            raise UserError(f"{path} line {line}: clip_id must be a number. Received: {clip_id!r}. Restore the file.")
        if not artist.strip():
            raise UserError(f"{path} line {line}: artist must not be blank. Received: {artist!r}. Restore the file.")
        if int(clip_id) in artists:
            raise UserError(f"{path} line {line}: clip_id {clip_id} comes a second time. Remove one of the two rows.")
        artists[int(clip_id)] = artist
    return artists


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Line number and the cells of ``columns``, in that order, of each row of a tab-separated table."""
    reader = csv.reader(io.StringIO(read_text(path), newline=""), delimiter="\t", strict=True)
    try:
        header = next(reader, [])
        missing = [name for name in columns if name not in header]
        if missing:
            more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
            raise UserError(
                f"{path} line 1: a tab-separated header of {len(columns)} columns is expected. "
                f"Missing: {', '.join(missing[:5])}{more}. Received: {', '.join(header[:5]) or 'nothing'}"
                f"{', ...' if len(header) > 5 else ''} ({len(header)} columns). Restore the published file."
            )
        repeated = [name for name, times in Counter(header).items() if times > 1 and name in columns]
        if repeated:
            raise UserError(
                f"{path} line 1: column {repeated[0]!r} comes {header.count(repeated[0])} times. "
                "Restore the published file."
            )
        pick = itemgetter(*(header.index(name) for name in columns))
        for cells in reader:
            if not cells:
                continue  # an empty line, which spreadsheets leave at the end
            if len(cells) != len(header):
                raise UserError(
                    f"{path} line {reader.line_num}: {len(header)} cells expected. Received: {len(cells)}. "
                    "Restore the published file."
                )
            yield reader.line_num, pick(cells)
    except csv.Error as error:
        raise UserError(f"{path} line {reader.line_num}: {error}; restore the published file.") from None


def _refuse_label(path: Path, line: int, cells: tuple[str, ...]) -> None:
    tag, cell = next((tag, cell) for tag, cell in zip(TAGS, cells, strict=True) if cell not in ("0", "1"))
    raise UserError(f"{path} line {line}: column {tag!r} must be 0 or 1. Received: {cell!r}. Restore the file.")


def _check_mp3_path(path: Path, line: int, mp3_path: str) -> None:
    """Raises UserError unless ``mp3_path`` is a file directly in one of the folders 0 to f: nothing else is opened."""
    if re.fullmatch(r"[0-9a-f]/[^/\\\x00-\x1f]+\.mp3", mp3_path):
        return
    if mp3_path.startswith("/") or "\\" in mp3_path or ".." in mp3_path.split("/") or ":" in mp3_path[:2]:
        rule = "must stay inside the data set's folder"
    else:
        rule = "must be <folder 0 to 9 or a to f>/<name>.mp3"
    raise UserError(f"{path} line {line}: mp3_path {rule}. Received: {mp3_path!r}. Restore the published file.")


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
