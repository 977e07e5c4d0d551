"""Settings of the degradation of recordings; ``recording`` applies them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Degradation:
    """The limits within which a recording is drawn.

    ``level_db``: spread (standard deviation) of the level. ``noise_db``: range of the noise floor, dB full scale RMS.
    ``bandwidth_hz``: range of the upper band limit, log-uniform. ``room``: largest share of reverberation.
    ``clipped``: chance of a clip that is driven into clipping.
    """

    level_db: float
    noise_db: tuple[float, float]
    bandwidth_hz: tuple[float, float]
    room: float
    clipped: float
