"""Token lists to ids under the two rules: as the authors' code has them, and with begin, end and masked padding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from paper_repro.core.text.vocabulary import BEGIN, END, PAD, UNKNOWN, Vocabulary
from paper_repro.musiccaps.config import Config

#: Id 0 of the published rule: padding and unknown at once.
PADDING = "<padding>"


@dataclass(frozen=True)
class Coded:
    """Clips as ids: ``inputs`` and ``targets`` int32 ``(clips, length)``; ``real`` is False where a target is padding.

    ``counted`` says which targets the rule's own loss counts: all of them as published, the real ones corrected.
    """

    inputs: np.ndarray
    targets: np.ndarray
    real: np.ndarray
    counted: np.ndarray


@dataclass(frozen=True)
class Coding:
    """A rule with its vocabulary. ``length``: targets a clip. ``begin`` and ``end`` are what a search starts from and
    stops at; ``forbidden`` ids are never generated.
    """

    vocabulary: Vocabulary
    length: int
    masked: bool
    begin: int
    end: int
    forbidden: tuple[int, ...]

    @classmethod
    def of(cls, train: Sequence[Sequence[str]], everything: Sequence[Sequence[str]], config: Config) -> Coding:
        """For the lists of the training part; ``everything`` are those of all clips.

        As published the vocabulary is that of all clips, test included, and the first token of a list is input only.
        Corrected, it is that of the training part without what occurs once there, so that <unk> is learned.
        """
        longest = max(len(tokens) for tokens in everything)
        if config.masked:
            return cls.stored(Vocabulary.build(train, config.min_count), config, longest + 1)
        tokens = sorted({token for tokens in everything for token in tokens})
        return cls.stored(Vocabulary((PADDING, *tokens)), config, max(longest - 1, 1))

    @classmethod
    def stored(cls, vocabulary: Vocabulary, config: Config, length: int = 0) -> Coding:
        """With a vocabulary that is there already; ``length`` 0 where nothing is to be encoded."""
        if config.masked:
            return cls(vocabulary, length, True, BEGIN, END, (PAD, UNKNOWN, BEGIN))
        return cls(vocabulary, length, False, 0, 0, ())

    def encode(self, lists: Sequence[Sequence[str]]) -> Coded:
        if self.masked:
            ids = np.stack([self.vocabulary.encode(tokens, self.length + 1) for tokens in lists])
        else:
            ids = np.zeros((len(lists), self.length + 1), dtype=np.int32)
            for row, tokens in enumerate(lists):
                ids[row, : len(tokens)] = [self.vocabulary.ids[token] for token in tokens]
        targets = ids[:, 1:]
        real = targets != 0
        return Coded(ids[:, :-1], targets, real, real if self.masked else np.ones_like(real))

    def decode(self, ids: Sequence[int]) -> list[str]:
        """Tokens up to the end."""
        if self.masked:
            return self.vocabulary.decode(ids)
        numbers = list(ids)
        end = numbers.index(0) if 0 in numbers else None
        return [self.vocabulary.tokens[number] for number in numbers[:end]]

    @property
    def aspect_tokens(self) -> dict[int, str]:
        """The tokens by id, without padding, unknown, begin and end."""
        first = END + 1 if self.masked else 1
        return dict(enumerate(self.vocabulary.tokens[first:], start=first))

    def unknown_share(self, lists: Sequence[Sequence[str]]) -> float:
        """Share of tokens that the vocabulary lacks."""
        tokens = [token for tokens in lists for token in tokens]
        return sum(token not in self.vocabulary.ids for token in tokens) / max(len(tokens), 1)
