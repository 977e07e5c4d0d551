"""CAL500exp's tags, and one track's table of labelled segments, read strictly.

A table is a csv with the columns ``Start_Time``, ``End_Time`` and one for each of the 67 tags. Rows are published in no
order and are sorted here. No two of the published segments overlap, not even by rounding, so none may.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from paper_repro.core.errors import UserError
from paper_repro.datasets.tables import csv_rows, malformed, shortened, wrong_length

TIMES = ("Start_Time", "End_Time")
#: Spelled as published, "Agressive" included.
EMOTIONS = tuple(
    f"Emotion-{name}"
    for name in (
        "Angry_/_Agressive", "Arousing_/_Awakening", "Bizarre_/_Weird", "Calming_/_Soothing",
        "Carefree_/_Lighthearted", "Cheerful_/_Festive", "Emotional_/_Passionate", "Exciting_/_Thrilling", "Happy",
        "Laid-back_/_Mellow", "Light_/_Playful", "Loving_/_Romantic", "Pleasant_/_Comfortable",
        "Positive_/_Optimistic", "Powerful_/_Strong", "Sad", "Tender_/_Soft", "Touching_/_Loving",
    )
)  # fmt: skip
INSTRUMENTS = tuple(
    f"Instrument_-_{name}"
    for name in (
        "Acoustic_Guitar", "Ambient_Sounds", "Backing_vocals", "Bass", "Drum_Machine", "Drum_Set",
        "Electric_Guitar_(clean)", "Electric_Guitar_(distorted)", "Female_Lead_Vocals", "Hand_Drums", "Harmonica",
        "Horn_Section", "Male_Lead_Vocals", "Organ", "Piano", "Samples", "Saxophone", "Sequencer", "String_Ensemble",
        "Synthesizer", "Tambourine", "Trombone", "Trumpet", "Violin/Fiddle",
    )
)  # fmt: skip
VOCALS = tuple(
    f"Vocals-{name}"
    for name in (
        "Aggressive", "Altered_with_Effects", "Breathy", "Call_&_Response", "Duet", "Emotional", "Falsetto", "Gravelly",
        "High-pitched", "Low-pitched", "Monotone", "Rapping", "Screaming", "Spoken", "Strong", "Vocal_Harmonies",
    )
)  # fmt: skip
SOLOS = tuple(
    f"Instrument_-_{name}-Solo"
    for name in (
        "Acoustic_Guitar", "Electric_Guitar_(clean)", "Electric_Guitar_(distorted)", "Female_Lead_Vocals", "Harmonica",
        "Male_Lead_Vocals", "Piano", "Saxophone", "Trumpet",
    )
)  # fmt: skip
#: The 67 columns in their published order.
TAGS = EMOTIONS + INSTRUMENTS + VOCALS + SOLOS
#: Category of each tag. The papers mention genre and song tags too, which were not published.
FAMILIES = {
    tag: family
    for family, tags in (("Emotion", EMOTIONS), ("Instrument", INSTRUMENTS), ("Vocals", VOCALS), ("Solo", SOLOS))
    for tag in tags
}

TIME = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?")
#: Published as 0.000000 and 1.000000.
LABEL = re.compile(r"[01](\.0{1,9})?")


@dataclass(frozen=True, eq=False)
class Segments:
    """The labelled segments of one track, ordered by time.

    Attributes:
        start, end: seconds, float64 ``(segments,)``; each ends after its start and not after the next one's.
        labels: uint8 ``(segments, 67)`` of 0 and 1, columns in the order of ``TAGS``.
    """

    start: np.ndarray
    end: np.ndarray
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.start)


def readable(tag: str) -> str:
    """A published column name without prefix and underscores.

    The published spelling is kept, and so is ``-Solo``, without which two tags would have the same name.

    Example:
        >>> readable("Emotion-Angry_/_Agressive"), readable("Instrument_-_Piano-Solo")
        ('Angry / Agressive', 'Piano-Solo')
    """
    return re.sub(r"^(Emotion-|Instrument_-_|Vocals-)", "", tag).replace("_", " ")


def read_segments(path: Path) -> Segments:
    """Reads one track's table; segments are sorted by start.

    CRLF or LF and a byte order mark are accepted; columns may come in any order.

    Raises:
        UserError: not UTF-8, a column is missing, repeated or unknown, a cell is invalid for its column, a segment
            does not end after its start or overlaps the previous one, or there are no rows.

    Example:
        >>> import tempfile
        >>> path = Path(tempfile.mkdtemp()) / "song.csv"
        >>> rows = ["5,9" + ",1" * len(TAGS), "0,4" + ",0" * len(TAGS)]
        >>> _ = path.write_text("\\n".join([",".join([*TIMES, *TAGS]), *rows]))
        >>> segments = read_segments(path)
        >>> segments.start.tolist(), segments.labels.sum(axis=1).tolist()
        ([0.0, 5.0], [0, 67])
    """
    rows = _rows(path)
    rows.sort(key=lambda row: row[1])
    for (before, _, end, _), (line, start, _, _) in pairwise(rows):
        if start < end:
            raise UserError(
                f"{path} line {line}: segments must not overlap, and that of line {before} ends at {end:f} s. "
                f"Received: Start_Time {start:f}. Restore the published file."
            )
    _, starts, ends, labels = zip(*rows, strict=True)
    return Segments(np.array(starts, dtype=float), np.array(ends, dtype=float), np.array(labels, dtype=np.uint8))


def _rows(path: Path) -> list[tuple[int, float, float, list[int]]]:
    """Line, start, end and labels in the order of ``TAGS`` of each row, in the order of the file."""
    table = csv_rows(path)
    first_line, header = next(table, (1, []))
    _check_header(path, first_line, header)
    pick = [header.index(name) for name in (*TIMES, *TAGS)]
    rows = []
    for line, cells in table:
        if len(cells) != len(header):
            raise wrong_length(path, line, len(header), cells)
        rows.append(_row(path, line, [cells[place] for place in pick]))
    if not rows:
        raise UserError(f"{path}: has a header and no rows; restore the published file.")
    return rows


def _check_header(path: Path, line: int, header: list[str]) -> None:
    columns = (*TIMES, *TAGS)
    for trouble, names in (
        ("missing", [name for name in columns if name not in header]),
        ("repeated", [name for name in columns if header.count(name) > 1]),
        ("unknown", [name for name in header if name not in columns]),
    ):
        if names:
            more = f" and {len(names) - 3} more" if len(names) > 3 else ""
            rule = f"header must be {', '.join(TIMES)} and the {len(TAGS)} published tags; {trouble}: "
            raise malformed(path, line, rule + ", ".join(map(shortened, names[:3])) + more, ",".join(header))


def _row(path: Path, line: int, cells: list[str]) -> tuple[int, float, float, list[int]]:
    for column, cell in zip(TIMES, cells, strict=False):
        if not TIME.fullmatch(cell):
            raise malformed(path, line, f"{column} must be a number of seconds", cell)
    start, end = float(cells[0]), float(cells[1])
    if start < 0:
        raise malformed(path, line, "Start_Time must not be negative", cells[0])
    if end <= start:
        raise malformed(path, line, f"End_Time must be after Start_Time, which is {cells[0]}", cells[1])
    for tag, cell in zip(TAGS, cells[2:], strict=True):
        if not LABEL.fullmatch(cell):
            raise malformed(path, line, f"{tag} must be 0 or 1", cell)
    return line, start, end, [int(cell[0]) for cell in cells[2:]]
