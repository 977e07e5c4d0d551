"""A ``tf.train.SequenceExample`` of AudioSet without TensorFlow: the few kinds of protobuf fields that it has.

As published the context has ``video_id`` (bytes), ``start_time_seconds`` and ``end_time_seconds`` (floats) and
``labels`` (integers); the one feature list, ``audio_embedding``, has 10 frames, each one value of 128 bytes.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from paper_repro.core.errors import ItemError

#: Frames of .96 s, and values of a frame, 8 bits each.
FRAMES, VALUES = 10, 128
FEATURES = "audio_embedding"
#: Kinds of a protobuf field on the wire: a number of variable length, 8 bytes, bytes, 4 bytes.
NUMBER, EIGHT, BYTES, FOUR = 0, 1, 2, 5
#: A tf.train.Feature holds one list, by its field number.
KINDS = {1: "bytes", 2: "floats", 3: "integers"}
YTID = re.compile(r"[A-Za-z0-9_-]{11}")


@dataclass(frozen=True)
class Context:
    """Whose features a record holds: ``start`` and ``end`` are seconds into the video, ``labels`` are classes."""

    video_id: str
    start: float
    end: float
    labels: tuple[int, ...]


def parse(record: bytes) -> tuple[dict[str, tuple[str, list]], dict[str, list[tuple[str, list]]]]:
    """Context and feature lists by name; each feature is its kind, a value of ``KINDS``, and its values.

    Raises:
        ItemError: not a SequenceExample.
    """
    try:
        context, lists = {}, {}
        for number, part in _fields(record):
            if number == 1:
                context |= {name: _feature(entry) for name, entry in _entries(part)}
            elif number == 2:
                for name, entry in _entries(part):
                    lists[name] = [_feature(frame) for number, frame in _fields(entry) if number == 1]
    except (ValueError, IndexError, struct.error, TypeError):
        raise ItemError("is not a tf.train.SequenceExample.", "malformed record") from None
    return context, lists


def context_of(context: dict[str, tuple[str, list]]) -> Context:
    """What the context says.

    Raises:
        ItemError: a feature is missing, of another kind or of several values, or the id is none.
    """
    wanted = {"video_id": "bytes", "start_time_seconds": "floats", "end_time_seconds": "floats"}
    for name, kind in wanted.items():
        found, values = context.get(name, ("nothing", []))
        if found != kind or len(values) != 1:
            raise ItemError(f"{name} must be one value ({kind}). Received: {len(values)} ({found}).", "other features")
    video_id = context["video_id"][1][0].decode("ascii", "replace")
    if not YTID.fullmatch(video_id):
        raise ItemError(f"video_id must be a YouTube id of 11 characters. Received: {video_id[:40]!r}.", "no video id")
    kind, labels = context.get("labels", ("integers", []))
    start, end = (float(context[name][1][0]) for name in ("start_time_seconds", "end_time_seconds"))
    return Context(video_id, start, end, tuple(labels) if kind == "integers" else ())


def embedding_of(lists: dict[str, list[tuple[str, list]]]) -> np.ndarray:
    """The features, uint8 ``(FRAMES, VALUES)``.

    Raises:
        ItemError: other names, floats in place of bytes, or another number of frames or values.
    """
    if FEATURES not in lists:
        names = ", ".join(sorted(lists)[:5]) or "nothing"
        raise ItemError(f"has no feature list {FEATURES!r}. Received: {names[:200]}.", "other features")
    frames = lists[FEATURES]
    kinds = {kind for kind, _ in frames} - {"bytes"}
    if kinds:
        raise ItemError(f"{FEATURES} must be bytes (8 bits a value). Received: {kinds.pop()}.", "not 8-bit values")
    if len(frames) != FRAMES:
        raise ItemError(f"{FEATURES} must have {FRAMES} frames. Received: {len(frames)}.", "other number of frames")
    sizes = {len(values[0]) if len(values) == 1 else -1 for _, values in frames} - {VALUES}
    if sizes:
        raise ItemError(f"{FEATURES} must have {VALUES} bytes a frame, as one value.", "other number of values")
    return np.frombuffer(b"".join(values[0] for _, values in frames), np.uint8).reshape(FRAMES, VALUES)


def _entries(message: bytes) -> Iterator[tuple[str, bytes]]:
    """The entries of a map from names to messages (Features, FeatureLists: both have it as field 1)."""
    for number, entry in _fields(message):
        if number == 1:
            parts = dict(_fields(entry))
            yield bytes(parts.get(1, b"")).decode("utf-8", "replace"), parts.get(2, b"")


def _feature(message: bytes) -> tuple[str, list]:
    """Kind and values of a tf.train.Feature."""
    kind, values = "nothing", []
    for number, part in _fields(message):
        if number in KINDS:
            kind = KINDS[number]
            values = [value for number, one in _fields(part) if number == 1 for value in _values(kind, one)]
    return kind, values


def _values(kind: str, one: bytes | int) -> list:
    """Values of a list's field: one, or, where numbers are packed, all in a row."""
    if kind == "bytes":
        return [bytes(one)]
    if kind == "floats":
        return [value for (value,) in struct.iter_unpack("<f", one)]
    if isinstance(one, int):
        return [one]
    values, at = [], 0
    while at < len(one):
        value, at = _varint(one, at)
        values.append(value)
    return values


def _fields(message: bytes) -> Iterator[tuple[int, bytes | int]]:
    """Number and content of each field of a message.

    Raises:
        ValueError: it is none.
        IndexError: it ends within a number.
    """
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        number, wire = key >> 3, key & 7
        if wire == NUMBER:
            value, at = _varint(message, at)
            yield number, value
            continue
        if wire == BYTES:
            size, at = _varint(message, at)
        elif wire in (EIGHT, FOUR):
            size = 8 if wire == EIGHT else 4
        else:
            raise ValueError(wire)
        if at + size > len(message):
            raise ValueError(size)
        yield number, message[at : at + size]
        at += size


def _varint(message: bytes, at: int) -> tuple[int, int]:
    """A number of variable length, 7 bits a byte, lowest first, and where it ends."""
    value = 0
    for shift in range(0, 70, 7):
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise ValueError(value)
