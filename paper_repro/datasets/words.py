"""How long texts are, in words: the numbers by which sets of captions and of titles are compared."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np


def lengths(texts: Iterable[str]) -> np.ndarray:
    """Words of each text, int64 ``(texts,)``; a word is what stands between blanks, so `` , `` alone is one too."""
    return np.array([len(text.split()) for text in texts], dtype=np.int64)


def word_facts(texts: Iterable[str], noun: str) -> dict[str, int]:
    """Counts for a report: all words, the fewest and the most of a ``noun``, and distinct words in lower case."""
    texts = tuple(texts)
    counts = lengths(texts)
    return {
        "words": int(counts.sum()),
        f"fewest words of a {noun}": int(counts.min()) if texts else 0,
        f"most words of a {noun}": int(counts.max(initial=0)),
        "distinct words": len({word for text in texts for word in text.lower().split()}),
    }
