"""Rhythms on a grid of sixteenth notes: one bar a string, 16 steps for four beats, 12 for three.

``x`` plays, ``X`` plays with an accent, ``o`` plays softly, ``-`` lets the note sound on, ``.`` is silence.
In bass lines ``r``, ``t``, ``f``, ``o`` name the root, third, fifth and octave, ``w`` a step towards the next root.
"""

from __future__ import annotations

from paper_repro.sample.tables import pairs, phrases

_TABLES = phrases(__package__, "patterns.tsv")
# Rhythm -> drum -> bar.
DRUMS, PERCUSSION = ({name: pairs(bars) for name, bars in _TABLES[table].items()} for table in ("DRUMS", "PERCUSSION"))
CHORDS, ARPEGGIOS, BASS = (
    {name: bars[0] for name, bars in _TABLES[table].items()} for table in ("CHORDS", "ARPEGGIOS", "BASS")
)
