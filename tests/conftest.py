"""Shared fixtures: the real material and real files (where they are at hand) and tiny sample corpora."""

from __future__ import annotations

import importlib
import json
import os
import resource
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from tests import scripts

PROJECT = Path(__file__).resolve().parent.parent
# librosa, which tests compare with, compiles into numba's cache. Processes that fill one cache at the same time can
# leave a damaged file that ends all later ones (numba issue 10128): each worker has its own.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
os.environ["NUMBA_CACHE_DIR"] = str(PROJECT / ".pytest_cache" / f"numba-{WORKER}")


def _folder_or_skip(variable: str, default: Path, what: str) -> Path:
    folder = Path(os.environ.get(variable) or default)
    if not folder.is_dir():
        if os.environ.get(f"{variable}_REQUIRED") == "1":
            pytest.fail(f"{what} required but absent: {folder}")
        pytest.skip(f"no {what} ({variable})")
    return folder


@pytest.fixture(autouse=True)
def _the_same_numbers_in_any_order(request):
    """A test module's ``RNG`` begins anew with each test: what a test draws does not hang on those that ran before."""
    if hasattr(request.module, "RNG"):
        request.module.RNG = np.random.default_rng(0)


@pytest.fixture(scope="session")
def material():
    """Folder of real labels, weights and clips; see README, "Tests". Skips without, fails where it is required."""
    return _folder_or_skip("PAPER_REPRO_MATERIAL", PROJECT.parent / "shared" / "data", "real material")


@pytest.fixture(scope="session")
def real():
    """Folder of real recordings and annotations, one folder per paper. Skips without, fails where it is required."""
    return _folder_or_skip("PAPER_REPRO_REAL", PROJECT.parent / "shared" / "real", "real files")


@pytest.fixture(scope="session")
def torch():
    """PyTorch, to read published weights and to compare with. Skips without, fails where it is required."""
    if os.environ.get("PAPER_REPRO_TORCH_REQUIRED") == "1":
        return importlib.import_module("torch")
    return pytest.importorskip("torch", reason="no torch: pip install -e '.[torch]'")


#: Folders and files of tests that train networks. Begun last, they would leave one worker busy and the others idle.
LONG = ("majorminer", "musiccaps", "magnatagatune", "cal500exp", "songtitle", "test_two_processes.py")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Long files first; otherwise as collected, or as pytest-randomly has mixed them."""
    tests = PROJECT / "tests"
    items.sort(key=lambda item: tests not in item.path.parents or item.path.relative_to(tests).parts[0] not in LONG)


def cpu_seconds():
    """Processor time of all commands that have run: a busy machine does not add to it as it does to the clock."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def pytest_terminal_summary(terminalreporter):
    for what in ("real material", "real files"):
        skipped = [
            report for report in terminalreporter.stats.get("skipped", []) if f"no {what}" in str(report.longrepr)
        ]
        terminalreporter.write_line(f"{len(skipped)} skipped for want of the {what}")


@pytest.fixture(scope="session")
def once(tmp_path_factory):
    """``once(name, make)``: a folder that ``make(folder)`` fills, once for all workers of a run.

    Tests must leave it as it is.
    """
    base = tmp_path_factory.getbasetemp()
    shared = (base if WORKER == "main" else base.parent) / "shared"
    shared.mkdir(exist_ok=True)

    def folder(name, make):
        path, made = shared / name, shared / f"{name}.made"
        with FileLock(shared / f"{name}.lock"):
            if not made.exists():
                shutil.rmtree(path, ignore_errors=True)
                make(path)
                made.touch()
        return path

    return folder


@pytest.fixture(scope="session")
def sample(once):
    """A sample MajorMiner corpus of 60 clips."""
    from paper_repro import sample

    return once("majorminer", lambda root: sample.write("majorminer", root, clips=60, seed=5))


@pytest.fixture(scope="session")
def musiccaps_sample(once):
    """A sample MusicCaps corpus of 50 clips."""
    from paper_repro import sample

    return once("musiccaps", lambda root: sample.write("musiccaps", root, clips=50, seed=5, jobs=2))


@pytest.fixture(scope="session")
def magnatagatune_sample(once):
    """A sample MagnaTagATune corpus of 60 clips."""
    from paper_repro import sample

    return once("magnatagatune", lambda root: sample.write("magnatagatune", root, clips=60, seed=3, jobs=2))


@pytest.fixture(scope="session")
def majorminer_table1(once, sample):
    """MajorMiner's table 1 from start to end, undisturbed: ``results``, ``runs``, and what it said in ``said.json``."""

    def make(folder):
        folder.mkdir()
        command = scripts.smoke("paper_repro.majorminer.table1", sample, folder)
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        (folder / "said.json").write_text(json.dumps([done.returncode, done.stdout, done.stderr]))

    return once("majorminer_table1", make)
