"""A folder of songs: titles from tags of every kind, and each file that has none refused by a counted reason."""

import os
import shutil
from collections import Counter

import mutagen
import numpy as np
import pytest
import soundfile as sf
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutagen.id3 import ID3, TALB, TIT2, TPE1

from paper_repro.__main__ import _run
from paper_repro.core.errors import UserError
from paper_repro.datasets import songs
from paper_repro.datasets.recognise import recognise
from tests.datasets import tiny

KINDS = ("mp3", "flac", "ogg", "opus", "wav", "aiff")
FUZZ_EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES") or 10)


def write(path, title=None, artist=None, album=None):
    """A second of a quiet tone with tags as players write them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rate = 16_000
    tone = 0.1 * np.sin(2 * np.pi * 440 * np.arange(rate) / rate)
    how = {"opus": {"format": "OGG", "subtype": "OPUS"}}.get(path.suffix[1:], {})
    sf.write(path, tone, rate, **how)
    if title is None:
        return path
    file = mutagen.File(path)
    if path.suffix in (".mp3", ".wav", ".aiff"):
        if file.tags is None:
            file.add_tags()
        for frame, text in ((TIT2, title), (TPE1, artist), (TALB, album)):
            if text is not None:
                file.tags.add(frame(encoding=3, text=text))
    else:
        for name, text in (("title", title), ("artist", artist), ("album", album)):
            if text is not None:
                file[name] = text
    file.save()
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_tags_of_every_format_that_is_read(kind, tmp_path):
    write(tmp_path / "deep" / "below" / f"1.{kind}", "  Blue \n Moon ", "Ann", "First")
    (song,) = songs.load(tmp_path).songs
    assert (song.title, song.artist, song.album) == ("Blue Moon", "Ann", "First")
    assert song.item == f"deep/below/1.{kind}"
    assert recognise(tmp_path) == "songs"


@pytest.mark.parametrize(
    "title", ["夜に駆ける", "الليل", "Ночь", "été 🎵", "x" * 300, "la " * 100, "=1+1", "<b>Bold</b>", "\x1b[31mRed"]
)
@pytest.mark.parametrize("kind", ["mp3", "flac"])
def test_titles_of_any_script_and_of_300_characters_are_used(title, kind, tmp_path):
    write(tmp_path / f"1.{kind}", title, "Ann")
    report = songs.validate(tmp_path)
    assert report.refused == []
    assert report.counts["songs that can be used"] == 1
    assert songs.load(tmp_path).songs[0].title == " ".join(title.split())


def test_every_other_file_is_refused_by_a_counted_reason(tmp_path):
    write(tmp_path / "good.mp3", "Blue Moon", "Ann", "First")
    write(tmp_path / "untagged.mp3")
    write(tmp_path / "untagged.wav").rename(tmp_path / "plain.wav")
    write(tmp_path / "artist alone.flac", "", "Ann")
    write(tmp_path / "blank.mp3", " \t ", "Ann")
    write(tmp_path / "essay.mp3", "word " * 201, "Ann")
    (tmp_path / "empty.mp3").touch()
    (tmp_path / "text.flac").write_text("no sound")
    (tmp_path / "film.m4a").write_bytes(b"x")
    (tmp_path / "sleeve.jpg").write_bytes(b"x")
    (tmp_path / "gone.mp3").symlink_to("nowhere.mp3")
    write(tmp_path / "good.wav", "Blue Moon", "Ann", "First")
    write(tmp_path / "again" / "good.ogg", "BLUE MOON", "ann", "First")
    shutil.copy(tmp_path / "good.mp3", tmp_path / "good.m4a")
    (tmp_path / "up").symlink_to(".")
    cut = tmp_path / "cut.flac"
    cut.write_bytes(write(tmp_path / "whole.flac", "Cut Off", "Bo").read_bytes()[:-200])
    report = songs.validate(tmp_path)
    assert Counter(refusal.reason for refusal in report.refused) == {
        "no tags": 2, "no title": 2, "title too long": 1, "unreadable": 3, "format not readable": 1, "no file": 1,
        "second file": 2, "repeated": 2, "linked folder": 1,
    }  # fmt: skip
    assert [refusal.item for refusal in report.refused if refusal.reason == "unreadable"] == [
        "empty.mp3", "text.flac", "cut.flac",
    ]  # fmt: skip
    data = songs.load(tmp_path)
    # Of the song that is there twice the first is used; sound that ends early is found where it is decoded.
    assert [song.item for song in data.songs] == ["cut.flac", "good.mp3"]
    assert data.reasons["repeated"] == 2
    assert sum(data.reasons.values()) == len(data.refused)


def test_songs_of_one_title_are_used_where_nothing_says_that_they_are_one(tmp_path):
    for name in ("1", "2"):
        write(tmp_path / f"{name}.flac", "Intro")
    write(tmp_path / "3.flac", "Intro", "Ann")
    write(tmp_path / "4.flac", "Intro", "Bo")
    assert len(songs.load(tmp_path).songs) == 4


def test_the_first_value_that_is_not_blank_counts(tmp_path):
    path = write(tmp_path / "1.mp3", "Blue Moon")
    tags = ID3(path)
    tags["TIT2"] = TIT2(encoding=1, text=["", "Red Moon", "Moon"])
    tags.save(path)
    assert songs.load(tmp_path).songs[0].title == "Red Moon"


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"1.m4a": b"x", "2.wma": b"x"}, "no sound that can be read. 2 are there in a format not readable, such as"),
        ({"1.wav": tiny.wav()}, r"not one of its 1 sound files has a title that can be used \(1 no tags\)"),
        ({"notes.txt": b"x"}, "is no data set known here, not songs"),
        ({"tracks.csv": b"x"}, "looks like fma, not songs"),
    ],
)
def test_a_folder_without_a_song_is_one_line(files, words, tmp_path):
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    with pytest.raises(UserError, match=words):
        songs.load(tmp_path)


def test_what_another_set_claims_is_that_sets(tmp_path):
    tiny.write(tmp_path, "fma")
    assert recognise(tmp_path) == "fma"


def test_the_command_prints_counts_and_reasons(tmp_path, capsys):
    write(tmp_path / "1.mp3", "Blue Moon", "Ann")
    write(tmp_path / "2.mp3")
    _run(["data", "songs", str(tmp_path), "--list", str(tmp_path / "refused.csv")])
    shown = capsys.readouterr().out
    assert "songs: 1\n" in shown
    assert "refused, no tags: 1\n  2.mp3: " in shown
    assert (tmp_path / "refused.csv").read_text().splitlines()[1].startswith("refused,2.mp3,no tags,")


@pytest.mark.parametrize("kind", ["mp3", "flac", "ogg"])
def test_damaged_tags_are_a_refusal(kind, tmp_path):
    whole = write(tmp_path / "good.flac", "Blue Moon", "Ann").with_name(f"1.{kind}")
    content = bytearray(write(whole, "Red Moon", "Bo", "First").read_bytes())

    @settings(max_examples=FUZZ_EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.lists(st.tuples(st.integers(0, 199), st.integers(0, 255)), min_size=1, max_size=8))
    def example(changes):
        damaged = bytearray(content)
        for at, value in changes:
            damaged[at] = value
        whole.write_bytes(damaged)
        data = songs.load(tmp_path)
        assert len(data.songs) + len(data.refused) == 2

    example()


def test_the_published_songs(real):
    """Emotify's 400 songs of Magnatune; four of them are other seconds of a song that is there."""
    data = songs.load(real / "songtitle" / "magnatune_songs")
    assert len(data.songs) == 396
    assert data.reasons == {"repeated": 4}
    assert all(song.artist and song.album for song in data.songs)
    assert songs.facts(data)["distinct titles"] == 395
