"""CAL500exp's tags and tables: however one is written it reads the same, or one line says what is wrong where."""

import numpy as np
import pytest

from paper_repro.core.errors import UserError
from paper_repro.datasets.cal500exp.table import EMOTIONS, FAMILIES, TAGS, read_segments, readable

HEADER = ("Start_Time", "End_Time", *TAGS)


def row(start="0.000000", end="3.500000", **tags):
    """``tags``: cell by column number among the tags, written ``t0`` to ``t66``; the others are 0."""
    return [start, end, *(tags.get(f"t{number}", "0.000000") for number in range(len(TAGS)))]


ROWS = (row("4.000000", "7.500000", t1="1.000000"), row("0.000000", "3.500000", t0="1.000000", t66="1.000000"))


def table(*rows, header=HEADER, end="\r\n"):
    return "".join(",".join(cells) + end for cells in (header, *rows))


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_the_tags():
    assert len(set(TAGS)) == len(TAGS) == 67
    assert TAGS[:18] == EMOTIONS
    families = list(FAMILIES.values())
    assert {name: families.count(name) for name in families} == {
        "Emotion": 18, "Instrument": 24, "Vocals": 16, "Solo": 9,
    }  # fmt: skip
    assert [readable(TAGS[number]) for number in (0, 9, 41, 45, 66)] == [
        "Angry / Agressive", "Laid-back / Mellow", "Violin/Fiddle", "Call & Response", "Trumpet-Solo",
    ]  # fmt: skip
    assert len(set(map(readable, TAGS))) == 67


PLAIN = table(*ROWS)


@pytest.mark.parametrize("text", [
    PLAIN,
    PLAIN.replace("\r\n", "\n"),
    "\ufeff" + PLAIN + "\r\n",
    table(*reversed(ROWS)),
    table(*(cells[::-1] for cells in ROWS), header=HEADER[::-1]),
    PLAIN.replace("0.000000", "0").replace("1.000000", "1"),
], ids=["CRLF", "LF", "byte order mark and empty line", "sorted", "columns reversed", "whole numbers"])  # fmt: skip
def test_the_same_segments_however_they_are_written(tmp_path, text):
    segments = read_segments(write(tmp_path / "a.csv", text))
    assert (segments.start.tolist(), segments.end.tolist()) == ([0.0, 4.0], [3.5, 7.5])
    expected = np.zeros((2, 67), dtype=int)
    expected[0, 0] = expected[0, 66] = expected[1, 1] = 1
    assert segments.labels.tolist() == expected.tolist()
    assert segments.labels.dtype == np.uint8


def test_segments_may_touch(tmp_path):
    segments = read_segments(write(tmp_path / "a.csv", table(row("3.5", "7"), row("0", "3.5"))))
    assert segments.end[0] == segments.start[1]


def without(text, column):
    return text.replace(f",{column}", "", 1)


@pytest.mark.parametrize(("text", "place", "words"), [
    (table(row(), row("9.5", "9.4")), 3, "End_Time must be after Start_Time, which is 9.5. Received: '9.4'"),
    (table(row("1", "1")), 2, "End_Time must be after Start_Time, which is 1. Received: '1'"),
    (table(row("3.4", "8"), row()), 2, "that of line 3 ends at 3.500000 s. Received: Start_Time 3.400000"),
    (table(row(), row()), 3, "segments must not overlap, and that of line 2"),
    (table(row("-0.5")), 2, "Start_Time must not be negative. Received: '-0.5'"),
    (table(row("soon")), 2, "Start_Time must be a number of seconds. Received: 'soon'"),
    *((table(row(end=cell)), 2, f"End_Time must be a number of seconds. Received: '{cell}'")
      for cell in ("nan", "inf", "1e400", "1_0", "")),
    *((table(row(t3=cell)), 2, f"{TAGS[3]} must be 0 or 1. Received: '{cell}'")
      for cell in ("nan", "inf", "yes", "", "2.000000", "0.500000", "-1", "01")),
    (table(row()[:-1]), 2, "69 cells expected. Received: 68"),
    (table(row(), [*row("5", "6"), "0"]), 3, "69 cells expected. Received: 70"),
    (without(table(row()), "Emotion-Happy"), 1, "missing: 'Emotion-Happy'. Received: 'Start_Time,"),
    (table(row()).replace("Agressive", "Aggressive", 1), 1, "missing: 'Emotion-Angry_/_Agressive'"),
    (table(row()).replace("Emotion-Sad", "Emotion-Happy", 1), 1, "missing: 'Emotion-Sad'"),
    (table([*row(), "0"], header=(*HEADER, "Emotion-Sad")), 1, "repeated: 'Emotion-Sad'"),
    (table([*row(), "0"], header=(*HEADER, "Genre-Rock")), 1, "unknown: 'Genre-Rock'"),
    (table(row()).replace(",", ";"), 1, "missing: 'Start_Time', 'End_Time', 'Emotion-Angry_/_Agressive' and 66 more"),
    ("", 1, "missing: .*Received: ''"),
    (table(row()).encode() + b"\xff", 3, "not UTF-8"),
    (table(row(), ['"5', *row()[1:]]), 3, "unexpected end of data"),
])  # fmt: skip
def test_what_cannot_be_is_one_line_that_says_where(tmp_path, text, place, words):
    path = write(tmp_path / "a.csv", text)
    with pytest.raises(UserError, match=words) as caught:
        read_segments(path)
    assert str(caught.value).startswith(f"{path} line {place}: ")
    assert "estore the published file" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < len(str(path)) + 400


def test_no_rows_and_no_file(tmp_path):
    with pytest.raises(UserError, match=r"a\.csv: has a header and no rows"):
        read_segments(write(tmp_path / "a.csv", table()))
    with pytest.raises(UserError, match=r"b\.csv: cannot be read"):
        read_segments(tmp_path / "b.csv")
