"""The written corpora for song titles: resumption, and items that are damaged on purpose."""

import csv
import hashlib
import io

import numpy as np
import pytest
import soundfile
from PIL import Image

from paper_repro import sample
from paper_repro.sample.corpus import Settings
from paper_repro.sample.songtitle import conceptual_captions as songtitle_gcc
from paper_repro.sample.songtitle import fma as songtitle_fma
from paper_repro.sample.songtitle import msd as songtitle_msd
from paper_repro.sample.songtitle.fma import BROKEN_IDS, path_of


def files_of(root):
    return {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}


def rows_of_tracks(root):
    text = (root / "fma" / "fma_metadata" / "tracks.csv").read_text("utf-8")
    assert "\r" not in text
    rows = list(csv.reader(io.StringIO(text, newline="")))
    again = io.StringIO()
    csv.writer(again, lineterminator="\n").writerows(rows)
    assert again.getvalue() == text
    return rows


@pytest.mark.parametrize(
    ("name", "module", "make", "clips"),
    [
        ("conceptual_captions", songtitle_gcc, "make_picture", 6),
        ("msd", songtitle_msd, "make_song", 3),
        ("fma", songtitle_fma, "make_track", 2),
    ],
)
def test_an_interrupted_corpus_is_completed_to_the_same_bytes(tmp_path, monkeypatch, name, module, make, clips):
    made = getattr(module, make)

    def killed(seed, index, *rest):
        if index == clips - 1:
            raise KeyboardInterrupt
        return made(seed, index, *rest)

    monkeypatch.setattr(module, make, killed)
    with pytest.raises(KeyboardInterrupt):
        sample.write(name, tmp_path / "one", clips=clips, seed=4)
    assert not (tmp_path / "one" / "sample.json").exists()
    monkeypatch.undo()
    summary = sample.write(name, tmp_path / "one", clips=clips, seed=4)
    # Two processes give what one gives.
    assert sample.write(name, tmp_path / "two", clips=clips, seed=4, jobs=2) == summary
    one, two = files_of(tmp_path / "one"), files_of(tmp_path / "two")
    assert set(one) == set(two)
    assert all(one[name].read_bytes() == two[name].read_bytes() for name in one)


def test_pictures_are_broken_as_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(songtitle_gcc, "DAMAGE_FROM_PICTURES", 8)
    summary = sample.write("conceptual_captions", tmp_path, clips=8, seed=2)
    broken = {kind: tmp_path / "images" / names[0] for kind, names in summary["broken"].items()}
    assert len({path.name for path in broken.values()}) == 6
    assert not broken["dead link"].exists()
    assert broken["zero-byte jpg"].stat().st_size == 0
    assert broken["error page saved as jpg"].read_bytes().startswith(b"<!DOCTYPE html>")
    with pytest.raises(OSError, match=r"(?i)truncated"):
        np.asarray(Image.open(io.BytesIO(broken["truncated jpg"].read_bytes())))
    with Image.open(broken["greyscale jpg"]) as grey, Image.open(broken["png saved as jpg"]) as png:
        assert (grey.format, grey.mode) == ("JPEG", "L")
        assert (png.format, png.mode) == ("PNG", "RGBA")
    assert len((tmp_path / "Train_GCC-training.tsv").read_text("utf-8").splitlines()) == 8


def test_tracks_are_broken_as_counted(tmp_path, monkeypatch):
    for name in ("DAMAGE_FROM_TRACKS", "ALL_DAMAGE_FROM_TRACKS"):
        monkeypatch.setattr(songtitle_fma, name, 4)
    monkeypatch.setattr(songtitle_fma, "make_track", lambda *_: np.zeros((2, 4410), np.float32))
    summary = sample.write("fma", tmp_path, clips=4, seed=2)
    assert summary["broken"] == {
        "zero-byte mp3": [99_134],
        "stub mp3": [108_925, 133_297],
        "missing mp3": [songtitle_fma.IDS + 9],
    }
    assert (tmp_path / "fma_small" / "099" / "099134.mp3").stat().st_size == 0
    for track_id in (108_925, 133_297):
        with pytest.raises(soundfile.LibsndfileError):
            soundfile.read(tmp_path / path_of(track_id))
    assert not (tmp_path / path_of(songtitle_fma.IDS + 9)).exists()
    rows = list(csv.reader(io.StringIO((tmp_path / "fma_metadata" / "tracks.csv").read_text("utf-8"), newline="")))
    subset = {int(row[0]): row[rows[1].index("subset")] for row in rows[3:]}
    assert {subset[track_id] for track_id in BROKEN_IDS} == {"small"}
    assert list(subset.values()).count("small") == 4 + 4
    assert summary["counts"]["tracks_of_the_small_subset"] == 8


def test_quotes_and_line_breaks_stand_inside_fields(tmp_path, monkeypatch):
    monkeypatch.setattr(songtitle_fma, "make_track", lambda *_: np.zeros((2, 4410), np.float32))
    sample.write("fma", tmp_path / "fma", clips=16, seed=3)
    _, names, _, *rows = rows_of_tracks(tmp_path)
    assert any("\n" in row[names.index("bio")] for row in rows)
    assert any('"' in row[names.index("bio")] for row in rows)
    assert {row[names.index("subset")] for row in rows} == {"small", "medium", "large"}


def test_one_title_is_empty_in_a_large_corpus():
    assert songtitle_msd.draw_damage(Settings(399, 1, "normal")) == {}
    broken = songtitle_msd.draw_damage(Settings(400, 1, "normal"))
    assert [len(indexes) for indexes in broken.values()] == [1]


def test_an_empty_title_keeps_its_row(tmp_path, monkeypatch):
    monkeypatch.setattr(songtitle_msd, "EMPTY_TITLE_FROM", 2)
    summary = sample.write("msd", tmp_path, clips=2, seed=3)
    (track_id,) = summary["broken"]["empty title"]
    lines = (tmp_path / "tracks_per_year.txt").read_text("utf-8").splitlines()
    assert [line.endswith("<SEP>") for line in lines].count(True) == 1
    assert next(line for line in lines if track_id in line).endswith("<SEP>")
    assert summary["titles_sha256"] == hashlib.sha256((tmp_path / "tracks_per_year.txt").read_bytes()).hexdigest()
