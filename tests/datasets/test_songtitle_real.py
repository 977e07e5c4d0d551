"""The song-title paper's sets as published: every number that is known of the real material."""

import numpy as np
import pytest

from paper_repro.core.images import read_image
from paper_repro.datasets import conceptual_captions, fma, msd, nottingham
from paper_repro.datasets.msd.h5 import read_song, song_files
from paper_repro.datasets.msd.tables import read_timbre, read_tracks_per_year
from paper_repro.datasets.words import lengths

pytestmark = pytest.mark.material


@pytest.fixture(scope="module")
def folder(material):
    return material / "songtitle"


def holds(report, **expected):
    """Whether the report says so; blanks in its names are written as underscores here."""
    return {name: report.counts[name.replace("_", " ")] for name in expected} == expected


def test_captions_of_the_validation_set(folder):
    data = conceptual_captions.load(folder / "conceptual_captions")
    words = lengths(data.captions)
    assert words.size == len(data.pictures) == len(data.missing) == 15_833
    assert (round(words.mean(), 2), round(words.std(), 2)) == (10.40, 4.73)
    assert (words.min(), words.max()) == (5, 46)
    assert data.refused == data.with_image == ()
    assert data.captions[0] == "author : a life in photography -- in pictures"
    assert len(set(data.captions)) == 15_543


def test_photographs_with_five_captions(folder):
    report = conceptual_captions.validate(folder / "flickr8k")
    assert holds(report, images=600, captions=3_000, images_without_a_file=0, images_that_can_be_used=600)
    assert report.refused == report.noted == []
    data = conceptual_captions.load(folder / "flickr8k")
    assert {len(picture.captions) for picture in data.with_image} == {5}
    assert len(data.with_image) == 600
    words = lengths(data.captions)
    assert (round(words.mean(), 2), words.min(), words.max()) == (12.00, 3, 35)


def test_images_of_the_web_are_read(folder):
    paths = sorted((folder / "conceptual_captions" / "test_images").glob("*.jpg"))
    assert len(paths) == 18
    for path in paths:
        height, width, _ = read_image(path).shape
        assert min(height, width) > 400
        assert read_image(path, (256, 256)).shape == (256, 256, 3)


def test_timbre_by_position_is_that_of_the_song_files(folder):
    root = folder / "msd"
    titles = read_tracks_per_year(root / "tracks_per_year_like.txt")
    years, timbre = read_timbre(root / "YearPredictionMSD_like.txt")
    assert len(titles) == len(years) == 138
    rows = {title.track_id: row for row, title in enumerate(titles)}
    compared = 0
    for path in song_files(root):
        song = read_song(path)
        if song.title.track_id in rows:
            row = rows[song.title.track_id]
            # Five decimals were printed.
            assert np.abs(song.timbre - timbre[row]).max() <= 5.001e-6
            assert song.title.title == titles[row].title
            assert song.title.year == years[row]
            compared += 1
    assert compared == 19


def test_all_songs(folder):
    data = msd.load(folder / "msd")
    assert len(song_files(folder / "msd")) == 41
    assert data.timbre.shape == (160, 90)
    assert np.isfinite(data.timbre).all()
    assert (data.sources.count("position"), data.sources.count("hdf5"), data.confirmed) == (138, 22, 19)
    assert len(set(data.track_ids)) == 160
    assert data.refused == data.noted == ()
    assert data.titles[0].title == "Soul Deep"
    assert np.round(data.timbre[0, :3], 5).tolist() == [43.07104, -4.03539, 23.57229]


def test_the_published_order_of_covariances_and_no_other(folder):
    path = song_files(folder / "msd")[0]
    values = read_song(path).timbre
    by_diagonals = [(low, low + apart) for apart in range(12) for low in range(12 - apart)]
    by_rows = [(low, high) for low in range(12) for high in range(low, 12)]
    smallest = []
    for order in (by_diagonals, by_rows):
        matrix = np.zeros((12, 12))
        for (low, high), value in zip(order, values[12:], strict=True):
            matrix[low, high] = matrix[high, low] = value
        smallest.append(np.linalg.eigvalsh(matrix).min())
    # Put together again rightly, a covariance matrix has no negative eigenvalue.
    assert smallest[0] > 0 > smallest[1]


def test_titles_of_the_subset(folder):
    titles = msd.load_titles(folder / "msd")
    assert len(titles.titles) == 9_999
    assert [(refusal.item, refusal.reason) for refusal in titles.refused] == [("TRAXBZR12903CDCA82", "no title")]
    assert titles.noted == ()
    words = lengths(title.title for title in titles.titles)
    assert (words.min(), words.max(), round(words.mean(), 2), round(words.std(), 2)) == (1, 28, 3.55, 2.27)
    assert (titles.titles[0].title, titles.titles[0].artist) == ("I Didn't Mean To", "Casual")


def test_the_head_of_tracks(folder):
    report = fma.validate(folder / "fma")
    assert holds(
        report, tracks=682, tracks_with_a_sound_file=3, tracks_with_sound_that_can_be_used=3,
        tracks_of_subset_small=58, tracks_of_subset_medium=136, tracks_of_subset_large=488,
    )  # fmt: skip
    assert {refusal.reason for refusal in report.refused} == {"no sound file"}
    data = fma.load(folder / "fma")
    words = lengths(one.title for one in data.tracks)
    assert (words.size, words.min(), words.max()) == (682, 1, 12)
    assert (round(words.mean(), 2), round(words.std(), 2)) == (2.81, 1.77)
    assert [one.track_id for one in data.with_audio] == [2, 10, 141]
    first = data.tracks[0]
    assert (first.title, first.artist, first.subset, first.split, first.genre) == (
        "Food", "AWOL", "small", "training", "Hip-Hop",
    )  # fmt: skip


def test_titles_of_the_small_set(folder, tmp_path):
    (tmp_path / "fma_small_titles_union.csv").symlink_to(folder / "fma" / "fma_small_titles_union.csv")
    data = fma.load(tmp_path)
    assert len(data.tracks) == 413
    assert data.refused == ()
    known = {one.track_id: one.title for one in fma.load(folder / "fma").tracks}
    both = [one for one in data.tracks if one.track_id in known]
    assert len(both) == 58
    assert all(one.title == known[one.track_id] for one in both)


def test_tunes(folder):
    report = nottingham.validate(folder / "nottingham")
    assert holds(report, tunes=1_034, tunes_with_a_MIDI_file=1_034, MIDI_files_missing=0, distinct_titles=989)
    assert report.refused == []
    data = nottingham.load(folder / "nottingham")
    words = lengths(tune.title for tune in data.tunes)
    assert (words.min(), words.max(), round(words.mean(), 2), round(words.std(), 2)) == (1, 9, 2.71, 1.20)
