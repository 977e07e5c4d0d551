"""Words of MusicCaps: concept -> words for it, the commonest first, by kind of concept.

Every author has an order of these words of his or her own (see ``authors``).
"""

from __future__ import annotations

from paper_repro.sample.musiccaps.moods import MOOD, USE
from paper_repro.sample.tables import Phrases, phrases

# Kind of concept -> concept -> words.
KINDS: dict[str, Phrases] = {**phrases(__package__, "words.tsv"), "mood": MOOD, "use": USE}
GENRE, VOICE, INSTRUMENT, DRUMS = (KINDS[kind] for kind in ("genre", "voice", "instrument", "kit"))
WORDS: dict[str, tuple[str, ...]] = {concept: words for table in KINDS.values() for concept, words in table.items()}
KIND_OF: dict[str, str] = {concept: kind for kind, table in KINDS.items() for concept in table}
