"""Records beside other processes, on a full disk, and after damage: the same bytes as an undisturbed build."""

import json
import os
import subprocess
import sys
import time

import numpy as np
import pytest
import soundfile as sf
import tensorflow as tf

from paper_repro.core.audio.settings import MelSettings
from paper_repro.core.faults import machine_fault
from paper_repro.core.records.build import build_records, require_few_refused
from paper_repro.core.records.pipeline import in_order
from paper_repro.core.records.records import Item

SETTINGS = MelSettings(8000, 1.0, 0.9, 256, 128, 20)

#: Builds the records of ``argv[1]``/*.wav in ``argv[2]`` and prints how many shards it computed itself. After
#: ``argv[3]`` shards it waits until a file ``go`` stands beside the clips.
SCRIPT = """
import sys, time
from pathlib import Path
from paper_repro.core.audio.settings import MelSettings
from paper_repro.core.records import build
from paper_repro.core.records.records import Item
settings = MelSettings(8000, 1.0, 0.9, 256, 128, 20)
real, computed = build._build_shard, []
def counted(part, settings, decoder, folder, name, identity):
    print("computing", flush=True)
    while len(computed) == int(sys.argv[3]) and not (Path(sys.argv[1]) / "go").exists():
        time.sleep(0.05)
    computed.append(name)
    real(part, settings, decoder, folder, name, identity)
build._build_shard = counted
items = [Item(path.stem, path) for path in sorted(Path(sys.argv[1]).glob("*.wav"))]
build.build_records(items, settings, Path(sys.argv[2]))
print(len(computed))
"""


@pytest.fixture(scope="module")
def items(tmp_path_factory):
    folder, rng = tmp_path_factory.mktemp("clips"), np.random.default_rng(0)
    for number in range(130):
        sf.write(folder / f"{number:03d}.wav", 0.1 * rng.standard_normal(8000), 8000)
    return [Item(path.stem, path) for path in sorted(folder.iterdir())]


@pytest.fixture(scope="module")
def undisturbed(items, tmp_path_factory):
    built = build_records(items, SETTINGS, tmp_path_factory.mktemp("undisturbed"))
    return [path.read_bytes() for path in built.shards]


def start(items, folder, hold=-1):
    command = [sys.executable, "-c", SCRIPT, str(items[0].path.parent), str(folder), str(hold)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def content(folder):
    return [path.read_bytes() for path in sorted(folder.glob("shard-*.tfrecord"))]


def test_two_processes_compute_each_shard_once(items, undisturbed, tmp_path):
    go = items[0].path.parent / "go"
    first = start(items, tmp_path, hold=0)
    assert first.stdout.readline() == "computing\n"
    second = start(items, tmp_path)
    words = next(line for line in second.stderr if line.strip())
    go.touch()
    outputs = [process.communicate(timeout=120) for process in (first, second)]
    assert [first.returncode, second.returncode] == [0, 0], outputs
    assert [int(output.split()[-1]) for output, _ in outputs] == [3, 0]
    go.unlink()
    assert "waiting: another process is computing these features" in words
    assert content(tmp_path) == undisturbed


def test_after_a_kill_the_next_process_goes_on_and_clears_up(items, undisturbed, tmp_path):
    killed = start(items, tmp_path, hold=1)
    assert [killed.stdout.readline() for _ in range(2)] == ["computing\n"] * 2  # one shard is whole
    killed.kill()
    killed.communicate()
    (tmp_path / "shard-00001.tfrecord.part").write_bytes(b"half")
    (tmp_path / ".4711.index.json").write_text("{")
    began = time.monotonic()
    built = build_records(items, SETTINGS, tmp_path)
    assert time.monotonic() - began < 60
    assert content(tmp_path) == undisturbed
    assert len(built.keys) == 130
    assert not list(tmp_path.glob("*.part"))
    assert not (tmp_path / ".4711.index.json").exists()


@pytest.mark.parametrize("damage", ["", "{", '{"a": 1}', "[1, 2]", "null", '{"identity": null, "shards": 3}'])
@pytest.mark.parametrize("name", ["index.json", "shard-00001.json"])
def test_damaged_descriptions_are_made_anew(items, undisturbed, tmp_path, name, damage):
    few = items[:66]
    expected = content(build_records(few, SETTINGS, tmp_path).folder)
    (tmp_path / name).write_text(damage)
    (tmp_path / "index.json").write_text(damage)
    build_records(few, SETTINGS, tmp_path)
    assert content(tmp_path) == expected
    assert json.loads((tmp_path / "index.json").read_text())["items"] == 66


def test_a_damaged_description_of_a_shard_does_not_stop_the_count_of_refusals(items, tmp_path):
    (tmp_path / "bad.wav").touch()
    built = build_records([*items[:9], Item("bad", tmp_path / "bad.wav")], SETTINGS, tmp_path / "records")
    (tmp_path / "records" / "shard-00000.json").write_bytes(b"\xff\xfe{")
    with pytest.raises(Exception, match="1 of 10 files cannot be used"):
        require_few_refused([built], 0.01)
    assert not (tmp_path / "records" / "shard-00000.json").exists()


def test_finished_records_are_read_where_nothing_can_be_written(items, tmp_path):
    built = build_records(items[:3], SETTINGS, tmp_path)
    (tmp_path / ".lock").unlink(missing_ok=True)
    (tmp_path / ".lock").mkdir()  # any attempt to lock fails, for root too
    assert build_records(items[:3], SETTINGS, tmp_path) == built


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting needs root")
def test_a_full_disk_loses_nothing(items, undisturbed, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", disk], capture_output=True).returncode:
        pytest.skip("tmpfs cannot be mounted here")
    try:
        with pytest.raises(OSError, match=r"[Nn]o space left"):
            build_records(items, SETTINGS, disk / "records")
        assert not list((disk / "records").glob("*.part"))
        whole = list((disk / "records").glob("shard-*.json"))
        subprocess.run(["mount", "-o", "remount,size=4m", disk], check=True)
        assert len(build_records(items, SETTINGS, disk / "records").keys) == 130
        assert content(disk / "records") == undisturbed
        assert len(whole) < 3
    finally:
        subprocess.run(["umount", disk], check=False)


def test_a_changed_byte_is_told_where_it_is_read(items, tmp_path):
    """Sizes tell what was cut off; TFRecord's own checksums tell the rest, at the step that reads it."""
    records = build_records(items[:4], SETTINGS, tmp_path / "records")
    content = bytearray(records.shards[0].read_bytes())
    content[len(content) // 2] ^= 1
    records.shards[0].write_bytes(content)
    with pytest.raises(tf.errors.DataLossError) as changed:
        list(in_order(build_records(items[:4], SETTINGS, tmp_path / "records"), batch_size=4))
    assert "--fresh" in machine_fault(changed.value)
