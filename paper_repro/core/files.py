"""Files that are either whole or not there."""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Gives a temporary name beside ``path``; what is written there takes ``path``'s place when the block ends well.

    A kill or a full disk in between leaves the old file as it was.
    """
    temporary = _beside(Path(path))
    try:
        yield temporary
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def probe(path: Path) -> None:
    """Writes and removes the temporary file of ``whole_file``, empty: before work whose result goes to ``path``.

    Raises:
        OSError: ``whole_file`` could not write there.
    """
    temporary = _beside(Path(path))
    try:
        temporary.touch()
    finally:
        temporary.unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    """The temporary name beside ``path``, in a folder that is there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.with_name(f".{os.getpid()}.{path.name}")


def write_text(path: Path, text: str) -> None:
    """Writes UTF-8 text whole."""
    with whole_file(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def digest(path: Path) -> str:
    """SHA-256 of a file's content, or ``"unreadable"``. Within a process an unchanged file is read once."""
    try:
        about = path.stat()
        return _digest(str(path), about.st_size, about.st_mtime_ns)
    except OSError:
        return "unreadable"


@functools.cache
def _digest(path: str, size: int, changed: int) -> str:
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def cache_folder() -> Path:
    """``$PAPER_REPRO_CACHE``, else ``$XDG_CACHE_HOME/paper_repro``, else ``~/.cache/paper_repro``."""
    chosen = os.environ.get("PAPER_REPRO_CACHE")
    if chosen:
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "paper_repro"
