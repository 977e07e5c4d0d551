"""The command line as the papers' tests use it: every artifact at once, one script, what it wrote."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
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


def smoke(module: str, data: Path, folder: Path, *words: str) -> list[str]:
    """The command that runs an artifact with the smoke preset and writes into ``folder``."""
    folders = ["--out", str(folder / "results"), "--runs", str(folder / "runs")]
    return [sys.executable, "-m", module, "--preset", "smoke", "--data", str(data), *folders, "--jobs", "2", *words]


def kill_when(sign: str, folder: Path, command: Sequence[str]) -> None:
    """Starts a command in a folder and ends it with SIGKILL as soon as a file below the folder matches ``sign``."""
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while not list(folder.glob(sign)) and time.monotonic() < deadline:
        time.sleep(0.002)
    process.kill()
    process.wait()
    assert list(folder.glob(sign)), f"never saw {sign}"


def killed_and_again(folder: Path, undisturbed: Path, command: Sequence[str], *files: str) -> None:
    """A command that trains one row, killed in its training and started again, ends with the same files of the run.

    Args:
        folder: an empty one, in which it runs.
        undisturbed: a folder in which all of the paper was run; its records are used.
        command: what is run.
        files: of the run's folder, besides the history.
    """
    shutil.copytree(undisturbed / "runs" / "records", folder / "runs" / "records")
    (paper,) = (path.name for path in (undisturbed / "runs" / "records").iterdir())
    kill_when(f"runs/{paper}/*/state.npz", folder, command)
    assert not list(folder.glob(f"runs/{paper}/*/complete.json"))
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    # What a command does with the run beyond training has folders of its own.
    (again,) = (path for path in (folder / "runs" / paper).iterdir() if (path / "history.csv").exists())
    for name in ("history.csv", *files):
        assert (again / name).read_bytes() == (undisturbed / "runs" / paper / again.name / name).read_bytes(), name


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
