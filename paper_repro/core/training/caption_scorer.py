"""Losses of true captions under a captioner, also under the memory of another item."""

from __future__ import annotations

from collections.abc import Iterable

import keras
import numpy as np

from paper_repro.core.nn.losses import TokenLosses
from paper_repro.core.training.backend import jit_compile
from paper_repro.core.training.forward import Forward


class CaptionScorer:
    """Scores captions with a captioner's encoder and decoder, whose weights are shared.

    Args:
        captioner: from ``nn.captioner.build_captioner``.
        encoder: features to the memory that the decoder reads.
        batch_size: items a step.
    """

    def __init__(self, captioner: keras.Model, encoder: keras.Model, batch_size: int) -> None:
        self.captioner = captioner
        self.batch_size = batch_size
        encoder.compile(jit_compile=jit_compile())
        self._encode = Forward(encoder)
        memory = keras.Input(encoder.output.shape[1:], name="memory")
        shape = captioner.output.shape[1:3]  # (captions, length)
        tokens, targets = (keras.Input(shape, dtype="int32", name=name) for name in ("tokens", "targets"))
        losses = TokenLosses(name="losses")(captioner.get_layer("decoder")(tokens, memory), targets)
        scorer = keras.Model([memory, tokens, targets], losses, name="scorer")
        scorer.compile(jit_compile=jit_compile())
        self._losses = Forward(scorer)

    def memory(self, batches: Iterable) -> np.ndarray:
        """The encoder's output over ``batches`` of features: ``(items, ...)``."""
        return self._encode.batches(batches)

    def losses(self, memory: np.ndarray, inputs: np.ndarray, targets: np.ndarray) -> np.ndarray:
        """Cross-entropy of every target, in nats: ``(items, captions, length)`` as ``inputs`` and ``targets``.

        Batch by batch: ``predict`` would build a pipeline for each of the controls' permutations.
        """
        arrays = (memory, inputs, targets)
        starts = range(0, len(memory), self.batch_size)
        return np.concatenate([self._losses(*(array[at : at + self.batch_size] for array in arrays)) for at in starts])
