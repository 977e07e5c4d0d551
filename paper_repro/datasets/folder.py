"""Finding the files of a data set. Names may be anything that the file system allows; nothing here raises OSError."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from paper_repro.core.errors import Refusal, UserError

#: Extensions that libsndfile reads; of several files with one stem the first in this order is used.
AUDIO_EXTENSIONS = (".mp3", ".wav", ".flac", ".ogg", ".opus", ".aif", ".aiff", ".au")


def expanded(path: str | Path, option: str = "--data") -> Path:
    """A path with ``~`` and ``~user`` replaced by home folders.

    Args:
        path: as given by the user.
        option: the option it was given for, for the error message.

    Raises:
        UserError: no such user, or no home folder is known.

    Example:
        >>> expanded("music/clips").as_posix()
        'music/clips'
    """
    try:
        return Path(path).expanduser()
    except RuntimeError as error:
        raise UserError(
            f"{option} {path}: {str(error).rstrip('.')}; write the whole path, or ./{path} for a folder of that name."
        ) from None


def existing_folder(root: str | Path, layout: str) -> Path:
    """Checks that a data set's folder can be listed and is not empty.

    Args:
        root: the folder; ``~`` is expanded.
        layout: the files expected there, for the error message.

    Returns:
        The folder's path.

    Raises:
        UserError: it does not exist, is a file, cannot be listed or is empty.

    Example:
        >>> existing_folder("no/such/folder", "captions.csv")
        Traceback (most recent call last):
        ...
        paper_repro.core.errors.UserError: --data no/such/folder: no such folder. Expected there: captions.csv
    """
    root = expanded(root)
    try:
        mode = root.stat().st_mode
        if not stat.S_ISDIR(mode):
            raise UserError(f"--data {root}: is a file, not a folder. Expected there: {layout}")
        empty = not any(root.iterdir())
    except (FileNotFoundError, NotADirectoryError, ValueError):  # ValueError: a NUL byte in the path
        raise UserError(f"--data {root}: no such folder. Expected there: {layout}") from None
    except OSError as error:
        raise UserError(f"--data {root}: cannot be opened ({error.strerror}). Expected there: {layout}") from None
    if empty:
        raise UserError(f"--data {root}: the folder is empty. Expected there: {layout}")
    return root


def is_file(path: Path) -> bool:
    """Whether ``path`` is a regular file. False also for broken or circular links and without access."""
    with suppress(OSError, ValueError):
        return stat.S_ISREG(path.stat().st_mode)
    return False


def is_folder(path: Path) -> bool:
    """Whether ``path`` is a folder. False also for broken or circular links and without access."""
    with suppress(OSError, ValueError):
        return stat.S_ISDIR(path.stat().st_mode)
    return False


def size_of(path: Path) -> int | None:
    """Size of a regular file in bytes; None where ``path`` is not one or cannot be accessed."""
    with suppress(OSError, ValueError):
        about = path.stat()
        return about.st_size if stat.S_ISREG(about.st_mode) else None
    return None


def entries(folder: Path) -> list[Path]:
    """Everything directly in a folder, sorted; empty where there is no such folder.

    Raises:
        UserError: the folder cannot be listed.
    """
    if not is_folder(folder):
        return []
    try:
        return sorted(folder / name for name in os.listdir(folder))  # noqa: PTH208 (a third of iterdir's time)
    except OSError as error:
        raise UserError(f"{folder}: cannot be listed ({error.strerror}); check its permissions.") from None


def matching(folder: Path, pattern: str) -> list[Path]:
    """Files and folders that match a glob pattern relative to ``folder``, sorted. Links to folders are not followed.

    Raises:
        UserError: the folder cannot be searched.
    """
    try:
        return sorted(folder.glob(pattern))
    except OSError as error:
        raise UserError(f"{folder}: cannot be searched ({error.strerror}); check its permissions.") from None


def has_match(folder: Path, pattern: str) -> bool:
    """Whether anything matches a glob pattern relative to ``folder``; stops at the first match."""
    with suppress(OSError):
        return any(True for _ in folder.glob(pattern))
    return False


def files_below(folder: Path, pattern: str) -> list[Path]:
    """As ``matching``, regular files only."""
    return [path for path in matching(folder, pattern) if is_file(path)]


def second_file(root: Path, path: Path, used: Path) -> Refusal:
    """The refusal of a file in whose place another one is used; both are named relative to ``root``."""
    return Refusal(path.relative_to(root).as_posix(), "second file", f"{used.relative_to(root).as_posix()} is used")


def audio_files(folder: Path) -> tuple[dict[str, Path], list[Path]]:
    """Sound files directly in a folder.

    Returns:
        File by stem; and the further files of a stem that has one already, which are not used. The first extension in
        ``AUDIO_EXTENSIONS`` is preferred. Broken links are skipped.

    Raises:
        UserError: the folder cannot be listed.

    Example:
        >>> import tempfile
        >>> folder = Path(tempfile.mkdtemp())
        >>> for name in ("a.wav", "a.mp3", "notes.txt"):
        ...     (folder / name).touch()
        >>> files, unused = audio_files(folder)
        >>> files["a"].name, [path.name for path in unused]
        ('a.mp3', ['a.wav'])
    """
    paths = [path for path in entries(folder) if path.suffix.lower() in AUDIO_EXTENSIONS and is_file(path)]
    paths.sort(key=lambda path: AUDIO_EXTENSIONS.index(path.suffix.lower()))
    by_stem: dict[str, Path] = {}
    for path in paths:
        by_stem.setdefault(path.stem, path)
    return by_stem, [path for path in paths if by_stem[path.stem] != path]
