"""MajorMiner: 10-second clips and the tags that players of a web game typed for them, in the order they typed them.

Two formats are read:

* **captions** (required by the paper; the game's log was never published, so this format is our own):
  ``captions.csv`` with header ``clip_id,user_id,seconds,tag,verified``, one row a tag, and ``clips/<clip_id>.<ext>``.
  ``seconds`` counts from the player's start on the clip; ``verified`` is 1 where another player agreed.
* **the public crawl** of the site (2014): ``majorminer_crawl_2014.tsv``, no header, clip id, title, artist, album,
  offset, tag, number of users. Players, times and order are missing: it is a table of tags, not of captions.

Example:
    >>> import tempfile
    >>> from paper_repro.datasets import majorminer
    >>> root = Path(tempfile.mkdtemp())
    >>> text = "clip_id,user_id,seconds,tag,verified\\na,u1,2.5,rock,1\\na,u1,1.0,guitar,0\\nb,u1,1.0,piano,1\\n"
    >>> _ = (root / "captions.csv").write_text(text)
    >>> (root / "clips").mkdir()
    >>> (root / "clips" / "a.mp3").touch()
    >>> data = majorminer.load(root)
    >>> [typed.tag for typed in data.clips[0].typed]
    ['guitar', 'rock']
    >>> data.refused[0].item, data.refused[0].reason
    ('b', 'no sound file')
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from paper_repro.core.audio.decode import decode
from paper_repro.core.errors import AudioError, Refusal, UserError
from paper_repro.core.progress import track
from paper_repro.datasets.folder import audio_files, existing_folder, is_file
from paper_repro.datasets.majorminer_features import feature_file, load_features
from paper_repro.datasets.no_sound import instead, no_sound_file, other_formats
from paper_repro.datasets.offers import Offer
from paper_repro.datasets.recognise import refuse_other
from paper_repro.datasets.report import Report
from paper_repro.datasets.tables import malformed, read_table

NAME = "majorminer"
CITATION = (
    "Michael I. Mandel and Daniel P. W. Ellis. A web-based game for collecting music metadata. "
    "Journal of New Music Research, 37(2):151-165, 2008."
)
LICENCE = "Not stated by the site; the clips are excerpts of commercial recordings."
HOME_PAGE = "http://majorminer.org"
LAYOUT = "captions.csv (header clip_id,user_id,seconds,tag,verified) and clips/<clip_id>.mp3 (or wav, flac, ogg)"
OFFERS = (
    Offer(
        "captions", "players' captions in order",
        "as many clips as you have; the game's log was never published in a fixed format", "not stated by the site",
        "http://majorminer.org", "as captions.csv and clips/<clip_id>.mp3",
    ),
    Offer(
        "crawl", "public crawl of the site's tags", "9,087 rows, 2,359 clips, 0.8 MB", "not stated by the site",
        "http://majorminer.org",
        "as majorminer_crawl_2014.tsv: clip id, title, artist, album, offset, tag, users; no header",
    ),
    Offer(
        "features", "Essentia's features of the crawl's clips", "2,359 clips x 1,028 values, 9 MB", "none stated",
        "https://github.com/neomoha/music-autotagging-demo", "as essentia/features.npz with arrays ids, keys, X",
    ),
)  # fmt: skip
#: Names that only this data set has.
MARKS = ("captions.csv", "majorminer_crawl_2014.tsv")

#: Hz at which ``validate`` decodes; any rate does.
CHECK_RATE = 12_000
CAPTION_COLUMNS = ("clip_id", "user_id", "seconds", "tag", "verified")
CRAWL_FILE = "majorminer_crawl_2014.tsv"
CRAWL_COLUMNS = ("clip_id", "title", "artist", "album", "offset", "tag", "users")


@dataclass(frozen=True)
class Typed:
    """One tag as typed by a player, ``seconds`` after the player's start on the clip."""

    user: str
    seconds: float
    tag: str
    verified: bool


@dataclass(frozen=True)
class Clip:
    """One clip: its sound file and the tags typed for it, ordered by player, then time."""

    clip_id: str
    audio: Path
    typed: tuple[Typed, ...]


@dataclass(frozen=True)
class MajorMiner:
    """The data set as loaded.

    Attributes:
        root: its folder.
        clips: clips with captions and a sound file, in order of id.
        refused: clips and files that cannot be used, with the reason.
        duplicate_rows: exact repetitions of a row, which are dropped.
    """

    root: Path
    clips: tuple[Clip, ...]
    refused: tuple[Refusal, ...]
    duplicate_rows: int


def load(root: str | Path) -> MajorMiner:
    """Reads ``captions.csv`` and matches it with the sound files in ``clips/``; none is decoded.

    Exact repetitions of a row are dropped and counted. Clips without a sound file, and sound files without captions,
    are refused by name.

    Raises:
        UserError: not this data set, a wrong header, or a cell that cannot be what its column says.
    """
    root = existing_folder(root, LAYOUT)
    refuse_other(root, NAME, LAYOUT)
    path = root / "captions.csv"
    if is_file(root / CRAWL_FILE) and not path.exists():
        raise UserError(
            f"--data {root}: holds the public crawl, which has tags but no captions. Expected there: {LAYOUT}. With "
            "essentia/features.npz beside the crawl, table1_real reads both."
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
    others = other_formats(root / "clips")
    clips = []
    refused = [Refusal(path.name, "second file", f"{files[path.stem].name} is used") for path in shadowed]
    for clip_id, typed in rows.groupby("clip_id", sort=True):
        if clip_id not in files:
            missing = f"captions.csv names it, clips/{clip_id}.* is missing"
            refused.append(no_sound_file(clip_id, missing, others.get(clip_id)))
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
            + instead(others[clip_id] for clip_id in sorted(captioned & others.keys()))
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
        ("seconds", rows["seconds"].str.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,20})?"), "a number of seconds"),
        ("tag", rows["tag"].str.strip().ne(""), "a tag"),
        ("verified", rows["verified"].isin(["0", "1"]), "0 or 1"),
    )
    for column, good, wanted in rules:
        if not good.all():
            first = int((~good).idxmax())
            raise malformed(path, first, f"{column} must be {wanted}", rows[column][first], "Correct that cell.")


def load_crawl(root: str | Path) -> pd.DataFrame:
    """The public crawl as a table of tags.

    Returns:
        One row for each (clip, tag), columns ``CRAWL_COLUMNS``, ``users`` as int. The site's ``\\'`` is replaced by an
        apostrophe.

    Raises:
        UserError: not this data set, or a row that is not seven cells with a count at the end.
    """
    layout = f"{CRAWL_FILE} (tab-separated, no header, {','.join(CRAWL_COLUMNS)})"
    root = existing_folder(root, layout)
    refuse_other(root, NAME, layout)
    path = root / CRAWL_FILE
    table = read_table(path, CRAWL_COLUMNS, separator="\t", header=False, quoted=False)
    good = table["users"].str.fullmatch(r"[0-9]{1,9}") & table["clip_id"].str.fullmatch(r"[0-9a-f]+")
    if not good.all():
        line = int((~good).idxmax())
        raise malformed(path, line, "not a row of the crawl", str(table.loc[line].tolist()))
    for column in ("title", "artist", "album"):
        table[column] = table[column].str.replace(re.escape("\\'"), "'", regex=True)
    return table.assign(users=table["users"].astype(int)).reset_index(drop=True)


def validate(root: str | Path) -> Report:
    """Counts and refusals of either format. Every sound file is decoded."""
    root = existing_folder(root, LAYOUT)
    if is_file(root / CRAWL_FILE) and not is_file(root / "captions.csv"):
        table = load_crawl(root)
        report = Report({"clips": table["clip_id"].nunique(), "tags": table["tag"].nunique(), "rows": len(table)})
        if path := feature_file(root):
            features = load_features(path, table["clip_id"])
            report.counts["clips with features"] = len(features.rows)
            report.refused += features.refused
        return report
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
