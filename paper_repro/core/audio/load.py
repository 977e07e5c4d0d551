"""Clips as the features want them: decoded, checked, cut or padded to one length."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from paper_repro.core.audio.decode import decode, to_length
from paper_repro.core.audio.settings import FeatureSettings
from paper_repro.core.errors import AudioError


def load_clip(path: Path, settings: FeatureSettings, offset: float = 0.0) -> np.ndarray:
    """One clip, float32 ``(settings.samples,)``, or as long as its file, from ``offset`` seconds into the file on.

    Raises:
        AudioError: the file cannot be decoded, or is shorter than ``settings.min_seconds``.
    """
    samples = decode(
        path,
        sample_rate=settings.sample_rate,
        offset=offset,
        duration=settings.seconds,
        res_type=settings.res_type,
    )
    return to_length(samples, path, settings)


def load_clips(
    paths: Sequence[Path],
    settings: FeatureSettings,
    decoder: str = "soundfile",
    offsets: Sequence[float] | None = None,
) -> list[np.ndarray | AudioError]:
    """Many clips in order, each from its offset in seconds on; where one cannot be used, its AudioError stands in its
    place.

    Raises:
        UserError: ``decoder`` is ``"tfio"`` and tensorflow-io cannot be used, or cannot decode such files at all.
    """
    offsets = offsets or [0.0] * len(paths)
    if decoder == "tfio":
        from paper_repro.core.audio.tfio import load_clips_tfio

        return load_clips_tfio(paths, settings, offsets)
    clips: list[np.ndarray | AudioError] = []
    for path, offset in zip(paths, offsets, strict=True):
        try:
            clips.append(load_clip(path, settings, offset))
        except AudioError as error:
            clips.append(error)
    return clips
