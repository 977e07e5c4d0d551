"""The Million Song loader's song files: the 90 values, and HDF5 files that cannot be used."""

import itertools

import numpy as np
import pytest

from paper_repro.core.errors import UserError
from paper_repro.datasets import msd
from paper_repro.datasets.msd.h5 import read_song
from tests.datasets.msd_corpus import IDS, refusals, segments, song


def values_by_hand(table):
    """The same 90 values written another way: sums over pairs of coefficients, listed by how far they are apart."""
    columns = table.T.tolist()
    count = len(columns[0])
    means = [sum(column) / count for column in columns]
    covariances = []
    for apart in range(12):
        for low in range(12 - apart):
            a, b = columns[low], columns[low + apart]
            products = [(x - means[low]) * (y - means[low + apart]) for x, y in zip(a, b, strict=True)]
            covariances.append(sum(products) / (count - 1))
    return means + covariances


def test_the_ninety_values_and_their_order():
    table = segments(4, 23)
    found = msd.timbre_values(table)
    assert found.shape == (90,)
    assert found.dtype == np.float64
    assert np.allclose(found, values_by_hand(table), rtol=1e-12, atol=0)
    covariance = np.cov(table, rowvar=False)
    assert np.allclose(found[12:24], covariance.diagonal())
    assert np.allclose(found[24:35], [covariance[i, i + 1] for i in range(11)])
    assert np.isclose(found[89], covariance[0, 11])
    assert np.isclose(found[88], covariance[1, 11])
    # By rows of the matrix it would be another vector.
    by_rows = [covariance[i, j] for i, j in itertools.combinations_with_replacement(range(12), 2)]
    assert not np.allclose(found[12:], by_rows)


def test_two_segments_by_hand():
    low, high = np.arange(12.0), np.arange(12.0) + 2 * np.arange(1, 13)
    found = msd.timbre_values(np.stack([low, high]))
    # Deviations are -k and +k, divided by 2 - 1: the covariance of coefficients j and k is 2 j k.
    assert found[:3].tolist() == [1, 3, 5]
    assert found[12:15].tolist() == [2, 8, 18]
    assert found[24:26].tolist() == [2 * 1 * 2, 2 * 2 * 3]
    assert found[35] == 2 * 1 * 3
    assert found[-1] == 2 * 1 * 12


def test_a_song_file(tmp_path):
    found = read_song(song(tmp_path / "TRx.h5", IDS[0], " A title ", year=1973))
    assert (found.title.track_id, found.title.title, found.title.artist) == (IDS[0], "A title", "An artist")
    assert found.title.year == 1973
    assert np.array_equal(found.timbre, msd.timbre_values(segments()))
    assert read_song(song(tmp_path / "TRy.h5", IDS[0], drop=["musicbrainz/songs"])).title.year == 0
    whole = np.arange(24, dtype=np.int16).reshape(2, 12)
    assert np.allclose(read_song(song(tmp_path / "TRz.h5", IDS[0], timbre=whole)).timbre[12:], 72)


NAN = np.where(np.eye(5, 12), np.nan, 1.0)
TWO_SONGS = np.zeros(2, dtype=[("artist_name", "S9"), ("title", "S9")])


@pytest.mark.parametrize(("how", "reason", "words"), [
    ({"timbre": segments()[:1]}, "too few segments", "has 1 segments, a covariance needs 2"),
    ({"timbre": np.empty((0, 12))}, "too few segments", "has 0 segments"),
    ({"timbre": np.ones((5, 11))}, "no such data", r"must be numbers \(segments, 12\), its shape is \(5, 11\)"),
    ({"timbre": np.ones(60)}, "no such data", r"its shape is \(60,\)"),
    ({"timbre": NAN}, "not finite", "segments_timbre is not all finite"),
    ({"timbre": segments() * 1e300}, "not finite", "its timbre is too large"),
    ({"drop": ["analysis/segments_timbre"]}, "no such data", "/analysis/segments_timbre is missing"),
    ({"drop": ["metadata/songs"]}, "no such data", "/metadata/songs is missing"),
    ({"drop": ["analysis/songs"]}, "no such data", "/analysis/songs is missing"),
    ({"metadata/songs": TWO_SONGS}, "no such data", r"/metadata/songs must be a table of one song, .* \(2,\)"),
    ({"metadata/songs": TWO_SONGS[["title"]][:1]}, "no such data", "the column artist_name is missing or no text"),
    ({"metadata/songs/more": 1, "drop": ["metadata/songs"]}, "no such data", "/metadata/songs is missing"),
    ({"track_id": "nothing"}, "no such data", "names the track 'nothing'"),
])  # fmt: skip
def test_what_is_no_such_song_is_refused_by_name(tmp_path, how, reason, words):
    path = song(tmp_path / "h5" / "TRbad.h5", **({"track_id": IDS[1]} | how))
    song(tmp_path / "h5" / "TRgood.h5", IDS[0])
    data = msd.load(tmp_path)
    assert data.track_ids == (IDS[0],)
    assert refusals(data) == {("h5/TRbad.h5", reason)}
    (refusal,) = data.refused
    assert refusal.detail.startswith(f"{path}: ")
    with pytest.raises(UserError, match=words):
        read_song(path)


def test_what_is_no_hdf5_file_and_a_second_file_of_a_song(tmp_path):
    whole = song(tmp_path / f"{IDS[0]}.h5", IDS[0]).read_bytes()
    (tmp_path / "TRnone.h5").write_bytes(b"not HDF5")
    (tmp_path / "TRempty.h5").write_bytes(b"")
    (tmp_path / "TRshort.h5").write_bytes(whole[:3000])
    (tmp_path / "TRnames.h5").write_bytes(whole.replace(b"song_id", b"\xd3ong_id"))
    (tmp_path / "TRtwice.h5").write_bytes(whole)
    data = msd.load(tmp_path)
    assert refusals(data) == {
        ("TRnone.h5", "unreadable"), ("TRempty.h5", "unreadable"), ("TRshort.h5", "unreadable"),
        ("TRnames.h5", "unreadable"), ("TRtwice.h5", "track id again"),
    }  # fmt: skip
    assert "no HDF5 file, or damaged; fetch it again or remove it." in data.refused[0].detail
    assert data.track_ids == (IDS[0],)


def test_nothing_to_use_is_one_line(tmp_path):
    (tmp_path / "TRnone.h5").write_bytes(b"not HDF5")
    for load in (msd.load, msd.load_titles, msd.validate):
        with pytest.raises(UserError, match=r"has no (song with both|title)"):
            load(tmp_path)
