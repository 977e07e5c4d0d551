"""The words of players for every concept, the commonest first, and material for rare tags."""

from __future__ import annotations

from paper_repro.sample.tables import phrases

_TABLES = phrases(__package__, "words.tsv")
SYNONYMS = _TABLES["SYNONYMS"]
QUALITIES, OPEN_REMARKS = _TABLES["QUALITIES"][""], _TABLES["OPEN_REMARKS"][""]
