"""``predict`` with a network that costs nothing: formats, folders, bad files, going on after a kill, embeddings."""

import argparse
import csv
import io
import json
import os

import numpy as np
import pytest
import soundfile as sf

from paper_repro.core.command_line import Parser
from paper_repro.core.errors import UserError
from paper_repro.core.listening import engine
from paper_repro.listen import work
from paper_repro.listen.command import add_predict_command
from tests.core.listening.listeners import RATE, Loud


@pytest.fixture
def loud(monkeypatch):
    listener = Loud()
    monkeypatch.setattr(work, "load", lambda *a, **k: listener)
    monkeypatch.setattr(work, "check", lambda *a, **k: None)
    return listener


@pytest.fixture
def music(tmp_path):
    root = tmp_path / "music"
    (root / "deep").mkdir(parents=True)
    for number, name in enumerate(["a.wav", "new\nline.wav", os.fsdecode(b"caf\xe9.wav"), "deep/b.wav"], start=1):
        with (root / name).open("wb") as file:
            sf.write(file, np.full(RATE * 2 + number, number / 10), RATE, subtype="FLOAT", format="WAV")
    return root


def predict(*words):
    parser = Parser()
    add_predict_command(parser)
    arguments = parser.parse_args([str(word) for word in words])
    assert isinstance(arguments, argparse.Namespace)
    return arguments.work(arguments)


def test_every_format_says_the_same(loud, music, capsys):
    said = {}
    for form in ("table", "json", "jsonl", "csv"):
        assert predict(music, "--format", form, "--every", "1", "--top", "1") == 0
        out, err = capsys.readouterr()
        assert err == ""
        said[form] = out
    listed = json.loads(said["json"])
    assert [json.loads(line) for line in said["jsonl"].splitlines()] == listed
    assert [os.path.basename(one["file"]) for one in listed] == [  # noqa: PTH119
        "a.wav", os.fsdecode(b"caf\xe9.wav"), "new\nline.wav", "b.wav",
    ]  # fmt: skip
    assert listed[0]["tags"] == {"quiet": 0.9}
    assert [moment["start"] for moment in listed[0]["timeline"]] == [0.0, 1.0]
    rows = list(csv.DictReader(io.StringIO(said["csv"])))
    whole = [row for row in rows if row["part"] == "file"]
    assert [float(row["score"]) for row in whole] == [
        one["tags"][row["tag"]] for one, row in zip(listed, whole, strict=True)
    ]
    assert len(rows) == 4 + 8
    lines = said["table"].splitlines()
    assert len(lines) == 4 + 8
    assert lines[0] == f"{music}/a.wav: quiet 0.90"
    assert lines[1] == "  0:00-0:01  quiet 0.90"
    assert r"new\nline.wav: quiet" in said["table"]
    assert r"caf\udce9.wav" in said["table"]


def test_bad_files_are_a_line_each_and_a_summary(loud, music, capsys):
    (music / "text.mp3").write_text("words")
    sf.write(music / "short.wav", np.zeros(10), RATE)
    (music.parent / "empty").mkdir()
    assert predict(music, music.parent / "empty", music / "absent.wav") == 2
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 4
    lines = err.splitlines()
    assert len(lines) == 5
    assert lines[-1] == ("error: 4 could not be used (1 no sound file, 1 too short, 1 unreadable, 1 missing); 4 could.")
    assert predict(music.parent / "empty") == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "empty: holds no sound file" in line
    assert predict(music / "text.mp3") == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "text.mp3: " in line


def test_what_waits_for_a_writer_is_no_file(loud, music, capsys):
    os.mkfifo(music / "pipe.wav")
    assert predict(music, "--top", "1") == 2
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 4
    assert "pipe.wav: is a pipe or a device" in err


def test_a_killed_command_goes_on_where_it_stopped(loud, music, tmp_path, capsys, monkeypatch):
    out, npz = tmp_path / "out.jsonl", tmp_path / "e.npz"
    words = (music, "--format", "jsonl", "--out", out, "--embeddings", npz)
    hear = Loud.hear

    def dies(self, windows):
        if len(self.batches) == 2:
            raise KeyboardInterrupt
        return hear(self, windows)

    # File by file.
    loud.batch = 2
    monkeypatch.setattr(engine, "DECODERS", 1)
    monkeypatch.setattr(Loud, "hear", dies)
    with pytest.raises(KeyboardInterrupt):
        predict(*words)
    assert not out.exists()
    monkeypatch.setattr(Loud, "hear", hear)
    done = sum(loud.batches)
    assert done == 4
    assert predict(*words) == 0
    assert sum(loud.batches) == 8, "what was answered is not computed again"
    assert len(out.read_text().splitlines()) == 4
    assert sorted(path.name for path in tmp_path.iterdir()) == ["e.npz", "music", "out.jsonl"]
    with np.load(npz) as stored:
        assert stored["files"].tolist() == [json.loads(line)["file"] for line in out.read_text().splitlines()]
        assert stored["first"].tolist() == [0, 2, 4, 6, 8]
        assert stored["peak"].shape == (8, 1)
        np.testing.assert_allclose(stored["peak_of_file"][:, 0], [0.1, 0.3, 0.2, 0.4], atol=1e-6)
    first = out.read_bytes()
    capsys.readouterr()
    # Files that have changed are heard again.
    sf.write(music / "a.wav", np.full(RATE * 2, 0.7), RATE, subtype="FLOAT")
    assert predict(*words) == 0
    assert out.read_bytes() != first


def test_a_picture_of_one_file_or_a_folder_of_them(loud, music, tmp_path):
    assert predict(music / "a.wav", "--plot", tmp_path / "a.png") == 0
    assert (tmp_path / "a.png").read_bytes()[:4] == b"\x89PNG"
    assert predict(music, "--plot", tmp_path / "pictures") == 0
    assert sorted(path.name for path in (tmp_path / "pictures").iterdir()) == [
        "1_a.png", "2_caf_.png", "3_new_line.png", "4_b.png",
    ]  # fmt: skip
    with pytest.raises(UserError, match=r"4 files have a picture each; name a folder"):
        predict(music, "--plot", tmp_path / "all.png")


def test_what_cannot_be_written_is_told_first(loud, music, tmp_path):
    (tmp_path / "file").touch()
    for option in ("--out", "--embeddings", "--plot"):
        with pytest.raises(UserError, match=f"{option} .*: cannot be written"):
            predict(music / "a.wav", option, tmp_path / "file" / "x.png")
        with pytest.raises(UserError, match=f"{option} .*: is a folder"):
            predict(music / "a.wav", option, music)
    loud.offers = ()
    with pytest.raises(UserError, match="--embeddings: loud has none"):
        predict(music / "a.wav", "--embeddings", tmp_path / "e.npz")
    assert loud.batches == []


@pytest.mark.parametrize("words", [["--every", "0"], ["--every", "nan"], ["--top", "0"], ["--format", "xml"]])
def test_mistyped_options_are_one_line(words, capsys):
    with pytest.raises(SystemExit):
        predict("a.wav", *words)
    assert len(capsys.readouterr().err.splitlines()) == 1
