"""Seeded splits by item."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def random_split(items: Sequence, fractions: dict[str, float], seed: int) -> dict[str, list]:
    """Parts of ``items`` at random, in proportion to ``fractions`` (which sum to 1), each in the order of ``items``.

    Sizes are rounded so that they sum to ``len(items)``; the same items in the same order and seed give the same parts.
    """
    if abs(sum(fractions.values()) - 1.0) > 1e-9:
        raise ValueError(f"`fractions` must sum to 1. Received: {fractions}")
    edges = np.round(np.cumsum([0.0, *fractions.values()]) * len(items)).astype(int)
    order = np.random.default_rng(seed).permutation(len(items))
    return {
        name: [items[index] for index in sorted(order[start:end])]
        for name, start, end in zip(fractions, edges[:-1], edges[1:], strict=True)
    }
