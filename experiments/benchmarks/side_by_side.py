"""Rows on two workers of one thread each against the same rows one after another on both cores.

    python experiments/benchmarks/side_by_side.py [--rounds 2] [--preset quick] [--out results]

Trains four rows of MajorMiner's table with `python -m paper_repro train`, once one after another, where an operation
has as many threads as there are cores, and once with `--workers 2`, where it has one. Features are there already. Each
command is timed whole, by the clock and by the time of its processors, workers included; orders alternate, so that a
slow minute of the machine hits both. Below 1 is faster side by side. Of the run folders it is checked that both ways
end with the same rows.

Files: results/benchmarks/side_by_side.{md,csv,json}.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from paper_repro.core.command_line import PRESETS, Parser, path, positive, run_main, show
from paper_repro.core.errors import UserError
from paper_repro.core.reporting.formats import number
from paper_repro.core.reporting.table import Block, Column, Table

PAPER = "majorminer"
ROWS = ("cnn1d_lstm-one", "cnn2d_lstm-one", "musicnn_lstm-one", "musicnn_gru-one")
WORKERS = 2
#: How the rows are trained -> options, and threads of an operation; None: as many as there are cores.
WAYS = {"one after another": ((), None), "side by side": (("--workers", str(WORKERS)), 1)}


def run(rows: Sequence[str], runs: Path, preset: str, way: str) -> tuple[float, float]:
    """Seconds of the command that trains ``rows``: by the clock, and of the processors.

    Raises:
        UserError: it failed.
    """
    options, threads = WAYS[way]
    words = [
        sys.executable,
        "-m",
        "paper_repro",
        "train",
        PAPER,
        *rows,
        "--preset",
        preset,
        "--runs",
        str(runs),
        *options,
    ]
    counts = dict.fromkeys(("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"), str(threads)) if threads else {}
    before, start = _processors(), time.perf_counter()
    done = subprocess.run(words, env={**os.environ, **counts}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise UserError(f"{' '.join(words[1:])}: {done.stderr.strip().splitlines()[-1]}")
    return time.perf_counter() - start, _processors() - before


def _processors() -> float:
    """Seconds of the processors that this process's children took, and their own children."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def finished(runs: Path) -> dict[str, int]:
    """Threads of an operation in each finished run, by its name."""
    marks = (runs / PAPER).glob("*/complete.json")
    return {each.parent.name: json.loads((each.parent / "environment.json").read_text())["threads"] for each in marks}


def measure(folder: Path, rounds: int, preset: str) -> list[dict]:
    """A line for every round and way."""
    _, _ = run(ROWS[:1], folder / "first", preset, "one after another")  # features, and what else is made once
    lines, names = [], set()
    for at in range(rounds):
        for way in list(WAYS)[:: 1 if at % 2 == 0 else -1]:
            runs = folder / f"{at}-{way.replace(' ', '-')}"
            shutil.copytree(folder / "first" / "records", runs / "records")
            seconds, processors = run(ROWS, runs, preset, way)
            threads = finished(runs)
            names.add(tuple(sorted(threads)))
            lines.append(
                {
                    "round": at + 1,
                    "way": way,
                    "seconds": seconds,
                    "processors": processors,
                    "use": processors / seconds / cores(),
                    "threads": sorted(set(threads.values())),
                }
            )
            print(f"round {at + 1}, {way}: {seconds:.1f} s", file=sys.stderr, flush=True)
            shutil.rmtree(runs)
    if len(names) != 1 or len(names.pop()) != len(ROWS):
        raise UserError("side by side other runs were made than one after another.")
    return lines


def cores() -> int:
    """That this process may use."""
    return len(os.sched_getaffinity(0))


def table(lines: Sequence[dict], preset: str) -> Table:
    """Medians by way, their ratio, and every round."""
    by_way = {way: [line for line in lines if line["way"] == way] for way in WAYS}
    summary = [
        {
            "way": way,
            "threads": ", ".join(map(str, sorted({count for line in found for count in line["threads"]}))),
            **{name: statistics.median(line[name] for line in found) for name in ("seconds", "processors", "use")},
        }
        for way, found in by_way.items()
    ]
    first, second = by_way.values()
    ratios = [b["seconds"] / a["seconds"] for a, b in zip(first, second, strict=True)]
    work = [b["processors"] / a["processors"] for a, b in zip(first, second, strict=True)]
    columns = [
        Column("rows", "way"),
        Column("threads an operation", "threads"),
        Column("seconds", "seconds", number(1)),
        Column("seconds of processors", "processors", number(1)),
        Column(f"use of {cores()} cores, %", "use", number(0, scale=100)),
    ]
    rounds = [Column("round", "round"), Column("rows", "way"), *columns[2:]]
    lead = [
        f"{len(ROWS)} rows on {WORKERS} workers take {statistics.median(ratios):.2f} of the time that they take one "
        f"after another ({', '.join(f'{ratio:.2f}' for ratio in ratios)}), and {statistics.median(work):.2f} of the "
        "processors' work.",
    ]
    notes = [
        f"Rows of {PAPER}: {', '.join(ROWS)}; {preset} preset. Medians over the rounds; a ratio within its round.",
        "Whole commands: interpreter, TensorFlow, the cluster and its workers are in them; features are not.",
    ]
    blocks = [Block("table", "By way", columns, summary), Block("rounds", "Every round", rounds, list(lines))]
    about = {"Cores": str(cores()), "Data": "sample corpus"}
    return Table("benchmarks", "side_by_side", "Rows side by side, or one after another", blocks, notes, about, lead)


def main() -> None:
    parser = Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=positive, default=2)
    parser.add_argument("--preset", choices=PRESETS, default="quick")
    parser.add_argument("--out", type=path, default=Path("results"))
    arguments = parser.parse_args()
    with TemporaryDirectory() as folder:
        lines = measure(Path(folder), arguments.rounds, arguments.preset)
    show(table(lines, arguments.preset), arguments.out)


if __name__ == "__main__":
    run_main(main)
