"""Files and folders as given on a command line: every sound file below them, and what cannot be looked into."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from paper_repro.core.errors import ItemError
from paper_repro.datasets.folder import AUDIO_EXTENSIONS, is_folder
from paper_repro.datasets.no_sound import OTHER_EXTENSIONS

EXTENSIONS = frozenset((*AUDIO_EXTENSIONS, *OTHER_EXTENSIONS))


def find(given: Sequence[Path]) -> tuple[list[Path], list[ItemError]]:
    """Sound files, each once: those that are named, whatever they are called, and those below folders, by extension.

    Folders are searched to any depth, in the order of names; links to folders are not followed, hidden files and
    folders left out.

    Returns:
        The files, and an error for each folder that cannot be listed or holds no sound.
    """
    files: dict[Path, None] = {}
    errors: list[ItemError] = []
    for path in given:
        if not is_folder(path):
            files[path] = None
            continue
        found, closed = _below(path)
        files.update(dict.fromkeys(found))
        errors += closed
        if not found and not closed:
            known = ", ".join(sorted(extension[1:] for extension in EXTENSIONS))
            errors.append(ItemError(f"{path}: holds no sound file ({known}).", "no sound file"))
    return list(files), errors


def _below(root: Path) -> tuple[list[Path], list[ItemError]]:
    found: list[Path] = []
    closed: list[ItemError] = []

    def refuse(error: OSError) -> None:
        where = Path(os.fsdecode(error.filename))
        closed.append(
            ItemError(f"{where}: cannot be listed ({error.strerror}); check its permissions.", "closed folder")
        )

    for folder, folders, names in os.walk(root, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        sounds = sorted(name for name in names if not name.startswith("."))
        found += [Path(folder) / name for name in sounds if Path(name).suffix.lower() in EXTENSIONS]
    return found, closed
