"""Answers that are kept until all are there: a killed command goes on where it stopped."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from paper_repro.core.files import whole_file, write_text
from paper_repro.listen.answer import Answer

#: What numpy and json raise for a file that is cut off or of another kind.
UNREADABLE = (OSError, ValueError, KeyError, EOFError, TypeError, zipfile.BadZipFile)


class Kept:
    """A hidden folder beside a result, with a file for each answer, and one for its embeddings.

    Args:
        result: the file that is to be written.
        about: settings and network. What was answered by others, or of a file that has changed, is not used.
    """

    def __init__(self, result: Path, about: Any) -> None:
        self.folder = result.with_name(f".{result.name}.parts")
        self._about = about

    def get(self, path: Path, arrays: bool) -> Answer | None:
        """The answer on a file, where it is kept: with its embeddings where they are wanted."""
        try:
            stored = json.loads(self._file(path, "json").read_text(encoding="utf-8"))
            if stored["about"] != self._key(path) or (arrays and not self._file(path, "npz").is_file()):
                return None
            return stored["answer"]
        except UNREADABLE:
            return None

    def put(self, path: Path, answer: Answer, arrays: Mapping[str, np.ndarray]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if arrays:
            with whole_file(self._file(path, "npz")) as temporary, temporary.open("wb") as file:
                np.savez(file, **arrays)
        write_text(self._file(path, "json"), json.dumps({"about": self._key(path), "answer": answer}))

    def arrays(self, path: Path) -> dict[str, np.ndarray]:
        with np.load(self._file(path, "npz")) as stored:
            return dict(stored)

    def drop(self) -> None:
        """Removes the folder: the result is written."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _key(self, path: Path) -> list[Any]:
        try:
            about = path.stat()
            return [self._about, str(path), about.st_size, about.st_mtime_ns]
        except (OSError, ValueError):
            return [self._about, str(path), None, None]

    def _file(self, path: Path, ending: str) -> Path:
        return self.folder / f"{hashlib.sha256(os.fsencode(path)).hexdigest()[:24]}.{ending}"


def write_embeddings(out: Path, kept: Kept, paths: Sequence[Path]) -> None:
    """Joins what is kept of each file into one ``.npz``, file by file: memory does not grow with their number.

    In it are ``files (files,)``, ``first (files + 1,)``, the row at which each file's windows begin, ``starts`` and
    ``ends (windows,)`` in seconds, and for each embedding ``NAME (windows, values)`` and ``NAME_of_file (files,
    values)``, the mean over a file's windows.
    """
    counts = [len(kept.arrays(path)["starts"]) for path in paths]
    names = sorted(kept.arrays(paths[0])) if paths else []
    with whole_file(out) as temporary, zipfile.ZipFile(temporary, "w", allowZip64=True) as archive:
        _write(archive, "files", iter([np.array([str(path) for path in paths], dtype=str)]), len(paths))
        _write(archive, "first", iter([np.cumsum([0, *counts])]), len(paths) + 1)
        for name in names:
            _write(archive, name, (kept.arrays(path)[name] for path in paths), sum(counts))
            if name not in ("starts", "ends"):
                means = (kept.arrays(path)[name].mean(axis=0, keepdims=True) for path in paths)
                _write(archive, f"{name}_of_file", means, len(paths))


def _write(archive: zipfile.ZipFile, name: str, parts: Iterator[np.ndarray], rows: int) -> None:
    """An array of so many rows, given in parts."""
    with archive.open(f"{name}.npy", "w", force_zip64=True) as file:
        for number, part in enumerate(parts):
            if number == 0:
                header = np.lib.format.header_data_from_array_1_0(part)
                np.lib.format.write_array_header_2_0(file, {**header, "shape": (rows, *part.shape[1:])})
            file.write(np.ascontiguousarray(part).tobytes())
