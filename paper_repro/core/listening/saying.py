"""What captions of windows make of a whole file."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from paper_repro.core.listening.heard import Heard


def of_lists(
    lists: Sequence[Sequence[str]], times: tuple[np.ndarray, np.ndarray], seconds: float, embeddings=None
) -> Heard:
    """Tags or aspects that each window lists: the whole file has each once, with the share of windows that say it.

    Those with equal shares stand in the order in which they are first said: a file of one window says its list.

    Args:
        lists: of each window.
        times: seconds at which windows begin and end.
        seconds: length of the file.
        embeddings: as in ``Heard``.
    """
    names = tuple(dict.fromkeys(word for words in lists for word in words))
    place = {name: number for number, name in enumerate(names)}
    scores = np.zeros((len(lists), len(names)), np.float32)
    for row, words in enumerate(lists):
        scores[row, [place[word] for word in words]] = 1.0
    return Heard(seconds, *times, names, scores, scores.mean(axis=0), embeddings=embeddings or {})


def of_texts(
    hypotheses: Sequence[Sequence[tuple[str, float]]],
    times: tuple[np.ndarray, np.ndarray],
    seconds: float,
    embeddings=None,
) -> Heard:
    """Captions or titles, each window's with their scores, the best first: of the whole file those with the highest
    scores of any window, each once, as many as a window has.

    Args:
        hypotheses: of each window, a text and its log-probability by which they are ranked.
        times, seconds, embeddings: as in ``of_lists``.
    """
    best: dict[str, float] = {}
    for text, score in sorted((each for window in hypotheses for each in window), key=lambda each: -each[1]):
        best.setdefault(text, score)
    texts = tuple(window[0][0] for window in hypotheses)
    count = max(map(len, hypotheses))
    return Heard(seconds, *times, texts=texts, best=tuple(best.items())[:count], embeddings=embeddings or {})
