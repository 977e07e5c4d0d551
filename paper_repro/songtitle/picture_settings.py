"""What decides a stored picture, as data: records are found by it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np

from paper_repro.core.errors import ImageError


@dataclass(frozen=True)
class PictureSettings:
    """Squares of ``size`` pixels a side, 8-bit RGB: scaled to cover, what is over cut off evenly."""

    size: int

    dtype: ClassVar[str] = "uint8"

    @property
    def shape(self) -> tuple[int, int, int]:
        """(height, width, 3)."""
        return self.size, self.size, 3

    def load(self, paths: Sequence[Path], decoder: str, offsets: Sequence[float]) -> list[np.ndarray | ImageError]:
        """Each picture, uint8, or the error in its place; the other arguments are of sounds."""
        from paper_repro.core.images import read_image

        pictures: list[np.ndarray | ImageError] = []
        for path in paths:
            try:
                pictures.append(read_image(path, (self.size, self.size)))
            except ImageError as error:
                pictures.append(error)
        return pictures

    def extractor(self) -> Callable[[np.ndarray], np.ndarray]:
        """Pixels are what is stored."""
        return lambda pictures: pictures
