"""MagnaTagATune: 29-second clips tagged by the players of TagATune, 188 tags, 25,863 clips.

Read as published: ``annotations_final.csv`` and ``clip_info_final.csv``, plain or gzipped, and the mp3s in sixteen
folders 0 to f. The second table is needed for the artists' names only; without it they are taken from the file names
(``<artist>-<album>-<track>-<title>-<start>-<end>.mp3``), which tell the same artists apart.

Clips without a usable mp3 stay in the tables and the splits, which were published without regard to the audio.
``has_sound`` marks the clips with a usable mp3; ``refused`` has the reason for the others.

Example:
    >>> import tempfile
    >>> from paper_repro.datasets import magnatagatune
    >>> root = Path(tempfile.mkdtemp())
    >>> header = ["clip_id", *magnatagatune.TAGS, "mp3_path"]
    >>> cells = ["7", *("1" if tag == "guitar" else "0" for tag in magnatagatune.TAGS), "c/bob-song-0-29.mp3"]
    >>> _ = (root / "annotations_final.csv").write_text("\\t".join(header) + "\\n" + "\\t".join(cells) + "\\n")
    >>> (root / "c").mkdir()
    >>> _ = (root / "c" / "bob-song-0-29.mp3").write_bytes(b"...")
    >>> data = magnatagatune.load(root)
    >>> data.labels.shape, data.artists, magnatagatune.split(data, "sota")["validation"]
    ((1, 188), ('bob',), array([0]))
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from paper_repro.core.audio.decode import decode
from paper_repro.core.errors import AudioError, Refusal, UserError
from paper_repro.core.progress import track
from paper_repro.datasets.folder import entries, existing_folder, size_of
from paper_repro.datasets.magnatagatune.splits import (
    CORRUPT,
    POLICIES,
    MagnaTagATune,
    artist_overlap,
    compare_with_published,
    read_split_file,
    split,
)
from paper_repro.datasets.magnatagatune.tables import ANNOTATIONS, CLIP_INFO, find, read_annotations, read_artists
from paper_repro.datasets.magnatagatune.tags import TAGS, TOP50, top_tags
from paper_repro.datasets.no_sound import instead, no_sound_file, other_formats
from paper_repro.datasets.offers import Offer
from paper_repro.datasets.recognise import refuse_other
from paper_repro.datasets.report import Report
from paper_repro.datasets.sound import difference_from_mono

__all__ = [
    "CORRUPT",
    "POLICIES",
    "TAGS",
    "TOP50",
    "MagnaTagATune",
    "artist_overlap",
    "facts",
    "load",
    "read_split_file",
    "split",
    "top_tags",
    "validate",
]

NAME = "magnatagatune"
CITATION = (
    "Edith Law, Kris West, Michael Mandel, Mert Bay and J. Stephen Downie. Evaluation of algorithms using games: "
    "the case of music tagging. Proceedings of the 10th International Society for Music Information Retrieval "
    "Conference (ISMIR), pages 387-392, 2009."
)
LICENCE = "CC BY-NC-SA 3.0"
HOME_PAGE = "https://mirg.city.ac.uk/codeapps/the-magnatagatune-dataset"
LAYOUT = (
    "annotations_final.csv (or .csv.gz), clip_info_final.csv (or .csv.gz; optional) and the mp3s in folders 0 to f, "
    "as published"
)
OFFERS = (
    Offer(
        "tags", "tags and clip information", "25,863 rows of 188 tags; annotations_final.csv, clip_info_final.csv",
        "CC BY-NC-SA 3.0", "https://mirg.city.ac.uk/codeapps/the-magnatagatune-dataset", "there, as they are",
    ),
    Offer(
        "sound", "clips of 29 s", "25,863 mp3, three parts, about 3 GB", "CC BY-NC-SA 3.0",
        "https://mirg.city.ac.uk/codeapps/the-magnatagatune-dataset",
        "cat mp3.zip.00* > mp3.zip, unpacked there: folders 0 to f",
    ),
)  # fmt: skip
#: Names that only this data set has.
MARKS = ("annotations_final.csv", "annotations_final.csv.gz")

#: Hz of the published mp3s, which are mono.
PUBLISHED_RATE = 16_000
#: Seconds below which a clip is not whole: the published ones decode to 29.12 s.
WHOLE_SECONDS = 29.0
HEX_FOLDERS = "0123456789abcdef"


def load(root: str | Path) -> MagnaTagATune:
    """Reads the tables and finds the mp3s; none is decoded.

    Raises:
        UserError: not this data set, a malformed table, or no usable mp3 at all.
    """
    root = existing_folder(root, LAYOUT)
    refuse_other(root, NAME, LAYOUT)
    annotations = find(root, ANNOTATIONS) or root / ANNOTATIONS
    clip_ids, mp3_paths, labels = read_annotations(annotations)
    artists = _artists(root, annotations, clip_ids, mp3_paths)
    sizes = _mp3_sizes(root)
    others = {
        f"{folder}/{stem}.mp3": path
        for folder in HEX_FOLDERS
        for stem, path in other_formats(root / folder, read=(".mp3",)).items()
    }
    refused = []
    has_sound = np.zeros(len(mp3_paths), dtype=bool)
    for row, (clip_id, mp3_path) in enumerate(zip(clip_ids.tolist(), mp3_paths, strict=True)):
        size = sizes.get(mp3_path)
        if clip_id in CORRUPT:
            refused.append(Refusal(mp3_path, "known corrupt", f"clip {clip_id} was published without sound"))
        elif size is None:
            row_says = f"{annotations.name} names it as clip {clip_id}"
            refused.append(no_sound_file(mp3_path, row_says, others.get(mp3_path), "mp3"))
        elif size == 0:
            refused.append(Refusal(mp3_path, "empty", f"clip {clip_id}: the file has zero bytes"))
        else:
            has_sound[row] = True
    named = set(mp3_paths)
    refused += [
        Refusal(path, "no annotation", f"{annotations.name} does not name it") for path in sorted(sizes.keys() - named)
    ]
    if not has_sound.any():
        raise UserError(
            f"{root}: none of the {len(mp3_paths):,} clips in {annotations.name} has a usable mp3 there. "
            f"Expected there: {LAYOUT}." + instead((others[path] for path in mp3_paths if path in others), "mp3")
        )
    return MagnaTagATune(root, clip_ids, mp3_paths, TAGS, labels, artists, has_sound, tuple(refused))


def _artists(root: Path, annotations: Path, clip_ids: np.ndarray, mp3_paths: tuple[str, ...]) -> tuple[str, ...]:
    path = find(root, CLIP_INFO)
    if path is None:
        return tuple(mp3_path[2:].split("-")[0] for mp3_path in mp3_paths)
    by_id = read_artists(path)
    missing = [clip_id for clip_id in clip_ids.tolist() if clip_id not in by_id]
    if missing:
        raise UserError(
            f"{path}: has no row for clip_id {missing[0]}, which {annotations.name} lists "
            f"({len(missing):,} such clips). Restore the published file, or remove it to read artists from file names."
        )
    return tuple(by_id[clip_id] for clip_id in clip_ids.tolist())


def _mp3_sizes(root: Path) -> dict[str, int]:
    """Bytes of each mp3 in the folders 0 to f, by path relative to ``root``."""
    sizes = {}
    for folder in HEX_FOLDERS:
        for path in entries(root / folder):
            size = size_of(path) if path.name.endswith(".mp3") else None
            if size is not None:
                sizes[f"{folder}/{path.name}"] = size
    return sizes


def facts(data: MagnaTagATune) -> dict[str, int]:
    """Counts from tables and splits, to compare with those of the published data set."""
    top = data.top()
    counts = {
        "clips": len(data.clip_ids),
        "tags": len(data.tags),
        "positive cells": int(data.labels.sum()),
        "clips without a tag": int((~data.labels.any(axis=1)).sum()),
        "clips without any of the top 50": int((~data.labels_of(top).any(axis=1)).sum()),
        "top 50 in the published place": sum(ours == theirs for ours, theirs in zip(top, TOP50, strict=True)),
        "artists": len(set(data.artists)),
    }
    for policy in POLICIES:
        for part, rows in split(data, policy).items():
            counts[f"split {policy}, {part}"] = len(rows)
        test, shared = artist_overlap(data, policy)
        counts[f"split {policy}, artists in test"] = len(test)
        counts[f"split {policy}, artists in test and in train"] = len(shared)
    return counts


def validate(root: str | Path) -> Report:
    """``facts``, a comparison with the published split files where present, and every mp3 decoded.

    An mp3 that cannot be decoded or is shorter than 29 s is refused. One of another sample rate or with more channels
    than published is noted.
    """
    data = load(root)
    counts = facts(data)
    compared, differing = compare_with_published(data)
    refused = [*data.refused, *differing]
    noted = []
    rows = np.flatnonzero(data.has_sound).tolist()
    good = len(rows)
    for row in track(rows, len(rows), "decoding"):
        mp3_path = data.mp3_paths[row]
        try:
            seconds = decode(data.root / mp3_path, sample_rate=PUBLISHED_RATE).shape[0] / PUBLISHED_RATE
            if seconds < WHOLE_SECONDS:
                raise AudioError(f"holds {seconds:.2f} s, {WHOLE_SECONDS:g} s or more were published", "too short")
        except AudioError as error:
            refused.append(Refusal(mp3_path, error.reason, str(error)))
            good -= 1
            continue
        difference = difference_from_mono(data.root / mp3_path, PUBLISHED_RATE)
        if difference:
            noted.append(Refusal(mp3_path, "not as published", difference))
    counts |= compared
    counts["clips with a whole mp3"] = good
    counts["clips without one"] = len(data.clip_ids) - good
    return Report(counts, refused, noted)
