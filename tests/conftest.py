"""Shared fixtures: the real material (where it is at hand) and a tiny sample corpus."""

from __future__ import annotations

import importlib
import os
import resource
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def material():
    """Folder of real labels, weights and clips; see README, "Tests". Skips without, fails where it is required."""
    folder = Path(os.environ.get("PAPER_REPRO_MATERIAL") or PROJECT.parent / "shared" / "data")
    if not folder.is_dir():
        if os.environ.get("PAPER_REPRO_MATERIAL_REQUIRED") == "1":
            pytest.fail(f"real material required but absent: {folder}")
        pytest.skip("no real material (PAPER_REPRO_MATERIAL)")
    return folder


@pytest.fixture(scope="session")
def torch():
    """PyTorch, to read published weights and to compare with. Skips without, fails where it is required."""
    if os.environ.get("PAPER_REPRO_TORCH_REQUIRED") == "1":
        return importlib.import_module("torch")
    return pytest.importorskip("torch", reason="no torch: pip install -e '.[torch]'")


def cpu_seconds():
    """Processor time of all commands that have run: a busy machine does not add to it as it does to the clock."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def pytest_terminal_summary(terminalreporter):
    skipped = [
        report for report in terminalreporter.stats.get("skipped", []) if "no real material" in str(report.longrepr)
    ]
    terminalreporter.write_line(f"{len(skipped)} skipped for want of the real material")


@pytest.fixture(scope="session")
def sample(tmp_path_factory):
    """A sample MajorMiner corpus of 60 clips."""
    from paper_repro import sample

    root = tmp_path_factory.mktemp("sample") / "majorminer"
    sample.write("majorminer", root, clips=60, seed=5)
    return root


@pytest.fixture(scope="session")
def musiccaps_sample(tmp_path_factory):
    """A sample MusicCaps corpus of 50 clips."""
    from paper_repro import sample

    root = tmp_path_factory.mktemp("sample") / "musiccaps"
    sample.write("musiccaps", root, clips=50, seed=5, jobs=2)
    return root
