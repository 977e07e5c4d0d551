"""``python -m paper_repro weights``: what each command prints, and its one line where it cannot."""

import hashlib
import os
import pickle

import pytest

from paper_repro.core.errors import UserError
from paper_repro.weights import store
from paper_repro.weights.catalogue import MUSICNN, NETWORKS, WON_FCN, WON_MUSICNN
from tests.core.nn.test_won_musicnn import in_pytorch
from tests.scripts import run, run_each


class Runs:
    """Creates a file when it is unpickled."""

    def __reduce__(self):
        return os.mkdir, ("ran",)


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("PAPER_REPRO_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    return tmp_path / "cache" / "weights"


def weights(*words):
    return ("paper_repro", "weights", *words)


def test_list_and_info_need_no_file(cache, tmp_path):
    listed, *infos = run_each(tmp_path, weights("list"), *(weights("info", name) for name in NETWORKS))
    assert [line.split(":")[0] for line in listed.stdout.splitlines()] == list(NETWORKS)
    assert "not here: python -m paper_repro weights fetch mtt_vgg" in listed.stdout
    for done, each in zip(infos, NETWORKS.values(), strict=True):
        assert done.returncode == 0
        file = each.wheel
        for said in (
            file.sha256 or "known by its arrays",
            file.licence,
            file.citation,
            each.trained_on,
            f"{each.roc_auc:.4f}",
        ):
            assert said in done.stdout
        assert "tags:" not in done.stdout
    assert not cache.exists()


def test_a_file_that_is_known_by_its_arrays(cache, tmp_path, torch):
    """The MusiCNN of Won et al. under any name: imported where every array has its place; a later change is noticed."""
    state = in_pytorch(torch, mels=96, tall=204, long=51, middle=64, units=200, classes=50)[0].state_dict()
    torch.save(state, tmp_path / "best_model.pth")
    torch.save({**state, "dense2.bias": torch.zeros(51)}, tmp_path / "other.pth")
    refused, imported, info = run_each(
        tmp_path,
        weights("import", "other.pth"),
        weights("import", "best_model.pth"),
        weights("info", "mtt_musicnn_won"),
    )
    assert refused.returncode == 2
    assert "dense2.bias is (51,), won_tags needs (50,)" in refused.stderr
    assert imported.returncode == 0, imported.stderr
    path = cache / WON_MUSICNN.file
    assert imported.stdout.splitlines()[0] == f"mtt_musicnn_won: {path}"
    assert f"state: here: {path}" in info.stdout
    assert hashlib.sha256(path.read_bytes()).hexdigest() in info.stdout
    with path.open("ab") as file:
        file.write(b"more")
    with pytest.raises(UserError, match=r"not the published .*; restore the file, or get it again from"):
        store.held(WON_MUSICNN)


def test_mistakes_are_one_line(cache, tmp_path):
    (tmp_path / "any.whl").write_bytes(b"anything")
    (tmp_path / "any.pth").write_bytes(pickle.dumps(Runs()))
    for words, message in (
        (("info", "vgg"), "weights must be one of"),
        (("fetch", "vgg"), "weights must be one of"),
        (("fetch", "mtt_vgg"), f"there: {cache / MUSICNN.file}"),
        (("fetch", "mtt_fcn"), f"put it there: {cache / WON_FCN.file}"),
        (("import", "any.pth"), f"{WON_FCN.sha256} is wanted"),
        (("import", "any.whl"), f"{MUSICNN.sha256} is wanted"),
        (("import", "absent.whl"), "no such file"),
        ((), "COMMAND"),
    ):
        done = run(tmp_path, *weights(*words))
        assert done.returncode == 2, words
        (line,) = done.stderr.splitlines()
        assert message in line
    assert not (tmp_path / "ran").exists()


@pytest.mark.material
def test_import_then_info_has_the_tags(cache, tmp_path, material):
    imported, info, listed, damaged = run_each(
        tmp_path,
        weights("import", str(material / "weights" / MUSICNN.file)),
        weights("info", "mtt_musicnn"),
        weights("list"),
        weights("import", __file__),
    )
    in_wheel = [each.name for each in NETWORKS.values() if each.wheel is MUSICNN]
    assert imported.stdout.splitlines()[0] == f"{', '.join(in_wheel)}: {cache / MUSICNN.file}"
    assert "tags: guitar, classical, slow" in info.stdout
    assert listed.stdout.count(f"here: {cache / MUSICNN.file}") == 4
    assert damaged.returncode == 2
    assert (cache / MUSICNN.file).stat().st_size > 29_000_000
