"""Shared fixtures: the real material (where it is at hand) and a tiny sample corpus."""

from __future__ import annotations

import os
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


def pytest_terminal_summary(terminalreporter):
    skipped = [
        report for report in terminalreporter.stats.get("skipped", []) if "no real material" in str(report.longrepr)
    ]
    terminalreporter.write_line(f"{len(skipped)} skipped for want of the real material")


@pytest.fixture(scope="session")
def sample(tmp_path_factory):
    """A sample MajorMiner corpus of 60 clips."""
    from paper_repro.sample.majorminer import write_majorminer

    root = tmp_path_factory.mktemp("sample") / "majorminer"
    write_majorminer(root, clips=60, seed=5)
    return root
