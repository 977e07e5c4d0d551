"""Scenes drawn from a seed: the common subject of pictures, captions, titles and music of the song-title corpora."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# What may stand in the picture at each place, the commonest first; "none" is the bare place.
SUBJECTS: dict[str, tuple[str, ...]] = {
    "sea": ("none", "boat", "woman", "couple", "man", "birds", "child", "dog", "horse"),
    "mountain": ("none", "man", "tree", "horse", "house", "birds", "balloon", "woman"),
    "city": ("none", "car", "woman", "man", "dancers", "couple", "balloon", "birds"),
    "forest": ("none", "woman", "horse", "man", "fire", "house", "dog", "birds"),
    "field": ("flowers", "tree", "horse", "none", "child", "woman", "dog", "balloon", "house", "fire"),
    "lake": ("boat", "none", "man", "birds", "house", "tree", "couple"),
    "road": ("car", "none", "man", "horse", "tree", "dog", "woman"),
    "desert": ("none", "man", "horse", "fire", "car", "birds", "tree"),
    "village": ("none", "child", "dog", "woman", "couple", "horse", "dancers", "car"),
    "harbour": ("boat", "none", "birds", "man", "couple"),
    "stage": ("singer", "guitarist", "dancers", "none"),
}
PLACE_WEIGHTS = {
    "sea": 16, "mountain": 14, "city": 15, "forest": 10, "field": 11, "lake": 8, "road": 8, "desert": 5, "village": 6,
    "harbour": 5, "stage": 7,
}  # fmt: skip
TIME_WEIGHTS = {"day": 38, "night": 26, "sunset": 23, "morning": 13}
WEATHER_WEIGHTS = {"clear": 50, "clouds": 18, "rain": 13, "fog": 7, "storm": 7, "snow": 5}
SEASONS = ("spring", "summer", "autumn", "winter")
COLOURS = ("red", "blue", "yellow", "white", "black", "green", "pink", "orange")
ACTIONS: dict[str, tuple[str, ...]] = {
    "man": ("walking", "standing", "running", "sitting", "dancing"),
    "woman": ("walking", "standing", "dancing", "running", "sitting"),
    "child": ("running", "playing", "standing", "dancing"),
    "couple": ("walking", "standing", "dancing", "sitting"),
    "dancers": ("dancing",),
    "singer": ("singing",),
    "guitarist": ("playing",),
    "dog": ("running", "standing", "walking"),
    "horse": ("running", "standing", "walking"),
    "birds": ("flying",),
    "boat": ("sailing",),
    "car": ("driving", "standing"),
    "balloon": ("flying",),
    "fire": ("burning",),
}
MANY = ("birds", "boat", "horse", "car", "tree", "house", "balloon", "dog")

# How much light and how much going on each choice brings, in parts of 1.
TIME_LIGHT = {"day": 0.85, "morning": 0.68, "sunset": 0.45, "night": 0.10}
WEATHER_LIGHT = {"clear": 0.08, "clouds": -0.08, "rain": -0.20, "storm": -0.28, "fog": -0.06, "snow": 0.02}
PLACE_ENERGY = {
    "sea": 0.38, "mountain": 0.34, "city": 0.68, "forest": 0.28, "field": 0.38, "lake": 0.20, "road": 0.62,
    "desert": 0.42, "village": 0.42, "harbour": 0.40, "stage": 0.85,
}  # fmt: skip
WEATHER_ENERGY = {"clear": 0.04, "clouds": 0.0, "rain": -0.16, "storm": 0.28, "fog": -0.20, "snow": -0.16}
TIME_ENERGY = {"day": 0.05, "morning": -0.04, "sunset": -0.03, "night": -0.10}
ACTION_ENERGY = {
    "dancing": 0.26, "running": 0.22, "driving": 0.16, "burning": 0.28, "playing": 0.12, "flying": 0.02,
    "singing": 0.04, "walking": -0.02, "standing": -0.06, "sitting": -0.12, "sailing": -0.04, "": 0.0,
}  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """One scene.

    ``place``, ``time``, ``weather``, ``season``, ``subject`` and ``action`` are keys of the tables above; ``colour``
    is the subject's; ``count`` is 1, 2 or 3 (several). ``light`` and ``energy`` in [0, 1] say how bright it is and
    how much goes on; ``mood`` follows from them: happy, wild, calm or sad.
    """

    place: str
    time: str
    weather: str
    season: str
    subject: str
    action: str
    colour: str
    count: int
    light: float
    energy: float
    mood: str

    @property
    def snowy(self) -> bool:
        """Whether the ground is white."""
        return self.season == "winter" and self.season_shows

    @property
    def season_shows(self) -> bool:
        """Whether trees and ground show the season."""
        return self.place not in ("sea", "desert", "stage", "harbour")


def draw_scene(rng: np.random.Generator) -> Scene:
    """A scene whose parts go together: it does not snow in summer or in the desert, and a stage knows no weather."""
    place = _weighted(rng, PLACE_WEIGHTS)
    time = _weighted(rng, TIME_WEIGHTS)
    weather = _weighted(rng, WEATHER_WEIGHTS)
    season = str(rng.choice(SEASONS, p=(0.2, 0.35, 0.2, 0.25)))
    if place == "desert":
        weather, season = (weather if weather in ("clear", "clouds", "storm") else "clear"), "summer"
    elif place == "stage":
        time, weather = "night", "clear"
    if weather == "snow":
        season = "winter"
    elif season == "winter" and weather == "rain" and rng.random() < 0.6:
        weather = "snow"
    names = SUBJECTS[place]
    # The later in the list, the rarer.
    weights = 1.0 / np.sqrt(np.arange(1.0, len(names) + 1))
    subject = str(rng.choice(names, p=weights / weights.sum()))
    if subject == "fire" and weather in ("rain", "snow"):
        weather = "clear"
    action = str(rng.choice(ACTIONS[subject])) if subject in ACTIONS else ""
    count = int(rng.choice((1, 2, 3), p=(0.6, 0.2, 0.2))) if subject in MANY else 1
    light = TIME_LIGHT[time] + WEATHER_LIGHT[weather] + (0.08 if season == "winter" and place != "stage" else 0.0)
    energy = PLACE_ENERGY[place] + WEATHER_ENERGY[weather] + ACTION_ENERGY[action]
    energy += 0.12 if place in ("city", "stage") and time == "night" else TIME_ENERGY[time]
    light, energy = (float(np.clip(value + rng.normal(0.0, 0.05), 0.0, 1.0)) for value in (light, energy))
    return Scene(
        place=place,
        time=time,
        weather=weather,
        season=season,
        subject=subject,
        action=action,
        colour=str(rng.choice(COLOURS)),
        count=count,
        light=light,
        energy=energy,
        mood=_mood(light, energy),
    )


def _mood(light: float, energy: float) -> str:
    if energy > 0.5:
        return "happy" if light > 0.45 else "wild"
    return "calm" if light > 0.45 else "sad"


def _weighted(rng: np.random.Generator, weights: dict[str, int]) -> str:
    shares = np.array(list(weights.values()), float)
    return str(rng.choice(list(weights), p=shares / shares.sum()))
