"""The CAL500exp loader: where files are, names that lost letters, and what is listed as unusable."""

import unicodedata

import numpy as np
import pytest
import soundfile as sf

from paper_repro.core.errors import UserError
from paper_repro.datasets import cal500exp
from paper_repro.datasets.cal500exp import pair
from tests.datasets.test_cal500exp_table import ROWS, table, write

RATE = 22_050


def corpus(root, songs=("a-b",), sounds=()):
    """``sounds``: path relative to ``root``, and seconds of silence."""
    for song in songs:
        write(root / "SegLabelHard" / f"{song}.csv", table(*ROWS))
    for name, seconds in dict(sounds).items():
        (root / name).parent.mkdir(exist_ok=True)
        sf.write(root / name, np.zeros(round(seconds * RATE)), RATE)
    return root


def refusals(found):
    return {(refusal.item, refusal.reason) for refusal in found.refused}


DECOMPOSED = unicodedata.normalize("NFD", "señor-ñ")


@pytest.mark.parametrize(("name", "song"), [
    ("abba-s.o.s.", "abba-s.o.s."), ("björk-army_of_me", "bjrk-army_of_me"), ("bjork-army_of_me", "bjrk-army_of_me"),
    ("bjrk-army_of_me", "bjrk-army_of_me"), ("blue_öyster_cult-burnin_for_you", "blue_yster_cult-burnin_for_you"),
    ("blue_oyster_cult-burnin_for_you", "blue_yster_cult-burnin_for_you"), ("señor-ñ", "seor-"),
    (DECOMPOSED, "seor-"),
])  # fmt: skip
def test_names_that_lost_letters(name, song):
    assert pair([name], [song, "other"]) == ({song: name}, {})


def test_names_that_pair_with_nothing_or_with_too_much():
    pairs, unpaired = pair(["björk-army_of_me", "bjork-army_of_me", "bjork-b"], ["bjrk-army_of_me", "bjrk-b"])
    assert pairs == {}
    assert {name: reason for name, (reason, _) in unpaired.items()} == {
        "björk-army_of_me": "ambiguous name", "bjork-army_of_me": "ambiguous name", "bjork-b": "no labels",
    }  # fmt: skip
    pairs, unpaired = pair(["bjrk-b", "björk-b"], ["bjrk-b"])
    assert pairs == {"bjrk-b": "bjrk-b"}
    assert unpaired == {"björk-b": ("second file", "bjrk-b is used")}


def test_labels_alone_are_enough(tmp_path):
    data = cal500exp.load(corpus(tmp_path, ["b-c", "a-b"]))
    assert data.songs == data.missing == ("a-b", "b-c")
    assert [len(one) for one in data.segments] == [2, 2]
    assert (data.audio, data.durations, data.refused) == ({}, {}, ())


@pytest.mark.parametrize("folder", ["mp3", "audio", "."])
def test_where_the_sound_may_be(tmp_path, folder):
    names = {"abba-s.o.s.": f"{folder}/abba-s.o.s..mp3", "bjrk-army_of_me": f"{folder}/björk-army_of_me.mp3"}
    data = cal500exp.load(corpus(tmp_path, names, dict.fromkeys(names.values(), 8)))
    assert data.audio == {song: tmp_path / name for song, name in names.items()}
    assert data.refused == data.missing == ()


def test_what_cannot_be_used_is_listed(tmp_path):
    root = corpus(tmp_path, ["a-b", "b-c", "c-d"], {"mp3/a-b.mp3": 8, "mp3/a-b.wav": 8, "mp3/x-y.mp3": 8})
    write(root / "mp3" / "b-c.mp3", b"")
    write(root / "mp3" / "._a-b.mp3", b"\0")
    write(root / "SegLabelHard" / "._a-b.csv", b"\0")
    write(root / "audio" / "c-d.mp3", b"not looked at: mp3/ stands before audio/")
    write(root / "durations.csv", "song,duration_s\na-b,8.0\nx-y,8.0\nz-z,5.5\n")
    data = cal500exp.load(root)
    assert refusals(data) == {
        ("mp3/a-b.wav", "second file"), ("mp3/x-y.mp3", "no labels"), ("b-c", "empty"), ("z-z", "no labels"),
    }  # fmt: skip
    assert len(data.refused) == 4
    assert data.audio == {"a-b": root / "mp3" / "a-b.mp3"}
    assert data.missing == ("c-d",)
    assert data.durations == {"a-b": 8.0}


def test_one_broken_table_in_a_hundred_is_listed_and_two_are_an_error(tmp_path):
    songs = [f"song-{number:03}" for number in range(100)]
    root = corpus(tmp_path, songs, {"mp3/song-007.mp3": 8})
    broken = write(root / "SegLabelHard" / "song-007.csv", table())
    data = cal500exp.load(root)
    assert refusals(data) == {("song-007", "unreadable labels")}
    assert data.refused[0].detail == f"{broken}: has a header and no rows; restore the published file."
    assert data.songs == data.missing == tuple(song for song in songs if song != "song-007")
    write(root / "SegLabelHard" / "song-008.csv", "")
    with pytest.raises(UserError, match=r"no rows; .* one of 2 unreadable tables of 100 in .*SegLabelHard; at most 1%"):
        cal500exp.load(root)


@pytest.mark.parametrize(("text", "words"), [
    ("song,duration_s\na-b,long\n", r"durations.csv line 2: duration_s must be seconds above 0. Received: 'long'"),
    ("song,duration_s\na-b,0.0\n", "Received: '0.0'"), ("song,duration_s\na-b,nan\n", "Received: 'nan'"),
    ("song,duration_s\na-b,1\na-b,2\n", "line 3: song 'a-b' comes a second time"),
    ("song,seconds\na-b,1\n", "Missing: duration_s"),
])  # fmt: skip
def test_bad_durations(tmp_path, text, words):
    write(corpus(tmp_path) / "durations.csv", text)
    with pytest.raises(UserError, match=words):
        cal500exp.load(tmp_path)


def test_no_table_at_all(tmp_path):
    write(tmp_path / "SegLabelHard" / "a-b.txt", "")
    with pytest.raises(UserError, match="SegLabelHard: holds no csv"):
        cal500exp.load(tmp_path)
    write(tmp_path / "2" / "SegLabelHard", "")
    with pytest.raises(UserError, match="SegLabelHard: is a file"):
        cal500exp.load(tmp_path / "2")


def test_validate_decodes_and_counts(tmp_path):
    # 130,047 samples give 127 frames, one sample more the 128 of a window.
    sounds = {"mp3/a-b.wav": 10, "mp3/b-c.wav": 130_048 / RATE, "mp3/c-d.wav": 130_047 / RATE}
    root = corpus(tmp_path, ["a-b", "b-c", "c-d", "d-e", "e-f"], sounds)
    write(root / "mp3" / "d-e.mp3", b"not a sound")
    write(root / "durations.csv", "song,duration_s\na-b,10.0\nb-c,5.8\nc-d,7.4\nd-e,28\n")
    sf.write(root / "mp3" / "a-b.wav", np.zeros((10 * 16_000, 2)), 16_000)
    report = cal500exp.validate(root)
    assert report.counts == {
        "clips": 5, "segments": 10, "segments a track, mean": 2.0, "tags": 67, "emotions": 18,
        "positive rate of the emotions": round(2 / 36, 3), "tracks labelled from their start on": 5,
        "tracks with a duration": 4, "labelled share of a track, median": round((0.7 + 7 / 7.4) / 2, 3),
        "tracks labelled throughout": 1, "tracks labelled past their end": 1, "tracks shorter than a window": 1,
        "clips with sound": 2, "clips without a sound file": 1,
    }  # fmt: skip
    assert refusals(report) == {("c-d", "shorter than a window"), ("d-e", "unreadable"), ("e-f", "no sound file")}
    assert "127 frames; a window has 128" in next(r.detail for r in report.refused if r.item == "c-d")
    assert {(one.item, one.reason) for one in report.noted} == {
        ("a-b", "not as published"), ("b-c", "labelled past its end"), ("c-d", "labelled past its end"),
    }  # fmt: skip
    assert next(one.detail for one in report.noted if one.item == "b-c") == "until 7.50 s, the sound until 5.90 s"
