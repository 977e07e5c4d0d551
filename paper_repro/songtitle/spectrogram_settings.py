"""What decides a clip's spectrogram image, as data: configs hold it without starting Keras."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from paper_repro.core.errors import UserError


@dataclass(frozen=True)
class SpectrogramSettings:
    """Everything that decides a clip's spectrogram image, from the file on.

    ``seconds`` is cut or zero-padded to, None takes files as long as they are; a file shorter than ``min_seconds`` is
    refused. Other fields as in ``SpectrogramImage`` and ``decode``, which averages the channels.
    """

    sample_rate: int
    seconds: float | None
    min_seconds: float
    n_fft: int
    window_length: int
    hop_length: int
    bins: int
    floor_db: float = 80.0
    res_type: str = "soxr_hq"

    @property
    def samples(self) -> int | None:
        return None if self.seconds is None else round(self.seconds * self.sample_rate)

    @property
    def shape(self) -> tuple[int, int | None, int]:
        """(bins, frames, 3) of a clip's image, frames None where clips differ in length."""
        if self.samples is None:
            return self.bins, None, 3
        return self.bins, 1 + (self.samples - self.window_length) // self.hop_length, 3

    def layer(self):
        """The Keras layer ``SpectrogramImage``, ``(batch, samples)`` to ``(batch, bins, frames, 3)``."""
        from paper_repro.songtitle.spectrogram_image import SpectrogramImage

        return SpectrogramImage(
            self.n_fft, self.window_length, self.hop_length, self.bins, floor_db=self.floor_db, dtype="float32"
        )

    def extractor(self) -> Callable[[np.ndarray], np.ndarray]:
        """``(batch, samples)`` to images ``(batch, *shape)``, float32."""
        from paper_repro.core.audio.features import compiled

        return compiled(self.layer(), self.samples)


#: The two readings of Sec. 4.1, which states an FFT of 1,024 points, a window of 512 that overlaps by half, and a
#: matrix of 256 bins x about 2,580 frames. These cannot all be so: at the 44,100 Hz that it states too, the former
#: give 513 x 5,166. Of 30 s at half that rate an FFT as long as the window gives 257 x 2,582, which without the top bin
#: is the stated matrix. (The paper used R, and R's ``signal::specgram`` leaves the top bin out.) Clips of fma_small are
#: a little shorter than 30 s: 29.98 s have 2,580 frames.
#: Ours in both: that files are cut or padded to 30 s, where the paper's widths vary a little, and how short a file may
#: be. All but a few clips of fma_small last 30 s; of a shorter one what is padded comes out black.
_PRESETS = {
    "as_shaped": SpectrogramSettings(22_050, 30.0, 1.0, n_fft=512, window_length=512, hop_length=256, bins=256),
    "as_stated": SpectrogramSettings(44_100, 30.0, 1.0, n_fft=1024, window_length=512, hop_length=256, bins=513),
}
#: Names of ``spectrogram_settings``.
SPECTROGRAMS = tuple(_PRESETS)


def spectrogram_settings(name: str) -> SpectrogramSettings:
    """The settings of a reading of Sec. 4.1: ``"as_shaped"`` (256 x 2,582) or ``"as_stated"`` (513 x 5,166).

    Raises:
        UserError: another name.
    """
    if name not in _PRESETS:
        raise UserError(f"spectrogram must be one of {', '.join(SPECTROGRAMS)}. Received: {name!r}.")
    return _PRESETS[name]
