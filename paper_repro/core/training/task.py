"""What a paper hands to the run engine: a model bound to its data."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any

import keras
import pandas as pd
import tensorflow as tf

#: Metrics by name, and a row per item with what was predicted for it.
Evaluation = tuple[dict[str, Any], pd.DataFrame]


class Task(ABC):
    """A compiled network, its batches, and how it is scored.

    Subclasses set ``model`` and ``steps`` (batches an epoch) in their constructor, which is called once the seed is
    set, so that initial weights depend on it.
    """

    model: keras.Model
    steps: int

    @property
    def fitted(self) -> keras.Model:
        """The compiled model that learns from ``batches``: ``model``, or one that shares the layers of it that learn,
        where what the others make of the data is computed once.
        """
        return self.model

    @abstractmethod
    def batches(self, first_epoch: int) -> tf.data.Dataset:
        """Endless epochs of training batches from ``first_epoch`` on, counted from 0."""

    @abstractmethod
    def validate(self) -> Mapping[str, float]:
        """Scores of the validation part with the weights of the epoch that has just ended."""

    @abstractmethod
    def evaluate(self) -> Evaluation:
        """Scores of validation and test part with the weights of the selected epoch."""


class FittedTask(ABC):
    """A baseline that is fitted in one go and has no layers."""

    @abstractmethod
    def fit(self) -> None:
        """Fits it to the training part."""

    @abstractmethod
    def evaluate(self) -> Evaluation:
        """Scores of validation and test part."""


def joined(evaluations: Iterable[Evaluation]) -> Evaluation:
    """The evaluations of several splits as one.

    Example:
        >>> parts = [({f"{name}_n": 1}, pd.DataFrame({"clip_id": [name]})) for name in ("valid", "test")]
        >>> metrics, predictions = joined(parts)
        >>> metrics, predictions["clip_id"].tolist()
        ({'valid_n': 1, 'test_n': 1}, ['valid', 'test'])
    """
    metrics: dict[str, Any] = {}
    frames = []
    for scores, frame in evaluations:
        metrics |= scores
        frames.append(frame)
    return metrics, pd.concat(frames, ignore_index=True)
