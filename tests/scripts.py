"""The command line as the papers' tests use it: every artifact at once, one script, what it wrote."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4


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


#: Commands one after the other in one process, as ``python -m`` runs each: what differs between them is seen without
#: starting TensorFlow for every one.
EACH = """
import json, runpy, sys, warnings
warnings.filterwarnings("ignore", message=".*found in sys.modules", category=RuntimeWarning)
end = sys.argv[1]
for module, *words in json.loads(sys.argv[2]):
    sys.argv = [module, *words]
    status = 0
    try:
        if module.endswith(".py"):
            runpy.run_path(module, run_name="__main__")
        else:
            runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as exit:
        status = exit.code or 0
    print(end, status, end, sep="", end="", flush=True)
    print(end, end="", file=sys.stderr, flush=True)
"""


def run_each(folder: Path, *commands: Sequence[str]) -> list[subprocess.CompletedProcess]:
    """``python -m WORDS``, or ``python FILE.py WORDS``, of each command in a folder: status and output of each.

    One process runs them all.
    """
    end = f"-- {uuid4()} --"
    done = subprocess.run(
        [sys.executable, "-c", EACH, end, json.dumps(commands)], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    printed, errors = (text.split(end)[:-1] for text in (done.stdout, done.stderr))
    return [
        subprocess.CompletedProcess(command, int(status), output, error)
        for command, output, status, error in zip(commands, printed[::2], printed[1::2], errors, strict=True)
    ]
