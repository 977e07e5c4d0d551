"""A folder of songs: any sound files, recursively, whose titles, artists and albums are in the files' own tags.

Nothing published: a music library, or a set that is handed on as tagged files. ID3 is read (mp3, wav, aiff) and Vorbis
comments (flac, ogg, opus). Links to folders are not followed.

Example:
    >>> import tempfile
    >>> import numpy as np
    >>> import soundfile as sf
    >>> from paper_repro.datasets import songs
    >>> root = Path(tempfile.mkdtemp())
    >>> with sf.SoundFile(root / "1.flac", "w", 8000, 1) as file:
    ...     file.title, file.artist = "Blue Moon", "Ann"
    ...     file.write(np.zeros(8000))
    >>> sf.write(root / "2.flac", np.zeros(8000), 8000)
    >>> data = songs.load(root)
    >>> data.songs[0].title, data.songs[0].artist
    ('Blue Moon', 'Ann')
    >>> data.refused[0].item, data.refused[0].reason
    ('2.flac', 'no tags')
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from paper_repro.core.audio.decode import decode
from paper_repro.core.errors import AudioError, ItemError, Refusal, UserError
from paper_repro.core.progress import track
from paper_repro.datasets.folder import AUDIO_EXTENSIONS, existing_folder
from paper_repro.datasets.no_sound import instead
from paper_repro.datasets.offers import Offer
from paper_repro.datasets.recognise import refuse_other
from paper_repro.datasets.report import Report
from paper_repro.datasets.songs.find import sound_files
from paper_repro.datasets.songs.tags import Tags, read_tags
from paper_repro.datasets.words import word_facts

__all__ = ["Song", "Songs", "facts", "load", "validate"]

NAME = "songs"
#: Name of the items in a report; "clips" in modules without it.
UNIT = "songs"
CITATION = "None: your own files, or those of whoever handed them on."
LICENCE = "That of your files; tags are read and nothing is copied."
#: Of what reads the tags.
HOME_PAGE = "https://mutagen.readthedocs.io"
LAYOUT = "sound files (mp3, flac, ogg, opus, wav or aiff) with titles in their tags, in any folders"
OFFERS = (
    Offer(
        "songs", "sound files with tags", "as many as you have; of Magnatune's songs the Emotify set has 400 excerpts",
        "that of your files; Magnatune: CC BY-NC-SA", "http://www2.projects.science.uu.nl/memotion/emotifydata/",
        "there, in any folders",
    ),
)  # fmt: skip
#: Any sound, not too deep, or a look into a wrong folder would take minutes. What another set claims is that set's:
#: this one is the last of ``NAMES``.
MARKS = tuple(f"{below}*{extension}" for below in ("", "*/", "*/*/") for extension in AUDIO_EXTENSIONS)

#: Hz at which ``validate`` decodes; any rate does.
CHECK_RATE = 12_000
#: Characters of a title at most: what is longer is a text in the wrong field. Ours.
LONGEST_TITLE = 1_000


@dataclass(frozen=True, slots=True)
class Song:
    """One song.

    Attributes:
        item: its file relative to the folder, with ``/``.
        audio: its file.
        title: words separated by one space, in any script.
        artist, album: the same; ``""`` where the tags have none.
    """

    item: str
    audio: Path
    title: str
    artist: str
    album: str


@dataclass(frozen=True)
class Songs:
    """The folder as loaded.

    Attributes:
        root: its path.
        songs: every file with a title, folder by folder in the order of their names; none is decoded.
        refused: files and folders that cannot be used, with the reason.
    """

    root: Path
    songs: tuple[Song, ...]
    refused: tuple[Refusal, ...]

    @property
    def reasons(self) -> dict[str, int]:
        """How many were refused, by reason."""
        return dict(Counter(refusal.reason for refusal in self.refused))


def load(root: str | Path) -> Songs:
    """Finds the sound files and reads their tags; none is decoded.

    A song that is there twice (artist or album, and title, are the same) is used once: two files of it would count as
    two answers.

    Raises:
        UserError: no such folder, no sound in it, or not one title.
    """
    root = existing_folder(root, LAYOUT)
    paths, refused, others = sound_files(root)
    if not paths:
        if others:
            raise UserError(f"--data {root}: has no sound that can be read.{instead(others)}")
        refuse_other(root, NAME, LAYOUT)
        raise UserError(f"--data {root}: has no sound that can be read. Expected there: {LAYOUT}")
    songs: list[Song] = []
    first: dict[tuple[str, ...], str] = {}
    for path in track(paths, len(paths), "reading tags", "song"):
        item = path.relative_to(root).as_posix()
        try:
            tags = _titled(path)
        except ItemError as error:
            refused.append(Refusal(item, error.reason, str(error)))
            continue
        same = tuple(text.casefold() for text in (tags.title, tags.artist, tags.album))
        if any(same[1:]) and first.setdefault(same, item) != item:
            refused.append(Refusal(item, "repeated", f"title, artist and album are those of {first[same]}"))
            continue
        songs.append(Song(item, path, tags.title, tags.artist, tags.album))
    if not songs:
        counts = ", ".join(f"{count:,} {reason}" for reason, count in Counter(one.reason for one in refused).items())
        raise UserError(
            f"--data {root}: not one of its {len(paths):,} sound files has a title that can be used ({counts}); "
            "write titles into their tags."
        )
    return Songs(root, tuple(songs), tuple(refused))


def _titled(path: Path) -> Tags:
    """A file's tags, which have a title of a possible length.

    Raises:
        ItemError: see ``read_tags``; or there is no title, or one of more than ``LONGEST_TITLE`` characters.
    """
    tags = read_tags(path)
    if not tags.title:
        raise ItemError(f"{path.name}: its tags have no title, or a blank one; add one.", "no title")
    if len(tags.title) > LONGEST_TITLE:
        raise ItemError(
            f"{path.name}: its title has {len(tags.title):,} characters, {LONGEST_TITLE:,} are possible; shorten it.",
            "title too long",
        )
    return tags


def facts(data: Songs) -> dict[str, int]:
    """Counts that need no decoding."""
    return {
        UNIT: len(data.songs),
        "distinct titles": len({song.title for song in data.songs}),
        "titles beyond ASCII": sum(not song.title.isascii() for song in data.songs),
        "artists": len({song.artist for song in data.songs if song.artist}),
        "albums": len({(song.artist, song.album) for song in data.songs if song.album}),
    } | word_facts((song.title for song in data.songs), "title")


def validate(root: str | Path) -> Report:
    """``facts``, everything refused, and every song decoded."""
    data = load(root)
    refused = [*data.refused]
    good = 0
    for song in track(data.songs, len(data.songs), "decoding", "song"):
        try:
            decode(song.audio, sample_rate=CHECK_RATE)
        except AudioError as error:
            refused.append(Refusal(song.item, error.reason, str(error)))
        else:
            good += 1
    return Report(facts(data) | {"songs that can be used": good}, refused)
