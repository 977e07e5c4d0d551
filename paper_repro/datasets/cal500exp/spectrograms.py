"""Precomputed spectrograms of the first seconds of CAL500's songs, in place of their sound.

``first_seconds/spectrograms.npz`` holds ``names``, text ``(songs,)``, and ``S``, uint8 ``(songs, 480, 127)``: power in
decibels of frames of 1,024 samples under a Hamming window, 512 apart, from the first 65,536 samples at 22,050 Hz; bin k
lies at k x 21.53 Hz, those from 480 on are cut off. The values come out of pictures, each drawn on its own scale: a
song's decibels are known up to one factor and one offset, which its values do not tell.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from paper_repro.core.errors import Refusal, UserError
from paper_repro.datasets.arrays import Wanted, read_arrays
from paper_repro.datasets.cal500exp.pairs import pair
from paper_repro.datasets.folder import is_file

SPECTROGRAMS = "first_seconds/spectrograms.npz"
SAMPLE_RATE = 22_050  # Hz
N_FFT, HOP_LENGTH = 1024, 512  # samples
BINS, FRAMES = 480, 127
WANTED = {"names": Wanted("U", (None,)), "S": Wanted("uint8", (None, BINS, FRAMES))}
#: Two names went through a replacement of "wav" by "png" on their way into the file.
MISSPELT = ("-pnge", "-wave")


@dataclass(frozen=True, eq=False)
class Spectrograms:
    """What the file holds.

    Attributes:
        path: the file.
        rows: row in the file by song, for songs that have labels and a spectrogram that is not empty.
        renamed: name in the file by song, where the two differ.
        refused: the others, with the reason.
    """

    path: Path
    rows: dict[str, int]
    renamed: dict[str, str]
    refused: tuple[Refusal, ...]


def spectrogram_file(root: Path) -> Path | None:
    """The file in a copy of the data set; None where it is not there."""
    path = root / SPECTROGRAMS
    return path if is_file(path) else None


def read_spectrograms(path: Path) -> tuple[list[str], np.ndarray]:
    """Names as the file spells them and ``S``, uint8 ``(songs, BINS, FRAMES)``.

    Raises:
        UserError: not such a file.
    """
    arrays = read_arrays(path, WANTED)
    names = arrays["names"].tolist()
    if len(names) != len(arrays["S"]):
        raise UserError(
            f"{path}: must have a name for each spectrogram. Received: {len(names):,} names, {len(arrays['S']):,} "
            "spectrograms; restore the published file."
        )
    return names, arrays["S"]


def load_spectrograms(path: Path, songs: Iterable[str]) -> Spectrograms:
    """Matches the file's names with songs, names of tables; a song or spectrogram without the other is refused.

    Raises:
        UserError: not such a file, or a name comes twice.
    """
    names, values = read_spectrograms(path)
    by_name: dict[str, int] = {}
    for row, name in enumerate(names):
        if by_name.setdefault(name.replace(*MISSPELT), row) != row:
            raise UserError(f"{path}: names must differ. Received: {name!r} twice; restore the published file.")
    pairs, unpaired = pair(by_name, songs)
    rows = {song: by_name[name] for song, name in sorted(pairs.items())}
    # Equal values everywhere: no sound was drawn.
    empty = [song for song, row in rows.items() if values[row].min() == values[row].max()]
    refused = [Refusal(song, "empty spectrogram", f"{path}: one value throughout") for song in empty]
    refused += [Refusal(name, *why) for name, why in sorted(unpaired.items())]
    refused += [
        Refusal(song, "no spectrogram", f"{path} does not name it") for song in sorted(set(songs) - rows.keys())
    ]
    usable = {song: row for song, row in rows.items() if song not in empty}
    renamed = {song: names[row] for song, row in usable.items() if names[row] != song}
    return Spectrograms(path, usable, renamed, tuple(refused))
