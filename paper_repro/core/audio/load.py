"""Clips as features need them: decoded, checked, cut or padded to one length."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from paper_repro.core.audio.decode import decode
from paper_repro.core.audio.length import MAX_SECONDS, FeatureSettings, to_length
from paper_repro.core.errors import AudioError


def load_clip(path: Path, settings: FeatureSettings, offset: float = 0.0) -> np.ndarray:
    """Decodes one clip.

    Args:
        path: sound file.
        settings: rate and length of the clip.
        offset: seconds into the file at which the clip begins.

    Returns:
        float32 ``(settings.samples,)``, or as long as the file where that is None.

    Raises:
        AudioError: the file cannot be decoded, or is shorter than ``settings.min_seconds`` or, where it is taken
            whole, longer than ``MAX_SECONDS``.
    """
    samples = decode(
        path,
        sample_rate=settings.sample_rate,
        offset=offset,
        duration=longest(settings),
        res_type=settings.res_type,
    )
    return to_length(samples, path, settings)


def load_clips(
    paths: Sequence[Path],
    settings: FeatureSettings,
    decoder: str = "soundfile",
    offsets: Sequence[float] | None = None,
) -> list[np.ndarray | AudioError]:
    """Decodes many clips.

    Args:
        paths: sound files.
        settings: rate and length of the clips.
        decoder: ``"soundfile"`` or ``"tfio"``.
        offsets: seconds into each file at which its clip begins; None: 0.

    Returns:
        In the order of ``paths`` what ``load_clip`` gives, or the AudioError of a file that cannot be used.

    Raises:
        UserError: ``decoder`` is ``"tfio"`` and tensorflow-io cannot be used.
    """
    offsets = offsets or [0.0] * len(paths)
    native: dict[int, np.ndarray | AudioError] = {}
    if decoder == "tfio":
        from paper_repro.core.audio.tfio import decode_tfio

        native = decode_tfio(paths, settings.sample_rate, offsets, longest(settings), settings.res_type)
    clips: list[np.ndarray | AudioError] = []
    for number, (path, offset) in enumerate(zip(paths, offsets, strict=True)):
        try:
            if number not in native:
                clips.append(load_clip(path, settings, offset))
                continue
            if isinstance(native[number], AudioError):
                raise native[number]
            clips.append(to_length(native[number], path, settings))
        except AudioError as error:
            clips.append(error)
    return clips


def longest(settings: FeatureSettings) -> float:
    """Seconds to decode: no more than needed to know that a file taken whole is too long."""
    return MAX_SECONDS + 1.0 if settings.seconds is None else settings.seconds
