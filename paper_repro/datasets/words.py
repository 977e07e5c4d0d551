"""Lengths of texts in words, and the counts with which sets of captions and titles are compared."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np


def lengths(texts: Iterable[str]) -> np.ndarray:
    """Number of words of each text.

    Args:
        texts: words are separated by white space, so that an isolated comma counts as a word.

    Returns:
        int64 ``(texts,)``.

    Example:
        >>> lengths(["a dog , running", ""]).tolist()
        [4, 0]
    """
    return np.array([len(text.split()) for text in texts], dtype=np.int64)


def word_facts(texts: Iterable[str], noun: str) -> dict[str, int]:
    """Counts for a report: all words, the fewest and most words of a text, and distinct words in lower case.

    Args:
        texts: captions or titles.
        noun: what a text is called in the names of the counts.

    Example:
        >>> word_facts(["Blue Moon", "Moon"], "title")
        {'words': 3, 'fewest words of a title': 1, 'most words of a title': 2, 'distinct words': 2}
    """
    texts = tuple(texts)
    counts = lengths(texts)
    return {
        "words": int(counts.sum()),
        f"fewest words of a {noun}": int(counts.min()) if texts else 0,
        f"most words of a {noun}": int(counts.max(initial=0)),
        "distinct words": len({word for text in texts for word in text.lower().split()}),
    }
