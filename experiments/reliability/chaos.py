"""Kills, full disks and pairs of processes: the same digits come out, nothing is lost.

    make chaos
    python experiments/reliability/chaos.py --kills 50 --disks 10 --pairs 10 --seed 0

Each operation (rendering, records with training, a search, a whole paper; smoke preset) runs once undisturbed, then is

- killed with SIGKILL at a random moment, workers included, several times in a row, and started again until it ends;
- run on a tmpfs of a random size that is too small, where it must end with status 2 and one line on standard error, and
  again once there is room (needs the right to mount; skipped without);
- started twice at the same moment in the same folders; both must end well.

Every time its files must be those of the undisturbed run, byte for byte. Costs about half an hour on two cores.
Files: results/reliability/chaos.{md,csv,json}; status 1 where anything differs.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from paper_repro.core.command_line import run_main, show
from paper_repro.core.reporting.table import Block, Column, Table

CLIPS = "24"
#: Files that say when or where something was computed, and by which process.
VOLATILE = {"environment.json", ".lock"}
#: Restarts after kills within one chain.
CHAIN = 5
#: Seconds after which a command hangs.
LIMIT = 600


@dataclass(frozen=True)
class Operation:
    """A command whose folders lie below its working directory, and the files that count."""

    name: str
    words: tuple[str, ...]
    products: tuple[str, ...]
    share: float


SMOKE = ("--preset", "smoke", "--data", "../corpus", "--jobs", "2")
OPERATIONS = (
    Operation(
        "rendering", ("paper_repro", "sample", "majorminer", "--out", "corpus", "--clips", CLIPS, "--seed", "3",
                      "--jobs", "2"), ("corpus/**/*",), 0.4,
    ),
    Operation(
        "records and training", ("paper_repro.majorminer.figure2", *SMOKE),
        ("results/**/*.csv", "runs/majorminer/*/predictions.csv", "runs/records/**/*.tfrecord"), 0.36,
    ),
    Operation(
        "search", ("paper_repro.majorminer.search", *SMOKE, "--trials", "2", "--row", "cnn1d_lstm"),
        ("results/**/*.csv",), 0.16,
    ),
    Operation("a whole paper", ("paper_repro", "reproduce", "majorminer", *SMOKE), ("results/**/*.csv",), 0.08),
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("kills", 50), ("disks", 10), ("pairs", 10), ("seed", 0)):
        parser.add_argument(f"--{name}", type=int, default=default, metavar="N")
    parser.add_argument("--out", type=Path, default=Path("results"))
    arguments = parser.parse_args()
    run_main(lambda: _main(arguments))


def _main(arguments: argparse.Namespace) -> int:
    rng = random.Random(arguments.seed)
    rows = []
    with TemporaryDirectory() as folder:
        root = Path(folder)
        for operation in OPERATIONS:
            start = time.monotonic()
            _run(operation, _fresh(root / "whole")).check_returncode()
            seconds = time.monotonic() - start
            expected = _digests(operation, root / "whole")
            if operation.name == "rendering":
                shutil.copytree(root / "whole" / "corpus", root / "corpus")
            bytes_needed = _size(root / "whole")
            kills = round(arguments.kills * operation.share)
            while kills > 0:
                rows += _killed(operation, root, expected, seconds, min(CHAIN, kills), rng)
                kills -= CHAIN
            for _ in range(round(arguments.disks * max(operation.share, 0.1))):
                rows.append(_full_disk(operation, root, expected, int(bytes_needed * rng.uniform(0.05, 0.9))))
            for _ in range(round(arguments.pairs * max(operation.share, 0.1))):
                rows.append(_pair(operation, root, expected))
    table = _table(rows, arguments.seed)
    show(table, arguments.out)
    return 1 if any(row["outcome"] not in ("same digits", "skipped") for row in rows) else 0


def _fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def _start(operation: Operation, folder: Path) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", *operation.words], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip


def _run(operation: Operation, folder: Path) -> subprocess.CompletedProcess:
    process = _start(operation, folder)
    try:
        out, error = process.communicate(timeout=LIMIT)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        out, error = process.communicate()
        error += f"\nstill running after {LIMIT} s"
    return subprocess.CompletedProcess(operation.words, process.returncode, out, error)


def _digests(operation: Operation, folder: Path) -> dict[str, str]:
    paths = {path for pattern in operation.products for path in folder.glob(pattern)}
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(paths)
        if path.is_file() and path.name not in VOLATILE
    }


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _compare(operation: Operation, folder: Path, expected: dict[str, str], done: Sequence) -> str:
    for each in done:
        if each.returncode != 0:
            return f"status {each.returncode}: {each.stderr.strip().splitlines()[-1:]}"
        if "Traceback" in each.stderr:
            return "a traceback"
    found = _digests(operation, folder)
    different = sorted(name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name))
    return f"differs: {', '.join(different[:3])}" if different else "same digits"


def _killed(operation, root, expected, seconds, kills, rng) -> list[dict]:
    """Kills in a row, at moments spread over what an undisturbed run takes; then the command ends."""
    folder = _fresh(root / "killed")
    moments = []
    for _ in range(kills):
        process = _start(operation, folder)
        moment = rng.uniform(0.0, seconds)
        try:
            process.wait(timeout=moment)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        moments.append(moment)
    outcome = _compare(operation, folder, expected, [_run(operation, folder)])
    return [
        {"operation": operation.name, "disturbance": "kill -9", "detail": f"after {moment:.1f} s", "outcome": outcome}
        for moment in moments
    ]


def _full_disk(operation, root, expected, size) -> dict:
    row = {"operation": operation.name, "disturbance": "full disk", "detail": f"{size / 1e6:.1f} MB"}
    folder = _fresh(root / "disk")
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        return {**row, "outcome": "skipped", "detail": "no right to mount"}
    try:
        done = _run(operation, folder)
        lines = done.stderr.strip().splitlines()
        if done.returncode != 2 or len(lines) != 1:
            return {**row, "outcome": f"status {done.returncode}, {len(lines)} lines: {lines[-1:]}"}
        subprocess.run(["mount", "-o", "remount,size=2g", str(folder)], check=True)
        return {**row, "outcome": _compare(operation, folder, expected, [_run(operation, folder)])}
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


def _pair(operation, root, expected) -> dict:
    folder = _fresh(root / "pair")
    processes = [_start(operation, folder) for _ in range(2)]
    done = []
    for process in processes:
        out, error = process.communicate(timeout=2 * LIMIT)
        done.append(subprocess.CompletedProcess(operation.words, process.returncode, out, error))
    outcome = _compare(operation, folder, expected, done)
    return {"operation": operation.name, "disturbance": "two processes", "detail": "", "outcome": outcome}


def _table(rows: list[dict], seed: int) -> Table:
    kinds = sorted({(row["operation"], row["disturbance"]) for row in rows})
    summary = []
    for operation, disturbance in kinds:
        outcomes = [
            row["outcome"] for row in rows if (row["operation"], row["disturbance"]) == (operation, disturbance)
        ]
        summary.append(
            {
                "operation": operation,
                "disturbance": disturbance,
                "times": len(outcomes),
                "same": outcomes.count("same digits"),
                "skipped": outcomes.count("skipped"),
            }
        )
    return Table(
        "reliability",
        "chaos",
        "Kills, full disks, pairs of processes",
        [
            Block("summary", "Summary", [Column(key, key) for key in summary[0]], summary),
            Block("log", "Every disturbance", [Column(key, key) for key in rows[0]], rows),
        ],
        ["Same digits: every product is that of the undisturbed run, byte for byte."],
        {"Data": f"sample corpus of {CLIPS} clips, smoke preset", "Seed": str(seed)},
    )


if __name__ == "__main__":
    main()
