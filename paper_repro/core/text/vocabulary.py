"""Tokens to ids and back."""

from __future__ import annotations

import functools
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

PAD, UNKNOWN, BEGIN, END = 0, 1, 2, 3
SPECIAL = ("<pad>", "<unk>", "<begin>", "<end>")


@dataclass(frozen=True)
class Vocabulary:
    """Tokens by id. The first four are ``<pad>``, ``<unk>``, ``<begin>``, ``<end>``.

    Example:
        >>> vocabulary = Vocabulary.build([["rock", "drum"], ["drum"]])
        >>> vocabulary.tokens
        ('<pad>', '<unk>', '<begin>', '<end>', 'drum', 'rock')
        >>> vocabulary.encode(["drum", "flute"], length=5).tolist()
        [2, 4, 1, 3, 0]
    """

    tokens: tuple[str, ...]

    @classmethod
    def build(cls, sequences: Iterable[Sequence[str]], min_count: int = 1) -> Vocabulary:
        """From training sequences: most frequent first, ties by the alphabet; rarer than ``min_count`` is left out."""
        counts = Counter(token for sequence in sequences for token in sequence)
        kept = [token for token, count in counts.items() if count >= min_count]
        return cls((*SPECIAL, *sorted(kept, key=lambda token: (-counts[token], token))))

    def __len__(self) -> int:
        return len(self.tokens)

    @functools.cached_property
    def ids(self) -> dict[str, int]:
        return {token: number for number, token in enumerate(self.tokens)}

    def encode(self, sequence: Sequence[str], length: int) -> np.ndarray:
        """``<begin> tokens <end>`` padded or cut to int32 ``(length,)``; a cut sequence has no ``<end>``."""
        ids = [BEGIN, *(self.ids.get(token, UNKNOWN) for token in sequence), END][:length]
        return np.array(ids + [PAD] * (length - len(ids)), dtype=np.int32)

    def decode(self, ids: Sequence[int]) -> list[str]:
        """Tokens up to the first ``<end>``, without ``<pad>`` and ``<begin>``."""
        sequence = []
        for number in ids:
            if number == END:
                break
            if number not in (PAD, BEGIN):
                sequence.append(self.tokens[number])
        return sequence

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(self.tokens, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Vocabulary:
        return cls(tuple(json.loads(path.read_text(encoding="utf-8"))))
