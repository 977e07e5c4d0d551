"""Clips as the features want them: decoded, checked, cut or padded to one length."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from paper_repro.audio.decode import decode, to_length
from paper_repro.audio.settings import MelSettings
from paper_repro.errors import AudioError


def load_clip(path: Path, settings: MelSettings) -> np.ndarray:
    """One clip, float32 ``(settings.samples,)``.

    Raises:
        AudioError: the file cannot be decoded, or is shorter than ``settings.min_seconds``.
    """
    samples = decode(path, sample_rate=settings.sample_rate, duration=settings.seconds, res_type=settings.res_type)
    return to_length(samples, path, settings)


def load_clips(
    paths: Sequence[Path], settings: MelSettings, decoder: str = "soundfile"
) -> list[np.ndarray | AudioError]:
    """Many clips in order; where one cannot be used, its AudioError stands in its place.

    Raises:
        UserError: ``decoder`` is ``"tfio"`` and tensorflow-io cannot be used, or cannot decode such files at all.
    """
    if decoder == "tfio":
        from paper_repro.audio.tfio import load_clips_tfio

        return load_clips_tfio(paths, settings)
    clips: list[np.ndarray | AudioError] = []
    for path in paths:
        try:
            clips.append(load_clip(path, settings))
        except AudioError as error:
            clips.append(error)
    return clips
