"""AudioSet's published features as the networks' input, as data: records are found by it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np

from paper_repro.core.errors import ItemError

#: Largest value of 8 bits.
TOP = 255


@dataclass(frozen=True)
class VggishSettings:
    """Ten frames of VGGish, .96 s each: 8-bit values ``low`` to ``high``, as AudioSet documents them."""

    frames: int
    values: int
    low: float
    high: float

    dtype: ClassVar[str] = "float32"

    @property
    def shape(self) -> tuple[int, int]:
        """(frames, values) of a clip."""
        return self.frames, self.values

    def load(self, paths: Sequence[Path], decoder: str, offsets: Sequence[float]) -> list[np.ndarray | ItemError]:
        """Each record's 8-bit features, or the error in its place; ``offsets`` are bytes into the files."""
        from paper_repro.datasets.audioset import features

        found: list[np.ndarray | ItemError] = []
        for path, offset in zip(paths, offsets, strict=True):
            try:
                found.append(features(path, int(offset)))
            except ItemError as error:
                found.append(error)
        return found

    def extractor(self) -> Callable[[np.ndarray], np.ndarray]:
        """8-bit values ``(batch, frames, values)`` to what they stand for, float32."""
        scale = (self.high - self.low) / TOP
        return lambda quantised: (quantised * np.float32(scale) + np.float32(self.low)).astype(np.float32)
