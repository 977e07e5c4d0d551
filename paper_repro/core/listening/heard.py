"""What a network says of a sound file: of each window, and of the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

#: What a network gives for some windows: arrays by name, each ``(windows, ...)``.
Outputs = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Heard:
    """A file as a network hears it.

    Attributes:
        seconds: length of the file.
        starts, ends: seconds of each window, ``(windows,)``.
        names: what the columns of ``scores`` are: tags, emotions, aspects.
        scores: ``(windows, names)``, 0..1: probabilities, or 1 where a window's caption has the word.
        overall: ``(names,)``, of the whole file.
        texts: what is said of each window in words: a caption, a title. Empty for tags.
        best: what is said of the whole in words, each with its score, the best first. Empty for tags.
        embeddings: by name, of each window: ``(windows, values)``.
    """

    seconds: float
    starts: np.ndarray
    ends: np.ndarray
    names: tuple[str, ...] = ()
    scores: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    overall: np.ndarray = field(default_factory=lambda: np.zeros(0, np.float32))
    texts: tuple[str, ...] = ()
    best: tuple[tuple[str, float], ...] = ()
    embeddings: Mapping[str, np.ndarray] = field(default_factory=dict)

    @property
    def tags(self) -> dict[str, float]:
        """Every name with its score over the whole file, the highest first; equal ones in the order of ``names``."""
        return _ranked(self.names, self.overall)

    def top(self, count: int) -> dict[str, float]:
        """The first ``count`` of ``tags``."""
        return dict(list(self.tags.items())[:count])

    def timeline(self, every: float) -> list[Moment]:
        """Stretches of ``every`` seconds, each the mean of the windows whose middle lies in it.

        Stretches without such a window are left out. In words a stretch says what its first window does.
        """
        place = ((self.starts + self.ends) / 2 // every).astype(int)
        found = []
        for number in np.unique(place):
            here = np.flatnonzero(place == number)
            scores = self.scores[here].mean(axis=0) if self.names else np.zeros(0)
            text = self.texts[here[0]] if self.texts else ""
            start, end = float(number * every), min(float((number + 1) * every), self.seconds)
            found.append(Moment(start, end, _ranked(self.names, scores), text))
        return found


@dataclass(frozen=True)
class Moment:
    """A stretch of a file: seconds, and what is said of it."""

    start: float
    end: float
    tags: Mapping[str, float]
    text: str


def _ranked(names: tuple[str, ...], scores: np.ndarray) -> dict[str, float]:
    return {names[number]: float(scores[number]) for number in np.argsort(-np.asarray(scores), kind="stable")}
