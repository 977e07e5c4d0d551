"""Runs mutants: for each, the tests that reach its statement, in a copy of the project, until one fails."""

from __future__ import annotations

import compileall
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from mutants import Mutant, statement_lines

from paper_repro.core.errors import UserError

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
