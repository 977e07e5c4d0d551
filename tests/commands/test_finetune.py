"""``finetune``: one line for what is wrong, the rest goes on; with the published weights, from csv to prediction."""

import csv
import json
import shutil

import numpy as np
import pytest
import soundfile as sf

from paper_repro.weights.catalogue import MUSICNN
from tests.scripts import run_each

FINETUNE = ("paper_repro", "finetune")
CLIPS = 16


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A cache without weights; sound files and a csv of them, in a folder of their own."""
    monkeypatch.setenv("PAPER_REPRO_CACHE", str(tmp_path / "cache"))
    (tmp_path / "music").mkdir()
    rng = np.random.default_rng(0)
    lines = [("path", "tags")]
    for number in range(CLIPS):
        level = 0.3 if number % 2 else 0.003
        sf.write(tmp_path / "music" / f"{number:02d}.wav", level * rng.standard_normal(52_000), 16_000)
        lines.append((f"{number:02d}.wav", "|".join(["every", *["loud"] * (number % 2)])))
    write(tmp_path / "music" / "my.csv", lines)
    return tmp_path


def write(path, lines):
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(lines)


def lines_of(path):
    with path.open(newline="") as file:
        return list(csv.reader(file))


def test_mistakes_are_one_line(folder):
    given = {
        "empty.csv": b"",
        "latin.csv": "path,tags\n00.wav,r\xfcck\n".encode("latin-1"),
        "columns.csv": b"file,labels\n00.wav,rock\n",
        "elsewhere.csv": b"path,tags\nno.wav,rock\n",
        "untagged.csv": b"path,tags\n00.wav,\n01.wav,\n",
    }
    for name, content in given.items():
        (folder / "music" / name).write_bytes(content)
    wanted = {
        "absent.csv": "no such file; give a csv",
        "empty.csv": "is empty",
        "latin.csv": "line 2: not UTF-8 (byte 0xfc); save it as UTF-8",
        "columns.csv": "must name the columns path and tags",
        "elsewhere.csv": "none of 1 lines can be used; the first: ",
        "untagged.csv": "no clip has a tag. No tag can be learned",
    }
    words = [(*FINETUNE, "--data", f"music/{name}") for name in wanted]
    for message, done in zip(wanted.values(), run_each(folder, *words), strict=True):
        assert done.returncode == 2
        (line,) = done.stderr.splitlines()
        assert message in line
        assert done.stdout == ""


def test_lines_and_tags_are_named_and_without_weights_what_to_put_where(folder):
    (unknown, *_), (model,) = (
        run_each(folder, (*FINETUNE, "--data", "music/my.csv")),
        run_each(folder, (*FINETUNE, "--data", "music/my.csv", "--model", "mtt_fcn")),
    )
    tag, weights = unknown.stderr.splitlines()
    assert unknown.returncode == 2
    assert "tag 'every' is left out: it is on every clip" in tag
    assert str(folder / "cache" / "weights" / MUSICNN.file) in weights
    assert "data fetch musicnn" in weights
    (line,) = model.stderr.splitlines()
    assert "choose from" in line
    assert model.returncode == 2


@pytest.mark.material
def test_from_a_csv_to_predictions(folder, material):
    (folder / "cache" / "weights").mkdir(parents=True)
    shutil.copy(material / "weights" / MUSICNN.file, folder / "cache" / "weights")
    (folder / "music" / "broken.wav").write_bytes(b"RIFF and nothing")
    path = folder / "music" / "my.csv"
    write(path, [*lines_of(path), ("00.wav", "loud"), ("no.wav", "loud"), ("broken.wav", "every")])
    command = (*FINETUNE, "--data", "music/my.csv")
    first, again = run_each(folder, command, command)
    (run,) = (folder / "runs" / "finetune").iterdir()
    assert first.returncode == again.returncode == 2
    *said, summary = first.stderr.splitlines()
    for part, line in zip(("line 18", "line 19", "'every'", "broken.wav"), said, strict=True):
        assert part in line
    reasons = "1 duplicate path, 1 unknown file, 1 on every clip, 1 unreadable"
    assert summary == f"error: 4 could not be used ({reasons}); 16 clips could."
    assert (again.stderr, again.stdout) == (first.stderr, first.stdout)
    assert f"python -m paper_repro predict FILE --model runs/finetune/{run.name}" in first.stdout
    table = json.loads((folder / "results" / "finetune" / "my_mtt_musicnn.json").read_text())
    assert table["table"][0]["row"] == "output layer on frozen mtt_musicnn"
    assert (folder / "results" / "finetune" / "my_mtt_musicnn_per_tag.png").stat().st_size > 10_000
    words = ("paper_repro", "predict", "music/01.wav", "music/02.wav", "--format", "jsonl", "--model")
    named, newest = run_each(folder, (*words, f"runs/finetune/{run.name}"), (*words, "finetune"))
    assert named.stdout == newest.stdout
    loud, soft = (json.loads(line) for line in named.stdout.splitlines())
    assert loud["tags"]["loud"] > soft["tags"]["loud"]
