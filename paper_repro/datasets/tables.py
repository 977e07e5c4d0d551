"""Reading published tables strictly: size limits, encodings and malformed rows, each reported in one line."""

from __future__ import annotations

import csv
import gzip
import io
import stat
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from paper_repro.core.errors import UserError

GZIP_MAGIC = b"\x1f\x8b"
#: Bytes of a table, decompressed. The largest published one, Conceptual Captions' training set, has 0.5 GB.
LARGEST_TABLE = 2 << 30
#: Bytes that a gzip may decompress to. MagnaTagATune's annotations, the only table kept as gzip, have 20 MB.
LARGEST_DECOMPRESSED = 256 << 20
#: Characters of a cell; a longer one is usually a quote that was not closed.
LONGEST_CELL = 131_072
#: Byte order marks of encodings that spreadsheets offer beside UTF-8.
UTF_16_32 = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


def read_bytes(path: Path) -> bytes:
    """A whole file, decompressed where its content (not its name) is gzip.

    Raises:
        UserError: it is not a regular file, cannot be read, is larger than ``LARGEST_TABLE`` or decompresses to more
            than ``LARGEST_DECOMPRESSED``, or the gzip is truncated or damaged.

    Example:
        >>> import tempfile
        >>> path = Path(tempfile.mkdtemp()) / "table.csv"
        >>> _ = path.write_bytes(gzip.compress(b"0" * 1000))
        >>> len(read_bytes(path))
        1000
    """
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise UserError(f"{path}: is a folder, a file is expected; restore the published file.")
        if not stat.S_ISREG(about.st_mode):  # reading a pipe could wait for ever
            raise UserError(f"{path}: is not a regular file; restore the published file.")
        if about.st_size > LARGEST_TABLE:
            raise UserError(f"{path}: larger than {LARGEST_TABLE:,} bytes; restore the published file.")
        content = path.read_bytes()
    except FileNotFoundError:
        raise UserError(f"{path}: cannot be read (no such file); check the path.") from None
    except ValueError:
        raise UserError(f"{path}: cannot be read (a NUL byte in the path); check the path.") from None
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror}); check the path.") from None
    return _decompressed(path, content) if content.startswith(GZIP_MAGIC) else content


def _decompressed(path: Path, content: bytes) -> bytes:
    """The content of a gzip file. A few megabytes may expand to gigabytes: no more than the limit is produced."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
            decompressed = file.read(LARGEST_DECOMPRESSED + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UserError(f"{path}: a damaged or truncated gzip ({error}); fetch it again.") from None
    if len(decompressed) > LARGEST_DECOMPRESSED:
        raise UserError(f"{path}: larger than {LARGEST_DECOMPRESSED:,} bytes decompressed; restore the published file.")
    return decompressed


def read_text(path: Path, otherwise: str = " or restore the published file.") -> str:
    """A whole file as text: UTF-8, with or without a byte order mark, plain or gzip.

    Args:
        path: of the file.
        otherwise: the end of the message where it is not UTF-8.

    Raises:
        UserError: as ``read_bytes``, or the file is not UTF-8; the message has the line and the byte.

    Example:
        >>> import tempfile
        >>> path = Path(tempfile.mkdtemp()) / "table.csv"
        >>> _ = path.write_bytes(b"tag\\nf\\xfcr")
        >>> read_text(path)  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ...
        paper_repro.core.errors.UserError: ...table.csv line 2: not UTF-8 (byte 0xfc); save it as UTF-8 or restore ...
    """
    content = read_bytes(path)
    if content.startswith(UTF_16_32):
        raise UserError(f"{path} line 1: not UTF-8 but UTF-16 or UTF-32; save it as UTF-8.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Offsets of utf-8-sig are relative to the text after the byte order mark.
        start = error.start + len(content) - len(error.object)
        line = content.count(b"\n", 0, start) + 1
        raise UserError(
            f"{path} line {line}: not UTF-8 (byte {content[start]:#04x}); save it as UTF-8{otherwise}"
        ) from None


def csv_rows(
    path: Path,
    *,
    separator: str = ",",
    quoted: bool = True,
    longest_cell: int = LONGEST_CELL,
    advice: str = "restore the published file.",
) -> Iterator[tuple[int, list[str]]]:
    r"""The rows of a table, the header included, as strings.

    Args:
        path: a UTF-8 file, plain or gzip, with LF, CRLF or CR line ends.
        separator: between cells.
        quoted: whether ``"`` encloses cells; without, it is a character like any other.
        longest_cell: characters beyond which a cell is an error.
        advice: the end of the error message.

    Yields:
        The line on which a row begins, counted from 1, and its cells. Quoted cells may hold line breaks, so that a row
        may span several lines. Empty lines are skipped.

    Raises:
        UserError: as ``read_text``, or a quote that is not closed or not followed by a separator, or a cell of more
            than ``longest_cell`` characters.

    Example:
        >>> import tempfile
        >>> path = Path(tempfile.mkdtemp()) / "table.csv"
        >>> _ = path.write_text('id,caption\n1,"slow,\nsad"\n2,fast\n')
        >>> list(csv_rows(path))
        [(1, ['id', 'caption']), (2, ['1', 'slow,\nsad']), (4, ['2', 'fast'])]
    """
    quoting = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    text = io.StringIO(read_text(path), newline="")
    reader = csv.reader(text, delimiter=separator, quoting=quoting, strict=True)
    while True:
        line = reader.line_num + 1
        # The limit belongs to the process: it is set for one row at a time.
        limit = csv.field_size_limit(longest_cell)
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise UserError(f"{path} line {line}: {error}; {advice}") from None
        finally:
            csv.field_size_limit(limit)
        if cells is None:
            return
        if cells:
            yield line, cells


def read_table(
    path: Path, columns: Sequence[str], *, separator: str = ",", header: bool = True, quoted: bool = True
) -> pd.DataFrame:
    r"""A table as strings, every cell as written, empty cells as ``""``.

    Args:
        path: see ``csv_rows``.
        columns: those to return; with a header they may come in any order, and others are ignored.
        separator: between cells.
        header: whether the first row has the columns' names; without, rows have exactly ``columns``.
        quoted: whether ``"`` encloses cells.

    Returns:
        ``columns`` in the given order; the index, ``line``, is the line of the file on which a row begins.

    Raises:
        UserError: as ``csv_rows``, the header lacks or repeats one of ``columns``, or a row has another number of
            cells.

    Example:
        >>> import tempfile
        >>> path = Path(tempfile.mkdtemp()) / "table.csv"
        >>> _ = path.write_text("tag,id\nrock,1\n")
        >>> read_table(path, ["id", "tag"]).to_dict("records")
        [{'id': '1', 'tag': 'rock'}]
    """
    rows = csv_rows(path, separator=separator, quoted=quoted)
    names = list(columns)
    if header:
        line, names = next(rows, (1, []))
        _check_header(path, line, names, columns)
    lines, cells = [], []
    for line, row in rows:
        if len(row) != len(names):
            raise wrong_length(path, line, len(names), row)
        lines.append(line)
        cells.append(row)
    table = pd.DataFrame(cells, columns=names, index=pd.Index(lines, name="line", dtype="int64"), dtype=str)
    return table[list(columns)]


def _check_header(path: Path, line: int, header: list[str], columns: Sequence[str]) -> None:
    missing = [name for name in columns if name not in header]
    if missing:
        raise UserError(
            f"{path} line {line}: header must be {','.join(columns)}. Missing: {','.join(missing)}. "
            f"Received: {shortened(','.join(header))}. Restore the published file."
        )
    repeated = [name for name, times in Counter(header).items() if times > 1 and name in columns]
    if repeated:
        raise UserError(
            f"{path} line {line}: column {repeated[0]!r} comes {header.count(repeated[0])} times. "
            "Restore the published file."
        )


def shortened(text: str, longest: int = 100) -> str:
    """``repr`` of a text, cut to its first ``longest`` characters, for error messages.

    Example:
        >>> shortened("abcdef", longest=3)
        "'abc'... (6 characters)"
    """
    return repr(text) if len(text) <= longest else f"{text[:longest]!r}... ({len(text):,} characters)"


def malformed(
    path: Path, line: int, rule: str, received: str, advice: str = "Restore the published file."
) -> UserError:
    """The error of a cell or row that breaks a rule: file, line, rule, the value received and what to do.

    Example:
        >>> malformed(Path("tags.csv"), 2, "verified must be 0 or 1", "yes")
        UserError("tags.csv line 2: verified must be 0 or 1. Received: 'yes'. Restore the published file.")
    """
    return UserError(f"{path} line {line}: {rule}. Received: {shortened(received)}. {advice}")


def wrong_length(
    path: Path, line: int, expected: int, cells: Sequence[str], advice: str = "Restore the published file."
) -> UserError:
    """The error of a row that has not the ``expected`` number of cells.

    Example:
        >>> wrong_length(Path("tags.csv"), 2, 3, ["a", "b"])
        UserError('tags.csv line 2: 3 cells expected. Received: 2. Restore the published file.')
    """
    return UserError(f"{path} line {line}: {expected} cells expected. Received: {len(cells)}. {advice}")
