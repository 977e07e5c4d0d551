"""How captions of the song-title corpora tell hours, weather and seasons; see ``songtitle_phrases``."""

from __future__ import annotations

TIME_PHRASES: dict[str, tuple[str, ...]] = {
    "day": ("by day", "in the afternoon", "at noon", "in daylight"),
    "night": ("at night", ", night", "on (a) dark night", "late at night", "by night", "in (the) dark",
              "at midnight", "after nightfall"),
    "sunset": (", sunset", "at sunset", "during sunset", "in the evening", "at dusk", "in (the) twilight",
               "at sundown"),
    "morning": ("in the morning", ", sunrise", "at sunrise", "early in the morning", "at dawn", ", morning",
                "at daybreak"),
}  # fmt: skip
# The sky where nothing hides it.
LIGHT_PHRASES: dict[str, tuple[str, ...]] = {
    "day": (
        "under (a) blue sky", "on (a) sunny day", "and blue sky", ", blue sky", "with blue sky", "as the sun shines",
        "on (a) beautiful sunny day", ", sunshine",
    ),
    "night": (
        "under the stars", "with (a) full moon", "and (the) moon", ", moon and stars", "under (a) starry sky",
        "by the light of the moon", "by moonlight", "and (the) stars in heaven",
    ),
    "sunset": (
        "as the sun goes down", "against (the) orange sky", ", orange sky", "and (the) sun going down",
        "with (a) golden light", "with (an) orange sky", "in the last light of the day",
    ),
    "morning": (
        "as the sun rises", "and (the) rising sun", "with early light", "as the sun comes up", ", morning light",
    ),
}  # fmt: skip
# Neither a "day" of these nor what is "white" is told of a night or an evening.
WEATHER_PHRASES: dict[str, tuple[str, ...]] = {
    "clouds": ("under (the) clouds", "and clouds", ", clouds", "on (a) cloudy day", "under (a) cloudy sky",
               "and white clouds", ", cloudy sky"),
    "rain": ("in the rain", ", rain", "and rain", "on (a) rainy day", "as the rain falls", "during heavy rain",
             "in (a) downpour"),
    "storm": ("during (a) storm", ", storm", "and lightning", "as (the) storm comes", ", thunder and wind",
              "in (a) thunderstorm"),
    "fog": ("in the fog", ", fog", "and fog", "on (a) foggy day", "in the mist", "in (a) haze"),
    "snow": (", snow", "in the snow", "and snow", "as snow falls", ", snow and ice", "during (a) blizzard"),
}  # fmt: skip
SEASON_PHRASES: dict[str, tuple[str, ...]] = {
    "spring": (", spring", "in spring", "on (a) spring day", "in springtime", "on (a) warm spring day"),
    "summer": (", summer", "in summer", "on (a) summer day", "during the summer"),
    "autumn": (", autumn", "in autumn", "with autumn colors", "on (an) autumn day", "during the fall",
               "and autumn leaves", ", fall colors"),
    "winter": (", winter", "with snow on (the) ground", "in winter", "on (a) cold winter day", "during the winter"),
}  # fmt: skip
# What the sky tells first: "sunset over the sea".
SKY_HEADS: dict[str, tuple[str, ...]] = {
    "day": ("blue sky over", "(the) sun over", "(a) sunny day over", "sun shines over"),
    "night": ("night sky over", "(a) full moon over", "stars over", "(the) moon over", "(a) starry night over"),
    "sunset": ("sunset over", "(a) sunset over", "sun setting over", "(the) sun sets over", "beautiful sunset over"),
    "morning": ("sunrise over", "(a) sunrise over", "sun rising over", "(the) sun rises over", "dawn over"),
    "clouds": ("clouds over", "white clouds over", "(a) cloud over", "(a) cloudy sky over"),
    "rain": ("rain over", "rain falling on", "heavy rain over", "rain clouds over", "raindrops falling on"),
    "storm": ("(a) storm over", "storm clouds over", "lightning over", "thunder and lightning over"),
    "fog": ("fog over", "(the) fog over", "mist over", "thick fog over"),
    "snow": ("snow falling on", "snow over", "snow falling over", "snowflakes falling on"),
}
# How much people tell of what they see: the higher, the earlier in a caption, and the rarer left out.
TELLING = {
    "day": 0.15, "night": 0.75, "sunset": 0.85, "morning": 0.55, "clear": 0.45, "clouds": 0.4, "rain": 0.85,
    "storm": 0.85, "fog": 0.8, "snow": 0.85, "spring": 0.25, "summer": 0.25, "autumn": 0.65, "winter": 0.6,
    "beside": 0.4,
}  # fmt: skip
