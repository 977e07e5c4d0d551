"""Captions of scenes in the manner of Conceptual Captions: lower case, tokens apart, names made general.

Two captions of one scene have about as many words in common as those of two people who were shown one photograph, and
small words like "the" and "of" are about as common as in the real captions, so that constants score alike on both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from paper_repro.sample.songtitle.scene import Scene
from paper_repro.sample.songtitle.texts.phrases import (
    ACTION_PHRASES,
    BESIDE_THE_POINT,
    COUNT_WORDS,
    DARK_OPENINGS,
    DONE_BY,
    MOOD_PHRASES,
    MOOD_WORDS,
    OPENINGS,
    PEOPLE_OPENINGS,
    PEOPLE_SUBJECTS,
    PLACE_OPENINGS,
    PLURAL,
    REMARKS,
    SEVERAL,
    SUBJECT_PHRASES,
    TAILS,
)
from paper_repro.sample.songtitle.texts.places import (
    BY_LAMPLIGHT,
    ELSEWHERE,
    OCCASIONS,
    PLACE_WORDS,
    SCENIC,
    STAGE_LIGHTS,
)
from paper_repro.sample.songtitle.texts.skies import (
    LIGHT_PHRASES,
    SEASON_PHRASES,
    SKY_HEADS,
    TELLING,
    TIME_PHRASES,
    WEATHER_PHRASES,
)

# As long as the real ones: 10.4 tokens, standard deviation 4.7, skewed; never shorter or longer than these.
FEWEST, MOST = 4, 25
LENGTH_SHAPE, LENGTH_SCALE = 1.2, 5.3
# Share of captions that end with a full stop, and of those that are written like headlines, short of articles.
STOPPED, HEADLINES = 0.3, 0.36
# Wordings are as common as by Zipf's law: the second 2 ** ZIPF times rarer than the first.
ZIPF = 1.4
# Share of captions that begin with the place though it has a subject, of those that do so with its sky, of those of a
# subject and of a place that open with "photo of" or the like, and of those that end with a mood.
PLACE_FIRST, SKY_FIRST, OPENED, PLACE_OPENED, MOODED = 0.12, 0.3, 0.2, 0.4, 0.12
# How many that a subject begins say "walks" or "is walking" instead of "walking".
FINITE = 0.3
# How far the order in which a scene's parts are told strays from the common one.
ORDER_NOISE = 0.35
# Words of four letters or more that a caption may have twice, and shorter ones that it may not.
SMALL_WORDS = frozenset({"from", "under", "over", "next", "front"})
SHORT_NOUNS = frozenset({"day", "sky", "sea", "sun", "air"})
# What is done on the way somewhere.
MOVING = frozenset({"walking", "running", "driving"})


def write_caption(rng: np.random.Generator, scene: Scene, unrelated_rate: float = 0.0) -> str:
    """One caption of ``FEWEST`` to ``MOST`` tokens with one space between them.

    Args:
        rng: Draws the wording; the same state gives the same caption.
        scene: What is to be seen.
        unrelated_rate: Chance that the text says nothing of the picture, as some alternative texts do.
    """
    wanted = float(FEWEST + rng.gamma(LENGTH_SHAPE, LENGTH_SCALE))
    stop = rng.random() < STOPPED
    headline = rng.random() < HEADLINES
    if rng.random() < unrelated_rate:
        head, deeds, details = str(rng.choice(BESIDE_THE_POINT)), (), []
    else:
        head, deeds, details = _core(rng, scene)
        details.append(_pick(rng, MOOD_PHRASES[scene.mood]) if rng.random() < MOODED else str(rng.choice(TAILS)))
        details.append(str(rng.choice(REMARKS)))
    placed = [(0, _finish(head, headline))]
    # A "sailing boat" is not sailing on the lake, but on the lake.
    deed = next((one for one in deeds if not _stems(placed[0][1]) & _stems(_finish(one, headline))), "")
    for number, detail in enumerate((deed, *details)):
        added = _finish(detail, headline)
        words = [word for _, part in placed for word in part]
        if len(words) >= FEWEST and len(words) + stop + len(added) / 2 > wanted:
            continue
        if len(words) + stop + len(added) <= MOST and not _stems(words) & _stems(added):
            placed.append((1 if number == 0 else _position(detail), added))
    words = [word for _, part in sorted(placed, key=lambda one: one[0]) for word in part]
    return " ".join([*words, "."] if stop and words[-1] not in ".?!" else words)


def _core(rng: np.random.Generator, scene: Scene) -> tuple[str, tuple[str, ...], list[str]]:
    """Head of a caption, possible continuations, and further details, the most telling first."""
    told = _sky_and_season(rng, scene)
    place = PLACE_WORDS[scene.place]
    alone = scene.subject == "none" or rng.random() < PLACE_FIRST
    # A place is next to nothing, but may have something in it.
    beside = [phrase for phrase in place.beside if not alone or phrase.startswith(("and ", "with "))]
    if scene.time == "night" and scene.place in BY_LAMPLIGHT and rng.random() < 0.5:
        beside = BY_LAMPLIGHT[scene.place]
    told["beside"] = _pick(rng, beside)
    if alone:
        if scene.place != "stage" and rng.random() < SKY_FIRST:
            head = f"{_pick_by_hour(rng, SKY_HEADS[_sky(scene)], _dark(scene))} {_pick(rng, place.over)}"
            told.pop(scene.time, None)
            told.pop(scene.weather, None)
        else:
            head = _pick(rng, place.bare).format(scenic=_pick(rng, SCENIC[scene.mood]))
            if rng.random() < PLACE_OPENED:
                head = f"{_pick(rng, PLACE_OPENINGS)} {head}"
        deeds = () if scene.subject == "none" else (f"with {_subject(rng, scene)}",)
    else:
        head, deeds = _deed(rng, scene)
    strays = {part: TELLING[part] + rng.normal(0.0, ORDER_NOISE) for part in told}
    return head, deeds, [told[part] for part in sorted(told, key=lambda part: strays[part], reverse=True)]


def _deed(rng: np.random.Generator, scene: Scene) -> tuple[str, tuple[str, str]]:
    """The subject, and what it does where, or only where it is."""
    several = scene.count > 1 or scene.subject in PLURAL
    head = _subject(rng, scene)
    doing, one_does, several_do = DONE_BY.get((scene.subject, scene.action), ACTION_PHRASES[scene.action])
    verb = _pick(rng, doing)
    if rng.random() < OPENED:
        openings = PEOPLE_OPENINGS if scene.subject in PEOPLE_SUBJECTS else OPENINGS
        if scene.light < 0.5 and scene.place != "stage" and scene.subject != "fire" and rng.random() < 0.4:
            openings = DARK_OPENINGS
        fitting = [opening for opening in openings if not (several and opening.endswith(" is"))]
        head = f"{_pick(rng, fitting)} {head}"
    elif verb and rng.random() < FINITE:
        verb = str(rng.choice((several_do, f"are {verb}") if several else (one_does, f"is {verb}")))
    place = PLACE_WORDS[scene.place]
    where = ELSEWHERE.get((scene.place, scene.subject)) or ELSEWHERE.get(("", scene.subject)) or place.on
    if scene.action in MOVING:
        where = place.through
    told = _pick(rng, where).format(over=_pick(rng, place.over))
    return head, (f"{verb} {told}".strip(), told)


def _subject(rng: np.random.Generator, scene: Scene) -> str:
    phrase = _pick(rng, SUBJECT_PHRASES[scene.subject])
    if scene.count > 1:
        phrase = f"{_pick(rng, COUNT_WORDS[scene.count])} {_pick(rng, SEVERAL[scene.subject])}".strip()
    phrase = phrase.format(colour=scene.colour, mood=_pick(rng, MOOD_WORDS[scene.mood]))
    return phrase.replace("white and white", "white")


def _sky(scene: Scene) -> str:
    """Whether the hour or the weather is what the sky shows: the sun is behind the clouds, unless it is low."""
    low = scene.time in ("sunset", "morning")
    return scene.time if scene.weather == "clear" or (scene.weather == "clouds" and low) else scene.weather


def _sky_and_season(rng: np.random.Generator, scene: Scene) -> dict[str, str]:
    """Wordings of hour, weather and season, by the keys of ``TELLING``."""
    if scene.place == "stage":
        return {scene.time: _pick(rng, OCCASIONS), scene.weather: _pick(rng, STAGE_LIGHTS)}
    dark = _dark(scene)
    if scene.weather == "clear":
        told = {scene.weather: _pick(rng, LIGHT_PHRASES[scene.time])}
    else:
        told = {scene.weather: _pick_by_hour(rng, WEATHER_PHRASES[scene.weather], dark)}
    # Nobody says of a blue sky that it is day.
    if scene.time != "day" or scene.weather != "clear":
        told[scene.time] = _pick(rng, TIME_PHRASES[scene.time])
    # The sea and the desert look the same all the year, and streets do but for the snow.
    if scene.season_shows and (scene.snowy or scene.place != "city"):
        told[scene.season] = _pick_by_hour(rng, SEASON_PHRASES[scene.season], dark)
    return told


def _pick_by_hour(rng: np.random.Generator, wordings: Sequence[str], dark: bool) -> str:
    """One of ``wordings``; where it is ``dark``, none that speaks of a day or of what is white."""
    return _pick(rng, [one for one in wordings if not dark or not (one.endswith(" day") or "white" in one)])


def _dark(scene: Scene) -> bool:
    return scene.time in ("night", "sunset")


def _position(detail: str) -> int:
    """Position of a detail: next to the subject if it says "and", last if it is set off."""
    return {"and": 2, ",": 4, "-": 4}.get(detail.split()[0], 3)


def _finish(phrase: str, headline: bool) -> list[str]:
    """The words of a phrase of the tables; a headline leaves out what stands in brackets."""
    phrase = re.sub(r"\(\w+\) ", "", phrase) if headline else phrase.replace("(", "").replace(")", "")
    return re.sub(r"\ba (?=[aeiou])", "an ", phrase).split()


def _stems(words: Sequence[str]) -> set[str]:
    """Stems that no caption repeats: the beginnings of its longer words, and some short ones."""
    return {word[:4] for word in words if word in SHORT_NOUNS or (len(word) >= 4 and word not in SMALL_WORDS)}


def _pick(rng: np.random.Generator, wordings: Sequence[str]) -> str:
    """One of ``wordings``, the first most often."""
    weights = np.arange(1.0, len(wordings) + 1) ** -ZIPF
    return str(rng.choice(wordings, p=weights / weights.sum()))
