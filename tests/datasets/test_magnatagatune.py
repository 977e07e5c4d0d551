"""The MagnaTagATune loader: every trap of the format."""

import gzip
import subprocess
import sys

import numpy as np
import pytest
import soundfile as sf

from paper_repro.core.errors import UserError
from paper_repro.datasets import magnatagatune
from paper_repro.datasets.magnatagatune import CORRUPT, TAGS
from tests.datasets.magnatagatune_tables import HEADER, ROWS, cells, corpus, table


def refusals(report):
    return {(refusal.item, refusal.reason) for refusal in report.refused}


def test_rows_become_labels_in_the_order_of_the_file(tmp_path):
    data = magnatagatune.load(corpus(tmp_path))
    assert data.clip_ids.tolist() == [2, 7, 9]
    assert data.mp3_paths == tuple(row[2] for row in ROWS)
    assert data.labels.dtype == np.uint8
    assert data.labels.shape == (3, 188)
    assert [{TAGS[column] for column in np.flatnonzero(row)} for row in data.labels] == [set(row[1]) for row in ROWS]
    assert data.artists == ("ann", "bob", "ann")
    assert data.has_sound.all()
    assert data.labels_of(("rock", "guitar")).tolist() == [[1, 1], [0, 1], [0, 0]]


REORDERED = [["mp3_path", "note", *reversed(TAGS), "clip_id"]]
REORDERED += [[path, "x", *reversed(cells("", tags, "")[1:-1]), clip_id] for clip_id, tags, path in ROWS]
PLAIN = table([cells(*row) for row in ROWS])


@pytest.mark.parametrize(
    ("content", "name"),
    [
        pytest.param(PLAIN.replace(b"\r\n", b"\n"), "annotations_final.csv", id="LF"),
        pytest.param(b"\xef\xbb\xbf" + PLAIN, "annotations_final.csv", id="byte order mark"),
        pytest.param(PLAIN.replace(b'"', b""), "annotations_final.csv", id="without quotes"),
        pytest.param(PLAIN + b"\r\n", "annotations_final.csv", id="an empty line at the end"),
        pytest.param(gzip.compress(PLAIN, mtime=0), "annotations_final.csv.gz", id="gzip"),
        pytest.param(gzip.compress(PLAIN, mtime=0), "annotations_final.csv", id="gzip by another name"),
        pytest.param(table(REORDERED[1:], REORDERED[0]), "annotations_final.csv", id="columns in another order"),
    ],
)
def test_the_same_rows_however_they_are_written(tmp_path, content, name):
    data = magnatagatune.load(corpus(tmp_path, content, name=name))
    plain = magnatagatune.load(corpus(tmp_path / "plain"))
    assert data.clip_ids.tolist() == plain.clip_ids.tolist()
    assert data.mp3_paths == plain.mp3_paths
    assert np.array_equal(data.labels, plain.labels)


def changed(row, column, value):
    """The table with one cell written otherwise: ``row`` from 0, ``column`` by name."""
    rows = [list(cells(*one)) for one in ROWS]
    rows[row][HEADER.index(column)] = value
    return table(rows)


WITHOUT_ROCK = [name for name in HEADER if name != "rock"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (table([], WITHOUT_ROCK), "line 1: .*190 columns.* Missing: rock. Received: .clip_id, no voice,.*189 columns"),
        (
            table([], ("clip_id", "a", "b", "mp3_path")),
            "Missing: no voice, singer, .* and 183 more. Received: ",
        ),
        (table([], [name for name in HEADER if name not in TAGS[:6]]), "and 1 more. Received: "),
        (changed(1, TAGS[-1], "2"), f"line 3: column '{TAGS[-1]}' must be 0 or 1. Received: '2'"),
        (table([], (*HEADER, "rock")), "line 1: column 'rock' comes 2 times"),
        (table([]), "a header and no rows"),
        (b"", r"line 1: .*Received: '' \(0 columns\)"),
        (changed(1, "rock", "2"), "line 3: column 'rock' must be 0 or 1. Received: '2'"),
        (changed(0, "flute", ""), "line 2: column 'flute' must be 0 or 1. Received: ''"),
        (changed(0, "no voice", "01"), "line 2: column 'no voice' must be 0 or 1. Received: '01'"),
        (changed(2, "clip_id", "x9"), "line 4: clip_id must be a number. Received: 'x9'"),
        (changed(2, "clip_id", "02"), "line 4: clip_id 2 is on line 2 already"),
        (changed(2, "mp3_path", ROWS[1][2]), "line 4: mp3_path 'c/bob.*' is on line 3 already"),
        (changed(0, "mp3_path", "../x.mp3"), "line 2: mp3_path must stay inside .* Received: '../x.mp3'"),
        (changed(0, "mp3_path", "a/../../x.mp3"), "line 2: mp3_path must stay inside"),
        (changed(0, "mp3_path", "/etc/x.mp3"), "line 2: mp3_path must stay inside"),
        (changed(0, "mp3_path", "a\\..\\x.mp3"), "line 2: mp3_path must stay inside"),
        (changed(0, "mp3_path", "C:/x.mp3"), "line 2: mp3_path must stay inside"),
        (changed(0, "mp3_path", "g/x.mp3"), "line 2: mp3_path must be <folder 0 to 9 or a to f>"),
        (changed(0, "mp3_path", "a/b/x.mp3"), "line 2: mp3_path must be <folder"),
        (changed(0, "mp3_path", "a/x.wav"), "line 2: mp3_path must be <folder"),
        (changed(0, "mp3_path", "a/.mp3\n"), "line 2: mp3_path must be <folder"),
        (changed(0, "mp3_path", ""), "line 2: mp3_path must be <folder"),
        (PLAIN.replace(b"second", b"f\xfcr"), "line 3: not UTF-8"),
        (PLAIN.replace(b'"7"\t', b""), "line 3: 190 cells expected. Received: 189"),
        (PLAIN[:-3], "line 4: unexpected end of data"),
        (gzip.compress(PLAIN, mtime=0)[:-20], "truncated gzip"),
        (gzip.compress(PLAIN, mtime=0)[:40] + b"\0" * 40, "damaged or truncated gzip"),
    ],
)
def test_what_cannot_be_is_one_line_that_says_where(tmp_path, content, words):
    with pytest.raises(UserError, match=words) as caught:
        magnatagatune.load(corpus(tmp_path, content))
    assert str(tmp_path / "annotations_final.csv") in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_without_a_usable_mp3_is_refused(tmp_path):
    with pytest.raises(UserError, match=r"none of the 3 clips in annotations_final.csv has a usable mp3"):
        magnatagatune.load(corpus(tmp_path, sound=False))


def test_sound_that_is_not_there_is_named_and_keeps_its_row(tmp_path):
    rows = [*ROWS, *((str(clip), ("rock",), f"1/x-{clip}.mp3") for clip in (*CORRUPT, 11, 12))]
    root = corpus(tmp_path / "set", rows=rows)
    (root / "c" / "bob-second-02-song-29-58.mp3").unlink()
    (root / "1" / "x-11.mp3").write_bytes(b"")
    (root / "1" / "x-12.mp3").unlink()
    (root / "1" / "x-12.mp3").symlink_to(root / "gone.mp3")
    (root / "a").mkdir()
    (root / "a" / "stray.mp3").symlink_to(root / "0" / "ann-first-01-song-0-29.mp3")
    data = magnatagatune.load(root)
    assert refusals(data) == {
        ("c/bob-second-02-song-29-58.mp3", "no sound file"),
        *((f"1/x-{clip}.mp3", "known corrupt") for clip in CORRUPT),
        ("1/x-11.mp3", "empty"),
        ("1/x-12.mp3", "no sound file"),
        ("a/stray.mp3", "no annotation"),
    }
    assert data.has_sound.tolist() == [True, False, True, False, False, False, False, False]


def test_a_linked_folder_is_read(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "ann-first-01-song-0-29.mp3").write_bytes(b"x")
    root = corpus(tmp_path / "set", sound=False)
    (root / "0").symlink_to(tmp_path / "elsewhere")
    assert magnatagatune.load(root).has_sound.tolist() == [True, False, False]


def info(rows):
    return table(rows, ("clip_id", "title", "artist", "mp3_path"))


def test_artists_come_from_clip_info_where_it_is_there(tmp_path):
    rows = [("9", "t", "Ann", ""), ("2", "t", "Ann", ""), ("5", "t", "Never annotated", ""), ("7", "t", "Bob", "")]
    (tmp_path / "clip_info_final.csv.gz").write_bytes(gzip.compress(info(rows)))
    assert magnatagatune.load(corpus(tmp_path)).artists == ("Ann", "Bob", "Ann")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (info([("2", "t", "A", ""), ("9", "t", "A", "")]), "no row for clip_id 7, which annotations_final.csv lists"),
        (info([("2", "t", " ", "")]), "line 2: artist must not be blank"),
        (info([("2", "t", "A", ""), ("2", "t", "A", "")]), "line 3: clip_id 2 comes a second time"),
        (info([("two", "t", "A", "")]), "line 2: clip_id must be a number. Received: 'two'"),
        (table([], ("clip_id", "title")), "line 1: .*Missing: artist. Received: .clip_id, title"),
    ],
)
def test_clip_info_is_read_as_strictly(tmp_path, content, words):
    (tmp_path / "clip_info_final.csv").write_bytes(content)
    with pytest.raises(UserError, match=words) as caught:
        magnatagatune.load(corpus(tmp_path))
    assert str(tmp_path / "clip_info_final.csv") in str(caught.value)


def test_validate_decodes_and_compares(tmp_path):
    rows = [(str(clip), ("rock",), f"0/clip-{clip}.mp3") for clip in range(1, 5)]
    root = corpus(tmp_path, rows=rows)
    for clip, seconds, rate, channels in ((1, 29.1, 16_000, 1), (2, 5, 16_000, 1), (3, 29.1, 44_100, 2)):
        sound = np.full((round(seconds * rate), channels), 0.1)
        sf.write(root / "0" / f"clip-{clip}.mp3", sound, rate)
    (root / "split_sota").mkdir()
    np.save(root / "split_sota" / "train.npy", np.array(["0\t0/clip-1.mp3", "3\t0/clip-4.mp3"]))
    report = magnatagatune.validate(root)
    assert refusals(report) == {
        ("0/clip-2.mp3", "too short"),
        ("0/clip-4.mp3", "unreadable"),
        ("split_sota/train.npy", "another split than the one built here"),
    }
    assert [(item.item, item.reason) for item in report.noted] == [("0/clip-3.mp3", "not as published")]
    assert "44100 Hz, 2 channels" in report.noted[0].detail
    assert report.counts["clips"] == 4
    assert report.counts["clips with a whole mp3"] == 2
    assert report.counts["clips without one"] == 2
    assert report.counts["split sota, train, also in split_sota/train.npy"] == 2


def test_the_command_shows_the_first_20_of_a_reason(tmp_path):
    rows = [(str(clip), ("rock",), f"0/clip-{clip:03}.mp3") for clip in range(1, 40)]
    root = corpus(tmp_path, rows=rows, sound=False)
    (root / "0").mkdir()
    sf.write(root / "0" / "clip-001.mp3", np.full(16_000 * 30, 0.1), 16_000)
    done = subprocess.run(
        [sys.executable, "-m", "paper_repro", "data", "magnatagatune", str(root)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "refused, no sound file: 38\n" in done.stdout
    assert done.stdout.count("  0/clip-") == 20
    assert done.stdout.endswith("  ... and 18 more; all of them: --list FILE\n")
