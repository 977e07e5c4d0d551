"""MagnaTagATune's two published splits, built from labels and folders alone, and a reader of the files they come in.

Both put folders 0 to b into training, c into validation and d to f into test. They differ in what they leave out
(*policy*), so scores on one cannot be compared with scores on the other:

* ``sota``: the three corrupt clips and every clip with none of the top 50 tags (15,247 / 1,529 / 4,332 clips);
* ``musicnn``: the three corrupt clips only (18,706 / 1,825 / 5,329).

The top 50 are always computed from the loaded labels: for the published labels they are the published ones, for
another data set with the same columns (a sample corpus) they are its own.
"""

from __future__ import annotations

import io
import math
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path
from tokenize import TokenError

import numpy as np

from paper_repro.core.errors import Refusal, UserError
from paper_repro.datasets.magnatagatune.tables import find
from paper_repro.datasets.magnatagatune.tags import top_tags
from paper_repro.datasets.tables import read_bytes, read_text, shortened

#: Clip ids whose mp3 was published as zero bytes.
CORRUPT = (35644, 55753, 57881)
FOLDERS = {"train": "0123456789ab", "validation": "c", "test": "def"}
POLICIES = ("sota", "musicnn")
#: Where each policy's files are published. For musicnn's training part there is only the index of all clips.
PUBLISHED = {
    "sota": {
        "train": "split_sota/train.npy", "validation": "split_sota/valid.npy", "test": "split_sota/test.npy",
    },
    "musicnn": {
        "train": "split_musicnn/index_mtt.tsv", "validation": "split_musicnn/val_gt_mtt.tsv",
        "test": "split_musicnn/test_gt_mtt.tsv",
    },
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class MagnaTagATune:
    """The data set as loaded: one entry for each row of ``annotations_final.csv``, in its order.

    Attributes:
        root: its folder.
        clip_ids: int64 ``(clips,)``.
        mp3_paths: relative to ``root``.
        tags: names of the columns of ``labels``.
        labels: uint8 ``(clips, tags)`` of 0 and 1.
        artists: from ``clip_info_final.csv``, or, without it, from the file names (the same 230 groups under other
            spellings).
        has_sound: bool ``(clips,)``: the mp3 exists, is not empty and is not one of the three published as corrupt.
        refused: mp3s that cannot be used, with the reason.
    """

    root: Path
    clip_ids: np.ndarray
    mp3_paths: tuple[str, ...]
    tags: tuple[str, ...]
    labels: np.ndarray
    artists: tuple[str, ...]
    has_sound: np.ndarray
    refused: tuple[Refusal, ...]

    def top(self, n: int = 50) -> tuple[str, ...]:
        """The ``n`` most frequent tags, most frequent first; see ``top_tags``."""
        return top_tags(self.labels, self.tags, n)

    def labels_of(self, tags: tuple[str, ...]) -> np.ndarray:
        """Columns of ``labels`` for ``tags``, in that order: uint8 ``(clips, len(tags))``."""
        return self.labels[:, [self.tags.index(tag) for tag in tags]]


def split(data: MagnaTagATune, policy: str, *, sound_only: bool = False) -> dict[str, np.ndarray]:
    """Rows of ``data`` in each part of a published split.

    Args:
        data: the data set.
        policy: ``sota`` or ``musicnn``.
        sound_only: leave out clips without a usable mp3. The published splits disregard the audio.

    Returns:
        ``train``, ``validation`` and ``test``, each int64 ``(clips,)`` in ascending order.

    Raises:
        UserError: ``policy`` is neither.

    Example:
        >>> labels = np.ones((3, 1), dtype=np.uint8)
        >>> paths = ("0/a.mp3", "c/b.mp3", "d/c.mp3")
        >>> data = MagnaTagATune(Path(), np.arange(3), paths, ("rock",), labels, ("a", "b", "c"), labels[:, 0] > 0, ())
        >>> {part: rows.tolist() for part, rows in split(data, "sota").items()}
        {'train': [0], 'validation': [1], 'test': [2]}
    """
    if policy not in POLICIES:
        raise UserError(f"split policy must be one of {', '.join(POLICIES)}. Received: {policy!r}.")
    keep = ~np.isin(data.clip_ids, CORRUPT)
    if policy == "sota":
        keep &= data.labels_of(data.top()).any(axis=1)
    if sound_only:
        keep &= data.has_sound
    folders = np.array([path[0] for path in data.mp3_paths])
    return {part: np.flatnonzero(keep & np.isin(folders, list(letters))) for part, letters in FOLDERS.items()}


def artist_overlap(data: MagnaTagATune, policy: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Artists of the test clips, and those of them who also have training clips; both sorted."""
    rows = split(data, policy)
    test = {data.artists[row] for row in rows["test"]}
    train = {data.artists[row] for row in rows["train"]}
    return tuple(sorted(test)), tuple(sorted(test & train))


def read_split_file(path: str | Path) -> dict[int, str]:
    r"""Reads a published split file, plain or gzip: ``.npy`` of strings or text, entries ``<number> TAB <rest>``.

    ``split_sota`` numbers the rows of ``annotations_final.csv`` from 0, and the rest is the mp3's path;
    ``split_musicnn`` gives the clip id, and the rest is the path (index) or 50 labels (validation and test).

    Returns:
        ``rest`` by number, in the order of the file.

    Raises:
        UserError: pickled objects (which are never loaded: unpickling executes code), a damaged file, an entry of
            another form, or a repeated number.

    Example:
        >>> import tempfile
        >>> path = Path(tempfile.mkdtemp()) / "valid.tsv"
        >>> _ = path.write_text("17\tc/a.mp3\n21\tc/b.mp3\n")
        >>> read_split_file(path)
        {17: 'c/a.mp3', 21: 'c/b.mp3'}
    """
    path = Path(path)
    content = read_bytes(path)
    if content.startswith(b"\x93NUMPY"):
        entries = _npy_strings(path, content)
    elif content.startswith(b"\x80"):
        raise UserError(f"{path}: holds pickled objects, which are not opened; save it as an array of strings.")
    else:
        entries = read_text(path).replace("\r\n", "\n").rstrip("\n").split("\n")
    rest_by_number: dict[int, str] = {}
    for place, entry in enumerate(entries, start=1):
        number, tab, rest = entry.partition("\t")
        if not (tab and number.isascii() and number.isdigit() and len(number) < 10):
            raise UserError(f"{path} entry {place}: must be <number> TAB <path or labels>. Received: {entry[:80]!r}.")
        if int(number) in rest_by_number:
            raise UserError(f"{path} entry {place}: {number} comes a second time. Restore the published file.")
        rest_by_number[int(number)] = rest
    return rest_by_number


def _npy_strings(path: Path, content: bytes) -> list[str]:
    file = io.BytesIO(content)
    try:
        shape, dtype = _npy_header(file)
        # Checked first: numpy allocates what the header claims, whatever the file holds.
        claimed, held = math.prod(shape) * dtype.itemsize, len(content) - file.tell()
        if dtype.hasobject:
            raise UserError(f"{path}: holds pickled objects, which are not opened; save it as an array of strings.")
        if claimed > held:
            raise ValueError(f"its header claims {claimed:,} bytes, it holds {held:,}")
        file.seek(0)
        with warnings.catch_warnings(action="ignore"):
            entries = np.lib.format.read_array(file, allow_pickle=False)
        if dtype.kind == "U" and entries.size and entries.view(dtype.byteorder + "u4").max() > sys.maxunicode:
            raise ValueError("a character beyond Unicode")
        strings = entries.tolist()
    # A damaged header is parsed as Python, and fails as Python does.
    except (ValueError, TypeError, SyntaxError, TokenError, EOFError, MemoryError, OverflowError) as error:
        raise UserError(f"{path}: a damaged .npy ({shortened(str(error))}); fetch it again.") from None
    if entries.dtype.kind != "U" or entries.ndim != 1:
        raise UserError(
            f"{path}: must be one row of strings. Received: {entries.dtype} of shape {entries.shape}. "
            "Restore the published file."
        )
    return strings


def _npy_header(file: io.BytesIO) -> tuple[tuple[int, ...], np.dtype]:
    """Shape and dtype of a ``.npy`` file, which is left at the end of its header."""
    read = np.lib.format.read_array_header_1_0
    if np.lib.format.read_magic(file) != (1, 0):
        read = np.lib.format.read_array_header_2_0
    with warnings.catch_warnings(action="ignore"):  # headers written by Python 2 are valid
        shape, _, dtype = read(file)
    return shape, dtype


def compare_with_published(data: MagnaTagATune) -> tuple[dict[str, int], list[Refusal]]:
    """Compares the splits built here with the published files, where these are in the data set's folder.

    Returns:
        Counts of clips that both assign to a part; and a refusal for each file whose part differs.
    """
    counts: dict[str, int] = {}
    refused: list[Refusal] = []
    for policy, names in PUBLISHED.items():
        rows = split(data, policy)
        for part, name in names.items():
            published = _published_part(data, policy, part)
            if published is None:
                continue
            numbers = rows[part] if policy == "sota" else data.clip_ids[rows[part]]
            ours = [int(number) for number in numbers]
            counts[f"split {policy}, {part}, also in {name}"] = len(set(ours) & set(published))
            if ours != published:
                detail = f"{len(published):,} clips, {len(ours):,} here; {len(set(ours) ^ set(published)):,} differ"
                refused.append(Refusal(name, "another split than the one built here", detail))
    return counts, refused


def _published_part(data: MagnaTagATune, policy: str, part: str) -> list[int] | None:
    """Numbers in a published part (rows for sota, clip ids for musicnn); None where a file it needs is absent."""
    paths = {name: find(data.root, file) for name, file in PUBLISHED[policy].items()}
    needed = paths if policy == "musicnn" and part == "train" else {part: paths[part]}
    if None in needed.values():
        return None
    numbers = {name: list(read_split_file(path)) for name, path in needed.items()}
    # The index lists every clip: training is what validation, test and the corrupt three leave of it.
    elsewhere = {number for name, listed in numbers.items() if name != part for number in listed}
    if elsewhere:
        elsewhere.update(CORRUPT)
    return [number for number in numbers[part] if number not in elsewhere]
