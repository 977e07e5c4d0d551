"""Sound files below a folder, however deep; what cannot be looked into is refused by name."""

from __future__ import annotations

from pathlib import Path

from paper_repro.core.errors import Refusal, UserError
from paper_repro.datasets.folder import AUDIO_EXTENSIONS, entries, is_file, is_folder, second_file
from paper_repro.datasets.no_sound import OTHER_EXTENSIONS, no_sound_file


def sound_files(root: Path) -> tuple[list[Path], list[Refusal], list[Path]]:
    """Every sound file below ``root``, folder by folder, each in the order of names.

    Returns:
        the files; refusals of folders that are links or cannot be listed, of names that are no files, of formats that
        are not read, and of all but the first of the files that share folder and stem; and the files of formats that
        are not read.

    Raises:
        UserError: ``root`` itself cannot be listed.
    """
    found: list[Path] = []
    refused: list[Refusal] = []
    others: list[Path] = []
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            paths = entries(folder)
        except UserError as error:
            if folder == root:
                raise
            refused.append(Refusal(folder.relative_to(root).as_posix(), "closed folder", str(error)))
            continue
        sounds: list[Path] = []
        folders: list[Path] = []
        for path in paths:
            item = path.relative_to(root).as_posix()
            suffix = path.suffix.lower()
            if is_folder(path):
                if path.is_symlink():
                    refused.append(Refusal(item, "linked folder", "links to folders are not followed"))
                else:
                    folders.append(path)
            elif suffix not in AUDIO_EXTENSIONS and suffix not in OTHER_EXTENSIONS:
                continue  # pictures of sleeves, lists, texts
            elif is_file(path):
                sounds.append(path)
            else:
                refused.append(Refusal(item, "no file", "a broken link, a pipe, or closed to you"))
        waiting += reversed(folders)
        by_stem: dict[str, Path] = {}
        for path in sorted(sounds, key=_preference):
            used = by_stem.setdefault(path.stem, path)
            if used != path:
                refused.append(second_file(root, path, used))
            elif path.suffix.lower() in OTHER_EXTENSIONS:
                others.append(path)
                refused.append(no_sound_file(path.relative_to(root).as_posix(), "", path))
        found += sorted(path for path in by_stem.values() if path.suffix.lower() in AUDIO_EXTENSIONS)
    return found, refused, others


def _preference(path: Path) -> tuple[int, str]:
    """The first of several files of one stem is used: formats that are read before others."""
    every = (*AUDIO_EXTENSIONS, *OTHER_EXTENSIONS)
    return every.index(path.suffix.lower()), path.name
