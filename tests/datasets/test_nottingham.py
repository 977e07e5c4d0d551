"""The Nottingham loader: titles and their MIDI files, what is missing, and every way the table can be wrong."""

import pytest

from paper_repro.core.errors import UserError
from paper_repro.datasets import nottingham
from paper_repro.datasets.nottingham import Tune

HEADER = "abc_file,x,title,meter,key,midi_melody\n"
ROWS = (
    "ashover.abc,1,A and A's Waltz,3/4,G,MIDI/melody/ashover1.mid\n"
    'jigs.abc,2,"Barry\'s  Favourite, again",6/8,D,MIDI/melody/jigs2.mid\n'
)


def corpus(root, text=HEADER + ROWS, files=("melody/ashover1.mid", "melody/jigs2.mid")):
    (root / "titles_index.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    for name in files:
        path = root / "MIDI" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"MThd\0\0\0\6")
    return root


def refusals(found):
    return {(refusal.item, refusal.reason) for refusal in found.refused}


def test_rows_become_tunes(tmp_path):
    data = nottingham.load(corpus(tmp_path))
    folder = tmp_path / "MIDI" / "melody"
    assert data.tunes == data.with_midi
    assert data.tunes == (
        Tune("A and A's Waltz", folder / "ashover1.mid", "ashover.abc", "3/4", "G"),
        Tune("Barry's Favourite, again", folder / "jigs2.mid", "jigs.abc", "6/8", "D"),
    )
    assert data.refused == data.missing == ()


def test_missing_and_unnamed_files_and_blank_titles(tmp_path):
    text = HEADER + ROWS + "jigs.abc,3, ,6/8,D,MIDI/jigs3.mid\n"
    data = nottingham.load(corpus(tmp_path, text, ["melody/ashover1.mid", "jigs3.mid", "jigs4.mid"]))
    assert [tune.midi is None for tune in data.tunes] == [False, True]
    assert len(data.with_midi) == 1
    assert data.missing == ("MIDI/melody/jigs2.mid",)
    assert refusals(data) == {("MIDI/jigs3.mid", "no title"), ("MIDI/jigs4.mid", "no row")}


def test_validate_looks_at_the_first_bytes(tmp_path):
    text = HEADER + ROWS + "jigs.abc,3,Third,6/8,D,MIDI/jigs3.mid\njigs.abc,4,Fourth,6/8,D,MIDI/jigs4.mid\n"
    root = corpus(tmp_path, text, ["melody/ashover1.mid"])
    (root / "MIDI" / "jigs3.mid").write_bytes(b"RIFF1234")
    (root / "MIDI" / "jigs4.mid").write_bytes(b"")
    report = nottingham.validate(root)
    assert refusals(report) == {
        ("MIDI/jigs3.mid", "not MIDI"), ("MIDI/jigs4.mid", "empty"),
        ("MIDI/melody/jigs2.mid", "no MIDI file"),
    }  # fmt: skip
    assert report.counts == {
        "tunes": 4, "tunes with a MIDI file": 3, "MIDI files missing": 1, "distinct titles": 4, "books": 2,
        "words": 9, "fewest words of a title": 1, "most words of a title": 4, "distinct words": 9,
    }  # fmt: skip


@pytest.mark.parametrize(("text", "words"), [
    (HEADER, "has a header and no rows"),
    (HEADER.replace("title", "name") + ROWS, "Missing: title"),
    (HEADER + ROWS + ROWS, "line 4: midi_melody 'MIDI/melody/ashover1.mid' is on line 2 already"),
    ((HEADER + ROWS.replace("Waltz", "Wältz")).encode("latin-1"), "not UTF-8"),
    *((HEADER + ROWS.replace("MIDI/melody/jigs2.mid", name), "line 3: midi_melody must be a path below MIDI/ that")
      for name in ("/a.mid", "MIDI/../../a.mid", "../a.mid", "MIDI//a.mid", "MIDI/a.wav", "MIDI\\a.mid", "MIDI", "")),
])  # fmt: skip
def test_what_is_no_such_table_is_one_line_that_says_where(tmp_path, text, words):
    with pytest.raises(UserError, match=words) as caught:
        nottingham.load(corpus(tmp_path, text))
    assert str(caught.value).startswith(str(tmp_path / "titles_index.csv"))
    assert "\n" not in str(caught.value)


def test_no_title_at_all(tmp_path):
    text = HEADER + "jigs.abc,3, ,6/8,D,MIDI/jigs3.mid\n"
    with pytest.raises(UserError, match="not one of its 1 tunes has a title"):
        nottingham.load(corpus(tmp_path, text))
