"""Two commands in the same folders at the same time: one works, the other waits, both end with the same files."""

import errno
import fcntl
import subprocess
import sys
import threading
import time

from paper_repro.core.locks import alone, alone_or_none
from tests.scripts import run, smoke


def test_two_trainings_of_one_row_give_what_one_gives(sample, majorminer_table1, tmp_path):
    command = smoke("paper_repro.majorminer.figure2", sample, tmp_path)
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    for process in processes:
        _, error = process.communicate(timeout=500)
        assert process.returncode == 0, error
        assert "Traceback" not in error
    (folder,) = (tmp_path / "runs" / "majorminer").iterdir()
    alone_there = majorminer_table1 / "runs" / "majorminer" / folder.name
    for name in ("history.csv", "predictions.csv", "metrics.json"):
        assert (folder / name).read_bytes() == (alone_there / name).read_bytes(), name
    words = ("--preset", "smoke", "--data", str(sample), "--runs", str(majorminer_table1 / "runs"), "--out", "alone")
    done = run(tmp_path, "paper_repro.majorminer.figure2", *words)
    assert done.returncode == 0, done.stderr
    together, drawn_alone = (tmp_path / name / "majorminer" / "figure2.csv" for name in ("results", "alone"))
    assert together.read_bytes() == drawn_alone.read_bytes()


def test_a_held_lock_is_waited_for_or_reported(tmp_path, capsys):
    order = []

    def hold():
        with alone(tmp_path, "working"):
            order.append("first")
            time.sleep(0.5)
            order.append("first done")

    thread = threading.Thread(target=hold)
    thread.start()
    while not order:
        time.sleep(0.01)
    with alone_or_none(tmp_path) as lock:
        assert lock is None
    with alone(tmp_path, "working"):
        order.append("second")
    thread.join()
    assert order == ["first", "first done", "second"]
    assert f"another process is working ({tmp_path})" in capsys.readouterr().err
    with alone_or_none(tmp_path) as lock:
        assert lock is not None


def test_a_killed_owner_does_not_keep_its_lock(tmp_path):
    code = f"""
from pathlib import Path
from paper_repro.core.locks import alone
with alone(Path({str(tmp_path)!r}), "working"):
    print("held", flush=True)
    import time; time.sleep(60)
"""
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "held\n"
    with alone_or_none(tmp_path) as lock:
        assert lock is None
    process.kill()
    process.wait()
    process.stdout.close()
    with alone_or_none(tmp_path) as lock:
        assert lock is not None


def test_a_file_system_without_locks_gets_a_file(tmp_path, monkeypatch):
    """A network folder without a lock service answers ENOLCK."""

    def refused(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refused)
    with alone_or_none(tmp_path) as lock:
        assert lock is not None
        with alone_or_none(tmp_path) as other:
            assert other is None
    with alone(tmp_path, "working"):
        pass
