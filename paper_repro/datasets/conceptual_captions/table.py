"""The two tables of images and captions: Conceptual Captions' TSV, and the csv with several captions an image."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from paper_repro.core.errors import Refusal, UserError
from paper_repro.datasets.folder import files_below
from paper_repro.datasets.tables import csv_rows, malformed, read_text, wrong_length

CSV_HEADER = ("image", "caption")
#: Share of a TSV's rows that may lack their tab; with more it is some other file.
BROKEN_ROWS = 0.01


@dataclass(frozen=True, slots=True)
class Picture:
    """One image and its captions.

    Attributes:
        name: unique in its table: the row counted from 0 in eight digits (TSV), or the file name (csv).
        captions: in the order of the file, words separated by one space; one caption in a TSV.
        table: name of the file it is in, such as ``Validation_GCC-1.1.0-Validation.tsv``.
        url: the image's address in the TSV; ``""`` in a csv.
        image: the image file; None where it is not available.
    """

    name: str
    captions: tuple[str, ...]
    table: str
    url: str = ""
    image: Path | None = None


def find_tables(root: Path, *, any_tsv: bool = True) -> tuple[Path, ...]:
    """The tables directly in ``root``, sorted by name.

    Args:
        root: the data set's folder.
        any_tsv: take every ``*.tsv``, not only those named as published (``*_GCC*.tsv``).

    Returns:
        TSVs, and every ``*.txt`` and ``*.csv`` whose first line is ``image,caption``.
    """
    tables = files_below(root, "*.tsv" if any_tsv else "*_GCC*.tsv")
    tables += [path for pattern in ("*.txt", "*.csv") for path in files_below(root, pattern) if _has_header(path)]
    return tuple(sorted(tables))


def _has_header(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.readline(64).decode("utf-8-sig", "replace").strip().split(",") == list(CSV_HEADER)
    except OSError:
        return False


def read_pictures(path: Path) -> tuple[list[Picture], list[Refusal]]:
    """Reads a table: images with their captions, without image files, and the rows that cannot be used.

    Raises:
        UserError: not UTF-8, no rows, not such a table, or (TSV) more than 1 % of the rows without a tab.

    Example:
        >>> import tempfile
        >>> path = Path(tempfile.mkdtemp()) / "validation.tsv"
        >>> _ = path.write_text("a red car\\thttp://host/1.jpg\\n \\thttp://host/2.jpg\\n")
        >>> pictures, refused = read_pictures(path)
        >>> pictures[0].name, pictures[0].captions, refused[0].reason
        ('00000000', ('a red car',), 'empty caption')
    """
    pictures, refused = (_read_tsv if path.suffix == ".tsv" else _read_csv)(path)
    if not pictures:
        raise UserError(f"{path}: has no row with a caption; restore the published file.")
    return pictures, refused


def _read_tsv(path: Path) -> tuple[list[Picture], list[Refusal]]:
    """``caption<TAB>url`` a line, no header, no quoting. Broken rows keep their number: image files go by it."""
    lines = read_text(path).split("\n")
    if not lines[-1]:
        del lines[-1]
    pictures, refused, broken = [], [], []
    for row, line in enumerate(lines):
        cells = line.removesuffix("\r").split("\t")
        item = f"{path.name} line {row + 1}"
        if len(cells) != 2:
            broken.append(row)
            why = "no tab" if len(cells) == 1 else "more than one tab"
            refused.append(Refusal(item, why, f"caption<TAB>url expected. Received: {line[:80]!r}"))
        elif not cells[0].strip():
            refused.append(Refusal(item, "empty caption", f"the image is {cells[1][:80]!r}"))
        else:
            pictures.append(Picture(f"{row:08d}", (" ".join(cells[0].split()),), path.name, cells[1].strip()))
    if len(broken) > BROKEN_ROWS * len(lines):
        first = broken[0]
        raise UserError(
            f"{path} line {first + 1}: caption<TAB>url expected, and {len(broken):,} of {len(lines):,} rows are not "
            f"so. Received: {lines[first][:80]!r}. Restore the published file."
        )
    return pictures, refused


def _read_csv(path: Path) -> tuple[list[Picture], list[Refusal]]:
    """Header ``image,caption``, a row for each caption; the captions of an image need not stand together."""
    captions: dict[str, list[str]] = {}
    refused = []
    rows = csv_rows(path, advice="correct the quotes there.")
    line, header = next(rows, (1, []))
    if tuple(header) != CSV_HEADER:
        raise malformed(path, line, f"header must be {','.join(CSV_HEADER)}", ",".join(header), "Write that header.")
    for line, cells in rows:
        if len(cells) != 2:
            raise wrong_length(path, line, 2, cells, "Put quotes around a caption with a comma.")
        image, caption = cells[0].strip(), " ".join(cells[1].split())
        if image and caption:
            captions.setdefault(image, []).append(caption)
        else:
            reason = "empty caption" if image else "no image named"
            refused.append(Refusal(f"{path.name} line {line}", reason, repr(image or caption[:80])))
    return [Picture(image, tuple(texts), path.name) for image, texts in captions.items()], refused
