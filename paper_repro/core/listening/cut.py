"""Sound of any length, cut into the windows that a network hears, block by block."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Cut:
    """How sound is cut into windows.

    Attributes:
        size: samples of a window.
        hop: samples from window to window, at most ``size``.
        margin: zeros before and after the sound that a window may hold: what centred frames at its ends see.
        least: samples that the only window of a short sound holds at least, margins included; what they lack is zeros.
            None: all.
        rest: the same of what is left behind other windows; less than that is not heard. None: ``least``.

    Example:
        >>> blocks = [np.arange(1.0, 4.0), np.arange(4.0, 8.0)]
        >>> [window.tolist() for windows in Cut(size=3, hop=3).windows(blocks) for window in windows]
        [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
        >>> [window.tolist() for windows in Cut(size=3, hop=3, least=1).windows(blocks) for window in windows][-1]
        [7.0, 0.0, 0.0]
    """

    size: int
    hop: int
    margin: int = 0
    least: int | None = None
    rest: int | None = None

    @property
    def shortest(self) -> int:
        """Samples of the shortest sound that gives a window."""
        return (self.size if self.least is None else self.least) - 2 * self.margin

    def windows(self, blocks: Iterable[np.ndarray]) -> Iterator[np.ndarray]:
        """Blocks of samples to float32 ``(windows, size)``, some windows at a time."""
        edge = np.zeros(self.margin, np.float32)
        held = edge
        # Samples of ``held`` that a window before has had, and how many windows there were.
        seen = given = 0
        for block in itertools.chain(blocks, [edge]):
            held = np.concatenate([held, np.asarray(block, np.float32)])
            count = (len(held) - self.size) // self.hop + 1 if len(held) >= self.size else 0
            if count:
                views = np.lib.stride_tricks.sliding_window_view(held, self.size)[:: self.hop]
                yield np.ascontiguousarray(views[:count])
                held, seen = held[count * self.hop :], self.size - self.hop
                given += count
        least = self.least if self.rest is None or not given else self.rest
        if least is not None and len(held) >= least and len(held) > seen:
            yield np.pad(held, (0, self.size - len(held)))[None]

    def times(self, count: int, sample_rate: int, seconds: float) -> tuple[np.ndarray, np.ndarray]:
        """Seconds at which each of ``count`` windows begins and ends: two arrays ``(count,)``."""
        starts = np.arange(count) * self.hop / sample_rate
        ends = starts + (self.size - self.margin) / sample_rate
        return starts, np.minimum(ends, seconds)
