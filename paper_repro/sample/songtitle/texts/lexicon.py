"""The words of the titles of the song-title corpora: how titles name the parts of a scene."""

from __future__ import annotations

from paper_repro.sample.tables import phrases

_TABLES = phrases(__package__, "lexicon.tsv")
TITLE_NOUNS, TITLE_VERBS, TITLE_MOODS = (_TABLES[name] for name in ("TITLE_NOUNS", "TITLE_VERBS", "TITLE_MOODS"))
TITLE_WORDS, PEOPLE, TOWNS, RARE = (_TABLES[name][""] for name in ("TITLE_WORDS", "PEOPLE", "TOWNS", "RARE"))
