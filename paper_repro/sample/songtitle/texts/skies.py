"""Wordings of hours, weather and seasons in captions; see ``phrases``."""

from __future__ import annotations

from paper_repro.sample.tables import phrases, single_numbers

_TABLES = phrases(__package__, "skies.tsv")
TIME_PHRASES, LIGHT_PHRASES = _TABLES["TIME_PHRASES"], _TABLES["LIGHT_PHRASES"]
WEATHER_PHRASES, SEASON_PHRASES = _TABLES["WEATHER_PHRASES"], _TABLES["SEASON_PHRASES"]
SKY_HEADS, TELLING = _TABLES["SKY_HEADS"], single_numbers(_TABLES["TELLING"])
