"""Fuzzing of run folders: a file that is changed in any way is named, never believed and never a traceback.

FUZZ_EXAMPLES (examples, default below) sets the budget.
"""

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paper_repro.core.errors import UserError
from paper_repro.core.training.run import RunFolder, finished_run, stored_config
from tests.core.training.test_train import Config, run

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES") or 40)
FILES = (
    "config.json", "data.json", "environment.json", "history.csv", "predictions.csv", "metrics.json", "model.keras",
)  # fmt: skip
CONFIGS = (b"[]", b"null", b"3", b'{"seed": [', b'{"epoch": 2}', b'{"seed": {}}', b"[" * 100_000)


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    return run(Config(), tmp_path_factory.mktemp("finished"))


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(st.sampled_from(FILES), st.integers(0, 1 << 20), st.binary(max_size=12), st.integers(0, 12))
def test_fuzz_a_changed_file_is_named(finished, name, position, inserted, deleted):
    with tempfile.TemporaryDirectory() as folder:
        copy = RunFolder(Path(shutil.copytree(finished.path, Path(folder) / "run")))
        path = copy.path / name
        content = path.read_bytes()
        at = position % (len(content) + 1)
        changed = content[:at] + inserted + content[at + deleted :]
        path.write_bytes(changed)
        if changed == content:
            assert copy.damage() is None
        else:
            assert name in copy.damage()
            with pytest.raises(UserError, match="Train it anew"):
                finished_run(copy.path, "paper")


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(st.integers(0, 1 << 20), st.binary(max_size=12), st.integers(0, 12))
def test_fuzz_a_changed_mark_is_no_finished_run(finished, position, inserted, deleted):
    """Whatever the mark says, a run is finished with the files it lists or it is named."""
    with tempfile.TemporaryDirectory() as folder:
        copy = RunFolder(Path(shutil.copytree(finished.path, Path(folder) / "run")))
        path = copy.path / "complete.json"
        content = path.read_bytes()
        at = position % (len(content) + 1)
        path.write_bytes(content[:at] + inserted + content[at + deleted :])
        with contextlib.suppress(UserError):
            stored_config(finished_run(copy.path, "paper"), Config)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(
    st.binary(max_size=200) | st.sampled_from([b"[]", b"null", b"3", b'{"seed": [', b'{"epoch": 2}', b'{"seed": {}}'])
)
def test_fuzz_a_config_of_anything_is_refused(finished, content):
    """Of a run without checksums, as earlier versions wrote them."""
    with tempfile.TemporaryDirectory() as folder:
        copy = RunFolder(Path(shutil.copytree(finished.path, Path(folder) / "run")))
        (copy.path / "complete.json").write_text('{"format": 2}')
        (copy.path / "config.json").write_bytes(content)
        try:
            config = stored_config(finished_run(copy.path, "paper"), Config)
        except UserError as error:
            message = str(error)
        else:
            message = "its config has" if isinstance(config, Config) else ""
    assert "config.json" in message or "its config has" in message
