"""The test run itself: a worker that dies ends it with a failure, it does not hang."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import PROJECT

BODIES = {
    "a crash in C": "import os\ndef test(): os.abort()\n",
    "a hang": "import pytest, time\n@pytest.mark.timeout(1)\ndef test(): time.sleep(100)\n",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_a_dead_worker_is_a_failure(tmp_path, body):
    (tmp_path / "test_dead.py").write_text(body)
    (tmp_path / "test_other.py").write_text("def test(): pass\n")
    command = [
        sys.executable, "-m", "pytest", "-c", str(PROJECT / "pyproject.toml"), "-p", "no:cacheprovider",
        "-n", "2", "--dist", "loadfile", str(tmp_path),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=90)
    assert done.returncode == 1, done.stdout
    assert "worker restarting disabled" in done.stdout
    assert "1 failed, 1 passed" in done.stdout


def test_every_test_has_a_time_limit(pytestconfig):
    assert float(pytestconfig.getini("timeout")) > 0
