"""Generated inputs for a while: decoders, table readers, file names, run folders, options.

    make fuzz MINUTES=30
    python experiments/reliability/fuzz.py --minutes 30

Runs the fuzz tests (``tests/**/test_fuzz_*.py`` and hostile names) again and again, each round with other examples and
more of them, until the time is over; what fails is printed with the input that hypothesis has shrunk. A test that fails
ends the command with status 1. Files: results/reliability/fuzz.{md,csv,json}.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

from paper_repro.core.command_line import run_main, show
from paper_repro.core.reporting.table import Block, Column, Table

PROJECT = Path(__file__).resolve().parents[2]
#: Examples of each test in the first round.
FIRST = 50
TEST = re.compile(r"^(tests/\S+):$", re.M)
COUNTS = re.compile(r"(\d+) passing, (\d+) failing")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30.0, metavar="N")
    parser.add_argument("--out", type=Path, default=Path("results"))
    arguments = parser.parse_args()
    run_main(lambda: _main(arguments))


def _main(arguments: argparse.Namespace) -> int:
    end = time.monotonic() + 60 * arguments.minutes
    counts: dict[str, list[int]] = {}
    examples, failed, rounds = FIRST, False, 0
    while time.monotonic() < end and not failed:
        with TemporaryDirectory() as folder:
            done = _round(examples, rounds, Path(folder) / "report.xml")
            reported = _recorded(Path(folder) / "report.xml")
        failed = done.returncode != 0
        for name, found in {**_statistics(done.stdout), **reported}.items():
            counts[name] = [a + b for a, b in zip(counts.get(name, [0, 0]), found, strict=True)]
        if failed:
            print(done.stdout[-20_000:])
        rounds += 1
        examples = min(2 * examples, 1000)
    rows = [{"test": name, "inputs": passed, "failing": wrong} for name, (passed, wrong) in sorted(counts.items())]
    total = {
        "test": "all",
        "inputs": sum(row["inputs"] for row in rows),
        "failing": sum(row["failing"] for row in rows),
    }
    columns = [Column("Test", "test"), Column("Inputs", "inputs"), Column("Failing", "failing")]
    notes = [
        "An input passes where it is used or refused by a one-line error (status 2), and nothing else happens: no "
        "traceback, no other exit status, no partial result, no memory beyond the test's bound.",
    ]
    block = Block("tests", "Generated inputs by test", columns, [*rows, total])
    show(Table("reliability", "fuzz", "Fuzzing", [block], notes, {"Rounds": str(rounds)}), arguments.out)
    return 1 if failed or not total["inputs"] else 0


def _round(examples: int, seed: int, report: Path) -> subprocess.CompletedProcess:
    command = [
        sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-k", "fuzz or hostile",
        "--hypothesis-show-statistics", f"--hypothesis-seed={seed}", "-n", "0", "--timeout", "0",
        f"--junitxml={report}",
    ]  # fmt: skip
    environment = {**os.environ, "FUZZ_EXAMPLES": str(examples), "FUZZ_SEED": str(seed)}
    return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)


def _statistics(output: str) -> dict[str, list[int]]:
    """Passing and failing examples by test, of all phases."""
    found: dict[str, list[int]] = {}
    parts = TEST.split(output)
    for name, text in zip(parts[1::2], parts[2::2], strict=True):
        phases = [list(map(int, match.groups()[:2])) for match in COUNTS.finditer(text)]
        if phases:
            found[name.removeprefix("tests/")] = [sum(column) for column in zip(*phases, strict=True)]
    return found


def _recorded(report: Path) -> dict[str, list[int]]:
    """Inputs that tests have counted themselves, by test, parameters together: passing and failing ones."""
    found: dict[str, list[int]] = {}
    for case in ElementTree.parse(report).iter("testcase") if report.exists() else ():
        inputs = [int(each.get("value")) for each in case.iter("property") if each.get("name") == "inputs"]
        wrong = int(case.find("failure") is not None or case.find("error") is not None)
        if inputs or wrong:
            file = case.get("classname", "").removeprefix("tests.").replace(".", "/")
            name = f"{file}.py::{case.get('name', '').partition('[')[0]}"
            passed, failing = found.get(name, [0, 0])
            found[name] = [passed + sum(inputs) - (wrong if inputs else 0), failing + wrong]
    return found


if __name__ == "__main__":
    main()
