"""Blocks of samples from a sound file: libsndfile decodes, and what it decoded counts, not what the header promises."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
import soundfile as sf

#: Frames decoded at a time: 0.5 MiB of mono float32, so that memory does not grow with the file.
BLOCK = 2**17
#: Sizes of the last reads of a flac whose length is unknown: libsndfile drops the block in which such a file ends.
LAST_BLOCKS = (BLOCK, 512, 1)
#: Hours beyond which a stated length is taken for damage and not relied on.
MAX_STATED_HOURS = 48
#: Share of an mp3's bytes, and bytes, that may be left when its stated frames are read: tags and pictures follow them.
UNREAD_SHARE, UNREAD_BYTES = 0.02, 2**13
#: Frames decoded at a time from a stream: those of one MPEG frame. What follows the last one, tags or a cut frame, is
#: an error, and a read that ends in one is lost whole.
STREAM_BLOCK = 1152
#: Frames by which a second decoding must exceed an mp3's stated length to be preferred: two MPEG frames.
MARGIN = 2304


def mono_blocks(file: BinaryIO, offset: float, duration: float | None) -> Iterator[tuple[int, np.ndarray]]:
    """Decodes a part of a sound file block by block.

    Args:
        file: open for reading, seekable.
        offset: seconds to skip.
        duration: seconds to read at most; None reads to the end.

    Yields:
        The file's sample rate in Hz, and float32 ``(frames,)``, the mean of the channels: at most ``BLOCK`` frames.

    Raises:
        soundfile.LibsndfileError: the file cannot be opened, or is damaged within the part.
    """
    with _open(file) as sound:
        rate, frames, kind = sound.samplerate, sound.frames, sound.format
        start = round(offset * rate)
        wanted = None if duration is None else round(duration * rate)
        if kind == "FLAC" and frames > MAX_STATED_HOURS * 3600 * rate:
            sound.close()
            yield from ((rate, block) for block in _flac_of_unknown_length(file, start, wanted))
            return
        if start:
            sound.seek(min(start, frames))
        sound.straight = True
        read = 0
        for block in _blocks(sound, wanted, BLOCK):
            read += len(block)
            yield rate, block
    if kind == "MP3" and (wanted is None or read < wanted) and _is_unread(file):
        # Without a Xing frame libsndfile guesses the length from the first frame's bit rate, and stops there.
        done = min(start, frames) + read
        if _streamed_length(file) > done + MARGIN:
            missing = None if wanted is None else wanted - read
            yield from ((rate, block) for block in _mp3_stream(file, max(done, start), missing))


class _Sound(sf.SoundFile):
    """A sound file that is read on and on once it is ``straight``.

    soundfile seeks after every read, to where it stands already. In an mp3 the frames after a seek lack what they
    borrow from those before: the sound would differ at each seam.
    """

    straight = False

    def seekable(self) -> bool:
        return not self.straight and super().seekable()


class _Tolerant:
    """A file whose failing calls answer as C's do, where Python would raise into libsndfile and print a traceback."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.tell = file.tell

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        try:
            return self._file.seek(offset, whence)
        except (OSError, ValueError, OverflowError):  # a damaged header asks for a place before the start
            return -1

    def readinto(self, buffer) -> int:
        try:
            return self._file.readinto(buffer)
        except OSError:
            return 0


def _open(file: BinaryIO) -> _Sound:
    """Opens by content, and where that is not recognised by name too: mp3s may begin with anything."""
    file.seek(0)
    try:
        return _Sound(_Tolerant(file))
    except sf.LibsndfileError:
        if not isinstance(getattr(file, "name", None), str):
            raise
        return _Sound(file.name)


def _blocks(sound: sf.SoundFile, wanted: int | None, size: int) -> Iterator[np.ndarray]:
    """Mono blocks from where ``sound`` stands, ``wanted`` frames in all."""
    left = wanted
    while left is None or left > 0:
        block = sound.read(size if left is None else min(size, left), dtype="float32", always_2d=True)
        if not len(block):
            return
        left = None if left is None else left - len(block)
        yield block[:, 0] if block.shape[1] == 1 else block.mean(axis=1)


def _part(blocks: Iterator[np.ndarray], start: int) -> Iterator[np.ndarray]:
    """The blocks without their first ``start`` frames: decoding replaces a seek that is impossible."""
    for block in blocks:
        if start < len(block):
            yield block[start:]
        start = max(0, start - len(block))


def _flac_of_unknown_length(file: BinaryIO, start: int, wanted: int | None) -> Iterator[np.ndarray]:
    """A flac that states no length (ffmpeg to a pipe) or an absurd one.

    Its end is an error to libsndfile, which drops the block in which it happens: that block is read again in smaller
    ones, and no more than the last sample is lost. An error before the last byte of the file is damage, and raised.
    """
    done = 0
    for size in LAST_BLOCKS:
        try:
            with _open(file) as sound:
                for _ in _blocks(sound, start + done, BLOCK):
                    pass  # decoding replaces a seek, which needs the length
                for block in _blocks(sound, None if wanted is None else wanted - done, size):
                    done += len(block)
                    yield block
            return
        except sf.LibsndfileError:
            if file.read(1):
                raise


def _is_unread(file: BinaryIO) -> bool:
    """Whether much of the file lies behind what the decoder has read."""
    position = file.tell()
    size = file.seek(0, os.SEEK_END)
    return size - position > max(UNREAD_BYTES, UNREAD_SHARE * size)


def _streamed_length(file: BinaryIO) -> int:
    return sum(len(block) for block in _mp3_stream(file, 0, None))


def _mp3_stream(file: BinaryIO, start: int, wanted: int | None) -> Iterator[np.ndarray]:
    """An mp3 decoded to its last frame, whatever length it states: of a pipe libsndfile does not guess the length."""
    source, sink = os.pipe()
    feeder = threading.Thread(target=_feed, args=(file, _first_byte(file), sink), daemon=True)
    feeder.start()
    try:
        with sf.SoundFile(source, closefd=False) as sound:
            yield from _part(_blocks(sound, None if wanted is None else start + wanted, STREAM_BLOCK), start)
    except sf.LibsndfileError:
        # What follows the last frame is no sound; all before has been yielded.
        return
    finally:
        os.close(source)  # ends the feeder where it still writes
        feeder.join()


def _first_byte(file: BinaryIO) -> int:
    """Position of the first MPEG frame with sound: behind an ID3v2 tag, and behind a Xing, Info or VBRI frame, whose
    count may be wrong.
    """
    file.seek(0)
    start = _tag_bytes(file.read(10))
    file.seek(start)
    head = file.read(2**13)
    if head[:1] != b"\xff":
        return start
    # The marker stands behind the frame's header and side information, whose size depends on version and channels.
    if not any(head[at : at + 4] in (b"Xing", b"Info") for at in (13, 21, 36)) and head[36:40] != b"VBRI":
        return start
    following = head.find(head[:2], 40)
    return start + max(0, following)


def _tag_bytes(head: bytes) -> int:
    """Bytes of an ID3v2 tag, its header included; 0 without one. Its size has seven bits a byte."""
    if head[:3] != b"ID3" or len(head) < 10:
        return 0
    return 10 + sum((byte & 0x7F) << 7 * place for place, byte in enumerate(reversed(head[6:10])))


def _feed(file: BinaryIO, start: int, sink: int) -> None:
    # The reader may have stopped (a broken pipe) or closed the file.
    with contextlib.suppress(OSError, ValueError), os.fdopen(sink, "wb", buffering=0) as pipe:
        file.seek(start)
        while chunk := file.read(2**16):
            pipe.write(chunk)
