"""How much of each set is at hand: numbers from an extract are never called numbers of the set."""

from __future__ import annotations

#: Set -> texts in the whole of it: Sec. 3 for the paper's three; photographs have five captions in Flickr8k.
TEXTS = {
    "Conceptual Captions": 3_318_333,
    "Million Songs": 515_576,
    "Free Music Archive": 106_573,
    "Flickr8k": 40_455,
    "Nottingham tunes": 1_034,
}
#: Folder or row of Table 4 -> pictures, or songs with audio or timbre, in the whole of it.
ITEMS = {"conceptual_captions": 3_318_333, "flickr8k": 8_091, "msd": 515_576, "fma": 8_000, "nottingham": 1_034}


def extent(count: int, whole: int | None) -> str:
    """A count, and what it is an extract of where it is one.

    Example:
        >>> extent(682, 106_573), extent(1_034, 1_034), extent(5, None)
        ('extract, 682 of 106,573', '1,034', '5')
    """
    return f"extract, {count:,} of {whole:,}" if whole is not None and count < whole else f"{count:,}"
