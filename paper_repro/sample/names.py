"""Words for the names of invented artists, albums and tracks."""

from __future__ import annotations

from paper_repro.sample.tables import phrases

_TABLES = phrases(__package__, "names.tsv")
FIRST, LAST, COLOURS, THINGS = (_TABLES[name][""] for name in ("FIRST", "LAST", "COLOURS", "THINGS"))
