"""Shards in a second place: byte for byte the computed ones, whole or not taken, and every failure in one line."""

from __future__ import annotations

import errno
import json
import pickle
import secrets
import shutil

import fsspec
import numpy as np
import pytest
import soundfile as sf

from paper_repro.core.audio.settings import MelSettings
from paper_repro.core.errors import UserError
from paper_repro.core.records import build as module
from paper_repro.core.records import store as stores
from paper_repro.core.records.build import build_records
from paper_repro.core.records.records import Item
from paper_repro.core.records.store import Store, opened

SETTINGS = MelSettings(8000, 0.2, 0.1, 256, 128, 8)


@pytest.fixture(scope="module")
def clips(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clips")
    rng = np.random.default_rng(0)
    for number in range(100):
        sf.write(folder / f"{number:03d}.wav", 0.1 * rng.standard_normal(1600), 8000)
    return [Item(path.stem, path) for path in sorted(folder.iterdir())]


@pytest.fixture(scope="module")
def built(clips, tmp_path_factory):
    return build_records(clips, SETTINGS, tmp_path_factory.mktemp("records") / "features")


@pytest.fixture
def computed(monkeypatch):
    """Names of the shards that were computed, not taken."""
    real, names = module._build_shard, []

    def noted(part, settings, decoder, folder, name, identity):
        names.append(name)
        real(part, settings, decoder, folder, name, identity)

    monkeypatch.setattr(module, "_build_shard", noted)
    return names


def same(records, others):
    assert records.keys == others.keys
    for ours, theirs in zip(records.shards, others.shards, strict=True):
        assert ours.read_bytes() == theirs.read_bytes()


@pytest.mark.parametrize("kind", ["memory", "folder", "s3"])
def test_another_machine_takes_what_one_has_computed(clips, built, computed, tmp_path, kind, request):
    url = {"memory": lambda: f"memory://{tmp_path.name}", "folder": lambda: str(tmp_path / "shared")}.get(
        kind, lambda: f"{request.getfixturevalue('bucket')}/features"
    )()
    store = Store(url)
    store.require()
    here = build_records(clips, SETTINGS, tmp_path / "here/features", store=store)
    assert computed == ["shard-00000", "shard-00001"]
    files, root = fsspec.core.url_to_fs(url)
    names = {name.rpartition("/")[2] for name in files.ls(f"{root}/features", detail=False)}
    assert names == {f"shard-0000{number}.{ending}" for number in (0, 1) for ending in ("json", "tfrecord")}
    assert not [name for name in files.ls(root, detail=False) if "probe" in name]
    there = build_records(clips, SETTINGS, tmp_path / "there/features", store=pickle.loads(pickle.dumps(store)))
    assert len(computed) == 2
    same(here, built)
    same(there, built)


@pytest.fixture
def bucket(monkeypatch):
    """A server that speaks S3's protocol, on this machine."""
    pytest.importorskip("s3fs", reason="no s3fs: pip install -e '.[s3]'")
    server = pytest.importorskip("moto.server", reason="no moto: pip install 'moto[s3,server]'")
    running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    files = fsspec.filesystem("s3", skip_instance_cache=True)
    name = f"papers-{secrets.token_hex(4)}"  # the server's memory is the process's
    files.mkdir(name)
    yield f"s3://{name}"
    fsspec.filesystem("s3").clear_instance_cache()
    running.stop()


def test_a_bucket_that_is_not_there_is_one_line(bucket):
    with pytest.raises(UserError, match=r"^--records s3://other/x: cannot be written to \([^\n]+\)\.") as caught:
        Store("s3://other/x").require()
    assert "\n" not in str(caught.value)


def test_damage_in_the_store_is_computed_again_and_replaced(clips, built, computed, tmp_path):
    store = Store(str(tmp_path / "shared"))
    build_records(clips, SETTINGS, tmp_path / "here/features", store=store)
    kept = tmp_path / "shared/features"
    whole = (kept / "shard-00000.tfrecord").read_bytes()
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 1
    for number, damage in enumerate((b"", whole[:-1], bytes(flipped), None)):
        path = kept / "shard-00000.tfrecord"
        path.unlink() if damage is None else path.write_bytes(damage)
        computed.clear()
        same(build_records(clips, SETTINGS, tmp_path / f"there{number}/features", store=store), built)
        assert computed == ["shard-00000"]
        assert path.read_bytes() == whole
    for text in ("", "[1]", "{}", "\0"):
        (kept / "shard-00001.json").write_text(text)
        computed.clear()
        same(build_records(clips, SETTINGS, tmp_path / f"again{text.strip() or 0!r}/features", store=store), built)
        assert computed == ["shard-00001"]
        assert json.loads((kept / "shard-00001.json").read_text())["keys"]


def test_shards_of_other_records_are_not_taken(clips, computed, tmp_path):
    store = Store(str(tmp_path / "shared"))
    build_records(clips[:3], SETTINGS, tmp_path / "one/features", store=store)
    build_records(clips[3:6], SETTINGS, tmp_path / "two/features", store=store)
    assert computed == ["shard-00000", "shard-00000"]


def test_fresh_computes_and_replaces_what_is_kept(clips, computed, tmp_path):
    store = Store(str(tmp_path / "shared"))
    for _ in range(2):
        build_records(clips[:3], SETTINGS, tmp_path / "features", store=store, fresh=True)
    assert computed == ["shard-00000", "shard-00000"]


def test_a_shard_that_refuses_files_is_not_kept(clips, tmp_path):
    bad = tmp_path / "bad.wav"
    bad.write_bytes(b"no sound")
    store = Store(str(tmp_path / "shared"))
    records = build_records([*clips[:3], Item("bad", bad)], SETTINGS, tmp_path / "features", store=store)
    assert len(records.refused) == 1
    assert not (tmp_path / "shared/features").exists()


def test_what_was_computed_is_kept_here_when_the_store_is_lost(clips, built, computed, tmp_path):
    shared = tmp_path / "shared"
    store = Store(str(shared))
    store.require()
    shutil.rmtree(shared)
    shared.write_text("now a file")
    with pytest.raises(UserError, match=r"cannot be (read|written to) \(.*\)\. Finished shards are kept\."):
        build_records(clips, SETTINGS, tmp_path / "here/features", store=store)
    done = len(computed)
    same(build_records(clips, SETTINGS, tmp_path / "here/features"), built)
    assert len(computed) == 2  # none of them twice
    assert done <= 2


def test_a_full_disk_here_is_no_fault_of_the_store(clips, tmp_path, monkeypatch):
    store = Store(str(tmp_path / "shared"))
    build_records(clips[:3], SETTINGS, tmp_path / "here/features", store=store)

    def full(*arguments, **more):
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(type(store._place[0]), "get_file", full)
    with pytest.raises(OSError, match="no space left"):
        build_records(clips[:3], SETTINGS, tmp_path / "there/features", store=store)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nosuch://bucket", r"no address that is known here \(Protocol not known: nosuch\)"),
        ("/proc/none/x", r"cannot be written to \("),
    ],
)
def test_addresses_that_are_none_are_one_line(url, said):
    with pytest.raises(UserError, match=rf"^--records {url}: {said}") as caught:
        Store(url).require()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("url", "extra"), [("s3://bucket/x", "s3"), ("gs://bucket/x", "gs")])
def test_a_missing_package_is_named(url, extra, monkeypatch):
    def missing(url):
        raise ImportError("Install it to access this")

    monkeypatch.setattr(fsspec.core, "url_to_fs", missing)
    with pytest.raises(UserError, match=rf"pip install -e '\.\[{extra}\]'"):
        Store(url).require()


def test_a_store_that_gives_back_other_bytes_is_refused(tmp_path, monkeypatch):
    store = Store(str(tmp_path))
    monkeypatch.setattr(type(store._place[0]), "cat_file", lambda self, path, **more: b"other")
    with pytest.raises(UserError, match="gives back other bytes"):
        store.require()


def test_a_store_is_tried_once_a_process(tmp_path, monkeypatch):
    tried = []
    monkeypatch.setattr(stores.Store, "require", lambda self: tried.append(self.url))
    opened.cache_clear()
    assert opened("") is None
    assert opened(str(tmp_path)) is opened(str(tmp_path))
    assert tried == [str(tmp_path)]
    opened.cache_clear()
