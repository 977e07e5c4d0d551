"""Runs side by side on a cluster: the digits of one after another, also where a worker is killed or shares nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="no Dask: pip install -e '.[dask]'")

from paper_repro.core.command_line import Options
from paper_repro.core.errors import UserError
from paper_repro.core.training import backend, cluster, remote, side_by_side
from paper_repro.core.training.rows import run_rows
from paper_repro.core.training.run import RunFolder
from tests.core.training.line_paper import data
from tests.core.training.line_paper.config import PAPER, Config

CONFIGS = {"thin": Config(), "wide": Config(units=5)}
SAME = ("history.csv", "predictions.csv", "metrics.json", "data.json", "config.json")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    return data.write(tmp_path_factory.mktemp("line") / "tones")


@pytest.fixture(scope="module")
def in_turn(corpus, tmp_path_factory):
    return run(corpus, tmp_path_factory.mktemp("in_turn"), CONFIGS)


def run(corpus, runs, configs, **changes):
    options = Options(data=corpus.root, runs=runs, devices="cpu", **changes)
    results = run_rows(PAPER, options, configs, corpus)
    return {key: RunFolder(row.runs[0].path) for key, row in results.rows.items()}


def require_same(found, expected, names=SAME):
    assert found.keys() == expected.keys()
    for key, folder in found.items():
        assert folder.complete
        assert folder.damage() is None
        for name in names:
            assert (folder.path / name).read_bytes() == (expected[key].path / name).read_bytes(), (key, name)
        assert not list(folder.path.glob("*.npz"))


def test_side_by_side_gives_the_digits_of_one_after_another(corpus, in_turn, tmp_path):
    require_same(run(corpus, tmp_path, CONFIGS, workers=2), in_turn)


def test_runs_come_back_as_bytes_where_no_folder_is_shared(corpus, in_turn, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(side_by_side, "sees_runs", lambda client, runs, paths: (False, {}))
    require_same(run(corpus, tmp_path, CONFIGS, workers=2), in_turn)
    assert "not shared with all workers" in capsys.readouterr().err
    # Features were computed where the training was.
    assert not (tmp_path / "records").exists()


def test_a_killed_worker_s_run_goes_on_from_its_last_whole_epoch(corpus, in_turn, tmp_path):
    configs = {"thin": Config(notes=str(tmp_path), killed_in=2), "wide": Config(units=5, notes=str(tmp_path))}
    found = run(corpus, tmp_path / "runs", configs, workers=2)
    # The config names the folder of notes and the kill; all that was computed is the same.
    require_same(found, in_turn, ("history.csv", "predictions.csv"))
    killed, other = (sorted(tmp_path.glob(f"{key}-*.txt")) for key in ("thin", "wide"))
    assert killed[0].read_text().split() == ["1", "2", "2", "3"]
    assert other[0].read_text().split() == ["1", "2", "3"]


def test_a_failed_row_is_told_when_the_others_are_finished(corpus, in_turn, tmp_path):
    configs = {"thin": Config(fails=True), "wide": CONFIGS["wide"]}
    with pytest.raises(UserError, match="this row fails"):
        run(corpus, tmp_path, configs, workers=2)
    require_same(run(corpus, tmp_path, {"wide": CONFIGS["wide"]}), {"wide": in_turn["wide"]})


def test_a_worker_without_the_device_is_named(corpus, tmp_path):
    with pytest.raises(UserError, match=r"worker tcp://[^ ]+: --devices gpu:99: TensorFlow finds 0 GPUs"):
        run_rows(PAPER, Options(data=corpus.root, runs=tmp_path, devices="gpu:99", workers=2), CONFIGS, corpus)


def test_a_cluster_that_does_not_answer_is_one_line(corpus, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "ANSWER", 1)
    with pytest.raises(UserError, match=r"--cluster tcp://127.0.0.1:9: no Dask scheduler answers within 1 s"):
        run(corpus, tmp_path, CONFIGS, cluster="tcp://127.0.0.1:9")


def test_another_version_is_refused_and_both_are_named(monkeypatch):
    there = {**remote.versions(), "numpy": "1.0"}
    monkeypatch.setattr(cluster, "on_each", lambda client, work: {"tcp://far:1": there})
    with pytest.raises(UserError, match=rf"tcp://far:1 has numpy 1.0, here it is {remote.versions()['numpy']}"):
        cluster.require_same_versions(None)


def test_each_worker_has_a_card_of_its_own(monkeypatch):
    given = []
    monkeypatch.setattr(remote, "isolate_environment", lambda: None)
    monkeypatch.setattr(backend, "set_threads", lambda number: given.append(number))
    monkeypatch.setattr(backend, "prepare", lambda devices, precision: given.append(devices))
    for worker in range(3):
        remote.prepare(Options(), remote.Place(Path(), True, threads=4, cards=2), worker)
    remote.prepare(Options(devices="cpu"), remote.Place(Path(), True, threads=4, cards=2), 1)
    assert given == [4, "gpu:0", 4, "gpu:1", 4, "gpu:0", 4, "cpu"]


def test_what_a_worker_sees(tmp_path):
    probe = tmp_path / "probe"
    probe.write_text("token")
    found = remote.sees([tmp_path, tmp_path / "none"], probe, "token")
    assert found == {"missing": [str(tmp_path / "none")], "shared": True}
    assert not remote.sees([], probe, "of another folder")["shared"]
    assert not remote.sees([], tmp_path / "absent", "token")["shared"]
    assert [path.name for path in tmp_path.iterdir()] == ["probe"]


def test_data_that_a_worker_does_not_see_are_named(corpus, tmp_path, monkeypatch):
    blind = {"tcp://far:1": [str(corpus.root)]}
    monkeypatch.setattr(side_by_side, "sees_runs", lambda client, runs, paths: (False, blind))
    with pytest.raises(UserError, match=rf"tcp://far:1 cannot read {corpus.root}"):
        side_by_side._place(None, Options(data=corpus.root, runs=tmp_path), corpus)


def test_a_run_that_came_as_bytes_is_whole(in_turn, tmp_path):
    folder = RunFolder(tmp_path / "run")
    remote.unpack(remote.packed(in_turn["thin"]), folder)
    require_same({"thin": folder}, {"thin": in_turn["thin"]}, (*SAME, "model.keras", "complete.json"))


def test_the_display_counts_a_run_that_begins_anew_once():
    class Bar:
        n = 0
        text = ""

        def set_postfix_str(self, text, refresh):
            self.text = text

        def update(self, number):
            self.n += number

    bar = Bar()
    display = side_by_side._Display(bar)
    for name, done in (("a-s0-1", 2), ("b-s0-1", 1), ("a-s0-1", 0)):
        display.receive((0.0, {"run": name, "epochs": 3, "done": done, "text": ""}))
    assert (bar.n, bar.text) == (1, "a-s0 0/3, b-s0 1/3")
    display.finished("a-s0-1", 3)
    assert (bar.n, bar.text) == (4, "b-s0 1/3")
