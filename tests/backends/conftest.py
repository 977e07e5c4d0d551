"""Which backends are there."""

import importlib.util
import os
import subprocess
import sys

import pytest

from tests.conftest import PROJECT


@pytest.fixture(scope="session")
def on():
    """``on(backend, *words)``: ``python -m WORDS`` with Keras on that backend; what it prints.

    Skips where the backend is not installed, fails where it is required (``PAPER_REPRO_JAX_REQUIRED=1``).
    """

    def run(backend, *words, status=0, **environment):
        if importlib.util.find_spec(backend) is None:
            if os.environ.get(f"PAPER_REPRO_{backend.upper()}_REQUIRED") == "1":
                pytest.fail(f"{backend} required but not installed")
            pytest.skip(f"no {backend}: pip install -e '.[{backend}]'")
        done = subprocess.run(
            [sys.executable, "-m", *map(str, words)],
            cwd=PROJECT, env={**os.environ, "KERAS_BACKEND": backend, **environment},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == status, done.stderr
        return done.stdout

    return run
