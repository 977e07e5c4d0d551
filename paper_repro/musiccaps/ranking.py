"""Average precision of aspects, ranked by how likely a network is to say them at any step of its list. Ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Ranking:
    """Aspects ranked for each clip.

    ``columns`` numbers the aspects, ``ranks`` int ``(clips, aspects)`` counts from 1, the likeliest; ``written`` are
    each clip's true aspects, of which those that no column has count as never found.
    """

    columns: dict[str, int]
    ranks: np.ndarray
    written: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, scores: np.ndarray, names: Sequence[str], written: Sequence[set[str]]) -> Ranking:
        """From scores ``(clips, names)``; of names that are one aspect in several spellings the best one counts.

        Of equal scores the earlier name comes first.

        Example:
            >>> ranking = Ranking.of(np.array([[0.1, 0.3, 0.2]]), ["a", "b", "c"], [{"b", "a"}])
            >>> ranking.average_precision().round(3).tolist()
            [0.833]
        """
        columns = {name: at for at, name in enumerate(dict.fromkeys(names))}
        best = np.full((len(scores), len(columns)), -np.inf)
        for at, name in enumerate(names):
            best[:, columns[name]] = np.maximum(best[:, columns[name]], scores[:, at])
        order = np.argsort(-best, axis=1, kind="stable")
        ranks = np.empty(order.shape, np.int32)
        np.put_along_axis(ranks, order, np.arange(1, len(columns) + 1, dtype=np.int32)[None], axis=1)
        return cls(columns, ranks, tuple(map(frozenset, written)))

    def average_precision(self, order: np.ndarray | None = None) -> np.ndarray:
        """Float ``(clips,)``; with ``order`` each clip's aspects under the ranking for another clip."""
        rows = np.arange(len(self.written)) if order is None else order
        return np.array(
            [self._of_clip(self.ranks[row], aspects) for row, aspects in zip(rows, self.written, strict=True)]
        )

    def _of_clip(self, ranks: np.ndarray, aspects: frozenset[str]) -> float:
        """Mean over the true aspects of the precision down to each."""
        places = np.sort(ranks[[self.columns[aspect] for aspect in aspects if aspect in self.columns]])
        return float((np.arange(1, len(places) + 1) / places).sum() / len(aspects))
