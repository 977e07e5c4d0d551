"""Items without a sound file that can be read: whether none is there, or one in a format that is not read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from paper_repro.core.errors import Refusal
from paper_repro.datasets.folder import AUDIO_EXTENSIONS, entries, is_file

#: Extensions of sound and video that libsndfile does not read, as downloads and players' libraries have them.
OTHER_EXTENSIONS = (".m4a", ".mp4", ".m4v", ".aac", ".webm", ".weba", ".mka", ".mkv", ".wma", ".ape", ".wv", ".3gp")


def no_sound_file(item: str, detail: str, other: Path | None, wanted: str = "wav, flac or mp3") -> Refusal:
    """The refusal of an item that has no sound file.

    Args:
        item: its name.
        detail: where the file was looked for.
        other: its file in a format that is not read, where there is one (see ``other_formats``).
        wanted: the formats that are read.

    Example:
        >>> no_sound_file("b", "clips/b.* is missing", Path("clips/b.m4a")).detail
        'b.m4a is there; convert it to wav, flac or mp3'
    """
    if other is None:
        return Refusal(item, "no sound file", detail)
    return Refusal(item, "format not readable", f"{other.name} is there; convert it to {wanted}")


def instead(others: Iterable[Path], wanted: str = "wav, flac or mp3") -> str:
    """What an error adds that finds no sound at all: the files whose formats are not read, ``""`` without any.

    Example:
        >>> instead([Path("a.m4a"), Path("b.m4a")])
        ' 2 are there in a format not readable, such as a.m4a; convert them to wav, flac or mp3.'
    """
    others = list(others)
    if not others:
        return ""
    return f" {len(others):,} are there in a format not readable, such as {others[0].name}; convert them to {wanted}."


def other_formats(folder: Path, read: tuple[str, ...] = AUDIO_EXTENSIONS) -> dict[str, Path]:
    """Files of sound directly in a folder, by stem, whose formats are not read: any extension of sound not in ``read``.

    Raises:
        UserError: the folder cannot be listed.
    """
    others = {*AUDIO_EXTENSIONS, *OTHER_EXTENSIONS}.difference(read)
    return {path.stem: path for path in entries(folder) if path.suffix.lower() in others and is_file(path)}
