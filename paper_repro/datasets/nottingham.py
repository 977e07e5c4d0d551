"""The Nottingham tunes: titles and MIDI files of 1,034 folk dances; the data set has no sound.

``titles_index.csv`` (header ``abc_file,x,title,meter,key,midi_melody``) names each tune and its file below ``MIDI/``.

Example:
    >>> import tempfile
    >>> from paper_repro.datasets import nottingham
    >>> root = Path(tempfile.mkdtemp())
    >>> row = "jigs.abc,2,The  Favourite,6/8,D,MIDI/melody/jigs2.mid"
    >>> _ = (root / "titles_index.csv").write_text("abc_file,x,title,meter,key,midi_melody\\n" + row + "\\n")
    >>> data = nottingham.load(root)
    >>> data.tunes[0].title, data.missing
    ('The Favourite', ('MIDI/melody/jigs2.mid',))
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from paper_repro.core.errors import Refusal, UserError
from paper_repro.core.progress import track
from paper_repro.datasets.folder import existing_folder, files_below, is_file
from paper_repro.datasets.offers import Offer
from paper_repro.datasets.recognise import refuse_other
from paper_repro.datasets.report import Report
from paper_repro.datasets.tables import malformed, read_table
from paper_repro.datasets.words import word_facts

__all__ = ["Nottingham", "Tune", "facts", "load", "validate"]

NAME = "nottingham"
#: Name of the items in a report; "clips" in modules without it.
UNIT = "tunes"
CITATION = "Eric Foxley. The Nottingham Music Database; ABC files cleaned and converted to MIDI by Jukedeck, 2017."
LICENCE = "GNU GPLv3 for the cleaned ABC files and the MIDI files."
HOME_PAGE = "http://abc.sourceforge.net/NMD/"
LAYOUT = "titles_index.csv (header abc_file,x,title,meter,key,midi_melody) and MIDI/melody/<tune>.mid"
OFFERS = (
    Offer(
        "tunes", "MIDI files and titles", "1,034 tunes, a few MB", "GNU GPLv3",
        "https://github.com/jukedeck/nottingham-dataset",
        "MIDI/, as it is, and titles_index.csv, made of the ABC files",
    ),
)  # fmt: skip
#: Names that only this data set has.
MARKS = ("titles_index.csv",)

TABLE = "titles_index.csv"
COLUMNS = ("abc_file", "x", "title", "meter", "key", "midi_melody")
MIDI_FOLDER = "MIDI"
#: The first bytes of every MIDI file.
MAGIC = b"MThd"


@dataclass(frozen=True, slots=True)
class Tune:
    """One tune.

    Attributes:
        title: words separated by one space.
        midi: its MIDI file; None where it is missing.
        book: the ABC file that contains it, such as ``jigs.abc``: one file for each kind of dance.
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
        tunes: every tune with a title.
        refused: rows without a title, and MIDI files that no row names.
        missing: paths, relative to ``root``, of MIDI files that the table names and that do not exist.
    """

    root: Path
    tunes: tuple[Tune, ...]
    refused: tuple[Refusal, ...]
    missing: tuple[str, ...]

    @property
    def with_midi(self) -> tuple[Tune, ...]:
        """The tunes with a MIDI file."""
        return tuple(tune for tune in self.tunes if tune.midi is not None)


def load(root: str | Path) -> Nottingham:
    """Reads the table and finds the MIDI files; none is opened.

    Raises:
        UserError: not this data set, or a malformed table.
    """
    root = existing_folder(root, LAYOUT)
    refuse_other(root, NAME, LAYOUT)
    path = root / TABLE
    rows = read_table(path, COLUMNS)
    if rows.empty:
        raise UserError(f"{path}: has a header and no rows; restore the file.")
    tunes, refused, missing = [], [], []
    first: dict[str, int] = {}
    for row in rows.itertuples():
        line = row.Index
        name = row.midi_melody
        if not _is_below_midi(name):
            rule = f"midi_melody must be a path below {MIDI_FOLDER}/ that ends in .mid"
            raise malformed(path, line, rule, name, "Correct the row.")
        if name in first:
            raise UserError(f"{path} line {line}: midi_melody {name!r} is on line {first[name]} already. Remove one.")
        first[name] = line
        title = " ".join(row.title.split())
        midi = root / name
        if not is_file(midi):
            missing.append(name)
            midi = None
        if title:
            tunes.append(Tune(title, midi, row.abc_file, row.meter, row.key))
        else:
            refused.append(Refusal(name, "no title", f"its title in {TABLE} is blank"))
    files = {midi.relative_to(root).as_posix() for midi in files_below(root / MIDI_FOLDER, "**/*.mid")}
    refused += [Refusal(name, "no row", f"{TABLE} does not name it") for name in sorted(files - first.keys())]
    if not tunes:
        raise UserError(f"{path}: not one of its {len(rows):,} tunes has a title; restore the file.")
    return Nottingham(root, tuple(tunes), tuple(refused), tuple(missing))


def _is_below_midi(name: str) -> bool:
    """Whether ``name`` is ``MIDI/.../<tune>.mid`` with plain names only, so that it stays inside the folder."""
    first, *parts = name.split("/")
    plain = all(part not in ("", ".", "..") for part in parts) and name.isprintable() and "\\" not in name
    return first == MIDI_FOLDER and len(parts) > 0 and plain and name.endswith(".mid")


def facts(data: Nottingham) -> dict[str, int]:
    """Counts that need no MIDI file."""
    return {
        UNIT: len(data.tunes),
        "tunes with a MIDI file": len(data.with_midi),
        "MIDI files missing": len(data.missing),
        "distinct titles": len({tune.title for tune in data.tunes}),
        "books": len({tune.book for tune in data.tunes}),
    } | word_facts((tune.title for tune in data.tunes), "title")


def validate(root: str | Path) -> Report:
    """``facts``, everything refused, missing files, and files that do not begin with MIDI's ``MThd``."""
    data = load(root)
    refused = [*data.refused]
    for tune in track(data.with_midi, len(data.with_midi), "opening", "tune"):
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
