"""The Free Music Archive (FMA): titles of 106,574 tracks, and the sound of 8,000 of them in the small set.

Read as published: ``tracks.csv`` (in the folder or in ``fma_metadata/``) and the mp3s of any of the four sets,
``fma_small/000/000002.mp3`` or, in the set's own folder, ``000/000002.mp3``. Any ``tracks*.csv`` of that form is
accepted; without one, a ``fma_*titles*.csv`` with header ``track_id,...,title,genre_top`` has the titles of the small
set.

Tracks without sound are kept, because title statistics need no sound; ``with_audio`` leaves them out.

Example:
    >>> import tempfile
    >>> from paper_repro.datasets import fma
    >>> root = Path(tempfile.mkdtemp())
    >>> _ = (root / "fma_small_titles.csv").write_text("track_id,title,genre_top\\n2,Food,Hip-Hop\\n")
    >>> data = fma.load(root)
    >>> data.tracks[0].title, len(data.with_audio)
    ('Food', 0)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from paper_repro.core.audio.decode import decode
from paper_repro.core.errors import AudioError, Refusal, UserError
from paper_repro.core.progress import track
from paper_repro.datasets.fma.table import Track, read_titles, read_tracks
from paper_repro.datasets.folder import existing_folder, is_file, is_folder, matching
from paper_repro.datasets.no_sound import no_sound_file, other_formats
from paper_repro.datasets.offers import Offer
from paper_repro.datasets.recognise import refuse_other
from paper_repro.datasets.report import Report
from paper_repro.datasets.words import word_facts

__all__ = ["BROKEN", "FreeMusic", "Track", "facts", "load", "validate"]

NAME = "fma"
#: Name of the items in a report; "clips" in modules without it.
UNIT = "tracks"
CITATION = (
    "Michaël Defferrard, Kirell Benzi, Pierre Vandergheynst and Xavier Bresson. FMA: A dataset for music analysis. "
    "Proceedings of the 18th International Society for Music Information Retrieval Conference (ISMIR), "
    "pages 316-323, 2017."
)
LICENCE = "CC BY 4.0 for the metadata; each track under the licence that its artist chose; meant for research."
HOME_PAGE = "https://github.com/mdeff/fma"
LAYOUT = "tracks.csv (there or in fma_metadata) and fma_small/NNN/NNNNNN.mp3, as published (or fma_medium, large, full)"
OFFERS = (
    Offer(
        "titles", "titles and genres", "106,574 tracks, fma_metadata.zip of 342 MiB", "CC BY 4.0",
        "https://github.com/mdeff/fma", "fma_metadata/tracks.csv, as unpacked",
    ),
    Offer(
        "sound", "sound of the small set",
        "8,000 mp3 of 30 s, fma_small.zip of 7.2 GiB (medium 22, large 93, full 879 GiB)",
        "the licence that each artist chose; for research", "https://github.com/mdeff/fma", "fma_small/, as unpacked",
    ),
)  # fmt: skip
#: Names that only this data set has.
MARKS = ("tracks*.csv", "fma_*titles*.csv", "fma_metadata", "fma_small", "fma_medium", "fma_large", "fma_full")

#: The sets' folders and the subsets whose tracks belong in each. Files of an earlier folder are preferred.
SETS = {
    "fma_small": ("small",),
    "fma_medium": ("small", "medium"),
    "fma_large": ("small", "medium", "large"),
    "fma_full": ("small", "medium", "large", "full"),
}
#: Tracks of the small set that were published with only a second or two of sound.
BROKEN = (99_134, 108_925, 133_297)
#: Seconds of the clips in all sets but the full one, and the tolerance for encoders' rounding.
CLIP_SECONDS, SLACK = 30.0, 0.5
#: Hz at which ``validate`` decodes; any rate does.
CHECK_RATE = 12_000


@dataclass(frozen=True)
class FreeMusic:
    """The data set as loaded.

    Attributes:
        root: its folder.
        tracks: every track with a title, in the order of the table, with or without sound.
        refused: tracks and sound files that cannot be used, with the reason.
        missing: ids of tracks without a sound file although the folder of their set is there.
        other: file by id of missing tracks that have one in a format other than mp3.
    """

    root: Path
    tracks: tuple[Track, ...]
    refused: tuple[Refusal, ...]
    missing: tuple[int, ...]
    other: dict[int, Path]

    @property
    def without_sound(self) -> list[Refusal]:
        """The refusals of the missing tracks."""
        return [
            no_sound_file(_place(track_id), "its set's folder lacks it", self.other.get(track_id), "mp3")
            for track_id in self.missing
        ]

    @property
    def with_audio(self) -> tuple[Track, ...]:
        """The tracks with a sound file."""
        return tuple(row for row in self.tracks if row.audio is not None)


def load(root: str | Path) -> FreeMusic:
    """Reads the table and finds the mp3s; none is decoded.

    Raises:
        UserError: not this data set, no table or several, or a malformed table.
    """
    root = existing_folder(root, LAYOUT)
    refuse_other(root, NAME, LAYOUT)
    rows, table = _table(root)
    files, promised, refused = _sound_files(root)
    tracks, missing = [], []
    for row in rows:
        audio = files.get(row.track_id)
        if not row.title:
            refused.append(Refusal(str(row.track_id), "no title", f"its title in {table.name} is blank"))
            continue
        if row.track_id in BROKEN:
            refused.append(Refusal(_place(row.track_id), "known broken", "was published without sound"))
        elif audio is not None:
            row = replace(row, audio=audio)
        elif row.subset in promised:
            missing.append(row.track_id)
        tracks.append(row)
    listed = {row.track_id for row in rows}
    refused += [
        Refusal(path.relative_to(root).as_posix(), "no row", f"{table.name} has no track {track_id}")
        for track_id, path in files.items()
        if track_id not in listed
    ]
    if not tracks:
        raise UserError(f"{table}: not one of its {len(rows):,} tracks has a title; restore the published file.")
    return FreeMusic(root, tuple(tracks), tuple(refused), tuple(missing), _other_formats(root, missing))


def _table(root: Path) -> tuple[list[Track], Path]:
    """The tracks of the only table there, and its path."""
    for folder, pattern, read in (
        (root, "tracks*.csv", read_tracks),
        (root / "fma_metadata", "tracks*.csv", read_tracks),
        (root, "fma_*titles*.csv", read_titles),
    ):
        paths = matching(folder, pattern)
        if len(paths) > 1:
            names = ", ".join(path.name for path in paths)
            raise UserError(f"{folder}: one file {pattern} expected. Received: {names}. Keep one of them there.")
        if paths:
            return read(paths[0]), paths[0]
    raise UserError(f"--data {root}: has sound but no table of titles. Expected there: {LAYOUT}")


def _sound_files(root: Path) -> tuple[dict[int, Path], set[str], list[Refusal]]:
    """Sound files by track id, the subsets expected to be complete, and misplaced files."""
    files: dict[int, Path] = {}
    promised: set[str] = set()
    refused = []
    for folder, subsets in [*((root / name, subsets) for name, subsets in SETS.items()), (root, SETS.get(root.name))]:
        paths = matching(folder, "[0-9][0-9][0-9]/*.mp3")
        if paths or (folder != root and is_folder(folder)):
            promised.update(subsets or ())
        for path in paths:
            if not re.fullmatch(r"[0-9]{6}", path.stem) or path.stem[:3] != path.parent.name:
                item = path.relative_to(root).as_posix()
                refused.append(Refusal(item, "misplaced", "NNN/NNNNNN.mp3 expected, beginning with the same digits"))
            elif is_file(path):
                files.setdefault(int(path.stem), path)
    return files, promised, refused


def _other_formats(root: Path, missing: Sequence[int]) -> dict[int, Path]:
    """Files of missing tracks in a format other than mp3, by track id, from where the mp3s would be."""
    names = {Path(_place(track_id)).stem: track_id for track_id in missing}
    folders = sorted({name[:3] for name in names})
    places = [root / each for each in SETS] + ([root] if root.name in SETS else [])
    found: dict[int, Path] = {}
    for folder in (place / number for place in places for number in folders):
        for stem, path in other_formats(folder, read=(".mp3",)).items():
            if stem in names:
                found.setdefault(names[stem], path)
    return found


def _place(track_id: int) -> str:
    return f"{track_id:06d}"[:3] + f"/{track_id:06d}.mp3"


def facts(data: FreeMusic) -> dict[str, int]:
    """Counts that need no decoding."""
    subsets = {f"tracks of subset {name}": sum(row.subset == name for row in data.tracks) for name in SETS["fma_full"]}
    return (
        {UNIT: len(data.tracks), "tracks with a sound file": len(data.with_audio)}
        | {"tracks whose set is there and not their sound": len(data.missing)}
        | subsets
        | {"artists": len({row.artist for row in data.tracks if row.artist})}
        | word_facts((row.title for row in data.tracks), "title")
    )


def validate(root: str | Path) -> Report:
    """``facts``, everything refused, and every mp3 decoded; missing sound files are listed too.

    A clip whose length is not 30 s can be used, and is noted.
    """
    data = load(root)
    refused, noted = [*data.refused], []
    good = 0
    for row in track(data.with_audio, len(data.with_audio), "decoding", "track"):
        item = row.audio.relative_to(data.root).as_posix()
        try:
            seconds = decode(row.audio, sample_rate=CHECK_RATE).shape[0] / CHECK_RATE
        except AudioError as error:
            refused.append(Refusal(item, error.reason, str(error)))
            continue
        good += 1
        if abs(seconds - CLIP_SECONDS) > SLACK and "fma_full" not in row.audio.parts:
            noted.append(Refusal(item, "not 30 s", f"holds {seconds:.2f} s"))
    refused += data.without_sound
    counts = facts(data)
    counts["tracks with sound that can be used"] = good
    return Report(counts, refused, noted)
