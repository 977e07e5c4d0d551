"""The phrases of the captions of the song-title corpora: subjects, what they do, and what captions say besides.

In all tables the commonest wording comes first. Words in round brackets are those that captions written like headlines
leave out, "(a) man on (the) beach"; {colour} is the subject's colour, {mood} a word of the scene's mood.
"""

from __future__ import annotations

from paper_repro.sample.tables import phrases

_TABLES = phrases(__package__, "phrases.tsv")
SUBJECT_PHRASES, SEVERAL = _TABLES["SUBJECT_PHRASES"], _TABLES["SEVERAL"]
COUNT_WORDS = {int(count): words for count, words in _TABLES["COUNT_WORDS"].items()}
# Subjects that take a verb's plural, however few they are.
PLURAL, PEOPLE_SUBJECTS = (frozenset(_TABLES[name][""]) for name in ("PLURAL", "PEOPLE_SUBJECTS"))
# (forms that go with one and with several; what one does; what several do)
ACTION_PHRASES = {action: (words[:-2], *words[-2:]) for action, words in _TABLES["ACTION_PHRASES"].items()}
# The same for (subject, action) of those who cannot do it as people do.
DONE_BY = {tuple(key.split("/")): (words[:-2], *words[-2:]) for key, words in _TABLES["DONE_BY"].items()}
MOOD_WORDS, MOOD_PHRASES = _TABLES["MOOD_WORDS"], _TABLES["MOOD_PHRASES"]
OPENINGS, PLACE_OPENINGS, PEOPLE_OPENINGS, DARK_OPENINGS = (
    _TABLES[name][""] for name in ("OPENINGS", "PLACE_OPENINGS", "PEOPLE_OPENINGS", "DARK_OPENINGS")
)
TAILS, REMARKS, BESIDE_THE_POINT = (_TABLES[name][""] for name in ("TAILS", "REMARKS", "BESIDE_THE_POINT"))
