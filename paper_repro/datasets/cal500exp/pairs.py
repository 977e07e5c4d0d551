"""Matching of CAL500exp's sound files with its tables, whose names have lost their non-ASCII letters."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

#: Folder of the tables.
LABELS = "SegLabelHard"
#: Sound files whose non-ASCII letters were replaced instead of dropped, and the names of their tables.
REPLACED = {
    "bjork-army_of_me": "bjrk-army_of_me",
    "blue_oyster_cult-burnin_for_you": "blue_yster_cult-burnin_for_you",
}


def pair(names: Iterable[str], songs: Iterable[str]) -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    """Matches names of sound files with songs (names of tables), one to one.

    Equal names are matched first. Other names are matched after their non-ASCII letters are removed (precomposed or
    not) or through ``REPLACED``; where two names lead to the same song, neither is matched.

    Args:
        names: of sound files, without extension.
        songs: of tables, without extension.

    Returns:
        Name by song; and for each unmatched name, a reason and a detail.

    Example:
        >>> pair(["a", "björk-joga", "c"], ["a", "bjrk-joga"])
        ({'a': 'a', 'bjrk-joga': 'björk-joga'}, {'c': ('no labels', 'there is no SegLabelHard/c.csv')})
    """
    names, songs = set(names), set(songs)
    exact = names & songs
    by_key: dict[str, list[str]] = {}
    for name in sorted(names - exact):
        by_key.setdefault(_key(name), []).append(name)
    pairs, unpaired = {song: song for song in exact}, {}
    for key, meant in by_key.items():
        if key in exact:
            unpaired |= dict.fromkeys(meant, ("second file", f"{key} is used"))
        elif key not in songs:
            unpaired |= {name: ("no labels", f"there is no {LABELS}/{name}.csv") for name in meant}
        elif len(meant) > 1:
            why = f"{' and '.join(meant)} may each be {key}; remove all but one"
            unpaired |= dict.fromkeys(meant, ("ambiguous name", why))
        else:
            pairs[key] = meant[0]
    return pairs, unpaired


def _key(name: str) -> str:
    """The name of the table that belongs to a sound file's name."""
    # Composed first: macOS stores an accented letter as a letter and an accent, and both must be removed.
    name = unicodedata.normalize("NFC", name).encode("ascii", "ignore").decode()
    return REPLACED.get(name, name)
