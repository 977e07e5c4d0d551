"""Runs pytest in forks of one process that has imported TensorFlow and the like: seconds saved for every mutant.

    python experiments/reliability/forked.py baseline numpy tensorflow < task.json
    python experiments/reliability/forked.py mutants numpy tensorflow < tasks.jsonl

The first says which tests run which lines, and how long they take; the second runs a mutant for each line of JSON. The
other words are what to import first.

Works in the current directory, a copy of a project that may be changed: a mutated module is written to its file, since
some tests start processes that must import it too, and the file is restored afterwards. ``mutation.py`` starts this.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

#: Address space that a test run may add: a mutated loop can fill the memory.
MEMORY = 6 << 30
#: Random order, caches and time limits by the clock of a busy machine would make runs differ.
PYTEST = [
    "-q", "-p", "no:randomly", "-p", "no:cacheprovider", "-n", "0", "--timeout", "0", "--hypothesis-seed", "0",
]  # fmt: skip


def main() -> None:
    _warm_up(sys.argv[2:])
    if sys.argv[1] == "baseline":
        _answer(_baseline(json.load(sys.stdin)))
    else:
        for line in sys.stdin:
            _answer(_mutant(json.loads(line)))


def _answer(result: dict) -> None:
    print(json.dumps(result), flush=True)


def _warm_up(names: list[str]) -> None:
    # Reads settings of TensorFlow's into the environment; the modules to be mutated are imported in the forks alone.
    importlib.import_module("paper_repro")
    for name in names:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()


def _baseline(task: dict) -> dict:
    """Runs ``tests``; the lines of ``folders`` that each test runs, and each test's processor time and clock."""
    os.environ["COVERAGE_CORE"] = "ctrace"  # the one that tells tests apart on every Python
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "result.json"

        def work() -> int:
            return _measure(task, result)

        outcome, output = _forked(work, Path(folder), cpu=3600, wall=7200)
        if outcome != "0":
            return {"outcome": outcome, "output": output}
        return {"outcome": "0", **json.loads(result.read_text(encoding="utf-8"))}


def _measure(task: dict, result: Path) -> int:
    import coverage

    include = [f"{Path(folder).absolute()}/*" for folder in task["folders"]]
    measured = coverage.Coverage(data_file=None, include=include, config_file=False)
    recorder = Recorder(measured)
    measured.start()
    status = pytest.main([*PYTEST, *task["tests"]], plugins=[recorder])
    measured.stop()
    data = measured.get_data()
    lines = {}
    for path in data.measured_files():
        by_line = data.contexts_by_lineno(path)
        found = {number: recorder.tests_of(contexts) for number, contexts in by_line.items()}
        lines[str(Path(path).relative_to(Path.cwd()))] = found
    result.write_text(json.dumps({"lines": lines, "seconds": recorder.seconds}), encoding="utf-8")
    return status


class Recorder:
    """A pytest plugin that tells coverage which test runs, or which fixture is made that several tests share."""

    def __init__(self, measured) -> None:
        self.measured = measured
        self.seconds: dict[str, tuple[float, float]] = {}
        self.users: dict[str, list[str]] = defaultdict(list)
        self.current = ""

    def pytest_collection_modifyitems(self, items) -> None:
        for item in items:
            for name in item.fixturenames:
                self.users[name].append(item.nodeid)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        _clear_caches()
        self.current = item.nodeid
        self.measured.switch_context(self.current)
        start = _cpu(), time.monotonic()
        try:
            return (yield)
        finally:
            self.seconds[item.nodeid] = (_cpu() - start[0], time.monotonic() - start[1])
            self.measured.switch_context("")

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef):
        if fixturedef.scope == "function":
            return (yield)
        self.measured.switch_context(f"fixture {fixturedef.argname}")
        try:
            return (yield)
        finally:
            self.measured.switch_context(self.current)

    def tests_of(self, contexts: list[str]) -> list[str]:
        found = set()
        for context in contexts:
            name = context.removeprefix("fixture ")
            found.update([context] if name == context else self.users[name])
        return sorted(found - {""})


def _clear_caches() -> None:
    """So that each test runs all lines it needs, also those whose result an earlier test has left in a cache."""
    for name, module in list(sys.modules.items()):
        if name.startswith("paper_repro."):
            for value in list(vars(module).values()):
                if callable(getattr(value, "cache_clear", None)):
                    value.cache_clear()


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _mutant(task: dict) -> dict:
    """Runs ``tests``, in this order of files, until the first fails, with ``source`` in ``file``.

    Returns:
        ``outcome``: ``survived``, ``killed``, ``out of time`` or ``crashed``; ``by``: the test that failed.
    """
    with tempfile.TemporaryDirectory() as folder, _replaced(Path(task["file"]), task["source"]):
        failed = Path(folder) / "failed"

        def work() -> int:
            sys.dont_write_bytecode = True
            os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
            files = list(dict.fromkeys(name.split("::")[0] for name in task["tests"]))
            return pytest.main([*PYTEST, "-x", *files], plugins=[Chosen(task["tests"], failed)])

        outcome, output = _forked(work, Path(folder), cpu=task["cpu"], wall=task["wall"])
        by = failed.read_text(encoding="utf-8") if failed.exists() else ""
    names = {"0": "survived", "time": "out of time", "signal": "crashed"}
    return {"outcome": names.get(outcome, "killed"), "by": by, "output": output[-2000:]}


class Chosen:
    """A pytest plugin that runs some of the collected tests in a given order, and writes which one fails."""

    def __init__(self, tests: list[str], failed: Path) -> None:
        self.rank = {name: number for number, name in enumerate(tests)}
        self.failed = failed

    def pytest_collection_modifyitems(self, items) -> None:
        items[:] = sorted((item for item in items if item.nodeid in self.rank), key=lambda item: self.rank[item.nodeid])

    def pytest_runtest_logreport(self, report) -> None:
        if report.failed:
            self.failed.write_text(report.nodeid, encoding="utf-8")

    def pytest_collectreport(self, report) -> None:
        if report.failed:
            self.failed.write_text(f"import of {report.nodeid}", encoding="utf-8")


@contextlib.contextmanager
def _replaced(path: Path, source: str) -> Iterator[None]:
    original, times = path.read_bytes(), path.stat()
    try:
        path.write_text(source, encoding="utf-8")
        # Compiled code is found outdated by its second: one that no file has here.
        os.utime(path, (0, 1))
        yield
    finally:
        path.write_bytes(original)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def _forked(work: Callable[[], int], folder: Path, *, cpu: float, wall: float) -> tuple[str, str]:
    """Runs ``work`` in a fork and in limits; all that it started is ended with it.

    Args:
        work: its result is the exit status.
        folder: for temporary files.
        cpu: seconds of processor time for each process.
        wall: seconds by the clock, against those who wait for ever.

    Returns:
        The exit status, ``time`` or ``signal``, and what was printed.
    """
    log = folder / "log"
    scratch = folder / "tmp"
    scratch.mkdir()
    process = os.fork()
    if process == 0:
        _in_fork(work, log, scratch, cpu)
    end = time.monotonic() + wall
    pid, status = 0, 0
    while pid == 0 and time.monotonic() < end:
        pid, status = os.waitpid(process, os.WNOHANG)
        time.sleep(0.01)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)
    if pid == 0:
        os.waitpid(process, 0)
        outcome = "time"
    elif os.WIFSIGNALED(status):
        outcome = "time" if os.WTERMSIG(status) == signal.SIGXCPU else "signal"
    else:
        outcome = str(os.WEXITSTATUS(status))
    output = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    # What a mutant made unreadable or keeps writing must not end the run.
    shutil.rmtree(scratch, ignore_errors=True)
    return outcome, output


def _in_fork(work: Callable[[], int], log: Path, scratch: Path, cpu: float) -> None:
    status = 70
    try:
        os.setsid()
        out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        for descriptor in (1, 2):
            os.dup2(out, descriptor)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.environ.update(TMPDIR=str(scratch), HYPOTHESIS_STORAGE_DIRECTORY=str(scratch / "hypothesis"))
        tempfile.tempdir = None
        resource.setrlimit(resource.RLIMIT_CPU, (int(cpu) + 1, int(cpu) + 6))
        size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (size + MEMORY, size + MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        status = int(work())
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    main()
