"""Sound that libsndfile does not read (m4a, aac, webm, mp4, opus in any container) through PyAV, if installed."""

from __future__ import annotations

import contextlib
import importlib.util
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np

from paper_repro.core.audio.formats import compressed_format
from paper_repro.core.errors import AudioError

#: What a message tells to install.
INSTALL = "pip install -e '.[av]'"
#: FFmpeg's demuxers that may open a file. Others follow references to further files and hosts (playlists, scripts).
DEMUXERS = (
    "aac", "ac3", "aiff", "amr", "ape", "asf", "avi", "caf", "flac", "flv", "matroska,webm",
    "mov,mp4,m4a,3gp,3g2,mj2", "mp3", "mpegts", "ogg", "tta", "wav", "wv",
)  # fmt: skip
#: Samples joined before they are handed on: a packet holds some thousand.
BLOCK = 2**16


def installed() -> bool:
    """Whether PyAV can be imported."""
    return importlib.util.find_spec("av") is not None


def readable(file: BinaryIO) -> bool:
    """Whether a file that libsndfile refuses is worth a try.

    Raises:
        AudioError: it is of a format that PyAV would read, and PyAV is not installed.
    """
    file.seek(0)
    known = compressed_format(file.read(64))
    if installed():
        return True
    if known:
        name = getattr(file, "name", "<bytes>")
        raise AudioError(
            f"{name}: is {known}, which libsndfile does not read; install PyAV, which does ({INSTALL} in the clone), "
            "or convert it to wav, flac, ogg or mp3.",
            "unreadable",
        )
    return False


def mono_blocks(file: BinaryIO, name: str) -> Iterator[tuple[int, np.ndarray]]:
    """Decodes a file's first sound track, whatever else is in it.

    Args:
        file: open for reading, seekable.
        name: of the file, for errors.

    Yields:
        The track's sample rate in Hz, and float32 ``(frames,)``, the mean of the channels.

    Raises:
        AudioError: FFmpeg finds no sound in it, or cannot decode what it finds.
    """
    import av

    av.logging.set_level(av.logging.PANIC)
    file.seek(0)
    options = {"format_whitelist": ",".join(DEMUXERS), "protocol_whitelist": ""}
    try:
        with av.open(file, options=options, metadata_errors="replace") as container:
            if not container.streams.audio:
                raise AudioError(f"{name}: holds no sound, only {_kinds(container)}; remove it.", "empty")
            yield from _joined(_frames(container, av.AudioResampler(format="fltp")))
    except (av.error.FFmpegError, ValueError, MemoryError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise AudioError(
            f"{name}: neither libsndfile nor PyAV can read it ({reason}); convert it or remove it.", "unreadable"
        ) from None


def _frames(container, resampler) -> Iterator[tuple[int, np.ndarray]]:
    for frame in container.decode(container.streams.audio[0]):
        for plane in resampler.resample(frame):
            yield plane.sample_rate, plane.to_ndarray().mean(axis=0)
    with contextlib.suppress(ValueError):  # nothing was decoded: it has nothing to flush
        for plane in resampler.resample(None):
            yield plane.sample_rate, plane.to_ndarray().mean(axis=0)


def _joined(frames: Iterator[tuple[int, np.ndarray]]) -> Iterator[tuple[int, np.ndarray]]:
    """Longer blocks of the same samples."""
    waiting: list[np.ndarray] = []
    rate = 0
    for rate, samples in frames:
        waiting.append(samples)
        if sum(map(len, waiting)) >= BLOCK:
            yield rate, np.concatenate(waiting)
            waiting = []
    if waiting:
        yield rate, np.concatenate(waiting)


def _kinds(container) -> str:
    return ", ".join(sorted({stream.type for stream in container.streams})) or "nothing"
