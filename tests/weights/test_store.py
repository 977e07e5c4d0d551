"""Files of weights: fetched, imported, refused; offline, damaged, by two processes at a time."""

import subprocess
import sys

import pytest

from paper_repro.core.errors import UserError
from paper_repro.core.locks import alone
from paper_repro.weights import store
from paper_repro.weights.catalogue import MUSICNN
from tests.weights.wheels import pinned, write_wheel


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """A cache of its own, and a pip that sees no index."""
    monkeypatch.setenv("PAPER_REPRO_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    return tmp_path / "cache" / "weights"


@pytest.fixture
def source(tmp_path):
    return write_wheel(tmp_path / "source", {"musicnn/configuration.py": "LABELS = ['a']\n"})


def left(cache):
    return sorted(path.name for path in cache.iterdir() if path.name != ".lock")


def test_fetch_takes_the_file_from_the_index_once(cache, source, monkeypatch):
    wheel = pinned(source).wheel
    monkeypatch.setenv("PIP_FIND_LINKS", str(source.parent))
    path = store.fetch(wheel)
    assert path == cache / MUSICNN.file == store.held(wheel)
    assert path.read_bytes() == source.read_bytes()
    monkeypatch.delenv("PIP_FIND_LINKS")
    assert store.fetch(wheel) == path
    assert left(cache) == [MUSICNN.file]


def test_fetch_refuses_what_the_index_has_under_the_name(cache, source, monkeypatch):
    monkeypatch.setenv("PIP_FIND_LINKS", str(source.parent))
    with pytest.raises(UserError) as caught:
        store.fetch(MUSICNN)
    found = pinned(source).wheel.sha256
    assert f"its SHA-256 is {found}, {MUSICNN.sha256} is wanted" in str(caught.value)
    assert left(cache) == []


def test_offline_one_line_says_which_file_to_put_where(cache):
    with pytest.raises(UserError) as caught:
        store.fetch(MUSICNN)
    message = str(caught.value)
    assert "musicnn==0.1.0" in message
    assert "No matching distribution" in message
    assert f"put {MUSICNN.file}" in message
    assert f"there: {cache / MUSICNN.file}" in message
    assert left(cache) == []


def test_without_pip_one_line_says_so(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(UserError, match=r"it says nothing.*weights import"):
        store.fetch(MUSICNN)


def test_a_damaged_held_file_is_named_and_fetched_anew(cache, source, monkeypatch):
    wheel = pinned(source).wheel
    path = store.import_file(source, wheel)
    path.write_bytes(source.read_bytes()[:-1])
    with pytest.raises(UserError, match="is wanted; restore the file, or fetch it again"):
        store.held(wheel)
    monkeypatch.setenv("PIP_FIND_LINKS", str(source.parent))
    assert store.fetch(wheel).read_bytes() == source.read_bytes()


def test_import_takes_the_pinned_file_alone(cache, source, tmp_path):
    wheel = pinned(source).wheel
    assert store.import_file(source, wheel) == store.held(wheel)
    assert left(cache) == [MUSICNN.file]
    other = tmp_path / "other.whl"
    other.write_bytes(b"another")
    before = store.held(wheel).read_bytes()
    with pytest.raises(UserError, match=f"its SHA-256 is [0-9a-f]{{64}}, {wheel.sha256} is wanted"):
        store.import_file(other, wheel)
    for path, message in ((tmp_path / "absent.whl", "no such file"), (tmp_path, "no such file")):
        with pytest.raises(UserError, match=message):
            store.import_file(path, wheel)
    assert store.held(wheel).read_bytes() == before


def test_what_is_not_here_is_said_with_both_ways_to_get_it():
    with pytest.raises(UserError, match=r"data fetch musicnn, or give.*weights import musicnn-0\.1\.0"):
        store.held(MUSICNN)


FETCH = """
import dataclasses, sys
from paper_repro.weights import store
from paper_repro.weights.catalogue import MUSICNN
print(store.fetch(dataclasses.replace(MUSICNN, sha256=sys.argv[1])))
"""


def test_a_second_process_waits_for_the_first(cache, source, monkeypatch):
    wheel = pinned(source).wheel
    monkeypatch.setenv("PIP_FIND_LINKS", str(source.parent))
    with alone(cache, "testing"):
        second = subprocess.Popen(
            [sys.executable, "-c", FETCH, wheel.sha256], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        # Its line begins with a carriage return.
        said = second.stderr.readline() + second.stderr.readline()
        assert "waiting: another process is fetching weights" in said
        assert left(cache) == []
    out, _ = second.communicate(timeout=120)
    assert second.returncode == 0
    assert out.strip() == str(store.held(wheel))
