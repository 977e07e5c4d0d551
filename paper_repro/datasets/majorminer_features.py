"""Precomputed features of MajorMiner's clips, beside the public crawl: Essentia's, in place of the sound.

``essentia/features.npz`` holds ``ids``, text ``(clips,)``, those of the crawl; ``keys``, text ``(features,)``; ``X``,
float32 ``(clips, features)``. Keys that begin with ``highlevel.`` are what other classifiers said of the clip (genre,
mood, voice): these were trained on other people's tags and are left out here. Some values are no numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from paper_repro.core.errors import Refusal, UserError
from paper_repro.datasets.arrays import Wanted, read_arrays
from paper_repro.datasets.folder import is_file

FEATURES = "essentia/features.npz"
#: How keys of other classifiers' outputs begin.
CLASSIFIERS = "highlevel."
WANTED = {"ids": Wanted("U", (None,)), "keys": Wanted("U", (None,)), "X": Wanted("float32", (None, None))}


@dataclass(frozen=True, eq=False)
class Features:
    """What the file holds of clips with tags.

    Attributes:
        path: the file.
        rows: row in the file by clip id.
        keys: names of the features that are used.
        classifiers: features left out as outputs of other classifiers.
        refused: clips of the file without tags, and clips with tags that are not in the file or have no number.
    """

    path: Path
    rows: dict[str, int]
    keys: tuple[str, ...]
    classifiers: int
    refused: tuple[Refusal, ...]


def feature_file(root: Path) -> Path | None:
    """The file in a copy of the data set; None where it is not there."""
    path = root / FEATURES
    return path if is_file(path) else None


def read_features(path: Path) -> tuple[list[str], list[str], np.ndarray]:
    """Ids, keys of all but the classifiers' outputs, and their values, float32 ``(clips, features)``.

    Raises:
        UserError: not such a file; ids or keys that repeat, or are not as many as there are values; no feature is left.
    """
    arrays = read_arrays(path, WANTED)
    ids, keys, values = arrays["ids"].tolist(), arrays["keys"].tolist(), arrays["X"]
    if (len(ids), len(keys)) != values.shape:
        raise UserError(
            f"{path}: X must have a row for each id and a column for each key. Received: {values.shape}, {len(ids):,} "
            f"ids, {len(keys):,} keys; restore the published file."
        )
    for name, words in (("ids", ids), ("keys", keys)):
        if len(set(words)) < len(words):
            twice = next(word for at, word in enumerate(words) if word in words[:at])
            raise UserError(f"{path}: {name} must differ. Received: {twice!r} twice; restore the published file.")
    kept = [at for at, key in enumerate(keys) if not key.startswith(CLASSIFIERS)]
    if not kept:
        raise UserError(f"{path}: every one of {len(keys):,} keys begins with {CLASSIFIERS}; no feature of the sound.")
    return ids, [keys[at] for at in kept], values[:, kept]


def load_features(path: Path, clips: Iterable[str]) -> Features:
    """Matches the file's ids with clips that have tags; what has no counterpart is refused.

    Raises:
        UserError: see ``read_features``.
    """
    ids, keys, values = read_features(path)
    every = len(read_arrays(path, {"keys": WANTED["keys"]})["keys"])
    clips = set(clips)
    silent = {ids[row] for row in np.flatnonzero(~np.isfinite(values).any(axis=1))}
    refused = [Refusal(clip, "no tags", f"the crawl has no tag of it, {path} has features") for clip in ids
               if clip not in clips]  # fmt: skip
    refused += [Refusal(clip, "no features", f"{path} does not name it") for clip in sorted(clips - set(ids))]
    refused += [Refusal(clip, "no numbers", f"{path}: none of its features is a number") for clip in ids
                if clip in clips and clip in silent]  # fmt: skip
    rows = {clip: row for row, clip in enumerate(ids) if clip in clips and clip not in silent}
    return Features(path, rows, tuple(keys), every - len(keys), tuple(refused))
