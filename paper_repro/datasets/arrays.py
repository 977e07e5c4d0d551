"""Arrays in ``.npz`` files: what each must be is checked in its header, before it is read. Nothing is unpickled."""

from __future__ import annotations

import math
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from paper_repro.core.errors import UserError
from paper_repro.datasets.folder import is_file
from paper_repro.datasets.tables import LARGEST_DECOMPRESSED

#: What zipfile and numpy raise for a file that is cut off, of another format, or damaged.
UNREADABLE = (
    OSError,
    ValueError,
    KeyError,
    EOFError,
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
)


@dataclass(frozen=True)
class Wanted:
    """What an array must be.

    Attributes:
        kind: of its numpy type: ``U`` for text, else a type's name such as ``uint8``.
        shape: its sizes; None where any will do.
    """

    kind: str
    shape: tuple[int | None, ...]

    def fits(self, dtype: np.dtype, shape: tuple[int, ...]) -> bool:
        sizes = len(shape) == len(self.shape) and all(
            size is None or size == given for size, given in zip(self.shape, shape, strict=True)
        )
        return sizes and self.kind in (dtype.kind, dtype.name)

    def __str__(self) -> str:
        sizes = ", ".join("any" if size is None else str(size) for size in self.shape)
        return f"{'text' if self.kind == 'U' else self.kind} ({sizes})"


def read_arrays(path: Path, wanted: Mapping[str, Wanted]) -> dict[str, np.ndarray]:
    """The wanted arrays of a ``.npz`` file by name.

    Raises:
        UserError: no such file, not one of this format, or an array that is missing or of another type or shape.

    Example:
        >>> import tempfile
        >>> path = Path(tempfile.mkdtemp()) / "features.npz"
        >>> np.savez(path, ids=np.array(["a", "b"]))
        >>> read_arrays(path, {"ids": Wanted("U", (None,))})["ids"].tolist()
        ['a', 'b']
    """
    if not is_file(path):
        raise UserError(f"{path}: no such file; put the published one there.")
    try:
        with zipfile.ZipFile(path) as archive:
            return {name: _read(archive, path, name, want) for name, want in wanted.items()}
    except UserError:
        raise
    except UNREADABLE as error:
        reason = str(error) or type(error).__name__
        raise UserError(f"{path}: cannot be read as arrays of numpy ({reason}); restore the published file.") from None


def _read(archive: zipfile.ZipFile, path: Path, name: str, wanted: Wanted) -> np.ndarray:
    if f"{name}.npy" not in archive.namelist():
        held = ", ".join(archive.namelist()[:5]) or "nothing"
        raise UserError(f"{path}: must hold an array {name!r}. Received: {held}; restore the published file.")
    with archive.open(f"{name}.npy") as file:
        read_header = {
            (1, 0): np.lib.format.read_array_header_1_0,
            (2, 0): np.lib.format.read_array_header_2_0,
        }[np.lib.format.read_magic(file)]
        shape, _, dtype = read_header(file)
    if not wanted.fits(dtype, shape) or math.prod(shape) * dtype.itemsize > LARGEST_DECOMPRESSED:
        held = "pickled objects" if dtype.hasobject else f"{'text' if dtype.kind == 'U' else dtype.name} {shape}"
        raise UserError(f"{path}: array {name!r} must be {wanted}. Received: {held}; restore the published file.")
    with archive.open(f"{name}.npy") as file:
        return np.lib.format.read_array(file, allow_pickle=False)
