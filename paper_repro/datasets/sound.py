"""Headers of sound files: length, sample rate and channels without decoding."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import soundfile as sf

from paper_repro.core.errors import AudioError


@dataclass(frozen=True)
class Header:
    """Length in seconds, sample rate in Hz and number of channels of a sound file."""

    seconds: float
    sample_rate: int
    channels: int


def read_header(path: Path) -> Header:
    """Reads the header of a sound file.

    Raises:
        AudioError: libsndfile cannot read it.

    Example:
        >>> import tempfile
        >>> path = Path(tempfile.mkdtemp()) / "silence.wav"
        >>> sf.write(path, [0.0] * 4000, 8000)
        >>> read_header(path)
        Header(seconds=0.5, sample_rate=8000, channels=1)
    """
    try:
        about = sf.info(os.fsencode(path))  # as bytes: soundfile cannot encode names that are not UTF-8
    except (sf.SoundFileError, RuntimeError, OSError, ValueError):
        raise AudioError(f"{path}: libsndfile cannot read it; convert it or remove it.", "unreadable") from None
    return Header(about.frames / max(about.samplerate, 1), about.samplerate, about.channels)


def difference_from_mono(path: Path, sample_rate: int) -> str | None:
    """How a decodable file differs from a mono file of ``sample_rate`` Hz; None where it does not."""
    header = read_header(path)
    if (header.sample_rate, header.channels) == (sample_rate, 1):
        return None
    actual = f"{header.sample_rate} Hz, {header.channels} channels"
    return f"{actual}; published: {sample_rate} Hz, 1 channel"
