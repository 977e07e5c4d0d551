"""The first seconds of real songs from precomputed spectrograms: their settings, rows and corpus.

One long-term frame a song, so that nothing varies over time: the CNN alone, no LSTM over the track.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import ClassVar

import numpy as np

from paper_repro.cal500exp.config import PRESETS, VARIANTS, Config
from paper_repro.cal500exp.data import Corpus, data_folder, size_of_copy
from paper_repro.cal500exp.options import TagOptions
from paper_repro.cal500exp.paper import CNN_ALL_TAGS, CNN_DEEP, FUTURE, PAPER, ROWS
from paper_repro.core.audio.mel import mel_filters
from paper_repro.core.command_line import Options
from paper_repro.core.errors import UserError
from paper_repro.core.files import digest as content_digest
from paper_repro.core.paper import Row, Search
from paper_repro.core.presets import Presets
from paper_repro.datasets import cal500exp
from paper_repro.datasets.cal500exp.spectrograms import (
    BINS,
    FRAMES,
    HOP_LENGTH,
    N_FFT,
    SAMPLE_RATE,
    SPECTROGRAMS,
    Spectrograms,
    load_spectrograms,
    read_spectrograms,
    spectrogram_file,
)

#: Decibels from the lowest to the highest value of a song, which the file does not tell. Ours: what makes the spread of
#: neighbouring bins of noise 5.57 dB, as the logarithm of a periodogram has it, in the median song.
RANGE = 135.0
#: Power of a song's loudest bin, which the file does not tell either. Ours: that of a sine of full scale.
PEAK = (0.54 * N_FFT / 2) ** 2


@dataclass(frozen=True)
class SpectrogramSettings:
    """Mel power of a row of the file, as records are found by: ``(127, n_mels)``."""

    n_mels: int
    range_db: float = RANGE
    peak: float = PEAK
    dtype: ClassVar[str] = "float32"

    @property
    def shape(self) -> tuple[int, int]:
        return FRAMES, self.n_mels

    def load(self, paths: Sequence[Path], decoder: str, offsets: Sequence[float]) -> list[np.ndarray]:
        """Each item's row, uint8 ``(BINS, FRAMES)``; ``offsets`` are rows, ``decoder`` has nothing to decode."""
        return [_values(path)[int(row)] for path, row in zip(paths, offsets, strict=True)]

    def extractor(self) -> Callable[[np.ndarray], np.ndarray]:
        """Bins to mel bands by the filters of all other mel spectrograms; what was cut off above counts as silent."""
        filters = mel_filters(SAMPLE_RATE, N_FFT, self.n_mels)[:, :BINS]  # (mels, bins)

        def extract(values: np.ndarray) -> np.ndarray:
            decibels = self.range_db * (values.astype(np.float64) / 255.0 - 1.0)
            mel = filters @ (self.peak * 10.0 ** (decibels / 10.0))  # (batch, mels, frames)
            return mel.transpose(0, 2, 1).astype(np.float32)

        return extract


@functools.lru_cache(maxsize=1)
def _values(path: Path) -> np.ndarray:
    return read_spectrograms(path)[1]


@dataclass(frozen=True)
class FirstSecondsConfig(Config):
    """The settings of the report, but for what the file decides: frames, and one window a song."""

    model: str = "cnn"  # one window a song: there is no time for an LSTM
    n_fft: int = N_FFT  # the file's
    hop_length: int = HOP_LENGTH  # the file's
    window: int = FRAMES  # all that the file has; 128 frames of twice the hop in Sec. 3.3
    window_hop: int = FRAMES  # one window

    @property
    def features(self) -> SpectrogramSettings:
        return SpectrogramSettings(self.n_mels)


#: Tuned on validation alone.
_QUICK = {**PRESETS["quick"], "n_mels": 32, "batch_size": 8, "epochs": 20}
_SMOKE = {**_QUICK, "channels": PRESETS["smoke"]["channels"], "epochs": 2}
#: All three variants of the CNN. Ours: every first segment trains, two thirds of which begin after the excerpt, and the
#: epoch is that of the lowest loss on them, or 35 of 100 tracks would be left to choose and train by.
_CHANGES = {"corrected": {"training_labels": "filled", "select": "valid_filled_loss"}}
FIRST_ROWS = {
    f"cnn_{variant}": Row(
        ROWS[f"cnn_{variant}"].label,
        {**ROWS[f"cnn_{variant}"].changes, **_CHANGES.get(variant, {})},
        ROWS[f"cnn_{variant}"].by_preset,
    )
    for variant in VARIANTS
}
#: What the report would try next, as far as one window a song allows.
FIRST_FUTURE = {
    key: Row(FUTURE[key].label, {**FUTURE[key].changes, **_CHANGES["corrected"]}, FUTURE[key].by_preset)
    for key in (CNN_DEEP, CNN_ALL_TAGS)
}
#: Its runs have a folder of their own: their networks predict from no sound file.
FIRST_SECONDS = replace(
    PAPER,
    name="cal500exp_first_seconds",
    config=FirstSecondsConfig,
    presets=Presets(FirstSecondsConfig, paper={}, quick=_QUICK, smoke=_SMOKE),
    rows=FIRST_ROWS,
    trainings={},
    future=FIRST_FUTURE,
    search=Search("cnn_corrected", "validation loss", "valid_filled_loss", "min"),
)


@dataclass(frozen=True)
class FirstSecondsCorpus(Corpus):
    """Songs that have labels and a spectrogram; ``audio`` is the file of all, ``offsets`` their rows in it."""

    spectrograms: Spectrograms | None = None

    @cached_property
    def audio(self) -> dict[str, Path]:
        return dict.fromkeys(self.spectrograms.rows, self.spectrograms.path)

    @cached_property
    def offsets(self) -> dict[str, float]:
        return {song: float(row) for song, row in self.spectrograms.rows.items()}

    @cached_property
    def fingerprint(self) -> str:
        digest = hashlib.sha256(content_digest(self.spectrograms.path).encode())
        for song, row in self.spectrograms.rows.items():
            segments = self.segments[song]
            digest.update(f"{song} {row}\n".encode())
            for array in (segments.start, segments.end, segments.labels):
                digest.update(array.tobytes())
        return digest.hexdigest()


def chosen(options: Options) -> bool:
    """Whether ``--data`` holds spectrograms and no sound."""
    if options.data is None or spectrogram_file(options.data) is None:
        return False
    return not cal500exp.load(options.data).audio


def open_first_seconds(options: TagOptions) -> FirstSecondsCorpus:
    """The labels and spectrograms in ``--data``.

    Raises:
        UserError: not the data set, no spectrograms, or none of a labelled song.
    """
    data = cal500exp.load(data_folder(options))
    path = spectrogram_file(data.root)
    if path is None:
        raise UserError(f"{data.root}: no spectrograms. Expected there: {SPECTROGRAMS}.")
    spectrograms = load_spectrograms(path, data.songs)
    if not spectrograms.rows:
        raise UserError(f"{path}: names none of the {len(data.songs):,} labelled songs; restore the published file.")
    source = (
        f"CAL500exp, {size_of_copy(len(spectrograms.rows))} with labels and a precomputed spectrogram of their first "
        f"3 seconds, in {data.root.name}/"
    )
    # Rows of durations.csv without labels are no items here.
    unlabelled = tuple(refusal for refusal in data.refused if refusal.reason == "unreadable labels")
    return FirstSecondsCorpus(data, source, (*unlabelled, *spectrograms.refused), spectrograms=spectrograms)
