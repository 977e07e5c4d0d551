"""Moods and uses of music in the words of MusicCaps: from styles and sounds to moods and uses."""

from __future__ import annotations

from collections.abc import Mapping

from paper_repro.sample.tables import phrases, weights

_TABLES = phrases(__package__, "moods.tsv")
MOOD, USE = _TABLES["MOOD"], _TABLES["USE"]
# Moods of the styles and of ``music.concepts`` -> moods here, each with its weight.
MOOD_OF = {mood: weights(words) for mood, words in _TABLES["MOOD_OF"].items()}
# music.concepts finds every piece a little happy or dark, by its mode.
MODE_SHARE = {"happy": 0.15, "dark": 0.1}
USE_OF = {style: use for use, styles in _TABLES["STYLES"].items() for style in styles}
# A singer is taken for passionate where the style lets him or her.
_COOL = ("hip hop", "techno", "house")


def moods(style: str, general: Mapping[str, float]) -> dict[str, float]:
    """Mood -> salience, from what ``music.concepts`` finds in a piece of this style."""
    saliences: dict[str, float] = {}
    for concept, shares in MOOD_OF.items():
        plain = max(general.get(concept, 0.0) - MODE_SHARE.get(concept, 0.0), 0.0)
        for mood, weight in shares.items():
            saliences[mood] = saliences.get(mood, 0.0) + 1.5 * weight * plain
    saliences["passionate"] *= 0.4 if style in _COOL else 1.0
    return saliences


def use(style: str) -> str:
    """The use of music of this style, one of ``USE``."""
    return USE_OF.get(style, "home")


def liveliness(audible: Mapping[str, float]) -> float:
    """Liveliness of the music, from -1 to 1."""
    factors = {
        "energetic": 1.2, "aggressive": 0.8, "happy": 0.3, "groovy": 0.5, "fast": 0.5, "calm": -1.2, "sad": -0.7,
        "dreamy": -0.7, "slow": -0.5, "emotional": -0.4, "solemn": -0.4,
    }  # fmt: skip
    return max(-1.0, min(1.0, 1.6 * sum(factor * audible.get(concept, 0.0) for concept, factor in factors.items())))
