"""The Million Song loader: when rows may be paired by position, titles, and what is refused."""

import numpy as np
import pytest

from paper_repro.core.errors import UserError
from paper_repro.datasets import msd
from paper_repro.datasets.msd.tables import read_timbre, read_tracks_per_year, read_unique_tracks
from tests.datasets.msd_corpus import IDS, TIMBRE, TITLES, corpus, refusals, segments, song, timbre_line, title_line


def test_rows_that_agree_are_paired(tmp_path):
    data = msd.load(corpus(tmp_path))
    assert data.track_ids == IDS[:3]
    assert [title.title for title in data.titles] == ["Title 0", "Title 1", "Title 2"]
    assert (data.titles[0].artist, data.titles[0].year) == ("Artist 0", 2000)
    assert data.timbre.shape == (3, 90)
    assert np.allclose(data.timbre[2], msd.timbre_values(segments(2)), atol=6e-6)
    assert data.sources == ("position",) * 3
    assert data.refused == data.noted == ()
    assert msd.validate(tmp_path).counts["songs paired by position"] == 3


def test_other_names_and_line_ends(tmp_path):
    (tmp_path / "tracks_per_year_like.txt").write_bytes(
        b"\xef\xbb\xbf" + f"{title_line(0, title='a <SEP> b')}\r\n".encode()
    )
    (tmp_path / "YearPredictionMSD_like.txt").write_bytes(f"{timbre_line(0)}\r\n".encode())
    assert [title.title for title in msd.load(tmp_path).titles] == ["a <SEP> b"]


def test_several_files_of_one_name_are_refused(tmp_path):
    corpus(tmp_path)
    (tmp_path / "tracks_per_year_2.txt").write_text(title_line(0))
    with pytest.raises(UserError, match=r"one file tracks_per_year\*.txt expected. Received: tracks_per_year.txt, tr"):
        msd.load(tmp_path)


UNPAIRED = [
    ([title_line(row) for row in range(4)], None, ": has 3 rows and tracks_per_year.txt 4, so that rows cannot"),
    (
        [title_line(0), title_line(1, 1999), title_line(2, 1998)], None,
        f" line 2: its year is 2000, that of tracks_per_year.txt line 2 ({IDS[1]}) is 1999, so that rows cannot",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("titles", "timbre", "words"), UNPAIRED)
def test_rows_that_disagree_are_never_paired(tmp_path, titles, timbre, words):
    with pytest.raises(UserError) as caught:
        msd.load(corpus(tmp_path, titles, timbre))
    assert str(caught.value).startswith(f"{tmp_path / TIMBRE}{words} be paired by position. Pair them through the HDF5")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("titles", "timbre", "words"), UNPAIRED)
def test_then_the_hdf5_songs_are_used_alone(tmp_path, titles, timbre, words):
    corpus(tmp_path, titles, timbre)
    song(tmp_path / "A" / "B" / "C" / f"{IDS[4]}.h5", IDS[4], "From a file")
    data = msd.load(tmp_path)
    assert (data.track_ids, data.sources) == ((IDS[4],), ("hdf5",))
    assert refusals(data) == {(TIMBRE, "cannot be paired")}
    assert words in data.refused[0].detail


def test_a_song_of_other_values_proves_that_rows_have_moved(tmp_path):
    # All of one year, and the features of the first two rows exchanged: only the song file can tell.
    corpus(tmp_path, None, [timbre_line(1), timbre_line(0), timbre_line(2)])
    assert msd.load(tmp_path).sources == ("position",) * 3
    song(tmp_path / f"{IDS[1]}.h5", IDS[1], timbre=segments(1))
    data = msd.load(tmp_path)
    assert data.sources == ("hdf5",)
    assert refusals(data) == {(TIMBRE, "cannot be paired")}
    assert f"line 2: value 1 is {msd.timbre_values(segments(0))[0]:.5f}, and {IDS[1]}" in data.refused[0].detail


def test_both_sources_together(tmp_path):
    corpus(tmp_path)
    song(tmp_path / "h5" / f"{IDS[1]}.h5", IDS[1], timbre=segments(1))
    song(tmp_path / "h5" / f"{IDS[3]}.h5", IDS[3], "Fourth", timbre=segments(3), year=0)
    data = msd.load(tmp_path)
    assert data.track_ids == IDS[:4]
    assert data.sources == ("position",) * 3 + ("hdf5",)
    assert data.confirmed == 1
    assert np.allclose(data.timbre[3], msd.timbre_values(segments(3)))
    report = msd.validate(tmp_path)
    assert report.counts == {
        "songs": 4, "songs paired by position": 3, "of these, with the same values in HDF5": 1,
        "songs from HDF5 alone": 1, "songs with a year": 3, "words": 7, "fewest words of a title": 1,
        "most words of a title": 2, "distinct words": 5, f"titles in {TITLES}": 3, f"words in {TITLES}": 6,
        f"fewest words of a title in {TITLES}": 2, f"most words of a title in {TITLES}": 2,
        f"distinct words in {TITLES}": 4,
    }  # fmt: skip


def test_titles_in_latin_1_are_read_and_noted(tmp_path):
    lines = [title_line(0, title="Fünf"), title_line(1, title="Für Elise").encode("latin-1")]
    data = msd.load(corpus(tmp_path, lines, [timbre_line(0), timbre_line(1)]))
    assert [title.title for title in data.titles] == ["Fünf", "Für Elise"]
    assert [(note.item, note.reason, note.detail) for note in data.noted] == [
        (IDS[1], "not UTF-8", "read as latin-1: 'Für Elise'")
    ]
    song(tmp_path / f"{IDS[4]}.h5", IDS[4], "Été".encode("latin-1"))
    assert msd.load(tmp_path).titles[-1].title == "Été"
    assert len(msd.validate(tmp_path).noted) == 2


def test_blank_titles_and_repeated_ids_are_refused_after_pairing(tmp_path):
    lines = [title_line(0, title=" "), title_line(1), title_line(1, title="Again"), title_line(2)]
    data = msd.load(corpus(tmp_path, lines, [timbre_line(row) for row in (0, 1, 4, 2)]))
    assert data.track_ids == (IDS[1], IDS[2])
    assert np.allclose(data.timbre[1], msd.timbre_values(segments(2)), atol=6e-6)
    assert refusals(data) == {(IDS[0], "no title"), (IDS[1], "track id again")}


def test_a_list_of_titles_alone(tmp_path):
    header = "Id<SEP>id2<SEP>ArtistName<SEP>SongTitle\n"
    rows = [f"{IDS[row]}<SEP>SO1<SEP>Someone<SEP>{title}\n" for row, title in enumerate(["One", "", "Two three"])]
    path = tmp_path / "subset_unique_tracks.txt"
    for text in (header + "".join(rows), "".join(rows)):
        path.write_text(text)
        titles = msd.load_titles(tmp_path)
        assert [(title.track_id, title.title) for title in titles.titles] == [(IDS[0], "One"), (IDS[2], "Two three")]
        assert refusals(titles) == {(IDS[1], "no title")}
    assert [title.year for title in titles.titles] == [0, 0]  # not in this list
    report = msd.validate(tmp_path)
    assert report.counts["songs"] == 0
    assert report.counts["titles in subset_unique_tracks.txt"] == 2
    assert refusals(report) == {(IDS[1], "no title")}
    with pytest.raises(UserError, match="has no song with both a title and timbre"):
        msd.load(tmp_path)


def test_titles_come_from_the_longest_list(tmp_path):
    song(tmp_path / f"{IDS[4]}.h5", IDS[4], "In a file")
    assert [title.title for title in msd.load_titles(tmp_path).titles] == ["In a file"]
    corpus(tmp_path)
    assert len(msd.load_titles(tmp_path).titles) == 3
    (tmp_path / "unique_tracks.txt").write_text(f"{IDS[0]}<SEP>SO1<SEP>A<SEP>Only\n")
    assert [title.title for title in msd.load_titles(tmp_path).titles] == ["Only"]


@pytest.mark.parametrize(("name", "text", "words"), [
    (TITLES, "", ": has no rows"),
    (TITLES, f"{title_line(0)}\n{IDS[1]},A,B\n", " line 2: four cells with <SEP> between them expected. Received: 'TR"),
    (TITLES, f"{title_line(0)}\n\n", " line 2: four cells"),
    (TITLES, title_line(0, "19x9"), " line 1: year must be a number of at most four digits. Received: '19x9'"),
    (TITLES, title_line(0).replace("TRA", "XXA"), " line 1: track id must be TR and 16 capitals or digits. Received:"),
    (TIMBRE, "", ": has no rows"),
    (TIMBRE, f"{timbre_line(0)}\n{timbre_line(1)},1.0\n", " line 2: a year and 90 finite numbers expected"),
    (TIMBRE, f"{timbre_line(0)}\n{timbre_line(1).rsplit(',', 1)[0]}\n", " line 2: a year and 90 finite"),
    (TIMBRE, f"{timbre_line(0)}\n\n{timbre_line(1)}\n", " line 2: a year and 90 finite"),
    (TIMBRE, f"{timbre_line(0)}\n{timbre_line(1, 'year')}\n", " line 2: a year and 90 .* Received: '91 cells, year,"),
    (TIMBRE, timbre_line(0, "1999.5"), " line 1: a year and 90"), (TIMBRE, timbre_line(0, "nan"), " line 1: a year"),
    (TIMBRE, timbre_line(0, "inf"), " line 1: a year"), (TIMBRE, b"\xff\xfe", " line 1: a year"),
])  # fmt: skip
def test_what_is_no_such_text_is_one_line_that_says_where(tmp_path, name, text, words):
    corpus(tmp_path)
    (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(UserError, match=words) as caught:
        msd.load(tmp_path)
    assert str(caught.value).startswith(f"{tmp_path / name}{words[0]}")
    assert "\n" not in str(caught.value)


def test_the_readers_one_by_one(tmp_path):
    corpus(tmp_path)
    assert [title.year for title in read_tracks_per_year(tmp_path / TITLES)] == [2000] * 3
    years, timbre = read_timbre(tmp_path / TIMBRE)
    assert (years.tolist(), timbre.shape, timbre.dtype) == ([2000] * 3, (3, 90), np.float64)
    for read in (read_tracks_per_year, read_unique_tracks, read_timbre):
        with pytest.raises(UserError, match=r"nowhere\.txt: cannot be read"):
            read(tmp_path / "nowhere.txt")


def test_only_the_first_line_of_a_list_of_titles_may_be_a_header(tmp_path):
    (tmp_path / "unique_tracks.txt").write_text(f"{IDS[0]}<SEP>SO1<SEP>A<SEP>One\nId<SEP>id2<SEP>Name<SEP>Title\n")
    with pytest.raises(UserError, match=r"line 2: track id must be TR and 16 capitals or digits. Received: 'Id'"):
        msd.load_titles(tmp_path)


@pytest.mark.parametrize("row", [0, 2])
def test_a_moved_row_is_told_by_its_line(tmp_path, row):
    moved = [timbre_line(number) for number in (2, 1, 0)]
    song(corpus(tmp_path, None, moved) / f"{IDS[row]}.h5", IDS[row], timbre=segments(row))
    assert f" line {row + 1}: value 1 is " in msd.load(tmp_path).refused[0].detail


@pytest.mark.parametrize("change", [{"drop": ("musicbrainz/songs",)}, {"musicbrainz/songs": np.zeros(1)}])
def test_a_song_file_without_a_year_has_year_0(tmp_path, change):
    song(tmp_path / f"{IDS[4]}.h5", IDS[4], "Title", **change)
    assert msd.load(tmp_path).titles[0].year == 0
