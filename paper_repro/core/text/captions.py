"""Captions as arrays of token ids."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from paper_repro.core.text.vocabulary import END, PAD, Vocabulary

#: The captions of one item, each a sequence of tokens.
Captions = Sequence[Sequence[str]]


def token_length(captions: Sequence[Captions], max_tokens: int) -> int:
    """Length of the longest caption of at most ``max_tokens`` tokens, begin and end included."""
    return 2 + min(max_tokens, max(len(caption) for group in captions for caption in group))


def token_array(captions: Sequence[Captions], vocabulary: Vocabulary, length: int, most: int) -> np.ndarray:
    """int32 ``(items, most, length)``: each item's captions as token ids; absent captions are all padding.

    A caption that is cut to ``length`` has no end token: it does not teach where captions end.

    Example:
        >>> vocabulary = Vocabulary.build([["drum", "rock"]])
        >>> token_array([[["rock"], ["drum", "rock", "rock"]]], vocabulary, length=4, most=2)
        array([[[2, 5, 3, 0],
                [2, 4, 5, 0]]], dtype=int32)
    """
    tokens = np.zeros((len(captions), most, length), dtype=np.int32)
    for item, group in enumerate(captions):
        for number, caption in enumerate(group):
            row = vocabulary.encode(caption[: length - 2], length)
            if len(caption) > length - 2:
                row[row == END] = PAD
            tokens[item, number] = row
    return tokens
