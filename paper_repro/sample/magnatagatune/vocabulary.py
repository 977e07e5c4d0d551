"""The 188 tags of MagnaTagATune in their published order, how often they occur, and when they are given.

``count`` is that of annotations_final.csv (25,863 clips); ``tags.solve_offsets`` fits the offsets,
``tags.audible_concepts`` has the concepts of the rules. Tags without a rule are of things that our music does not have.
"""

from __future__ import annotations

from paper_repro.sample.tables import tags

REAL_CLIPS = 25_863
TAGS = tags(__package__)
TAG_NAMES: tuple[str, ...] = tuple(tag.name for tag in TAGS)
