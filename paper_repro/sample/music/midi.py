"""MIDI files to sound, with the soundfont and the renderer of the sample corpora."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from paper_repro.core.errors import AudioError
from paper_repro.sample.music.instruments import INSTRUMENTS
from paper_repro.sample.music.piece import Note, Part, Piece
from paper_repro.sample.music.render import render

#: dB full scale RMS.
LOUDNESS = -18.0


def render_midi(path: Path, sample_rate: int, seconds: float, instrument: str = "fiddle") -> np.ndarray:
    """The first ``seconds`` of a MIDI file's notes, all played by one instrument.

    Args:
        path: a MIDI file of notes; its own programs and drums are not looked at.
        sample_rate: Hz of the result.
        seconds: rendered at most; music that begins late begins at 0.
        instrument: a key of ``INSTRUMENTS``.

    Returns:
        float32 ``(samples,)``, mono.

    Raises:
        AudioError: the file cannot be read, or holds no note.
    """
    # Imported here: it takes a second to start, and only tunes are read with it.
    import pretty_midi

    try:
        midi = pretty_midi.PrettyMIDI(str(path))
    except (OSError, ValueError, EOFError, KeyError, IndexError) as error:
        raise AudioError(f"{path}: cannot be read as MIDI ({error}); restore the file.", "unreadable") from None
    written = sorted(
        (note for one in midi.instruments for note in one.notes), key=lambda note: (note.start, note.pitch)
    )
    if not written:
        raise AudioError(f"{path}: holds no note; remove it.", "empty")
    first = written[0].start
    notes = tuple(
        Note(note.start - first, max(note.end - note.start, 0.05), note.pitch, max(note.velocity, 1) / 127, number)
        for number, note in enumerate(written)
        if note.start - first < seconds
    )
    length = min(seconds, max(note.start + note.duration for note in notes) + 0.5)
    part = Part("lead", instrument, INSTRUMENTS[instrument].program, False, notes, 0.0, 0.0, "middle", "", "", 1.0)
    piece = Piece("tune", 0, "major", 120.0, 4, 0.0, length, LOUDNESS, (part,), ())
    return render(piece, sample_rate).mean(axis=0)
