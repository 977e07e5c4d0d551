"""Positions in a plot of one line: from values to percent of its width."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

#: Share of the width that is left free on either side.
MARGIN = 0.06


@dataclass(frozen=True)
class Axis:
    """A linear axis.

    Example:
        >>> axis = Axis.over([0.0, 1.0])
        >>> axis.at(0.0), axis.at(0.5), axis.at(-math.inf)
        (6.0, 50.0, 0.0)
    """

    low: float
    high: float

    @classmethod
    def over(cls, values: Iterable[float]) -> Axis:
        """From the least to the greatest of the finite values, with a margin."""
        finite = [value for value in values if math.isfinite(value)]
        if not finite:
            return cls(0.0, 1.0)
        low, high = min(finite), max(finite)
        if low == high:
            low, high = low - (abs(low) or 1.0) / 2, high + (abs(high) or 1.0) / 2
        free = (high - low) * MARGIN / (1 - 2 * MARGIN)
        return cls(low - free, high + free)

    def at(self, value: float) -> float:
        """Percent of the width, within it."""
        if math.isinf(value):
            return 0.0 if value < 0 else 100.0
        share = (value - self.low) / (self.high - self.low)
        return round(100.0 * min(1.0, max(0.0, share)), 1)

    def width(self, low: float, high: float) -> float:
        """Percent of the width from ``low`` to ``high``."""
        return round(self.at(high) - self.at(low), 1)
