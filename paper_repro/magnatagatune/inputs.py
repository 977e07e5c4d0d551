"""What the network may see beside the mel spectrogram: other pictures of a clip, all of one shape (Sec. VI, ours).

Frames stand where those of the paper's mel spectrogram stand, and there are as many bands: the same network takes each.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from paper_repro.core.audio.settings import Clips
from paper_repro.core.errors import UserError
from paper_repro.weights.features import HiddenSettings
from paper_repro.weights.sound import FEATURES, FRAMES

#: Power in bands, which the paper's logarithm compresses.
MEL, STFT, CQT = "mel", "stft", "cqt"
#: Mel power with an automatic gain and a root in place of the logarithm.
PCEN = "pcen"
#: Cepstral coefficients of 128 mel bands.
MFCC = "mfcc"
#: Samples: what the bands are is learned.
WAVEFORM = "waveform"
INPUTS = (MEL, STFT, CQT, PCEN, MFCC, WAVEFORM)
#: Computed from the records of the mel spectrogram: the network does the rest.
OF_MEL = (MEL, PCEN)
#: Of the constant-Q transform: its lowest bin, C2 in Hz, and bins an octave. 40 bins end at 5,919 Hz.
LOWEST, BINS_PER_OCTAVE = 65.406, 6


@dataclass(frozen=True)
class InputSettings(Clips):
    """Everything that decides a clip's picture, from the file on: what records are computed and found by.

    Attributes:
        input: one of ``INPUTS`` that is no ``OF_MEL``.
        bands: of the picture.
        others: as in ``MelSettings``; frames are not centred.

    Raises:
        UserError: an unknown input.

    Example:
        >>> settings = InputSettings("cqt", 16_000, 29.124, 29.0, n_fft=1024, hop_length=512, bands=40)
        >>> settings.shape
        (909, 40)
    """

    input: str
    sample_rate: int
    seconds: float
    min_seconds: float
    n_fft: int
    hop_length: int
    bands: int
    res_type: str = "soxr_hq"

    def __post_init__(self) -> None:
        if self.input not in INPUTS:
            raise UserError(f"input must be one of {', '.join(INPUTS)}. Received: {self.input!r}.")

    @property
    def samples(self) -> int:
        return round(self.seconds * self.sample_rate)

    @property
    def frames(self) -> int:
        return 1 + (self.samples - self.n_fft) // self.hop_length

    @property
    def shape(self) -> tuple[int, int]:
        """(frames, bands) of a clip; of the waveform (samples, 1)."""
        return (self.samples, 1) if self.input == WAVEFORM else (self.frames, self.bands)

    def layer(self):
        """The Keras layer from ``(batch, samples)`` to ``(batch, *shape)``."""
        from keras.layers import Reshape

        from paper_repro.core.audio.constant_q import ConstantQ
        from paper_repro.core.audio.features import Mfcc
        from paper_repro.core.audio.linear import LinearBands

        if self.input == WAVEFORM:
            return Reshape(self.shape, dtype="float32")
        if self.input == CQT:
            return ConstantQ(
                self.sample_rate, self.hop_length, LOWEST, self.bands, BINS_PER_OCTAVE, self.n_fft // 2, dtype="float32"
            )
        if self.input == MFCC:
            return Mfcc(self.sample_rate, self.n_fft, self.hop_length, self.bands, pad_mode="none", dtype="float32")
        return LinearBands(self.n_fft, self.hop_length, self.bands, dtype="float32")

    def extractor(self) -> Callable[[np.ndarray], np.ndarray]:
        from paper_repro.core.audio.features import compiled

        return compiled(self.layer(), self.samples)


@dataclass(frozen=True)
class FirstWindows(HiddenSettings):
    """What a published network hears in the first windows of a clip: in long corpora the whole would take too long.

    The whole clip is decoded all the same, so that a truncated file is refused in every row.

    Example:
        >>> FirstWindows.of("msd_musicnn", seconds=29.124, windows=3).shape
        (3, 200)
    """

    windows: int = 1

    @property
    def shape(self) -> tuple[int, int]:
        """(windows, values of the last hidden layer) of a clip."""
        return self.windows, super().shape[1]

    def extractor(self) -> Callable[[np.ndarray], np.ndarray]:
        """Samples ``(batch, samples)`` to hidden values ``(batch, windows, units)``."""
        heard, samples = super().extractor(), (self.windows * FRAMES - 1) * FEATURES.hop_length
        return lambda batch: heard(batch[:, :samples])
