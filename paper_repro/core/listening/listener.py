"""A network that hears files: published or trained here, with what all of them share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from os import PathLike
from pathlib import Path

import numpy as np

from paper_repro.core.audio.decode import check_finite
from paper_repro.core.errors import AudioError, UserError
from paper_repro.core.listening.cut import Cut
from paper_repro.core.listening.engine import listen
from paper_repro.core.listening.heard import Heard, Outputs


class Listener(ABC):
    """Base class of all that hears whole files in windows.

    Attributes:
        name: how commands call it.
        sample_rate: Hz of the sound that it takes.
        res_type: quality of resampling, as in ``decode``.
        batch: windows computed at a time, of one file or of several.
        offers: names of the embeddings that it can give.
        embeds: whether it gives them.
        shown: tags that ``text`` says.

    Example::

        tagger = paper_repro.load("mtt_musicnn")
        tagger("song.mp3").top(3)                     # {"guitar": 0.64, "drums": 0.21, "slow": 0.17}
        tagger(samples, sample_rate=16_000)           # (samples,) or (batch, samples)
    """

    name: str = ""
    sample_rate: int
    res_type: str = "soxr_hq"
    batch: int = 16
    offers: tuple[str, ...] = ()
    embeds: bool = False
    shown: int = 5

    @property
    @abstractmethod
    def cut(self) -> Cut:
        """How sound becomes windows."""

    @property
    def shortest(self) -> int:
        """Samples of the shortest sound that it takes."""
        return self.cut.shortest

    def look_every(self, seconds: float) -> None:  # noqa: B027 - most networks cannot
        """Has windows begin at most so many seconds apart, where that is possible; they overlap then."""

    @abstractmethod
    def hear(self, windows: np.ndarray) -> Outputs:
        """What the network makes of windows ``(n, cut.size)``: arrays by name, each ``(n, ...)``."""

    @abstractmethod
    def combined(self, outputs: Outputs, seconds: float) -> Heard:
        """What ``hear`` gave for all windows of a file, in their order, as an answer on the whole of it."""

    def of_other(self, path: Path) -> Heard | None:
        """The answer on a file that is no sound; None where it is to be heard.

        Raises:
            ItemError: the file cannot be used.
        """
        return None

    def text(self, heard: Heard) -> str:
        """An answer in one line: the most probable tags."""
        return ", ".join(f"{tag} {score:.2f}" for tag, score in heard.top(self.shown).items())

    def __call__(self, sound, sample_rate: int | None = None) -> Heard | list[Heard]:
        """What the network hears in a file, in several, or in samples.

        Args:
            sound: a path; a list of paths; samples ``(samples,)``, full scale 1; or a batch ``(batch, samples)``.
            sample_rate: Hz of the samples; to be given with them, and the network's own.

        Returns:
            An answer, or a list of them for a list or a batch.

        Raises:
            ItemError: a file cannot be used.
            UserError: samples of another rate, shape or kind, or too few of them.
        """
        if isinstance(sound, str | PathLike):
            return self._of_files([sound])[0]
        if isinstance(sound, Sequence) and all(isinstance(item, str | PathLike) for item in sound):
            return self._of_files(sound)
        samples = np.asarray(sound)
        if samples.dtype.kind != "f" or samples.ndim not in (1, 2) or not samples.size:
            raise UserError(
                f"{self.name}: samples must be floating-point numbers of shape (samples,) or (batch, samples), full "
                f"scale 1. Received: {samples.dtype} {samples.shape}."
            )
        if sample_rate != self.sample_rate:
            raise UserError(
                f"{self.name}: takes sound at {self.sample_rate:,} Hz; resample it and say sample_rate="
                f"{self.sample_rate}. Received: {'no rate' if sample_rate is None else f'{sample_rate:,} Hz'}."
            )
        if samples.ndim == 1:
            return self._of_samples(samples)
        return [self._of_samples(row) for row in samples]

    def _of_files(self, paths: Sequence[str | PathLike]) -> list[Heard]:
        found = []
        for _, heard in listen(self, [Path(path) for path in paths]):
            if isinstance(heard, Exception):
                raise heard
            found.append(heard)
        return found

    def _of_samples(self, samples: np.ndarray) -> Heard:
        check_finite(samples, "samples")
        parts = []
        for windows in self.cut.windows([samples.astype(np.float32, copy=False)]):
            parts += [self.hear(windows[at : at + self.batch]) for at in range(0, len(windows), self.batch)]
        return self.whole(parts, len(samples), "samples")

    def whole(self, parts: Sequence[Outputs], samples: int, name: str | Path) -> Heard:
        """The answer on a sound of so many samples, from what ``hear`` gave for its windows.

        Raises:
            AudioError: it is too short for a window.
        """
        seconds = samples / self.sample_rate
        if not parts or samples < self.shortest:
            what = f"holds {seconds:.2f} s, at least {self.shortest / self.sample_rate:.2f} s are needed"
            raise AudioError(f"{name}: {what} by {self.name}.", "too short" if samples else "empty")
        joined = {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}
        return self.combined(joined, seconds)
