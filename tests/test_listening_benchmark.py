"""The tables of the benchmark of ``predict``, from figures as its measurements return them."""

import json
import sys

import pytest

from tests.conftest import PROJECT


@pytest.fixture
def tables(monkeypatch):
    monkeypatch.setattr(sys, "path", [str(PROJECT / "experiments" / "benchmarks"), *sys.path])
    import listening_tables

    return listening_tables


def test_speed(tables, tmp_path):
    ways = {"per file": [100.0, 150.0], "here": [40.0, 75.0]}
    found = {"network": "mtt_musicnn", "files": 200, "seconds": 29.1, "rounds": 3, "difference": 1e-5, "ways": ways}
    table = tables.speed_table(found)
    assert "| here / per file | 2.50" in table.text()
    written = {path.suffix: path for path in table.write(tmp_path)}
    assert written[".md"] == tmp_path / "benchmarks" / "listening_speed.md"
    content = json.loads(written[".json"].read_text())
    assert content["title"]
    assert content["speed"][0] == {"way": "per file", "clock": 2.0, "processor": pytest.approx(4 / 3)}


def test_start(tables):
    found = {"rounds": 3, "works": {"imports alone": [4.0, 6.0], "predict": [5.0, 9.0]}}
    assert "1.25 times as long" in tables.start_table(found).text()


@pytest.mark.parametrize(("many", "said"), [(1010.0, "Memory is flat"), (1200.0, "Memory grows")])
def test_memory(tables, many, said):
    found = [
        {"what": what, "files": files, "megabytes": megabytes, "taken": 9.0}
        for what, files, megabytes in (
            ("50 files", 50, 1000.0), ("1,000 files", 1000, many), ("a file of a minute", 1, 900.0),
            ("a file of 2 hours", 1, 990.0),
        )
    ]  # fmt: skip
    text = tables.memory_table(found).text()
    assert said in text
    assert f"1,000 files need {many / 1000:.2f} times as much as 50 files" in text
    assert "a file of 2 hours 1.10 times as much as a file of a minute" in text


@pytest.mark.parametrize(("far", "said"), [(0.0009, "files stay within 0.002"), (0.0021, "files do not stay")])
def test_precision(tables, far, said):
    row = {"network": "mtt_vgg", "files": 9, "windows": 80, "file": 0.0001, "window": 0.003, "float32 rate": 50.0}
    found = [{**row, "bfloat16 rate": 100.0}, {**row, "bfloat16 rate": 75.0, "file": far}]
    text = tables.precision_table(found).text()
    assert said in text
    assert [float(line.split("|")[4]) for line in text.splitlines() if line.startswith("| mtt_vgg")] == [2.0, 1.5]


def test_what_is_heard_in_memory_s_own_process(monkeypatch, tmp_path):
    """Copies have as many names as asked for, long files the length asked for."""
    monkeypatch.setattr(sys, "path", [str(PROJECT / "experiments" / "benchmarks"), *sys.path])
    import listening_memory
    import numpy as np
    import soundfile as sf

    clip = tmp_path / "clip.mp3"
    sf.write(clip, 0.1 * np.sin(np.arange(16_000)), 16_000)
    listening_memory._join([clip, clip], tmp_path / "long.flac", 3)
    assert sf.info(tmp_path / "long.flac").frames == 48_000
    assert len(list(listening_memory._copies([clip], tmp_path / "many", 5).iterdir())) == 5
