"""What a published network hears, as features of records: its last hidden layer, weights frozen.

Settings alone: nothing here starts Keras. What a task trains on these features is its own; ``output_layer`` is the
simplest, one dense layer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from paper_repro.core.audio.settings import Clips
from paper_repro.weights import store
from paper_repro.weights.catalogue import UNITS, network
from paper_repro.weights.sound import FEATURES, FRAMES


@dataclass(frozen=True)
class HiddenSettings(Clips):
    """Everything that decides what a published network hears in a clip: what records are computed and found by.

    Attributes:
        network: its name in the catalogue.
        sha256: of the file that holds it: other weights are other features.
        seconds: what clips are cut or zero-padded to; None takes files as long as they are.
        min_seconds: a shorter file is refused.
        res_type: as in ``MelSettings``.

    Example:
        >>> HiddenSettings.of("mtt_musicnn", seconds=29.124).shape
        (9, 200)
    """

    network: str
    sha256: str
    seconds: float | None = None
    min_seconds: float = FEATURES.min_seconds
    res_type: str = FEATURES.res_type

    @classmethod
    def of(cls, name: str, **lengths) -> HiddenSettings:
        """Those of a network of the catalogue; ``lengths`` as in the class.

        Raises:
            UserError: there is no network of that name.
        """
        return cls(name, network(name).wheel.sha256, **lengths)

    @property
    def sample_rate(self) -> int:
        return FEATURES.sample_rate

    @property
    def samples(self) -> int | None:
        return None if self.seconds is None else round(self.seconds * self.sample_rate)

    @property
    def shape(self) -> tuple[int | None, int]:
        """(windows of 3 s, values of the last hidden layer) of a clip; what is left at its end is dropped."""
        units = UNITS[network(self.network).architecture]
        return (None if self.samples is None else (1 + self.samples // FEATURES.hop_length) // FRAMES), units

    def extractor(self) -> Callable[[np.ndarray], np.ndarray]:
        """Samples ``(batch, samples)`` to hidden values ``(batch, windows, units)``, the network loaded from the cache.

        Raises:
            UserError: its file is not there, or damaged.
        """
        from paper_repro.weights.tagger import Tagger

        tagger = Tagger.load(network(self.network))
        return lambda batch: np.stack([tagger.hidden(samples) for samples in batch])

    def layer(self) -> Callable[[np.ndarray], np.ndarray]:
        """The same, under the name by which prediction asks other settings for their layer."""
        return self.extractor()


def is_here(name: str) -> bool:
    """Whether the file that holds a network is in the cache folder; it may still be damaged."""
    return store.place(network(name).wheel).is_file()
