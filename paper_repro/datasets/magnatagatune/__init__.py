"""MagnaTagATune: 29-second clips tagged by the players of TagATune, 188 tags, 25,863 clips.

Read as published: ``annotations_final.csv`` and ``clip_info_final.csv``, plain or gzipped, and the mp3s in sixteen
folders 0 to f. The second table is needed for the artists' names only; without it they are taken from the file names
(``<artist>-<album>-<track>-<title>-<start>-<end>.mp3``), which tell the same artists apart.

Clips without a usable mp3 stay in the tables and the splits, since these were published without regard to the sound;
``has_sound`` says which ones can be heard, ``refused`` says why the others cannot.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

import numpy as np
import soundfile as sf

from paper_repro.core.audio.decode import decode
from paper_repro.core.errors import AudioError, Refusal, UserError
from paper_repro.core.progress import track
from paper_repro.datasets.folder import Report, existing_folder
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
from paper_repro.datasets.recognise import refuse_other

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

#: Hz of the published mp3s, which are mono.
PUBLISHED_RATE = 16_000
#: Seconds below which a clip is not whole: the published ones decode to 29.12 s.
WHOLE_SECONDS = 29.0
HEX_FOLDERS = "0123456789abcdef"


def load(root: str | Path) -> MagnaTagATune:
    """Reads the tables and looks which mp3s are there; none is decoded.

    Raises:
        UserError: not this data set, a table that cannot be as published, or not one usable mp3.
    """
    root = existing_folder(root, LAYOUT)
    refuse_other(root, NAME, LAYOUT)
    annotations = find(root, ANNOTATIONS)
    clip_ids, mp3_paths, labels = read_annotations(annotations)
    artists = _artists(root, annotations, clip_ids, mp3_paths)
    sizes = _mp3_sizes(root)
    refused = []
    has_sound = np.zeros(len(mp3_paths), dtype=bool)
    for row, (clip_id, mp3_path) in enumerate(zip(clip_ids.tolist(), mp3_paths, strict=True)):
        size = sizes.get(mp3_path)
        if clip_id in CORRUPT:
            refused.append(Refusal(mp3_path, "known corrupt", f"clip {clip_id} was published without sound"))
        elif size is None:
            refused.append(Refusal(mp3_path, "no sound file", f"{annotations.name} names it as clip {clip_id}"))
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
            f"Expected there: {LAYOUT}"
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
        if not (root / folder).is_dir():
            continue
        try:
            entries = [entry for entry in os.scandir(root / folder) if entry.name.endswith(".mp3")]
        except OSError as error:
            raise UserError(f"{root / folder}: cannot be listed ({error.strerror}); check its permissions.") from None
        for entry in entries:
            # A link that leads nowhere, or round in a circle, cannot be asked for its size.
            with suppress(OSError):
                about = entry.stat()
                if stat.S_ISREG(about.st_mode):
                    sizes[f"{folder}/{entry.name}"] = about.st_size
    return sizes


def facts(data: MagnaTagATune) -> dict[str, int]:
    """What can be counted from tables and splits: the numbers by which the published set is known."""
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
    """``facts``, the published split files where they are there, and every mp3 decoded.

    An mp3 of another rate or with more channels than published can be used, and is noted; one that cannot be decoded
    or is shorter than 29 s is refused.
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
        about = sf.info(data.root / mp3_path)
        if (about.samplerate, about.channels) != (PUBLISHED_RATE, 1):
            found = f"{about.samplerate} Hz, {about.channels} channels; published: {PUBLISHED_RATE} Hz, 1 channel"
            noted.append(Refusal(mp3_path, "not as published", found))
    counts |= compared
    counts["clips with a whole mp3"] = good
    counts["clips without one"] = len(data.clip_ids) - good
    return Report(counts, refused, noted)
