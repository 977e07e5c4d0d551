"""The written corpora for song titles: layout and bytes."""

import csv
import io
import json
import re

import h5py
import numpy as np
import pytest
import soundfile
from PIL import Image

from paper_repro import sample
from paper_repro.core.errors import UserError
from paper_repro.sample.songtitle import conceptual_captions as songtitle_gcc
from paper_repro.sample.songtitle.conceptual_captions import image_name
from paper_repro.sample.songtitle.fma import BROKEN_IDS, path_of, track_id_of, track_of
from paper_repro.sample.songtitle.fma_table import COLUMNS
from paper_repro.sample.songtitle.msd import track_of as song_of
from paper_repro.sample.songtitle.msd_h5 import ANALYSIS, METADATA, MUSICBRAINZ
from paper_repro.sample.songtitle.music import FEELS, GENRES
from paper_repro.sample.songtitle.timbre import summarise_timbre

PICTURES, SONGS, TRACKS = 64, 4, 2


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    root = tmp_path_factory.mktemp("corpus")
    return root, sample.write("songtitle", root, clips=PICTURES, seed=4)


def files_of(root):
    return {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}


def test_the_layout_is_the_documented_one(corpus):
    root, summary = corpus
    tracks = [song_of(4, index, "normal") for index in range(SONGS)]
    assert set(files_of(root)) == {
        *(f"{part}{name}" for part in ("", "conceptual_captions/", "msd/", "fma/") for name in
          ("README.txt", "sample.json")),
        "conceptual_captions/Train_GCC-training.tsv",
        *(f"conceptual_captions/images/{index:08d}.jpg" for index in range(PICTURES)),
        "msd/tracks_per_year.txt",
        "msd/YearPredictionMSD.txt",
        *(f"msd/{track.h5_path}" for track in tracks),
        "fma/fma_metadata/tracks.csv",
        *(f"fma/{path_of(track_id_of(index))}" for index in range(TRACKS)),
    }  # fmt: skip
    assert json.loads((root / "sample.json").read_text("utf-8")) == summary
    assert summary["settings"]["layout"] == "songtitle"
    assert summary["settings"]["clips"] == PICTURES
    for part in ("conceptual_captions", "msd", "fma"):
        settings = json.loads((root / part / "sample.json").read_text("utf-8"))["settings"]
        assert settings["layout"] == part
        assert summary["counts"][part]


def test_captions_and_links_keep_the_byte_conventions(corpus):
    root, _ = corpus
    data = (root / "conceptual_captions" / "Train_GCC-training.tsv").read_bytes()
    assert data.endswith(b"\n")
    assert b"\r" not in data
    assert b'"' not in data
    rows = [line.split("\t") for line in data.decode("utf-8").splitlines()]
    assert len(rows) == PICTURES
    assert all(len(row) == 2 for row in rows)
    assert all(re.fullmatch(r"https?://\w+\.example\.(org|com|net)/\S+\.jpe?g\S*", link, re.I) for _, link in rows)
    assert len({link for _, link in rows}) == PICTURES


def test_pictures_are_jpgs_of_quality_85(corpus):
    root, _ = corpus
    quantised = set()
    for index in range(PICTURES):
        with Image.open(root / "conceptual_captions" / "images" / image_name(index)) as picture:
            assert (picture.format, picture.mode) == ("JPEG", "RGB")
            assert picture.size == songtitle_gcc.make_picture(4, index).shape[1::-1]
            quantised.add(tuple(picture.quantization[0]))
    # The luminance table of quality 85 begins with 5: 16 * 30 %.
    assert {table[0] for table in quantised} == {5}


def test_both_tables_of_msd_are_row_for_row_alike(corpus):
    root, _ = corpus
    titles = (root / "msd" / "tracks_per_year.txt").read_text("utf-8").splitlines()
    timbre = (root / "msd" / "YearPredictionMSD.txt").read_text("ascii").splitlines()
    assert len(titles) == len(timbre) == SONGS
    rows = [line.split("<SEP>") for line in titles]
    assert rows == sorted(rows, key=lambda row: (int(row[0]), row[1]))
    known = {track.track_id: track for track in (song_of(4, index, "normal") for index in range(SONGS))}
    for (year, track_id, artist, title), line in zip(rows, timbre, strict=True):
        assert re.fullmatch(r"TR[A-Z]{5}128F[0-9A-F]{7}", track_id)
        assert 1922 <= int(year) <= 2010
        track = known[track_id]
        assert (int(year), artist, title) == (track.year, track.song.artist, track.song.title)
        first, *values = line.split(",")
        assert first == year
        assert len(values) == 90
        assert all(re.fullmatch(r"-?\d+\.\d{5}", value) for value in values)


def test_the_ninety_values_are_those_of_the_segments_in_hdf5(corpus):
    root, _ = corpus
    titles = (root / "msd" / "tracks_per_year.txt").read_text("utf-8").splitlines()
    timbre = (root / "msd" / "YearPredictionMSD.txt").read_text("ascii").splitlines()
    for title, line in zip(titles, timbre, strict=True):
        year, track_id, artist, name = title.split("<SEP>")
        path = "/".join(["MillionSongSubset", "data", *track_id[2:5], f"{track_id}.h5"])
        with h5py.File(root / "msd" / path) as file:
            segments = file["analysis/segments_timbre"][()]
            assert file["analysis/songs"]["track_id"][0].decode() == track_id
            assert file["metadata/songs"]["artist_name"][0].decode() == artist
            assert file["metadata/songs"]["title"][0].decode() == name
            assert file["musicbrainz/songs"]["year"][0] == int(year)
        values = np.array([float(value) for value in line.split(",")[1:]])
        covariance = np.cov(segments.T, ddof=1)
        np.testing.assert_allclose(values[:12], segments.mean(axis=0), atol=6e-6)
        np.testing.assert_allclose(values[12:24], np.diag(covariance), atol=6e-6)
        np.testing.assert_allclose(values[24:35], [covariance[i, i + 1] for i in range(11)], atol=6e-6)
        np.testing.assert_allclose(values[-1], covariance[0, 11], atol=6e-6)
        np.testing.assert_allclose(values, summarise_timbre(segments), atol=6e-6)


def columns_of(node):
    """Column -> type; a plain array has one without a name."""
    return {name: str(node.dtype[name]) for name in node.dtype.names} if node.dtype.names else {"": str(node.dtype)}


def structure(path):
    """Names, types and inner shapes of everything in an HDF5 file."""
    found = {}
    with h5py.File(path) as file:
        file.visititems(
            lambda name, node: (
                found.update({name: (columns_of(node), node.shape[1:], node.maxshape, node.compression)})
                if isinstance(node, h5py.Dataset)
                else None
            )
        )
    return found


def test_hdf5_tables_have_the_columns_that_loaders_read(corpus):
    root, _ = corpus
    with h5py.File(root / "msd" / song_of(4, 0, "normal").h5_path) as file:
        tables = tuple(file[f"{group}/songs"].dtype for group in ("metadata", "analysis", "musicbrainz"))
        assert tables == (METADATA, ANALYSIS, MUSICBRAINZ)
        assert file["analysis/segments_timbre"].shape[1:] == (12,)


@pytest.mark.material
def test_hdf5_files_are_built_as_the_real_ones(corpus, material):
    root, _ = corpus
    real = structure(material / "songtitle" / "msd" / "h5" / "TRAAABD128F429CF47.h5")
    for name, node in structure(root / "msd" / song_of(4, 0, "normal").h5_path).items():
        columns, rest = node[0], node[1:]
        assert rest == real[name][1:]
        assert columns.items() <= real[name][0].items()


def rows_of_tracks(root):
    text = (root / "fma" / "fma_metadata" / "tracks.csv").read_text("utf-8")
    assert "\r" not in text
    rows = list(csv.reader(io.StringIO(text, newline="")))
    again = io.StringIO()
    csv.writer(again, lineterminator="\n").writerows(rows)
    assert again.getvalue() == text
    return rows


def test_the_table_of_fma_keeps_the_conventions(corpus):
    root, summary = corpus
    levels, names, head, *rows = rows_of_tracks(root)
    assert {len(row) for row in (levels, names, head, *rows)} == {7}
    assert head == ["track_id"] + 6 * [""]
    assert (levels[0], names[0]) == ("", "")
    columns = list(zip(levels, names, strict=True))
    assert [int(row[0]) for row in rows] == sorted(int(row[0]) for row in rows)
    titles = {int(row[0]): row[columns.index(("track", "title"))] for row in rows}
    genres = {int(row[0]): row[columns.index(("track", "genre_top"))] for row in rows}
    for index in range(TRACKS):
        song = track_of(4, index, "normal")
        assert titles[track_id_of(index)] == song.title
        assert genres[track_id_of(index)] == FEELS[song.style].genre == GENRES[index]
    assert len(rows) == summary["counts"]["fma"]["tracks"]


@pytest.mark.material
def test_the_columns_of_fma_are_the_real_ones(corpus, material):
    root, _ = corpus
    with (material / "songtitle" / "fma" / "tracks_head.csv").open(encoding="utf-8", newline="") as file:
        levels, names, head = (row for row, _ in zip(csv.reader(file), range(3), strict=False))
    ours = rows_of_tracks(root)[:3]
    places = [0, *(list(zip(levels, names, strict=True)).index(column) for column in COLUMNS)]
    assert ours == [[row[place] for place in places] for row in (levels, names, head)]


def test_tracks_are_stereo_mp3s_of_thirty_seconds(corpus):
    root, _ = corpus
    for index in range(TRACKS):
        path = root / "fma" / path_of(track_id_of(index))
        info = soundfile.info(path)
        assert (info.format, info.samplerate, info.channels) == ("MP3", 44_100, 2)
        assert abs(info.duration - 30.0) < 0.06
        assert path.stat().st_size < 600_000
        audio, _ = soundfile.read(path)
        assert 0.01 < np.abs(audio).max() <= 1.2
        assert np.std(audio[:, 0] - audio[:, 1]) > 1e-4


def test_ids_are_unique_and_none_is_known_broken():
    ids = [track_id_of(index) for index in range(12_000)]
    assert len(set(ids)) == len(ids)
    assert not set(ids) & set(BROKEN_IDS)
    assert max(ids) < 200_000
    assert path_of(2) == "fma_small/000/000002.mp3"
    songs = {song_of(1, index, "normal").track_id[-7:] for index in range(200)}
    assert len(songs) == 200


def test_a_part_does_not_depend_on_the_size_of_the_corpus(corpus, tmp_path):
    root, _ = corpus
    sample.write("conceptual_captions", tmp_path / "few", clips=3, seed=4)
    few = (tmp_path / "few" / "Train_GCC-training.tsv").read_text("utf-8").splitlines()
    many = (root / "conceptual_captions" / "Train_GCC-training.tsv").read_text("utf-8").splitlines()
    assert few == many[:3]
    for index in range(3):
        name = f"images/{image_name(index)}"
        assert (tmp_path / "few" / name).read_bytes() == (root / "conceptual_captions" / name).read_bytes()


def test_a_whole_corpus_is_left_alone_and_other_folders_are_refused(corpus, tmp_path):
    root, summary = corpus
    before = {name: path.stat().st_mtime_ns for name, path in files_of(root).items()}
    assert sample.write("songtitle", root, clips=PICTURES, seed=4, jobs=2) == summary
    assert before == {name: path.stat().st_mtime_ns for name, path in files_of(root).items()}
    with pytest.raises(UserError, match="other settings"):
        sample.write("songtitle", root, clips=PICTURES + 1, seed=4)
    (tmp_path / "thesis.txt").write_text("precious")
    with pytest.raises(UserError, match=r"thesis\.txt"):
        sample.write("songtitle", tmp_path, clips=5, seed=1)
