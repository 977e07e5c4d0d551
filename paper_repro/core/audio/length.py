"""Length of a clip: the settings that decide it, and the one check that every decoder's samples pass."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import numpy as np

from paper_repro.core.errors import AudioError

#: Samples by which a file may be shorter than ``min_seconds``: encoders and resamplers round.
SLACK = 64
#: Seconds of the longest file that is taken as long as it is: features and networks need gigabytes beyond.
MAX_SECONDS = 3600.0


class FeatureSettings(Protocol):
    """Settings needed to decode a clip.

    Attributes:
        sample_rate: Hz of the samples.
        seconds: length to which a clip is cut or zero-padded; None keeps the length of its file.
        min_seconds: a clip with fewer decoded seconds is refused.
        res_type: quality of resampling, as in ``decode``.
        samples: ``seconds`` at ``sample_rate``, or None.
    """

    sample_rate: int
    seconds: float | None
    min_seconds: float
    res_type: str

    @property
    def samples(self) -> int | None: ...


def fit_length(samples: np.ndarray, length: int) -> np.ndarray:
    """Cuts or zero-pads ``(samples,)`` at its end to exactly ``length`` samples.

    Example:
        >>> fit_length(np.ones(2), 4)
        array([1., 1., 0., 0.])
        >>> fit_length(np.arange(4), 2)
        array([0, 1])
    """
    if samples.shape[0] >= length:
        return samples[:length]
    return np.pad(samples, (0, length - samples.shape[0]))


def to_length(samples: np.ndarray, path: Path, settings: FeatureSettings) -> np.ndarray:
    """Cuts or zero-pads decoded samples to ``settings.samples``; unchanged where that is None.

    The number of decoded samples counts, whatever the file's header states.

    Raises:
        AudioError: fewer than ``settings.min_seconds`` were decoded (up to ``SLACK`` samples fewer are accepted), or
            more than ``MAX_SECONDS`` where clips are as long as their files.
    """
    if settings.samples is None and samples.shape[0] > MAX_SECONDS * settings.sample_rate + SLACK:
        raise AudioError(
            f"{path}: holds more than {MAX_SECONDS / 60:g} min, which is the most for a whole file; cut it into parts.",
            "too long",
        )
    if samples.shape[0] < settings.min_seconds * settings.sample_rate - SLACK:
        seconds = samples.shape[0] / settings.sample_rate
        raise AudioError(
            f"{path}: holds {seconds:.2f} s, at least {settings.min_seconds:g} s are needed; restore the file.",
            "too short",
        )
    return samples if settings.samples is None else fit_length(samples, settings.samples)
