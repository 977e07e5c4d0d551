"""When what players name is to be heard in a clip: read from its score, which follows from the corpus's seed.

Known of rendered clips alone. A word of an instrument or a voice sounds while a player of it holds a note.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path

import numpy as np

from paper_repro.sample.corpus import FINISHED
from paper_repro.sample.majorminer.words import SYNONYMS
from paper_repro.sample.majorminer.writer import PIECE, SECONDS, clip_id
from paper_repro.sample.music.compose import compose
from paper_repro.sample.music.concepts import GENERAL
from paper_repro.sample.music.instruments import INSTRUMENTS
from paper_repro.sample.music.piece import Part

#: Seconds at which something begins and ends, ``(times, 2)``; times may overlap.
Spans = np.ndarray


def sounding(root: Path, clips: Collection[str]) -> dict[str, dict[str, Spans]]:
    """When each word for an instrument or a voice sounds in some clips of a sample corpus.

    Args:
        root: folder of a finished sample corpus.
        clips: ids of clips of it.

    Returns:
        by clip and word, unnormalised, as ``words.SYNONYMS`` has it: the notes of all players of it. A word that
        nobody plays is absent.
    """
    settings = json.loads((root / FINISHED).read_text(encoding="utf-8"))["settings"]
    wanted = set(clips)
    numbers = {clip_id(settings["seed"], index): index for index in range(settings["clips"])}
    return {
        clip: _words_of(compose([settings["seed"], index, PIECE], seconds=SECONDS).parts)
        for clip, index in numbers.items()
        if clip in wanted
    }


def _words_of(parts: Collection[Part]) -> dict[str, Spans]:
    found: dict[str, list[tuple[float, float]]] = {}
    for part in parts:
        notes = [(note.start, note.start + note.duration) for note in part.notes]
        for word in {word for concept in _concepts_of(part) for word in SYNONYMS.get(concept, ())}:
            found.setdefault(word, []).extend(notes)
    return {word: np.array(notes) for word, notes in sorted(found.items()) if notes}


def _concepts_of(part: Part) -> tuple[str, ...]:
    """What a listener may call its sound, as ``concepts.concepts`` names it."""
    if not part.singer:
        concept = INSTRUMENTS[part.instrument].concept
        return concept, *GENERAL.get(concept, ())
    manner = {"choral": ("choir",), "rapped": ("rap",)}.get(part.manner, ())
    return "vocals", *((part.singer,) if part.singer != "mixed" else ()), *manner
