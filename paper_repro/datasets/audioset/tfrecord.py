"""TFRecord files without TensorFlow: where each record lies, with its checksums (CRC-32C, masked) checked.

A record is the length of its content (8 bytes, little endian), a checksum of these 8 bytes (4), the content, and a
checksum of the content (4).
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from paper_repro.core.errors import ItemError

LENGTH = struct.Struct("<Q")
CHECKSUM = struct.Struct("<I")
#: Bytes before a record's content.
HEADER = LENGTH.size + CHECKSUM.size
#: Bytes of a record beyond which it is none of AudioSet's: the published ones have about 1,500.
LONGEST = 1 << 20
#: Records whose checksums are computed at a time: bounds memory, whatever the file's size.
CHUNK = 4096
#: Of CRC-32C (Castagnoli), reflected; and what TFRecord adds to a checksum once it is rotated by 15 bits.
POLYNOMIAL, MASK = 0x82F63B78, 0xA282EAD8


@dataclass(frozen=True)
class Place:
    """Where a record's content lies within its file, bytes; ``problem`` says why it cannot be used, or is empty."""

    start: int
    length: int
    problem: str = ""


@contextmanager
def opened(path: Path) -> Iterator[memoryview | bytes]:
    """A file's bytes, read as they are needed.

    Raises:
        ItemError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            if not path.stat().st_size:  # nothing can be mapped
                yield b""
                return
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content, memoryview(content) as view:
                yield view
    except OSError as error:
        raise ItemError(f"{path}: cannot be read ({error.strerror}); check its permissions.", "unreadable") from None


def places(content: memoryview | bytes) -> tuple[list[Place], str]:
    """Every record of a file, in order, and why reading stopped before its end: ``""`` where it did not.

    A record whose content is damaged is listed with its problem. After a damaged length, or where the file ends within
    a record, nothing more can be found.

    Example:
        >>> places(b"too short")
        ([], 'ends within record 1, at byte 9')
    """
    found, stopped, at = [], "", 0
    while at < len(content):
        number = len(found) + 1
        ends = f"ends within record {number}, at byte {len(content):,}"
        if at + HEADER > len(content):
            stopped = ends
            break
        (length,) = LENGTH.unpack_from(content, at)
        (stated,) = CHECKSUM.unpack_from(content, at + LENGTH.size)
        if int(checksums(content, np.array([at]), np.array([LENGTH.size]))[0]) != stated:
            stopped = f"the length of record {number}, at byte {at:,}, is damaged (checksum)"
            break
        if at + HEADER + length + CHECKSUM.size > len(content):
            stopped = ends
            break
        problem = f"{length:,} bytes, {LONGEST:,} at most" if length > LONGEST else ""
        found.append(Place(at + HEADER, length, problem))
        at += HEADER + length + CHECKSUM.size
    return _checked(content, found), stopped


def _checked(content: memoryview | bytes, found: list[Place]) -> list[Place]:
    """The same, those of a wrong checksum with their problem."""
    checked = []
    for first in range(0, len(found), CHUNK):
        part = found[first : first + CHUNK]
        short = [one for one in part if not one.problem]
        computed = checksums(content, np.array([one.start for one in short]), np.array([one.length for one in short]))
        right = dict(zip((one.start for one in short), computed.tolist(), strict=True))
        for one in part:
            if not one.problem and CHECKSUM.unpack_from(content, one.start + one.length)[0] != right[one.start]:
                one = Place(one.start, one.length, "its content is damaged (checksum)")
            checked.append(one)
    return checked


def checksums(content: memoryview | bytes, starts: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Masked CRC-32C of several stretches of bytes at once, uint32: byte by byte, but of all stretches together.

    Example:
        >>> hex(checksums(b"123456789", np.array([0]), np.array([9]))[0])
        '0xc78ab0e5'
    """
    if not len(starts):
        return np.zeros(0, np.uint32)
    data = np.frombuffer(content, np.uint8)
    order = np.argsort(-lengths, kind="stable")
    at, left = starts[order], lengths[order]
    state = np.full(len(starts), 0xFFFFFFFF, np.uint32)
    # How many stretches are longer than so many bytes: the longest come first.
    running = np.searchsorted(-left, -np.arange(left[0]), side="left")
    for byte, many in enumerate(running.tolist()):
        now = state[:many]
        state[:many] = _TABLE[(now ^ data[at[:many] + byte]) & 0xFF] ^ (now >> 8)
    state ^= np.uint32(0xFFFFFFFF)
    rotated = (state >> 15) | (state << 17)
    masked = np.empty_like(rotated)
    masked[order] = rotated + np.uint32(MASK)
    return masked


def _table() -> np.ndarray:
    """What one byte does to the checksum, by its value."""
    table = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        table = np.where(table & 1, (table >> 1) ^ np.uint32(POLYNOMIAL), table >> 1)
    return table.astype(np.uint32)


_TABLE = _table()
