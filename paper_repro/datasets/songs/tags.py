"""Title, artist and album in a sound file's own tags, read by mutagen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paper_repro.core.errors import ItemError, UserError

#: A field -> its frame in ID3, its name in Vorbis comments.
FIELDS = {"title": ("TIT2", "title"), "artist": ("TPE1", "artist"), "album": ("TALB", "album")}


@dataclass(frozen=True, slots=True)
class Tags:
    """What a file says of itself, words separated by one space; ``""`` for what it does not say."""

    title: str
    artist: str
    album: str


def read_tags(path: Path) -> Tags:
    """A file's tags: ID3 of mp3, wav and aiff, Vorbis comments of flac, ogg and opus.

    Of a field with several values the first that is not blank counts.

    Raises:
        ItemError: the file cannot be opened or is none of these (``unreadable``), or has no tags (``no tags``).
        UserError: mutagen is not installed.
    """
    kinds = _kinds()
    import mutagen

    try:
        file = mutagen.File(path, options=kinds)
        tags = file.tags if file is not None else None
        if not tags:
            raise ItemError(f"{path.name}: has no tags that are read (ID3, Vorbis comments); add a title.", "no tags")
        return Tags(**{field: _first(_values(tags, *names)) for field, names in FIELDS.items()})
    except ItemError:
        raise
    except Exception as error:
        # Besides its own errors, damaged files make mutagen raise whatever their bytes lead it to.
        raise ItemError(
            f"{path.name}: its tags cannot be read ({_reason(error)}); export it again or remove it.", "unreadable"
        ) from None


def _kinds() -> list[type]:
    """mutagen's readers of the formats that are decoded here; those of others are not let near the files."""
    try:
        from mutagen.aiff import AIFF
        from mutagen.flac import FLAC
        from mutagen.mp3 import MP3
        from mutagen.oggflac import OggFLAC
        from mutagen.oggopus import OggOpus
        from mutagen.oggvorbis import OggVorbis
        from mutagen.wave import WAVE
    except ImportError:
        raise UserError("songs: reading tags needs mutagen; run `pip install mutagen`.") from None
    return [MP3, FLAC, OggVorbis, OggOpus, OggFLAC, WAVE, AIFF]


def _values(tags: Any, frame: str, comment: str) -> Iterable[str]:
    """All values of a field, of ID3 or of Vorbis comments."""
    if hasattr(tags, "getall"):
        return [str(text) for found in tags.getall(frame) for text in found.text]
    return [str(text) for text in tags.get(comment, ())]


def _first(values: Iterable[str]) -> str:
    for value in values:
        text = " ".join(value.replace("\0", " ").split())
        if text:
            return text
    return ""


def _reason(error: Exception) -> str:
    """What went wrong, without the file's path, which mutagen's messages may have."""
    cause = error.args[0] if error.args and isinstance(error.args[0], OSError) else error
    return getattr(cause, "strerror", None) or type(cause).__name__
