"""The instruments of the sample corpus: General MIDI program, playing range, and how their notes end."""

from __future__ import annotations

from dataclasses import dataclass

from paper_repro.sample.tables import records


@dataclass(frozen=True)
class Instrument:
    """One General MIDI voice.

    ``low`` and ``high`` are the usual range in MIDI pitch, ``release`` the fade after a note's end in seconds,
    ``vibrato`` its depth in cents. ``concept`` is what a listener calls it (see ``tags``).
    """

    program: int
    concept: str
    low: int
    high: int
    release: float = 0.12
    vibrato: float = 0.0


def _instrument(row: dict[str, str]) -> Instrument:
    program, low, high = (int(row[name]) for name in ("program", "low", "high"))
    return Instrument(program, row["concept"], low, high, float(row["release"]), float(row["vibrato"]))


INSTRUMENTS = {row["name"]: _instrument(row) for row in records(__package__, "instruments.tsv")}
# General MIDI key of each drum, and the peak level of a full stroke in dB below the kick's.
DRUM_KEYS = {row["name"]: int(row["key"]) for row in records(__package__, "drums.tsv")}
DRUM_PEAKS_DB = {row["name"]: float(row["peak_db"]) for row in records(__package__, "drums.tsv")}
