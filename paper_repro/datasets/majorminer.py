"""MajorMiner: 10-second clips and the tags that players of a web game typed for them, in the order they typed them.

Two formats are read:

* **captions** (what the paper needs; the game's log was never published in a fixed format, so this one is ours):
  ``captions.csv`` with header ``clip_id,user_id,seconds,tag,verified``, one row a tag, and ``clips/<clip_id>.<ext>``.
  ``seconds`` counts from the player's start on the clip; ``verified`` is 1 where another player agreed.
* **the public crawl** of the site (2014): ``majorminer_crawl_2014.tsv``, no header, clip id, title, artist, album,
  offset, tag, number of users. No player, no time, no order: a table of tags, never captions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from paper_repro.core.audio.decode import decode
from paper_repro.core.errors import AudioError, Refusal, UserError
from paper_repro.core.progress import track
from paper_repro.datasets.folder import Report, audio_files, existing_folder, read_table
from paper_repro.datasets.recognise import refuse_other

NAME = "majorminer"
CITATION = (
    "Michael I. Mandel and Daniel P. W. Ellis. A web-based game for collecting music metadata. "
    "Journal of New Music Research, 37(2):151-165, 2008."
)
LICENCE = "Not stated by the site; the clips are excerpts of commercial recordings."
HOME_PAGE = "http://majorminer.org"
LAYOUT = "captions.csv (header clip_id,user_id,seconds,tag,verified) and clips/<clip_id>.mp3 (or wav, flac, ogg)"

#: Hz at which ``validate`` decodes; any rate does.
CHECK_RATE = 12_000
CAPTION_COLUMNS = ("clip_id", "user_id", "seconds", "tag", "verified")
CRAWL_FILE = "majorminer_crawl_2014.tsv"
CRAWL_COLUMNS = ("clip_id", "title", "artist", "album", "offset", "tag", "users")


@dataclass(frozen=True)
class Typed:
    """One tag as a player typed it. ``seconds`` from the player's start on the clip."""

    user: str
    seconds: float
    tag: str
    verified: bool


@dataclass(frozen=True)
class Clip:
    """One clip: its sound and all that was typed for it, ordered by player, then time."""

    clip_id: str
    audio: Path
    typed: tuple[Typed, ...]


@dataclass(frozen=True)
class MajorMiner:
    """The data set as loaded: usable clips in order of id, and everything refused with its reason."""

    root: Path
    clips: tuple[Clip, ...]
    refused: tuple[Refusal, ...]
    duplicate_rows: int


def load(root: str | Path) -> MajorMiner:
    """Reads ``captions.csv`` and pairs it with ``clips/``.

    Exactly repeated rows are dropped and counted; clips without sound and sound without captions are refused by name.

    Raises:
        UserError: not this data set, a wrong header, or a cell that cannot be what its column says.
    """
    root = existing_folder(root, LAYOUT)
    refuse_other(root, NAME, LAYOUT)
    path = root / "captions.csv"
    if not path.is_file():
        raise UserError(
            f"--data {root}: holds the public crawl, which has tags but no captions. Expected there: {LAYOUT}"
        )
    rows = read_table(path, CAPTION_COLUMNS)
    _check_cells(path, rows)
    duplicates = int(rows.duplicated().sum())
    rows = rows.drop_duplicates()
    # Rows come in the order of a log dump. Ties in time are broken by the tag, so that file order never matters.
    rows = rows.assign(seconds=rows["seconds"].astype(float)).sort_values(
        ["clip_id", "user_id", "seconds", "tag"], kind="stable"
    )
    files, shadowed = audio_files(root / "clips")
    clips = []
    refused = [Refusal(path.name, "second file", f"{files[path.stem].name} is used") for path in shadowed]
    for clip_id, typed in rows.groupby("clip_id", sort=True):
        if clip_id not in files:
            refused.append(Refusal(clip_id, "no sound file", f"captions.csv names it, clips/{clip_id}.* is missing"))
            continue
        entries = tuple(
            Typed(row.user_id, row.seconds, row.tag, row.verified == "1") for row in typed.itertuples(index=False)
        )
        clips.append(Clip(clip_id, files[clip_id], entries))
    captioned = set(rows["clip_id"])
    refused += [
        Refusal(stem, "no caption", f"{files[stem].name} is in clips/, captions.csv does not name it")
        for stem in sorted(files.keys() - captioned)
    ]
    if not clips:
        raise UserError(
            f"{root}: none of the {len(captioned)} clips in captions.csv has a sound file in {root / 'clips'}."
        )
    return MajorMiner(root, tuple(clips), tuple(refused), duplicates)


def _check_cells(path: Path, rows: pd.DataFrame) -> None:
    if rows.empty:
        raise UserError(f"{path}: has a header and no rows; restore the file.")
    rules = (
        (
            "clip_id",
            rows["clip_id"].str.fullmatch(r"[\w.-]+") & ~rows["clip_id"].isin([".", ".."]),
            "a plain file stem",
        ),
        ("seconds", rows["seconds"].str.fullmatch(r"\d+(\.\d+)?"), "a number of seconds"),
        ("tag", rows["tag"].str.strip().ne(""), "a tag"),
        ("verified", rows["verified"].isin(["0", "1"]), "0 or 1"),
    )
    for column, good, wanted in rules:
        if not good.all():
            first = int((~good).idxmax())
            raise UserError(f"{path} line {first + 2}: {column} must be {wanted}. Received: {rows[column][first]!r}.")


def load_crawl(root: str | Path) -> pd.DataFrame:
    """The public crawl as a tag table: one row a (clip, tag), columns ``CRAWL_COLUMNS``, ``users`` as int.

    The site's ``\\'`` is read as an apostrophe.

    Raises:
        UserError: not this data set, or a row that is not seven cells with a count at the end.
    """
    layout = f"{CRAWL_FILE} (tab-separated, no header, {','.join(CRAWL_COLUMNS)})"
    root = existing_folder(root, layout)
    refuse_other(root, NAME, layout)
    path = root / CRAWL_FILE
    table = read_table(path, CRAWL_COLUMNS, separator="\t", header=False)
    good = table["users"].str.fullmatch(r"\d+") & table["clip_id"].str.fullmatch(r"[0-9a-f]+")
    if not good.all():
        line = int((~good).idxmax())
        raise UserError(f"{path} line {line + 1}: not a row of the crawl. Received: {table.iloc[line].tolist()!r}.")
    for column in ("title", "artist", "album"):
        table[column] = table[column].str.replace(re.escape("\\'"), "'", regex=True)
    return table.assign(users=table["users"].astype(int))


def validate(root: str | Path) -> Report:
    """Counts and refusals of either format; every sound file is decoded."""
    root = existing_folder(root, LAYOUT)
    if (root / CRAWL_FILE).is_file() and not (root / "captions.csv").is_file():
        table = load_crawl(root)
        return Report({"clips": table["clip_id"].nunique(), "tags": table["tag"].nunique(), "rows": len(table)})
    data = load(root)
    counts = {
        "clips": len(data.clips),
        "captions": sum(len({typed.user for typed in clip.typed}) for clip in data.clips),
        "rows": sum(len(clip.typed) for clip in data.clips),
        "duplicate rows dropped": data.duplicate_rows,
    }
    refused = list(data.refused)
    for clip in track(data.clips, len(data.clips), "decoding"):
        try:
            decode(clip.audio, sample_rate=CHECK_RATE)
        except AudioError as error:
            refused.append(Refusal(clip.clip_id, error.reason, str(error)))
    return Report(counts, refused)
