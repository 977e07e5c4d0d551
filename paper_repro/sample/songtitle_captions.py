"""Captions of scenes in the manner of Conceptual Captions: lower case, tokens apart, names made general."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from paper_repro.sample.songtitle_lexicon import (
    ACTION_PHRASES,
    BESIDE_THE_POINT,
    COUNT_WORDS,
    ENDINGS,
    MOOD_PHRASES,
    OPENINGS,
    PLACE_PHRASES,
    SEASON_PHRASES,
    SEVERAL,
    SUBJECT_PHRASES,
    TIME_PHRASES,
    WEATHER_PHRASES,
)
from paper_repro.sample.songtitle_scene import Scene

# As long as the real ones: 10.4 tokens, standard deviation 4.7, skewed; never shorter or longer than these.
FEWEST, MOST = 4, 25
LENGTH_SHAPE, LENGTH_SCALE = 1.2, 5.1
# Share of captions that end with a full stop.
STOPPED = 0.3
# How much rarer each wording is than the one before it.
WORDING_RATIO = 0.8


def write_caption(rng: np.random.Generator, scene: Scene, whim: float = 0.0) -> str:
    """One caption of ``FEWEST`` to ``MOST`` tokens with one space between them.

    Args:
        rng: Draws the wording; the same state gives the same caption.
        scene: What is to be seen.
        whim: Chance that the text says nothing of the picture, as some alternative texts do.
    """
    wanted = float(FEWEST + rng.gamma(LENGTH_SHAPE, LENGTH_SCALE))
    stop = rng.random() < STOPPED
    if rng.random() < whim:
        words = str(rng.choice(BESIDE_THE_POINT)).split()
        details: list[str] = []
    else:
        words, details = _core(rng, scene)
    details += [_pick(rng, MOOD_PHRASES[scene.mood])] if rng.random() < 0.25 else []
    details += [str(rng.choice(ENDINGS)) for _ in range(3)]
    for detail in dict.fromkeys(details):
        added = detail.split()
        if len(words) >= FEWEST and len(words) + stop + len(added) / 2 > wanted:
            continue
        if len(words) + stop + len(added) <= MOST:
            words += added
    return " ".join([*words, "."] if stop and words[-1] not in ".?!" else words)


def _core(rng: np.random.Generator, scene: Scene) -> tuple[list[str], list[str]]:
    """What a caption begins with, and what may follow, the most telling first."""
    where, what = PLACE_PHRASES[scene.place]
    details = []
    if scene.subject == "none" or rng.random() < 0.12:
        words = _pick(rng, what).split()
    else:
        words = _subject(rng, scene).split()
        doing = _pick(rng, ACTION_PHRASES[scene.action])
        # Only the form in -ing goes with one and with several.
        if scene.count > 1 and doing:
            doing = ACTION_PHRASES[scene.action][0]
        details = [f"{doing} {_pick(rng, where)}".strip()]
    # The sun and the blue sky of a day are not to be seen under clouds, nor the season on the sea or in the desert.
    clouded = scene.time == "day" and scene.weather != "clear"
    shown = ["" if clouded else _pick(rng, TIME_PHRASES[scene.time]), _pick(rng, WEATHER_PHRASES[scene.weather])]
    if scene.season_shows and rng.random() < (0.75 if scene.season in ("autumn", "winter") else 0.4):
        shown.append(_pick(rng, SEASON_PHRASES[scene.season]))
    if scene.place == "stage":
        shown = []
    details += [str(phrase) for phrase in rng.permutation([phrase for phrase in shown if phrase])]
    if (len(words) < 3 and not details) or rng.random() < 0.22:
        words = [*str(rng.choice(OPENINGS)).split(), *words]
    return words, details


def _subject(rng: np.random.Generator, scene: Scene) -> str:
    if scene.count > 1:
        return f"{rng.choice(COUNT_WORDS[scene.count])} {SEVERAL[scene.subject]}"
    phrase = _pick(rng, SUBJECT_PHRASES[scene.subject]).format(colour=scene.colour)
    return phrase.replace("a orange", "an orange")


def _pick(rng: np.random.Generator, wordings: Sequence[str]) -> str:
    """One of ``wordings``, the first most often."""
    weights = WORDING_RATIO ** np.arange(len(wordings))
    return str(rng.choice(wordings, p=weights / weights.sum()))
