"""Sound files to samples: libsndfile decodes (wav, flac, ogg, mp3), soxr resamples."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import soundfile as sf
import soxr

from paper_repro.core.audio.settings import SLACK, FeatureSettings
from paper_repro.core.errors import AudioError, UserError

#: librosa's names for soxr's qualities; librosa's own default since 0.10 is ``soxr_hq``.
RES_TYPES = {"soxr_vhq": "VHQ", "soxr_hq": "HQ", "soxr_mq": "MQ", "soxr_lq": "LQ"}


def decode(
    source: str | Path | bytes,
    *,
    sample_rate: int,
    offset: float = 0.0,
    duration: float | None = None,
    res_type: str = "soxr_hq",
) -> np.ndarray:
    """Decodes a sound file to mono samples at ``sample_rate``.

    Args:
        source: a path, or the bytes of a whole file, in any format libsndfile reads.
        sample_rate: Hz of the result.
        offset: seconds to skip from the start.
        duration: seconds to read at most; None reads to the end.
        res_type: ``soxr_vhq``, ``soxr_hq``, ``soxr_mq`` or ``soxr_lq``.

    Returns:
        float32 of shape ``(samples,)``, the mean of the channels, full scale 1.

    Raises:
        AudioError: the file is missing, unreadable, holds nothing in the range asked for, or holds NaN.
        UserError: ``res_type`` is none of the above.
    """
    if res_type not in RES_TYPES:
        raise UserError(f"res_type must be one of {', '.join(RES_TYPES)}. Received: {res_type!r}.")
    name = "<bytes>" if isinstance(source, bytes) else str(source)
    native, native_rate = _read(source, name, offset, duration)
    if native.shape[0] == 0:
        raise AudioError(f"{name}: holds no sound after {offset:g} s; remove it or lower the offset.", "empty")
    mono = native[:, 0] if native.shape[1] == 1 else native.mean(axis=1)
    if not np.isfinite(mono).all():
        raise AudioError(f"{name}: samples are not all finite (NaN or infinity); export it again.", "not finite")
    if native_rate == sample_rate:
        return np.ascontiguousarray(mono)
    return soxr.resample(mono, native_rate, sample_rate, quality=RES_TYPES[res_type])


def _read(source: str | Path | bytes, name: str, offset: float, duration: float | None) -> tuple[np.ndarray, int]:
    """Samples as float32 ``(frames, channels)`` and their rate."""
    try:
        with sf.SoundFile(io.BytesIO(source) if isinstance(source, bytes) else source) as file:
            if offset:
                file.seek(min(round(offset * file.samplerate), file.frames))
            frames = -1 if duration is None else round(duration * file.samplerate)
            return file.read(frames, dtype="float32", always_2d=True), file.samplerate
    except (sf.SoundFileError, RuntimeError, OSError) as error:
        if not isinstance(source, bytes) and not Path(source).exists():
            raise AudioError(f"{name}: no such file; check the path.", "missing") from error
        reason = str(error).rstrip(".").split(": ")[-1]
        raise AudioError(
            f"{name}: libsndfile cannot read it ({reason}); convert it or remove it.", "unreadable"
        ) from error


def fit_length(samples: np.ndarray, length: int) -> np.ndarray:
    """Cuts or zero-pads ``(samples,)`` at its end to exactly ``length`` samples."""
    if samples.shape[0] >= length:
        return samples[:length]
    return np.pad(samples, (0, length - samples.shape[0]))


def to_length(samples: np.ndarray, path: Path, settings: FeatureSettings) -> np.ndarray:
    """Cuts or zero-pads to ``settings.samples``, where there is such a length.

    Raises AudioError where there is too little to pad.
    """
    if samples.shape[0] < settings.min_seconds * settings.sample_rate - SLACK:
        seconds = samples.shape[0] / settings.sample_rate
        raise AudioError(
            f"{path}: holds {seconds:.2f} s, at least {settings.min_seconds:g} s are needed; restore the file.",
            "too short",
        )
    return samples if settings.samples is None else fit_length(samples, settings.samples)
