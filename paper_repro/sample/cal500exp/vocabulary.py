"""The 67 tags of CAL500exp in their published order, how often they occur, and when they are given.

Tags are spelt as in the header of the labels; ``count`` is of the 3,223 published segments. ``audible`` has the
concepts of the rules. Judged tags, the emotions above all, have a fitted offset (see ``tags.solve_offsets``). What is
simply there or not, an instrument for example, has the offset ``PLAIN`` and is given as often as it sounds.
"""

from __future__ import annotations

from paper_repro.sample.tables import tags

REAL_SEGMENTS = 3_223
PLAIN = -2.2
TAGS = tags(__package__, plain=PLAIN)
TAG_NAMES = tuple(tag.name for tag in TAGS)
#: The first columns are the emotions.
EMOTIONS = tuple(name for name in TAG_NAMES if name.startswith("Emotion-"))
