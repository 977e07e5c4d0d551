"""Conceptual Captions: images of the web and the sentence that describes each; 3.3 million for training.

Two kinds of table are read, any number of each:

* **as published**: ``Train_GCC-training.tsv``, ``Validation_GCC-1.1.0-Validation.tsv`` or any ``*.tsv``, lines of
  ``caption<TAB>url``, no header;
* **several captions for each image**: a ``*.txt`` or ``*.csv`` with header ``image,caption``, as in Flickr8k.

The data set has links instead of images, and many links are dead. Images are read from ``images/``. No file names were
published; ours are ``images/<row>.jpg``, the row of the TSV counted from 0 in eight digits. The last part of the url
is accepted too, where it is unique in the table. With several TSVs row numbers are ambiguous, so each has its own
folder ``images/<name of the table without .tsv>/``. A csv has the file names itself.

Rows without an image are kept, because caption statistics need none; ``missing`` lists them, ``with_image`` leaves them
out.

Example:
    >>> import tempfile
    >>> from paper_repro.datasets import conceptual_captions
    >>> root = Path(tempfile.mkdtemp())
    >>> _ = (root / "captions.txt").write_text("image,caption\\n1.jpg,a dog\\n1.jpg,a dog runs\\n2.jpg,a cat\\n")
    >>> (root / "images").mkdir()
    >>> (root / "images" / "1.jpg").touch()
    >>> data = conceptual_captions.load(root)
    >>> data.with_image[0].captions, data.missing
    (('a dog', 'a dog runs'), ('captions.txt:2.jpg',))
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from paper_repro.core.errors import ImageError, Refusal
from paper_repro.core.images import EXTENSIONS, read_image
from paper_repro.core.progress import track
from paper_repro.datasets.conceptual_captions.table import Picture, find_tables, read_pictures
from paper_repro.datasets.folder import entries, existing_folder, is_file, is_folder, second_file
from paper_repro.datasets.offers import Offer
from paper_repro.datasets.recognise import recognise, refuse_other
from paper_repro.datasets.report import Report
from paper_repro.datasets.words import word_facts

__all__ = ["Captions", "Picture", "facts", "load", "validate"]

NAME = "conceptual_captions"
#: Name of the items in a report; "clips" in modules without it.
UNIT = "images"
CITATION = (
    "Piyush Sharma, Nan Ding, Sebastian Goodman and Radu Soricut. Conceptual Captions: A cleaned, hypernymed, image "
    "alt-text dataset for automatic image captioning. Proceedings of the 56th Annual Meeting of the Association for "
    "Computational Linguistics (ACL), pages 2556-2565, 2018. Photographs in its place (Flickr8k): Micah Hodosh, "
    "Peter Young and Julia Hockenmaier. Framing image description as a ranking task: Data, models and evaluation "
    "metrics. Journal of Artificial Intelligence Research 47, pages 853-899, 2013."
)
LICENCE = (
    "Captions and links: free for any purpose, Google LLC asks to be named; the images are their owners'. Flickr8k: "
    "non-commercial research."
)
HOME_PAGE = "https://github.com/google-research-datasets/conceptual-captions"
LAYOUT = (
    "Train_GCC-training.tsv, Validation_GCC-1.1.0-Validation.tsv (any *.tsv of caption<TAB>url), or captions.txt with "
    "header image,caption; and images/<row of the tsv from 0, 8 digits>.jpg, or images/<name in captions.txt>"
)
OFFERS = (
    Offer(
        "captions", "captions with links", "3,318,333 rows to train on, 15,840 to validate",
        "free for any purpose, Google LLC asks to be named",
        "https://github.com/google-research-datasets/conceptual-captions",
        "Train_GCC-training.tsv, Validation_GCC-1.1.0-Validation.tsv, as they are",
    ),
    Offer(
        "pictures", "pictures", "not published: their links, many of them dead", "their owners'",
        "https://github.com/google-research-datasets/conceptual-captions", "as images/<row, 8 digits>.jpg",
    ),
    Offer(
        "flickr8k", "photographs with captions in their place (Flickr8k)", "8,091 photographs, 40,455 captions, 1 GB",
        "non-commercial research", "https://hockenmaier.cs.illinois.edu/8k-pictures.html",
        "as images/ and captions.txt with header image,caption",
    ),
)  # fmt: skip
#: Names that only this data set has.
MARKS = ("*_GCC*.tsv", "captions.txt")

IMAGE_FOLDER = "images"
#: Pixels that both sides of a published image exceed.
PUBLISHED_SIDE = 400


@dataclass(frozen=True)
class Captions:
    """The data set as loaded.

    Attributes:
        root: its folder.
        pictures: every row (TSV) or image (csv) with a caption, in the order of the files, with or without an image.
        refused: rows and image files that cannot be used, with the reason.
        missing: ``table:name`` of the pictures that have no image file, in the same order.
    """

    root: Path
    pictures: tuple[Picture, ...]
    refused: tuple[Refusal, ...]
    missing: tuple[str, ...]

    @property
    def captions(self) -> tuple[str, ...]:
        """Every caption, with or without an image, in the order of the files."""
        return tuple(caption for picture in self.pictures for caption in picture.captions)

    @property
    def with_image(self) -> tuple[Picture, ...]:
        """The pictures with an image file, which are the training examples."""
        return tuple(picture for picture in self.pictures if picture.image is not None)


def load(root: str | Path) -> Captions:
    """Reads the tables and matches them with the files in ``images/`` by name; no image is decoded.

    Raises:
        UserError: not this data set, or a malformed table.
    """
    root = existing_folder(root, LAYOUT)
    tables = find_tables(root, any_tsv=recognise(root) in (NAME, None))
    if not tables:
        refuse_other(root, NAME, LAYOUT)
        tables = (root / "captions.txt",)  # it exists; its reader raises the error about its header
    pictures, refused = [], []
    claimed: set[Path] = set()
    available: set[Path] = set()
    for table in tables:
        rows, broken = read_pictures(table)
        refused += broken
        files = _image_files(_folder(root, table, len(tables)))
        available.update(files.values())
        for row, matches in _pairs(rows, files, numbered=table.suffix == ".tsv"):
            claimed.update(matches)
            refused += [second_file(root, path, matches[0]) for path in matches[1:]]
            pictures.append(replace(row, image=matches[0]) if matches else row)
    refused += [
        Refusal(path.relative_to(root).as_posix(), "no row", "no table names it")
        for path in sorted(available - claimed)
    ]
    missing = tuple(f"{picture.table}:{picture.name}" for picture in pictures if picture.image is None)
    return Captions(root, tuple(pictures), tuple(refused), missing)


def _pairs(rows: list[Picture], files: dict[str, Path], *, numbered: bool) -> Iterator[tuple[Picture, list[Path]]]:
    """Each row and its image files, the preferred one first: by file name, or (``numbered``) by row, then by url."""
    if not numbered:
        yield from ((row, [files[row.name]] if row.name in files else []) for row in rows)
        return
    by_stem: dict[str, list[Path]] = {}
    for path in files.values():
        by_stem.setdefault(path.stem, []).append(path)
    times = Counter(_last_part(row.url) for row in rows)
    for row in rows:
        matches = [*by_stem.get(row.name, ())]
        last = _last_part(row.url)
        # A url may end in eight digits, which are the number of another row.
        if last in files and times[last] == 1 and not re.match(r"[0-9]{8}\.", last):
            matches.append(files[last])
        yield row, matches


def _folder(root: Path, table: Path, tables: int) -> Path:
    """A table's image folder: its own, or ``images/`` where row numbers are unambiguous."""
    own = root / IMAGE_FOLDER / table.stem
    if is_folder(own) or (tables > 1 and table.suffix == ".tsv"):
        return own
    return root / IMAGE_FOLDER


def _image_files(folder: Path) -> dict[str, Path]:
    """Image files directly in ``folder`` by name, in the order of ``EXTENSIONS``."""
    paths = [path for path in entries(folder) if path.suffix.lower() in EXTENSIONS and is_file(path)]
    paths.sort(key=lambda path: (EXTENSIONS.index(path.suffix.lower()), path.name))
    return {path.name: path for path in paths}


def _last_part(url: str) -> str:
    """``b.jpg`` of ``http://host/a/b.jpg?c#d``: a file name without folders."""
    return url.split("?")[0].split("#")[0].rsplit("/", 1)[-1]


def facts(data: Captions) -> dict[str, int]:
    """Counts that need no image."""
    captions = data.captions
    return {
        UNIT: len(data.pictures),
        "images without a file": len(data.missing),
        "captions": len(captions),
        "distinct captions": len(set(captions)),
    } | word_facts(captions, "caption")


def validate(root: str | Path) -> Report:
    """``facts``, everything refused, and every available image decoded; missing images are listed too."""
    data = load(root)
    refused = [*data.refused]
    good = large = 0
    for picture in track(data.with_image, len(data.with_image), "decoding", "image"):
        try:
            height, width, _ = read_image(picture.image).shape
        except ImageError as error:
            refused.append(Refusal(picture.image.relative_to(data.root).as_posix(), error.reason, str(error)))
            continue
        good += 1
        large += min(height, width) > PUBLISHED_SIDE
    refused += [Refusal(name, "no image file", f"not in {IMAGE_FOLDER}/") for name in data.missing]
    counts = facts(data)
    counts["images that can be used"] = good
    counts[f"images above {PUBLISHED_SIDE} pixels on both sides"] = large
    return Report(counts, refused)
