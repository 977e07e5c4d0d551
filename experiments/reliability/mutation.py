"""Mutation testing: do the tests notice when a module is changed?

    make mutation
    python experiments/reliability/mutation.py --mutants 500 --seed 0
    python experiments/reliability/mutation.py paper_repro/core/text --mutants 0

Draws mutants (``mutants.py``: one operator, number or condition replaced) of the modules in some folders, and runs for
each, in a copy of the project, the tests of the folder's mirror below ``tests/`` that reach the changed statement, and
the examples in docstrings, until one fails. A mutant that no test notices survives; ``equivalent_mutants.tsv`` says of
survivors that were looked at why nobody could notice them, or need not. Costs about half an hour on one core.
Files: results/reliability/mutation.{md,csv,json}; status 1 where less than ``--least`` of the mutants are killed.
"""

from __future__ import annotations

import argparse
import compileall
import csv
import fnmatch
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from mutants import Mutant, draw, places, statement_lines
from scipy.stats import binomtest

from paper_repro.core.command_line import run_main, show
from paper_repro.core.errors import UserError
from paper_repro.core.evaluation.intervals import Interval
from paper_repro.core.progress import track
from paper_repro.core.reporting.formats import number
from paper_repro.core.reporting.table import Block, Column, Table

PROJECT = Path(__file__).resolve().parents[2]
PATHS = ("paper_repro/datasets", "paper_repro/core/records", "paper_repro/core/evaluation")
EXAMPLES = "tests/test_examples.py"
JUDGED = Path(__file__).with_name("equivalent_mutants.tsv")
NOT_COPIED = (".git", ".venv*", "runs", "results", "build", "*.egg-info", ".*_cache", ".hypothesis", "__pycache__")
#: What tests and modules import, that take long.
SLOW_IMPORTS = (
    "numpy", "pandas", "scipy.stats", "tensorflow", "keras", "sklearn.metrics", "soundfile", "soxr", "h5py",
    "PIL.Image", "joblib", "nltk.translate.bleu_score", "sacrebleu", "hypothesis.extra.numpy", "matplotlib.pyplot",
    "pretty_midi",
)  # fmt: skip
#: Limits of a mutant's tests: processor time and clock, as multiples of what they take unchanged, plus seconds.
CPU, WALL = (5, 20), (20, 120)


@dataclass(frozen=True)
class Baseline:
    """What the tests do on the unchanged modules.

    Attributes:
        lines: by file and line (as text), the tests that run it.
        seconds: by test, processor time and clock.
    """

    lines: dict[str, dict[str, list[str]]]
    seconds: dict[str, tuple[float, float]]


@dataclass(frozen=True)
class Result:
    """A mutant's end: ``survived``, ``killed``, ``out of time`` or ``crashed``, by which test, or ``no test``."""

    mutant: Mutant
    outcome: str
    by: str

    @property
    def killed(self) -> bool:
        return self.outcome not in ("survived", "no test")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", default=PATHS, metavar="PATH", help="folders or modules of the project")
    # Claims are statements on finished runs: the tests of their papers, which train, would run for each mutant.
    parser.add_argument("--without", nargs="*", default=["claims.py"], metavar="NAME", help="patterns of file names")
    parser.add_argument("--tests", nargs="*", metavar="PATH", help="default: the folders' mirrors below tests/")
    parser.add_argument("--mutants", type=int, default=500, metavar="N", help="sample of this size; 0: all")
    parser.add_argument("--seed", type=int, default=0, metavar="N")
    parser.add_argument("--least", type=float, default=0.85, metavar="SHARE")
    parser.add_argument("--out", type=Path, default=Path("results"))
    arguments = parser.parse_args()
    run_main(lambda: _main(arguments))


def _main(arguments: argparse.Namespace) -> int:
    sources = read_sources(PROJECT, arguments.paths, arguments.without)
    tests = arguments.tests or mirrors(PROJECT, arguments.paths)
    found = [place for file, source in sources.items() for place in places(source, file)]
    mutants = draw(found, sources, arguments.mutants, arguments.seed)
    results = list(track(run_mutants(PROJECT, mutants, sources, tests), len(mutants), "mutants", "mutant"))
    spots = {place.spot: place.folder for place in found}
    table = make_table(results, list(spots.values()), read_judged(JUDGED), arguments.seed, arguments.mutants == 0)
    show(table, arguments.out)
    killed = sum(result.killed for result in results)
    return 0 if results and killed >= arguments.least * len(results) else 1


def read_sources(project: Path, paths: Sequence[str], without: Sequence[str]) -> dict[str, str]:
    """Texts of the modules in some folders, by their path relative to the project.

    Raises:
        UserError: a path holds no module.
    """
    sources = {}
    for path in paths:
        files = sorted((project / path).rglob("*.py")) if (project / path).is_dir() else [project / path]
        files = [file for file in files if not any(fnmatch.fnmatch(file.name, pattern) for pattern in without)]
        if not files or not all(file.is_file() for file in files):
            raise UserError(f"{path}: a module or folder of modules below {project} expected. Received: none.")
        sources |= {str(file.relative_to(project)): file.read_text(encoding="utf-8") for file in files}
    return sources


def mirrors(project: Path, paths: Sequence[str]) -> list[str]:
    """Folders of tests for folders of modules, and the test that runs the examples in docstrings.

    Raises:
        UserError: a folder has no mirror.
    """
    found = []
    for path in paths:
        folder = Path(path) if (project / path).is_dir() else Path(path).parent
        mirror = Path("tests", *folder.parts[1:])
        if not (project / mirror).is_dir():
            raise UserError(f"{path}: no folder of tests {mirror}. Name its tests with --tests.")
        found.append(str(mirror))
    return [*dict.fromkeys(found), *([EXAMPLES] if (project / EXAMPLES).is_file() else [])]


def run_mutants(
    project: Path,
    mutants: Sequence[Mutant],
    sources: dict[str, str],
    tests: Sequence[str],
    imports: Sequence[str] = SLOW_IMPORTS,
) -> Iterator[Result]:
    """Runs each mutant's tests in a copy of the project; yields one result for each mutant, in their order.

    Args:
        project: its folder, with a package ``paper_repro``.
        mutants: of its modules.
        sources: the modules as they are, by file.
        tests: files and folders of tests, relative to the project.
        imports: packages that are imported once for all.

    Raises:
        UserError: a test fails without any mutant.
    """
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        shutil.copytree(project, copy, ignore=shutil.ignore_patterns(*NOT_COPIED))
        compileall.compile_dir(copy, quiet=2)
        run = Forked(copy, tuple(imports))
        baseline = _baseline(run, sorted({str(Path(file).parent) for file in sources}), tests)
        chosen = [choose_tests(each, sources[each.place.file], baseline) for each in mutants]
        tasks = [
            {"file": each.place.file, "source": each.source, "tests": names, **_limits(names, baseline)}
            for each, names in zip(mutants, chosen, strict=True)
        ]
        done = _run_tasks(run, [task for task in tasks if task["tests"]])
        for each, names in zip(mutants, chosen, strict=True):
            if names:
                answer = next(done)
                yield Result(each, answer["outcome"], answer["by"])
            else:
                yield Result(each, "no test", "")


@dataclass(frozen=True)
class Forked:
    """How ``forked.py`` is started in a copy of the project."""

    copy: Path
    imports: tuple[str, ...]

    def options(self, mode: str) -> dict:
        # Real files, where somebody has them, would kill mutants that survive elsewhere.
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PAPER_REPRO_")}
        environment |= {"PYTHONPATH": str(self.copy), "PAPER_REPRO_CACHE": str(self.copy.parent / "cache")}
        command = [sys.executable, str(Path(__file__).with_name("forked.py")), mode, *self.imports]
        return {"args": command, "cwd": self.copy, "env": environment, "text": True, "stdout": subprocess.PIPE}


def _baseline(run: Forked, folders: Sequence[str], tests: Sequence[str]) -> Baseline:
    task = json.dumps({"folders": folders, "tests": list(tests)})
    done = subprocess.run(**run.options("baseline"), input=task, check=True)
    answer = json.loads(done.stdout.splitlines()[-1])
    if answer["outcome"] != "0":
        raise UserError(f"tests fail without any mutant; make them pass first.\n{answer['output'][-3000:]}")
    return Baseline(answer["lines"], answer["seconds"])


def _run_tasks(run: Forked, tasks: list[dict]) -> Iterator[dict]:
    with (run.copy.parent / "tasks.jsonl").open("w+", encoding="utf-8") as file:
        file.writelines(f"{json.dumps(task)}\n" for task in tasks)
        file.seek(0)
        with subprocess.Popen(**run.options("mutants"), stdin=file) as process:
            for line in process.stdout:
                yield json.loads(line)


def choose_tests(mutant: Mutant, source: str, baseline: Baseline) -> list[str]:
    """The tests that run a mutant's statement, the quickest first.

    TensorFlow rewrites the functions of a graph and runs other lines: of a module that imports it, these and all tests
    that run any of its lines. What runs on import (constants, defaults, decorators) may matter to tests that run no
    line of the module: all tests of the folder's mirror too.
    """
    lines, inside = statement_lines(source, mutant.place.line)
    by_line = baseline.lines.get(mutant.place.file, {})
    seen = {name for line in lines for name in by_line.get(str(line), [])} if inside else set()
    names, touching = set(seen), {name for found in by_line.values() for name in found}
    if not inside or "import tensorflow" in source:
        names |= touching
    if not inside:
        names |= _in_mirror(mutant.place.file, baseline.seconds)
    return sorted(names, key=lambda name: (name not in seen, name not in touching, baseline.seconds[name][0], name))


def _in_mirror(file: str, tests: Iterable[str]) -> set[str]:
    """The tests in the nearest mirror of a module's folders that has any: a package may be tested by files above."""
    tests = set(tests)
    parts = Path(file).parts[1:-1]
    for depth in range(len(parts), -1, -1):
        folder = f"{Path('tests', *parts[:depth])}/"
        if found := {name for name in tests if name.startswith(folder)}:
            return found
    return tests


def _limits(names: Sequence[str], baseline: Baseline) -> dict[str, float]:
    cpu, wall = (sum(baseline.seconds[name][number] for name in names) for number in (0, 1))
    return {"cpu": CPU[0] * cpu + CPU[1], "wall": WALL[0] * wall + WALL[1]}


def read_judged(path: Path) -> dict[tuple[str, str, str], str]:
    """Why survivors survive, by file, line and mutated line."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {(row["file"], row["line"], row["mutated"]): row["reason"] for row in rows}


def make_table(
    results: Sequence[Result], spots: Sequence[str], judged: dict[tuple[str, str, str], str], seed: int, whole: bool
) -> Table:
    """The killed share by folder, and each survivor with the reason where it has been judged.

    Args:
        results: one of each mutant.
        spots: folder of each spot that can be mutated.
        judged: see ``read_judged``.
        seed: of the sample.
        whole: all mutants were run, it is no sample.
    """
    survivors = [result for result in results if not result.killed]
    reasons = {id(result): judged.get(_key(result.mutant), "") for result in survivors}
    folders = sorted({result.mutant.place.folder for result in results})
    summary = []
    for folder in [*folders, "all"]:
        group = [result for result in results if folder in (result.mutant.place.folder, "all")]
        equivalent = sum(bool(reasons.get(id(result))) for result in group)
        killed = sum(result.killed for result in group)
        summary.append(
            {
                "folder": folder,
                "spots": len(spots) if folder == "all" else spots.count(folder),
                "mutants": len(group),
                "killed": killed,
                "share": wilson(killed, len(group)),
                "judged": equivalent,
                "share_without": wilson(killed, len(group) - equivalent),
            }
        )
    listed = [
        {
            "file": result.mutant.place.file,
            "line": result.mutant.place.line,
            "text": result.mutant.place.text,
            "mutated": result.mutant.text or "(line removed)",
            "reason": reasons[id(result)] or ("no test runs it" if result.outcome == "no test" else "not judged"),
        }
        for result in survivors
    ]
    percent = number(1, scale=100)
    sample = "Mutants" if whole else "Sample"
    return Table(
        "reliability",
        "mutation",
        "Mutation testing",
        [
            Block(
                "folders",
                "Killed mutants by folder, %, with 95 % Wilson interval",
                [
                    Column("Folder", "folder"),
                    Column("Spots", "spots"),
                    Column(sample, "mutants"),
                    Column("Killed", "killed"),
                    Column("Killed, %", "share", percent),
                    Column("Judged equivalent", "judged"),
                    Column("Killed of the others, %", "share_without", percent),
                ],
                summary,
            ),
            Block(
                "survivors",
                "Survivors",
                [
                    Column("File", "file"),
                    Column("Line", "line"),
                    Column("Is", "text"),
                    Column("Mutant", "mutated"),
                    Column("Why it survives", "reason"),
                ],
                listed,
            ),
        ],
        [
            "All mutants." if whole else "A sample: of each folder its share, and of each spot (an operator, number, "
            "keyword or condition in the source) one replacement at most before every spot has one.",
            "Killed: one of the tests that reach the statement fails, or they crash, or take more than "
            f"{CPU[0]} times their processor time and {CPU[1]} s. Tests on real data sets are left out.",
            "Judged equivalent: a person has looked, and it changes nothing that anybody relies on.",
        ],
        {"Operators": "cosmic-ray's", "Seed": str(seed), "Out of time": _count(results, "out of time"),
         "Crashed": _count(results, "crashed")},
    )  # fmt: skip


def _count(results: Sequence[Result], outcome: str) -> str:
    return str(sum(result.outcome == outcome for result in results))


def _key(mutant: Mutant) -> tuple[str, str, str]:
    return mutant.place.file, mutant.place.text, mutant.text or "(line removed)"


def wilson(killed: int, total: int) -> Interval:
    """A share with its 95 % interval after Wilson; all NaN of nothing.

    Example:
        >>> interval = wilson(85, 100)
        >>> round(interval.low, 3), round(interval.high, 3)
        (0.767, 0.907)
    """
    if not total:
        return Interval(float("nan"), float("nan"), float("nan"), 0)
    bounds = binomtest(killed, total).proportion_ci(0.95, method="wilson")
    return Interval(killed / total, float(bounds.low), float(bounds.high), total)


if __name__ == "__main__":
    main()
