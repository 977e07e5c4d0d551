"""What can be predicted of the next token without hearing the clip: its frequency, and what it follows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from paper_repro.musiccaps.sequences import Coded

#: Weights of the bigram that are tried on validation.
WEIGHTS = np.round(np.arange(0.0, 1.0, 0.05), 2)


@dataclass(frozen=True)
class Unigram:
    """Add-one smoothed frequencies of the training targets.

    ``renormalized`` shares the probability of padding out among the real tokens: what a model scores that knows where
    a list ends.
    """

    log_probability: np.ndarray  # (vocabulary,)

    @classmethod
    def fit(cls, train: Coded, size: int, *, renormalized: bool = False) -> Unigram:
        counted = train.counted & train.real if renormalized else train.counted
        counts = np.bincount(train.targets[counted], minlength=size) + 1.0
        if renormalized:
            counts[0] = 0.0
        with np.errstate(divide="ignore"):
            return cls(np.log(counts / counts.sum()))

    def losses(self, part: Coded) -> np.ndarray:
        """Nats of every target, ``(clips, length)``; infinite for padding where renormalised."""
        return -self.log_probability[part.targets]


@dataclass(frozen=True)
class Bigram:
    """weight * relative frequency after the previous token + (1 - weight) * unigram; the weight chosen on validation.

    Interpolated, as add-one smoothing over thousands of aspects would leave the pairs hardly any say.
    """

    unigram: Unigram
    pairs: dict[int, int]  # previous * vocabulary + next -> count
    previous: np.ndarray  # (vocabulary,) how often a token has been the previous one
    size: int
    weight: float

    @classmethod
    def fit(cls, train: Coded, valid: Coded, size: int) -> Bigram:
        keys = train.inputs.astype(np.int64) * size + train.targets
        values, counts = np.unique(keys[train.counted], return_counts=True)
        previous = np.bincount(train.inputs[train.counted], minlength=size)
        unigram = Unigram.fit(train, size)
        pairs = dict(zip(values.tolist(), counts.tolist(), strict=True))
        fitted = {weight: cls(unigram, pairs, previous, size, float(weight)) for weight in WEIGHTS}
        best = min(fitted, key=lambda weight: fitted[weight].losses(valid)[valid.counted].mean())
        return fitted[best]

    def losses(self, part: Coded) -> np.ndarray:
        """Nats of every target, ``(clips, length)``."""
        keys = (part.inputs.astype(np.int64) * self.size + part.targets).ravel()
        together = np.array([self.pairs.get(key, 0) for key in keys.tolist()]).reshape(part.targets.shape)
        before = self.previous[part.inputs]
        seen = before > 0
        frequency = np.divide(together, before, out=np.zeros(part.targets.shape), where=seen)
        weight = np.where(seen, self.weight, 0.0)
        return -np.log(weight * frequency + (1.0 - weight) * np.exp(-self.unigram.losses(part)))


def per_clip(losses: np.ndarray, counted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sums of the counted tokens' losses and their numbers, ``(clips,)`` each."""
    return np.where(counted, losses, 0.0).sum(axis=1), counted.sum(axis=1)
