"""The FMA loader: three lines of header, cells with line breaks, sound by number, and every way it can be wrong."""

import csv
import io

import numpy as np
import pytest
import soundfile as sf

from paper_repro.core.errors import UserError
from paper_repro.datasets import fma
from paper_repro.datasets.fma.table import Track, read_tracks

NAMES = (
    ("", ""), ("album", "title"), ("artist", "bio"), ("artist", "name"), ("set", "split"), ("set", "subset"),
    ("track", "genre_top"), ("track", "title"),
)  # fmt: skip
RATE = 12_000


def row(track_id=2, title="Food", subset="small", name="AWOL", bio="Short.", genre="Hip-Hop", split="training"):
    return [str(track_id), f"Album of {title}", bio, name, split, subset, genre, title]


ROWS = (row(), row(5, "This World", bio='One,\n"two"\r\nthree'), row(140, "Queen", "large", "Alec", genre=""))


def table(*rows, names=NAMES, third="track_id"):
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows(zip(*names, strict=True))
    writer.writerow([third, *[""] * (len(names) - 1)])
    writer.writerows(rows)
    return text.getvalue()


def corpus(root, text=None, sounds=(), name="tracks.csv"):
    """``sounds``: path relative to ``root``, and seconds."""
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    text = table(*ROWS) if text is None else text
    (root / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    for sound, seconds in dict(sounds).items():
        (root / sound).parent.mkdir(parents=True, exist_ok=True)
        sf.write(root / sound, np.zeros(round(seconds * RATE)), RATE)
    return root


def refusals(found):
    return {(refusal.item, refusal.reason) for refusal in found.refused}


def test_rows_become_tracks(tmp_path):
    data = fma.load(corpus(tmp_path))
    assert data.tracks == (
        Track(2, "Food", "AWOL", "small", "training", "Hip-Hop"),
        Track(5, "This World", "AWOL", "small", "training", "Hip-Hop"),
        Track(140, "Queen", "Alec", "large", "training", ""),
    )
    assert data.with_audio == data.refused == data.missing == ()


@pytest.mark.parametrize("text", [
    "\ufeff" + table(*ROWS), table(*ROWS).replace("\n", "\r\n"), table(*ROWS) + "\n",
    table(*([one[0], *one[:0:-1]] for one in ROWS), names=[NAMES[0], *NAMES[:0:-1]]),
], ids=["byte order mark", "CRLF", "empty line at the end", "columns"])  # fmt: skip
def test_the_same_tracks_however_they_are_written(tmp_path, text):
    assert fma.load(corpus(tmp_path / "other", text)).tracks == fma.load(corpus(tmp_path / "plain")).tracks


@pytest.mark.parametrize("name", ["tracks_head.csv", "fma_metadata/tracks.csv"])
def test_other_places_of_the_table(tmp_path, name):
    assert len(fma.load(corpus(tmp_path, name=name)).tracks) == 3


def test_words_that_mean_nothing_elsewhere_are_titles_and_blanks_are_none(tmp_path):
    titles = ["NA", "None", "null", "nan", "", "  ", " two\nlines "]
    data = fma.load(corpus(tmp_path, table(*(row(number, title) for number, title in enumerate(titles)))))
    assert [one.title for one in data.tracks] == ["NA", "None", "null", "nan", "two lines"]
    assert refusals(data) == {("4", "no title"), ("5", "no title")}


def test_a_biography_without_end_is_read_and_the_bound_put_back(tmp_path):
    csv.field_size_limit(131_072)
    data = fma.load(corpus(tmp_path, table(row(bio="a" * 200_000), row(3))))
    assert len(data.tracks) == 2
    assert csv.field_size_limit() == 131_072


def test_sound_by_number(tmp_path):
    sounds = {"fma_small/000/000002.mp3": 30, "fma_small/000/000007.mp3": 1, "fma_large/000/000140.mp3": 1}
    data = fma.load(corpus(tmp_path, sounds=sounds))
    assert [one.audio for one in data.tracks] == [
        tmp_path / "fma_small/000/000002.mp3", None, tmp_path / "fma_large/000/000140.mp3",
    ]  # fmt: skip
    assert [one.track_id for one in data.with_audio] == [2, 140]
    assert data.missing == (5,)
    assert refusals(data) == {("fma_small/000/000007.mp3", "no row")}


@pytest.mark.parametrize(("place", "missing"), [
    ("fma_small/000/000002.mp3", (5,)), ("fma_medium/000/000002.mp3", (5,)), ("fma_large/000/000002.mp3", (5, 140)),
    ("fma_full/000/000002.mp3", (5, 140)), ("000/000002.mp3", ()),
])  # fmt: skip
def test_only_what_a_folder_promises_is_missing(tmp_path, place, missing):
    data = fma.load(corpus(tmp_path, sounds={place: 1}))
    assert [one.audio for one in data.with_audio] == [tmp_path / place]
    assert data.missing == missing


def test_the_sets_own_folder(tmp_path):
    data = fma.load(corpus(tmp_path / "fma_small", sounds={"000/000002.mp3": 1}))
    assert [one.track_id for one in data.with_audio] == [2]
    assert data.missing == (5,)


def test_clips_of_the_small_set_stand_before_whole_tracks(tmp_path):
    data = fma.load(corpus(tmp_path, sounds={"fma_full/000/000002.mp3": 2, "fma_small/000/000002.mp3": 1}))
    assert data.with_audio[0].audio == tmp_path / "fma_small/000/000002.mp3"
    assert data.refused == ()


def test_the_known_broken_are_refused_by_name(tmp_path):
    rows = [row(), *(row(number, f"Number {number}") for number in (99_134, 108_925, 133_297))]
    sounds = {"fma_small/000/000002.mp3": 1, "fma_small/099/099134.mp3": 1}
    data = fma.load(corpus(tmp_path, table(*rows), sounds))
    assert refusals(data) == {
        ("099/099134.mp3", "known broken"), ("108/108925.mp3", "known broken"), ("133/133297.mp3", "known broken"),
    }  # fmt: skip
    assert [one.track_id for one in data.with_audio] == [2]
    assert data.missing == ()
    assert len(data.tracks) == 4  # their titles are as good as any


def test_files_where_they_cannot_belong(tmp_path):
    names = ["fma_small/001/000002.mp3", "fma_small/000/2.mp3", "fma_small/000/0000002.mp3"]
    root = corpus(tmp_path, sounds=dict.fromkeys(names, 1))
    (root / "fma_small/000/000005.mp3").symlink_to(root / "gone.mp3")
    data = fma.load(root)
    assert refusals(data) == {(name, "misplaced") for name in names}
    assert data.missing == (2, 5)


def test_validate_decodes(tmp_path):
    rows = [row(number, f"Title {number}") for number in range(1, 6)]
    sounds = {f"fma_small/000/00000{number}.mp3": seconds for number, seconds in ((1, 30), (2, 12))}
    root = corpus(tmp_path, table(*rows), sounds)
    (root / "fma_small/000/000003.mp3").write_bytes(b"not a sound")
    (root / "fma_small/000/000004.mp3").write_bytes(b"")
    report = fma.validate(root)
    assert refusals(report) == {
        ("fma_small/000/000003.mp3", "unreadable"), ("fma_small/000/000004.mp3", "unreadable"),
        ("000/000005.mp3", "no sound file"),
    }  # fmt: skip
    assert [(note.item, note.reason) for note in report.noted] == [("fma_small/000/000002.mp3", "not 30 s")]
    assert report.counts == {
        "tracks": 5, "tracks with a sound file": 4, "tracks whose set is there and not their sound": 1,
        "tracks of subset small": 5, "tracks of subset medium": 0, "tracks of subset large": 0,
        "tracks of subset full": 0, "artists": 1, "words": 10, "fewest words of a title": 2,
        "most words of a title": 2, "distinct words": 6, "tracks with sound that can be used": 2,
    }  # fmt: skip


def test_a_plain_table_of_titles(tmp_path):
    text = "track_id,filename,title,genre_top,source\n2,000/000002.mp3, Food ,Hip-Hop,x\n5,000/000005.mp3,,Rock,y\n"
    root = corpus(tmp_path, text, {"fma_small/000/000002.mp3": 1}, "fma_small_titles_union.csv")
    data = fma.load(root)
    assert data.tracks == (Track(2, "Food", "", "small", "", "Hip-Hop", root / "fma_small/000/000002.mp3"),)
    assert refusals(data) == {("5", "no title")}
    # With tracks.csv there it is not looked at.
    assert len(fma.load(corpus(tmp_path)).tracks) == 3


HEADERLESS = "2,Food\n3,Electric Ave\n5,This World\n"


@pytest.mark.parametrize(("text", "words"), [
    ("", " line 1: three lines of header .* Missing or repeated: track/title, artist/name, .*Received: ''"),
    (HEADERLESS, " line 1: three lines of header .*Received: '2,Food'"),
    (table(row(), names=[*NAMES[:7], ("track", "name")]), " line 1: .*Missing or repeated: track/title. Received:"),
    (table([*row(), "x"], names=[*NAMES, ("set", "split")]), " line 1: .*Missing or repeated: set/split. Received:"),
    (table(row(), third="id"), " line 1: .*the third beginning with track_id"),
    (table(), ": has a header and no rows"),
    (table(row(bio="1\n2\n3"), row("5a")), " line 7: track_id must be a number of at most six digits. Received: '5a'"),
    (table(row("1234567")), " line 4: track_id must be a number of at most six digits"),
    (table(row(bio="1\n2"), row(7), row()), " line 7: track_id 2 is on line 4 already"),
    (table(row(bio="1\n2"), row(7)[:-1]), " line 6: 8 cells expected. Received: 7"),
    (table(row(bio="1\n2"), [*row(7), ""]), " line 6: 8 cells expected. Received: 9"),
    (table(row()) + '7,"a\nb\nc', " line 5: unexpected end of data"),
    (table(row(), row(3, "Für")).encode("latin-1"), " line 5: not UTF-8"),
    (table(row(title="")), ": not one of its 1 tracks has a title"),
])  # fmt: skip
def test_what_is_no_such_table_is_one_line_that_says_where(tmp_path, text, words):
    with pytest.raises(UserError, match=words) as caught:
        fma.load(corpus(tmp_path, text))
    assert str(caught.value).startswith(f"{tmp_path / 'tracks.csv'}{words[0]}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("text", "words"), [
    ("track_id,title\n2,Food\n", "line 1: header must have track_id,title,genre_top. Missing or repeated: genre_top"),
    ("track_id,title,genre_top\n2,Food\n", "line 2: 3 cells expected. Received: 2"),
    ("track_id,title,genre_top\n2,Food,Rock\n2,Food,Rock\n", "line 3: track_id 2 is on line 2 already"),
])  # fmt: skip
def test_what_is_no_plain_table_is_one_line_that_says_where(tmp_path, text, words):
    with pytest.raises(UserError, match=words):
        fma.load(corpus(tmp_path, text, name="fma_titles.csv"))


def test_sound_without_a_table_and_two_tables(tmp_path):
    (tmp_path / "fma_small" / "000").mkdir(parents=True)
    with pytest.raises(UserError, match=r"has sound but no table of titles\. Expected there: tracks.csv"):
        fma.load(tmp_path)
    corpus(tmp_path)
    corpus(tmp_path, name="tracks_head.csv")
    with pytest.raises(UserError, match=r"one file tracks\*.csv expected. Received: tracks.csv, tracks_head.csv"):
        fma.load(tmp_path)


def test_the_reader_keeps_blank_titles(tmp_path):
    assert [one.title for one in read_tracks(corpus(tmp_path, table(row(title=""), row(3))) / "tracks.csv")] == [
        "",
        "Food",
    ]


def test_a_folder_of_a_set_without_any_sound_promises_its_tracks(tmp_path):
    (corpus(tmp_path, sounds={"fma_large/000/000002.mp3": 1}) / "fma_small").mkdir()
    data = fma.load(tmp_path)
    assert data.missing == (5, 140)
    (tmp_path / "fma_large").rename(tmp_path / "elsewhere")
    assert fma.load(tmp_path).missing == (2, 5)  # all of fma_small, and no other


def test_tracks_are_counted_by_subset(tmp_path):
    rows = [row(2), row(3, subset="small"), row(5, subset="medium"), row(140, subset="large")]
    counts = fma.facts(fma.load(corpus(tmp_path, table(*rows))))
    assert [counts[f"tracks of subset {name}"] for name in ("small", "medium", "large", "full")] == [2, 1, 1, 0]
