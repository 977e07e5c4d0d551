"""Sound files to samples: libsndfile decodes (wav, flac, ogg, mp3), soxr resamples, both in blocks."""

from __future__ import annotations

import io
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np
import soundfile as sf
import soxr

from paper_repro.core.audio import pyav
from paper_repro.core.audio.blocks import mono_blocks
from paper_repro.core.audio.formats import unsupported_format
from paper_repro.core.errors import AudioError, UserError

#: librosa's names for soxr's qualities; librosa's own default since 0.10 is ``soxr_hq``.
RES_TYPES = {"soxr_vhq": "VHQ", "soxr_hq": "HQ", "soxr_mq": "MQ", "soxr_lq": "LQ"}
#: Hz between which a file's stated rate is taken to be right. Below, one second of sound would become gigabytes.
MIN_RATE, MAX_RATE = 1_000, 768_000


def decode(
    source: str | Path | bytes,
    *,
    sample_rate: int,
    offset: float = 0.0,
    duration: float | None = None,
    res_type: str = "soxr_hq",
) -> np.ndarray:
    """Decodes a sound file to mono samples at ``sample_rate``.

    Only the part asked for is decoded, block by block: memory grows with the samples returned, not with the file. The
    length is that of the samples decoded, whatever the header states.

    Args:
        source: a path, or the bytes of a whole file, in any format libsndfile reads.
        sample_rate: Hz of the result.
        offset: seconds to skip from the start.
        duration: seconds to read at most; None reads to the end.
        res_type: ``soxr_vhq``, ``soxr_hq``, ``soxr_mq`` or ``soxr_lq``.

    Returns:
        float32 of shape ``(samples,)``, the mean of the channels, full scale 1.

    Raises:
        AudioError: the file is missing, unreadable, of an impossible sample rate, holds nothing in the range asked
            for, or holds NaN.
        UserError: ``res_type`` is none of the above.

    Example:
        >>> file = io.BytesIO()
        >>> sf.write(file, np.zeros((44_100, 2)), 44_100, format="WAV")
        >>> decode(file.getvalue(), sample_rate=16_000, duration=0.5).shape
        (8000,)
    """
    _check_res_type(res_type)
    name = "<bytes>" if isinstance(source, bytes) else str(source)
    with _opened(source, name) as file, _named_errors(file, name):
        blocks = _resampled(mono_blocks(file, offset, duration), name, sample_rate, RES_TYPES[res_type])
        joined = bytearray()  # grows in place, where joining arrays would hold every sample twice
        for block in blocks:
            joined += memoryview(np.ascontiguousarray(block)).cast("B")
        samples = np.frombuffer(joined, dtype=np.float32)
    if samples.shape[0] == 0:
        raise AudioError(f"{name}: holds no sound after {offset:g} s; remove it or lower the offset.", "empty")
    return samples


def decoded_blocks(path: Path, *, sample_rate: int, res_type: str = "soxr_hq") -> Iterator[np.ndarray]:
    """A whole sound file block by block, in memory that does not grow with it; any file with sound.

    What libsndfile does not read goes through PyAV where that is installed. Joined, the blocks of a file that it reads
    equal what ``decode`` gives.

    Args:
        path: of the file.
        sample_rate: Hz of the blocks.
        res_type: as in ``decode``.

    Yields:
        float32 ``(samples,)``, any number of them.

    Raises:
        AudioError: as ``decode``, but for a file without a sample, which gives no block. Only when blocks are taken.
        UserError: ``res_type`` is none of ``decode``'s.
    """
    _check_res_type(res_type)
    name, quality = str(path), RES_TYPES[res_type]
    with _opened(path, name) as file:
        given = False
        try:
            with _named_errors(file, name):
                for block in _resampled(mono_blocks(file, 0.0, None), name, sample_rate, quality):
                    given = True
                    yield block
            return
        except AudioError as error:
            if given or error.reason != "unreadable" or not pyav.readable(file):
                raise
        yield from _resampled(pyav.mono_blocks(file, name), name, sample_rate, quality)


def _check_res_type(res_type: str) -> None:
    if res_type not in RES_TYPES:
        raise UserError(f"res_type must be one of {', '.join(RES_TYPES)}. Received: {res_type!r}.")


def check_rate(rate: int, name: str | Path) -> None:
    """Raises AudioError where a header's sample rate, Hz, can only be damage."""
    if not MIN_RATE <= rate <= MAX_RATE:
        raise AudioError(
            f"{name}: its header states {rate:,} Hz, {MIN_RATE:,} to {MAX_RATE:,} Hz are possible; export it again.",
            "unreadable",
        )


def check_finite(samples: np.ndarray, name: str | Path) -> None:
    """Raises AudioError where samples are NaN or infinite."""
    if not np.isfinite(samples).all():
        raise AudioError(f"{name}: samples are not all finite (NaN or infinity); export it again.", "not finite")


def _resampled(
    blocks: Iterator[tuple[int, np.ndarray]], name: str, sample_rate: int, quality: str
) -> Iterator[np.ndarray]:
    """Blocks at ``sample_rate``: joined they equal resampling in one piece, bit by bit."""
    stream = None
    for rate, block in blocks:
        check_rate(rate, name)
        check_finite(block, name)
        if rate != sample_rate:
            stream = stream or soxr.ResampleStream(rate, sample_rate, 1, dtype="float32", quality=quality)
            block = stream.resample_chunk(block)
            check_finite(block, name)  # huge values overflow in resampling
        yield block
    if stream is not None:
        last = stream.resample_chunk(np.zeros(0, np.float32), last=True)
        check_finite(last, name)
        yield last


@contextmanager
def _opened(source: str | Path | bytes, name: str) -> Iterator[BinaryIO]:
    if isinstance(source, bytes):
        yield io.BytesIO(source)
        return
    try:
        mode = Path(source).stat().st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            # Opening a pipe would wait for somebody to write to it.
            raise AudioError(f"{name}: is a pipe or a device, not a file; give a sound file.", "unreadable")
        file = Path(source).open("rb")  # noqa: SIM115 (closed below; only opening is tried)
    except FileNotFoundError:
        raise AudioError(f"{name}: no such file; check the path.", "missing") from None
    except IsADirectoryError:
        raise AudioError(f"{name}: is a folder; give a sound file in it.", "unreadable") from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise AudioError(f"{name}: cannot be opened ({reason}); check the path.", "unreadable") from error
    with file:
        yield file


@contextmanager
def _named_errors(file: BinaryIO, name: str) -> Iterator[None]:
    """Turns errors of libsndfile and of reading into an AudioError that names the file."""
    try:
        yield
    except MemoryError as error:
        raise AudioError(f"{name}: does not fit into memory; cut it into shorter files.", "unreadable") from error
    except (sf.SoundFileError, RuntimeError, OSError) as error:
        raise AudioError(f"{name}: {_reason(file, error)}", "unreadable") from error


def _reason(file: BinaryIO, error: Exception) -> str:
    try:
        file.seek(0)
        head = file.read(64)
    except OSError:
        head = b"?"
    if not head:
        return "has zero bytes; fetch it again or remove it."
    if known := unsupported_format(head):
        return f"is {known}, which libsndfile does not read; convert it to wav, flac, ogg or mp3, or remove it."
    reason = str(error).rstrip(". ").split(": ")[-1].rstrip(". ")
    if not reason or "does not exist" in reason or reason.startswith("Error"):
        # libsndfile's words for an mp3 in which no frame is found, and for none at all.
        reason = "no sound found in it, or damaged"
    return f"libsndfile cannot read it ({reason}); convert it or remove it."
