"""Formats by a file's first bytes: what libsndfile does not read can at least be named."""

from __future__ import annotations

#: Position and bytes by which a format is recognised.
_SIGNATURES = (
    (4, b"ftyp", "MPEG-4 (m4a, mp4)"),
    (0, b"\x1a\x45\xdf\xa3", "Matroska or WebM"),
    (0, bytes.fromhex("3026b2758e66cf11"), "Windows Media (wma)"),
    (0, b"MThd", "MIDI"),
    (0, b"ADIF", "AAC"),
    (0, b"\xff\xf1", "AAC"),
    (0, b"\xff\xf9", "AAC"),
    (0, b"MAC ", "Monkey's Audio (ape)"),
    (0, b"wvpk", "WavPack"),
    (0, b"#EXTM3U", "a playlist"),
    (0, b"PK\x03\x04", "a zip archive"),
    (0, b"\x1f\x8b", "a gzip archive"),
    (0, b"version https://git-lfs", "a Git LFS pointer"),
)

#: Of these, what FFmpeg decodes.
_COMPRESSED = ("MPEG-4", "Matroska", "Windows Media", "AAC", "Monkey's Audio", "WavPack")


def unsupported_format(head: bytes) -> str | None:
    """Name of the format, not read here, that ``head`` (a file's first bytes) begins; None where it is unknown.

    Example:
        >>> unsupported_format(b"MThd....")
        'MIDI'
        >>> unsupported_format(b"RIFF....WAVE") is None
        True
    """
    for position, signature, name in _SIGNATURES:
        if head[position : position + len(signature)] == signature:
            return name
    if head.lstrip().lower().startswith((b"<!doctype", b"<html")):
        return "a web page"
    return None


def compressed_format(head: bytes) -> str | None:
    """The same, of formats that hold sound which another decoder reads.

    Example:
        >>> compressed_format(b"....ftypM4A ")
        'MPEG-4 (m4a, mp4)'
        >>> compressed_format(b"MThd....") is None
        True
    """
    known = unsupported_format(head)
    return known if known is not None and known.startswith(_COMPRESSED) else None
