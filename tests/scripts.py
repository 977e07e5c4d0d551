"""The command line as the papers' tests use it: every artifact at once, one script, what it wrote."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def run(folder: Path, *words: str) -> subprocess.CompletedProcess:
    """``python -m WORDS`` in a folder."""
    return subprocess.run(
        [sys.executable, "-m", *words], cwd=folder, capture_output=True, text=True, check=False
    )  # fmt: skip


def reproduce(paper: str, corpus: Path, folder: Path) -> Path:
    """Every artifact of a paper with the smoke preset, in ``folder``."""
    done = run(folder, "paper_repro", "reproduce", paper, "--preset", "smoke", "--data", str(corpus))
    assert done.returncode == 0, done.stderr
    return folder


def written(folder: Path, paper: str, name: str) -> dict:
    """The json of an artifact."""
    return json.loads((folder / "results" / paper / f"{name}.json").read_text(encoding="utf-8"))


def run_of(folder: Path, paper: str, artifact: str, row: str) -> Path:
    """The folder of a row's first run as an artifact names it: other tests may have added runs of other settings."""
    runs = written(folder, paper, artifact)["provenance"]["runs"]
    (name,) = [run for run in runs if run.startswith(f"{row}-s0-")]
    return folder / "runs" / paper / name
