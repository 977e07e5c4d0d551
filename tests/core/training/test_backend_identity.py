"""What one backend has computed is never taken for another's."""

import json

import pytest

from paper_repro.core.audio.settings import MelSettings
from paper_repro.core.errors import UserError
from paper_repro.core.records.records import records_folder
from paper_repro.core.training.outcome import _backends
from paper_repro.core.training.run import RunFolder, run_folder
from tests.core.training.line_paper.config import Config


def names(root):
    settings = MelSettings(sample_rate=8000, seconds=0.2, min_seconds=0.1, n_fft=256, hop_length=256, n_mels=8)
    return run_folder(root, "paper", "row", Config(), "data").name, records_folder(root, [], settings, "soundfile").name


def test_runs_and_features_of_each_backend_have_folders_of_their_own(tmp_path, monkeypatch):
    monkeypatch.delenv("KERAS_BACKEND")
    by_default, found = names(tmp_path), {}
    for backend in ("", "tensorflow", "jax", "torch"):
        monkeypatch.setenv("KERAS_BACKEND", backend)
        found[backend] = names(tmp_path)
    # Those of before there was a choice are found again.
    assert found[""] == found["tensorflow"] == by_default
    for kind in (0, 1):
        assert len({of_backend[kind] for of_backend in found.values()}) == 3


def test_a_training_does_not_go_on_on_another_backend(tmp_path):
    folder = RunFolder(tmp_path / "run")
    folder.start(Config(), {})
    folder.start(Config(), {})
    about = json.loads((folder.path / "environment.json").read_text())
    folder.write_json("environment.json", {**about, "backend": "jax"})
    with pytest.raises(UserError, match=r"was begun on jax and cannot go on on tensorflow.*KERAS_BACKEND=jax"):
        folder.start(Config(), {})


def test_tables_say_where_another_backend_was_at_work():
    tensorflow = {"backend": "tensorflow", "packages": {}}
    jax = {"backend": "jax", "packages": {"jax": "0.4.34"}}
    assert _backends([tensorflow, {"packages": {}}]) == {}
    assert _backends([jax, jax]) == {"Backend": "jax 0.4.34"}
