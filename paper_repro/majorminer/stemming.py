"""MajorMiner's normalisation of tags: case, punctuation, Porter stems."""

from __future__ import annotations

import functools
import re


@functools.cache
def _stemmer():
    # Imported here: NLTK takes a second to start.
    from nltk.stem.porter import PorterStemmer

    return PorterStemmer()


@functools.lru_cache(maxsize=65536)
def normalize_tag(tag: str) -> str:
    """Case folded, punctuation removed, every word Porter stemmed (Sec. 3). May return ``""``.

    Hyphens and slashes separate words; apostrophes are removed.

    Example:
        >>> normalize_tag("Hip-Hop!"), normalize_tag("80's")
        ('hip hop', '80')
    """
    folded = re.sub(r"['’`]", "", tag.casefold())
    words = re.sub(r"[^\w]|_", " ", folded).split()
    return " ".join(_stemmer().stem(word) for word in words)
