"""The Nottingham tunes: 1,034 folk dances with their titles, written as MIDI; no sound is part of the set.

``titles_index.csv`` (header ``abc_file,x,title,meter,key,midi_melody``) names each tune and its file below ``MIDI/``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from paper_repro.core.errors import Refusal, UserError
from paper_repro.core.progress import track
from paper_repro.datasets.folder import Report, existing_folder, read_table
from paper_repro.datasets.recognise import refuse_other
from paper_repro.datasets.words import word_facts

__all__ = ["Nottingham", "Tune", "facts", "load", "validate"]

NAME = "nottingham"
#: What a report calls its items.
UNIT = "tunes"
CITATION = "Eric Foxley. The Nottingham Music Database; ABC files cleaned and converted to MIDI by Jukedeck, 2017."
LICENCE = "GNU GPLv3 for the cleaned ABC files and the MIDI files."
HOME_PAGE = "http://abc.sourceforge.net/NMD/"
LAYOUT = "titles_index.csv (header abc_file,x,title,meter,key,midi_melody) and MIDI/melody/<tune>.mid"

TABLE = "titles_index.csv"
COLUMNS = ("abc_file", "x", "title", "meter", "key", "midi_melody")
MIDI_FOLDER = "MIDI"
#: What every MIDI file begins with.
MAGIC = b"MThd"


@dataclass(frozen=True, slots=True)
class Tune:
    """One tune.

    Attributes:
        title: one blank between words.
        midi: its file, None where it is not there.
        book: the ABC file it is from, such as ``jigs.abc``: tunes of one dance stand together.
        meter, key: as written, such as ``6/8`` and ``G``.
    """

    title: str
    midi: Path | None
    book: str
    meter: str
    key: str


@dataclass(frozen=True)
class Nottingham:
    """The data set as loaded: every tune with a title in the order of the table, with or without its MIDI file.

    Attributes:
        root: its folder.
        tunes: see above.
        refused: rows without a title, and MIDI files that no row names.
        missing: paths, relative to ``root``, of MIDI files that are named and not there.
    """

    root: Path
    tunes: tuple[Tune, ...]
    refused: tuple[Refusal, ...]
    missing: tuple[str, ...]

    @property
    def written(self) -> tuple[Tune, ...]:
        """The tunes with a MIDI file."""
        return tuple(tune for tune in self.tunes if tune.midi is not None)


def load(root: str | Path) -> Nottingham:
    """Reads the table and looks which MIDI files are there; none is opened.

    Raises:
        UserError: not this data set, or a table that cannot be used.
    """
    root = existing_folder(root, LAYOUT)
    refuse_other(root, NAME, LAYOUT)
    path = root / TABLE
    rows = read_table(path, COLUMNS)
    if rows.empty:
        raise UserError(f"{path}: has a header and no rows; restore the file.")
    tunes, refused, missing = [], [], []
    first: dict[str, int] = {}
    for number, row in enumerate(rows.itertuples(index=False), start=1):
        name = row.midi_melody
        if not _is_below_midi(name):
            raise UserError(
                f"{path} row {number}: midi_melody must be a path below {MIDI_FOLDER}/ that ends in .mid. "
                f"Received: {name[:80]!r}. Correct the row."
            )
        if name in first:
            raise UserError(f"{path} row {number}: midi_melody {name!r} is in row {first[name]} already. Remove one.")
        first[name] = number
        title = " ".join(row.title.split())
        midi = root / name
        if not midi.is_file():
            missing.append(name)
            midi = None
        if title:
            tunes.append(Tune(title, midi, row.abc_file, row.meter, row.key))
        else:
            refused.append(Refusal(name, "no title", f"its title in {TABLE} is blank"))
    at_hand = {found.relative_to(root).as_posix() for found in (root / MIDI_FOLDER).rglob("*.mid") if found.is_file()}
    refused += [Refusal(name, "no row", f"{TABLE} does not name it") for name in sorted(at_hand - first.keys())]
    if not tunes:
        raise UserError(f"{path}: not one of its {len(rows):,} tunes has a title; restore the file.")
    return Nottingham(root, tuple(tunes), tuple(refused), tuple(missing))


def _is_below_midi(name: str) -> bool:
    """Whether ``name`` is ``MIDI/.../<tune>.mid`` with plain names only: nothing leads out of the folder."""
    first, *parts = name.split("/")
    plain = all(part not in ("", ".", "..") for part in parts) and name.isprintable() and "\\" not in name
    return first == MIDI_FOLDER and len(parts) > 0 and plain and name.endswith(".mid")


def facts(data: Nottingham) -> dict[str, int]:
    """What can be counted without opening a MIDI file."""
    return {
        UNIT: len(data.tunes),
        "tunes with a MIDI file": len(data.written),
        "MIDI files missing": len(data.missing),
        "distinct titles": len({tune.title for tune in data.tunes}),
        "books": len({tune.book for tune in data.tunes}),
    } | word_facts((tune.title for tune in data.tunes), "title")


def validate(root: str | Path) -> Report:
    """``facts``, everything refused, the missing files by name, and whether each file begins as MIDI does."""
    data = load(root)
    refused = [*data.refused]
    for tune in track(data.written, len(data.written), "opening", "tune"):
        item = tune.midi.relative_to(data.root).as_posix()
        try:
            with tune.midi.open("rb") as file:
                begins = file.read(len(MAGIC))
        except OSError as error:
            refused.append(Refusal(item, "unreadable", f"{error.strerror}; check its permissions"))
            continue
        if begins != MAGIC:
            refused.append(Refusal(item, "empty" if not begins else "not MIDI", f"begins with {begins!r}"))
    refused += [Refusal(name, "no MIDI file", f"{TABLE} names it") for name in data.missing]
    return Report(facts(data), refused)
