"""A data set as a paper uses it: what the run engine reads of it, and random splits."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from paper_repro.core.errors import Refusal

#: Share of a corpus's files that may be unusable, where it names no other; more is a damaged copy.
MAX_REFUSED = 0.01


class Corpus(ABC):
    """Base class of the papers' corpora.

    Attributes:
        source: the sentence that every number carries.
        fingerprint: changes with labels and files.
        root: the data set's folder.
        audio: file of each item by its id: sound files, or for one paper pictures.
        refused: items that cannot be used, before any file is decoded.
        offsets: where an item begins within its file, by id, in seconds or rows (``records.Item``); 0 where absent.
        max_refused: share of unusable files at which to stop.
        duplicate_rows: repeated rows of the tables that were dropped.
        unit: what an item is called.
        credit: licence and citation of the real set, which tables name beside their numbers.
    """

    source: str
    fingerprint: str
    root: Path
    audio: Mapping[str, Path]
    refused: Sequence[Refusal]

    offsets: Mapping[str, float] = {}
    max_refused: float = MAX_REFUSED
    duplicate_rows: int = 0
    unit: str = "clip"
    credit: Mapping[str, str] = {}

    @property
    def rendered(self) -> bool:
        """Whether this is a sample corpus: numbers on rendered music never stand for numbers on real music."""
        return self.source.startswith("sample corpus")

    @abstractmethod
    def split(self, config) -> dict[str, list[str]]:
        """Ids of ``train``, ``valid`` and ``test``."""

    def check(self, config) -> None:  # noqa: B027 (most corpora can give all)
        """Raises UserError, before anything is computed, where a config asks for what this corpus cannot give."""

    def artists(self, items: Sequence[str]) -> np.ndarray:
        """Which items belong together and are no independent evidence, numbered from 0: int ``(items,)``.

        Each is its own where a corpus knows no better.
        """
        return np.arange(len(items))

    @property
    def about(self) -> dict[str, Any]:
        """What is saved with each run beyond source, fingerprint and counts."""
        return {}


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
