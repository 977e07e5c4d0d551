"""Shards of features on a cluster: byte for byte those of one process, also where a worker dies or shares nothing."""

from __future__ import annotations

import os
import signal
import threading
import time

import numpy as np
import pytest
import soundfile

pytest.importorskip("distributed", reason="no Dask: pip install -e '.[dask]'")

from paper_repro.core.command_line import Options
from paper_repro.core.errors import UserError
from paper_repro.core.records.build import build_records
from paper_repro.core.records.records import Item, records_folder
from paper_repro.core.records.store import Store
from paper_repro.core.training import backend, cluster, remote, side_by_side
from paper_repro.core.training.spread import spread_over
from tests.core.training.line_paper import data
from tests.core.training.line_paper.config import Config
from tests.core.training.test_side_by_side import CONFIGS, require_same, run

SETTINGS = Config().features


@pytest.fixture(scope="module")
def items(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clips")
    for number in range(150):
        soundfile.write(folder / f"{number:03}.wav", np.sin(np.arange(1600) * (number + 1) / 150), 8000)
    return [Item(path.stem, path) for path in sorted(folder.iterdir())]


@pytest.fixture(scope="module")
def client():
    return cluster.client_of(Options(workers=2), 2)


@pytest.fixture(scope="module")
def alone(items, tmp_path_factory):
    return build_records(items, SETTINGS, tmp_path_factory.mktemp("alone") / "records")


def built(items, client, runs, shared=True, store=None):
    options = Options(runs=runs, devices="cpu")
    place = remote.Place(runs.parent, shared, backend.threads(), topic=runs.name)
    folder = records_folder(runs / "records/line", items, SETTINGS, "soundfile")
    return build_records(items, SETTINGS, folder, store=store, spread=spread_over(client, options, place))


def require_alike(found, expected):
    assert found.keys == expected.keys
    for ours, theirs in zip(found.shards, expected.shards, strict=True):
        assert ours.read_bytes() == theirs.read_bytes()


@pytest.fixture
def not_here(monkeypatch):
    """No shard may be computed in this process."""

    def refused(*arguments):
        raise AssertionError("a shard was computed here")

    monkeypatch.setattr("paper_repro.core.records.build._build_shard", refused)


def test_workers_write_the_bytes_of_one_process(items, client, alone, tmp_path, not_here):
    require_alike(built(items, client, tmp_path / "runs"), alone)


def test_a_killed_worker_leaves_its_shards_to_others(items, client, alone, tmp_path):
    workers = client.run(os.getpid)
    killed = []

    def kill_at_the_first_shard():
        for _ in range(6000):
            if list(tmp_path.rglob("shard-*.json")):
                killed.append(workers.popitem()[1])
                os.kill(killed[0], signal.SIGKILL)
                return
            time.sleep(0.01)

    killer = threading.Thread(target=kill_at_the_first_shard)
    killer.start()
    found = built(items, client, tmp_path / "runs")
    killer.join()
    assert killed
    require_alike(found, alone)


def test_without_a_shared_folder_the_store_carries_shards(items, client, alone, tmp_path, not_here):
    store = Store(str(tmp_path / "store"))
    store.require()
    require_alike(built(items, client, tmp_path / "runs", shared=False, store=store), alone)
    assert len(list((tmp_path / "store").rglob("*.tfrecord"))) == len(alone.shards)


def test_errors_of_workers_are_told(items, client, tmp_path):
    (tmp_path / "store").write_text("a file where a folder should be")
    with pytest.raises(UserError, match=r"--records .*store: cannot be"):
        built(items, client, tmp_path / "runs", shared=False, store=Store(str(tmp_path / "store")))


def test_a_training_on_a_cluster_computes_its_features_there(client, tmp_path, monkeypatch, not_here):
    corpus = data.write(tmp_path / "tones")
    monkeypatch.undo()
    in_turn = run(corpus, tmp_path / "in_turn", CONFIGS)
    asked = []
    monkeypatch.setattr(side_by_side, "spread_over", lambda *given: asked.append(given) or spread_over(*given))
    found = run(corpus, tmp_path / "runs", CONFIGS, cluster=client.scheduler.address)
    require_same(found, in_turn)
    assert len(asked) == 1
