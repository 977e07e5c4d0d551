"""The two tables of images and captions: Conceptual Captions' TSV, and the csv with several captions an image."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from paper_repro.core.errors import Refusal, UserError
from paper_repro.datasets.magnatagatune.tables import read_text

CSV_HEADER = ("image", "caption")
#: Share of a TSV's rows that may lack their tab; with more it is some other file.
BROKEN_ROWS = 0.01


@dataclass(frozen=True, slots=True)
class Picture:
    """One image and all that was written of it.

    Attributes:
        name: unique in its table: the row counted from 0 in eight digits (TSV), or the file name (csv).
        captions: in the order of the file, one blank between words; one caption in a TSV.
        table: name of the file it is in, such as ``Validation_GCC-1.1.0-Validation.tsv``.
        url: where the TSV says that the image is; ``""`` in a csv.
        image: the file at hand, None without one.
    """

    name: str
    captions: tuple[str, ...]
    table: str
    url: str = ""
    image: Path | None = None


def find_tables(root: Path, *, any_tsv: bool = True) -> tuple[Path, ...]:
    """The tables directly in ``root``, by name: every ``*.tsv``, and of ``*.txt`` and ``*.csv`` those whose first line
    is ``image,caption``. Without ``any_tsv`` only those TSVs that are named as published (``*_GCC*.tsv``)."""
    found = [*root.glob("*.tsv" if any_tsv else "*_GCC*.tsv")]
    found += [path for pattern in ("*.txt", "*.csv") for path in root.glob(pattern) if _has_header(path)]
    return tuple(sorted(path for path in found if path.is_file()))


def _has_header(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.readline(64).decode("utf-8-sig", "replace").strip().split(",") == list(CSV_HEADER)
    except OSError:
        return False


def read_pictures(path: Path) -> tuple[list[Picture], list[Refusal]]:
    """Every image that ``path`` tells of, without its file, and the rows that cannot be used.

    Raises:
        UserError: not UTF-8, no rows, not such a table, or (TSV) more than 1 % of the rows without a tab.
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
    reader = csv.reader(io.StringIO(read_text(path), newline=""), strict=True)
    line = 1
    try:
        header = next(reader, [])
        if tuple(header) != CSV_HEADER:
            raise UserError(
                f"{path} line 1: header must be {','.join(CSV_HEADER)}. Received: {','.join(header)[:80]!r}. "
                "Write that header."
            )
        line = reader.line_num + 1
        for cells in reader:
            if cells and len(cells) != 2:
                raise UserError(
                    f"{path} line {line}: 2 cells expected, image and caption. Received: {len(cells)}. "
                    "Put quotes around a caption with a comma."
                )
            if cells:  # spreadsheets leave an empty line at the end
                image, caption = cells[0].strip(), " ".join(cells[1].split())
                if image and caption:
                    captions.setdefault(image, []).append(caption)
                else:
                    why = "empty caption" if image else "no image named"
                    refused.append(Refusal(f"{path.name} line {line}", why, repr(image or caption[:80])))
            line = reader.line_num + 1
    except csv.Error as error:
        raise UserError(f"{path} line {line}: {error}; mend the quotes there.") from None
    return [Picture(image, tuple(texts), path.name) for image, texts in captions.items()], refused
