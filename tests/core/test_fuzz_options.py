"""Fuzzing of command lines: any words end with status 0 or 2, with one line on standard error, without a traceback.

FUZZ_EXAMPLES (examples, default below) sets the budget. In this process, so that many can be tried; nothing trains.
"""

import contextlib
import io
import os
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paper_repro.__main__ import _run
from paper_repro.core.errors import UserError

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES") or 60)
OPTIONS = (
    "--data", "--preset", "--decoder", "--seeds", "--out", "--runs", "--fresh", "--jobs", "--precision", "--devices",
    "--list", "--run", "--beams", "--clips", "--seed", "--difficulty", "--tags", "--target", "--workers", "--cluster",
    "--searched", "--",
)  # fmt: skip
VALUES = (
    "majorminer", "musiccaps", "songtitle", "msd", "0", "-1", "1e9", "~", "~nosuchuser", "smoke", "/dev/null", "-",
    "a" * 300, "\udcff", "é", "..", "", " ", "nan", "gpu:0", "gpu:", "cpu", "all",
)  # fmt: skip
TEXT = st.text(max_size=8).filter(lambda text: "\0" not in text)
WORDS = st.sampled_from(OPTIONS) | st.sampled_from(VALUES) | TEXT
#: Commands that cannot start a training: their files do not exist, or they only read.
COMMANDS = ("data", "draw", "predict", "list", "--version", "--help", "nonsense")


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(st.sampled_from(COMMANDS), st.lists(WORDS, max_size=5))
def test_fuzz_any_words_end_well(command, words):
    error, problem, status = io.StringIO(), None, 0
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        with contextlib.redirect_stderr(error), contextlib.redirect_stdout(io.StringIO()):
            try:
                status = _run([command, *words]) or 0
            except (UserError, OSError) as raised:  # run_main makes one line of either, status 2
                status, problem = 2, raised
            except SystemExit as end:
                status = end.code or 0
        left = {path.name for path in Path(folder).iterdir()}
    assert status in (0, 2)
    assert "\n" not in str(problem)
    assert not isinstance(problem, OSError) or problem.strerror
    assert "Traceback" not in error.getvalue()
    assert command == "draw" or "results" not in left
