"""A command as a process: exit status, output streams, signals, what C libraries print, the environment of Keras."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
import zipfile

import pytest

from paper_repro.core import interrupts
from paper_repro.core.errors import UserError
from paper_repro.core.faults import machine_fault
from paper_repro.core.process import run_main

HEADER = "import os, sys, pathlib\nfrom paper_repro.core.process import run_main\n"


def script(tmp_path, body, redirect="", **environment):
    """Runs ``body`` as the function ``work`` of a command through a shell, with redirections of its streams."""
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    file = tmp_path / "command.py"
    file.write_text(f"{HEADER}def work():\n{lines}\nrun_main(work)\n")
    env = {**os.environ, "TMPDIR": str(tmp_path), **environment}
    command = f"set -o pipefail; '{sys.executable}' '{file}' {redirect}"
    return subprocess.run(
        ["bash", "-c", command], capture_output=True, encoding="latin-1", check=False, env=env, timeout=60
    )


def logs(tmp_path):
    return list(tmp_path.glob("paper_repro-*.log"))


@pytest.fixture
def handler():
    """Ctrl-C as it is in a terminal, wherever the tests are run."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield signal.default_int_handler
    signal.signal(signal.SIGINT, before)


def ended(work):
    with pytest.raises(SystemExit) as end:
        run_main(work)
    return end.value.code


def fails(error):
    def work():
        raise error

    return work


def test_ignored_ctrl_c_stays_ignored(handler):
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    assert ended(lambda: signal.raise_signal(signal.SIGINT)) == 0
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_a_repetition_that_is_due_when_the_block_has_ended_is_dropped():
    """It would otherwise be raised where nobody catches it any more, and end the process by the signal."""
    with interrupts.repeated_interrupt():
        late = signal.getsignal(signal.SIGALRM)
        with pytest.raises(KeyboardInterrupt):
            late(signal.SIGINT, None)
    late(signal.SIGALRM, None)
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_ctrl_c_in_code_made_from_text_is_an_exit_status(tmp_path):
    """Such as the methods of dataclasses: Python notes it as uncaught, and would end a module by the signal."""
    (tmp_path / "command.py").write_text(f"{HEADER}run_main(lambda: exec('raise KeyboardInterrupt'))\n")
    done = subprocess.run([sys.executable, "-m", "command"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 130
    assert done.stderr.startswith("interrupted: finished work is kept")


def test_discarded_ctrl_c_is_raised_again(monkeypatch, capsys, handler):
    monkeypatch.setattr(interrupts, "REPEAT_AFTER", 0.2)
    discarded = []

    def work():
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            discarded.append(True)  # as Python does where a finalizer was interrupted
        time.sleep(30)

    assert ended(work) == 130
    assert discarded
    assert "finished work is kept" in capsys.readouterr().err
    assert signal.getsignal(signal.SIGINT) is handler
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "runs/x"), "runs/x: No space left"),
        (OSError(errno.EROFS, "Read-only file system"), "Read-only file system"),
        (OSError(errno.EMFILE, "Too many open files"), "ulimit -n"),
        (MemoryError(), "not enough memory"),
        (RuntimeError("Can't decrement id (file write failed: errno = 28, error message = 'x')"), "No space left"),
    ],
)
def test_faults_of_the_machine_are_one_line(capsys, error, word):
    assert ended(fails(error)) == 2
    message = capsys.readouterr().err.strip()
    assert word in message
    assert "\n" not in message


def test_a_fault_is_found_behind_another_error():
    wrapped = ValueError("cannot save")
    wrapped.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    assert "No space left" in machine_fault(wrapped)
    assert machine_fault(ValueError("cannot save")) is None
    assert machine_fault(FileNotFoundError(errno.ENOENT, "No such file", "x")) is None


FULL = "/dev/full"


@pytest.mark.skipif(not os.path.exists(FULL), reason="no /dev/full")  # noqa: PTH110
def test_full_disk_as_libraries_report_it():
    """What the libraries really raise, not what we believe they do."""
    with pytest.raises(OSError) as zipped, zipfile.ZipFile(FULL, "w") as archive:
        archive.writestr("model", b"0" * 100_000)
    assert "No space left" in machine_fault(zipped.value)
    soundfile = pytest.importorskip("soundfile")
    with pytest.raises(soundfile.LibsndfileError) as sound:
        soundfile.write(FULL, [0.0] * 100_000, 8000, format="MP3")
    assert "free space" in machine_fault(sound.value)
    with pytest.raises(soundfile.LibsndfileError) as damaged:
        soundfile.read(__file__)
    assert machine_fault(damaged.value) is None
    tf = pytest.importorskip("tensorflow")

    def write():
        with tf.io.TFRecordWriter(FULL) as writer:
            writer.write(b"0" * 1_000_000)

    with pytest.raises(tf.errors.OpError) as records:
        write()
    assert machine_fault(records.value) is not None


def test_a_defect_keeps_its_traceback(tmp_path):
    done = script(tmp_path, "raise ZeroDivisionError('here')")
    assert done.returncode == 1
    assert "Traceback" in done.stderr
    assert "ZeroDivisionError: here" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("internal error: a defect of this program")
    assert not logs(tmp_path)


def test_messages_of_c_libraries_are_named_with_a_defect(tmp_path):
    done = script(tmp_path, "os.write(2, b'C library: out of blocks')\nraise ZeroDivisionError")
    (log,) = logs(tmp_path)
    assert str(log) in done.stderr.splitlines()[-1]
    assert log.read_text() == "C library: out of blocks"
    assert "out of blocks" not in done.stderr


def test_messages_of_c_libraries_are_dropped_when_all_went_well(tmp_path):
    done = script(tmp_path, "os.write(2, b'mp3: a notice')\nprint('done')")
    assert (done.returncode, done.stdout, done.stderr) == (0, "done\n", "")
    assert not logs(tmp_path)


def test_an_abort_in_c_leaves_log_and_stack(tmp_path):
    done = script(tmp_path, "os.write(2, b'C library: aborting')\nos.abort()")
    assert done.returncode in (-signal.SIGABRT, 128 + signal.SIGABRT)
    assert "Fatal Python error: Aborted" in done.stderr
    (log,) = logs(tmp_path)
    assert "C library: aborting" in log.read_text()


def test_messages_of_c_libraries_can_be_shown_or_kept(tmp_path):
    body = "os.write(2, b'C library: notice')"
    assert "C library: notice" in script(tmp_path, body, PAPER_REPRO_NATIVE_LOG="-").stderr
    log = tmp_path / "kept.txt"
    assert script(tmp_path, body, PAPER_REPRO_NATIVE_LOG=str(log)).stderr == ""
    assert log.read_text() == "C library: notice"


LONG = "for number in range(20000):\n    print('line', number)\npathlib.Path(sys.argv[0] + '.done').touch()"


def test_a_reader_that_closes_the_pipe_stops_nothing(tmp_path):
    done = script(tmp_path, LONG, "| head -1")
    assert (done.returncode, done.stdout, done.stderr) == (0, "line 0\n", "")
    assert (tmp_path / "command.py.done").exists()


def test_a_closed_pipe_hides_no_failure(tmp_path):
    failing = "from paper_repro.core.errors import UserError\n" + LONG + "\nraise UserError('a mistake')"
    done = script(tmp_path, failing, "| head -1")
    assert done.returncode == 2
    assert done.stderr.strip() == "error: a mistake"


@pytest.mark.parametrize("redirect", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_closed_streams(tmp_path, redirect):
    body = "file = open(sys.argv[0] + '.out', 'w')\nprint('text')\nos.write(2, b'C library')\nfile.write('whole')"
    assert script(tmp_path, body, redirect).returncode == 0
    # Had the file got the number of the closed stream, it would hold what was printed.
    assert (tmp_path / "command.py.out").read_text() == "whole"
    failing = script(tmp_path, "from paper_repro.core.errors import UserError\nraise UserError('a mistake')", redirect)
    assert failing.returncode == 2


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_characters_that_the_terminal_lacks_are_escaped(tmp_path, encoding):
    done = script(tmp_path, "print('\\u2013 \\u00d7')", PYTHONIOENCODING=encoding)
    assert done.returncode == 0
    assert done.stdout.startswith("\\u2013")


def test_output_to_a_full_disk_is_told(tmp_path):
    done = script(tmp_path, "print('text')", f">{FULL}")
    assert done.returncode == 2
    assert done.stderr.startswith("error: standard output: No space left")


def test_no_temporary_folder(tmp_path):
    done = script(tmp_path, "print('text')", "", TMPDIR="/proc/none")
    assert (done.returncode, done.stdout) == (0, "text\n")


def test_few_open_files_and_little_memory(tmp_path):
    file = tmp_path / "command.py"
    file.write_text(f"{HEADER}run_main(lambda: [open(os.devnull) for number in range(4000)] and 0)\n")
    command = f"ulimit -n 64; '{sys.executable}' '{file}'"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert "ulimit -n" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    done = script(tmp_path, "import resource\nresource.setrlimit(resource.RLIMIT_AS, (10**9, 10**9))\nbytes(10**10)")
    assert done.returncode == 2
    assert "not enough memory" in done.stderr


def test_keras_settings_of_another_project_are_not_read(tmp_path):
    settings = {"floatx": "float64", "epsilon": 1e-3, "backend": "jax", "image_data_format": "channels_first"}
    (tmp_path / ".keras").mkdir()
    (tmp_path / ".keras" / "keras.json").write_text(json.dumps(settings))
    body = "import keras.src.backend.config as c\nprint(c.backend(), c.floatx(), c.epsilon(), c.image_data_format())"
    environment = {"HOME": str(tmp_path), "KERAS_HOME": str(tmp_path / ".keras"), "KERAS_BACKEND": "tensorflow"}
    done = script(tmp_path, body, **environment)
    assert done.stdout.split() == ["tensorflow", "float32", "1e-07", "channels_last"], done.stderr


def test_without_a_home_caches_go_to_the_temporary_folder(tmp_path):
    body = "print(*(os.environ[name] for name in ('MPLCONFIGDIR', 'NUMBA_CACHE_DIR', 'XDG_CACHE_HOME')))"
    unset = {"MPLCONFIGDIR": "", "NUMBA_CACHE_DIR": "", "XDG_CACHE_HOME": ""}
    done = script(tmp_path, body, HOME="/proc/none", **unset)
    assert set(done.stdout.split()) == {str(tmp_path / f"paper_repro-{os.getuid()}")}, done.stderr
    # A folder of that name that others may write to could hold their code.
    (tmp_path / f"paper_repro-{os.getuid()}").chmod(0o777)
    again = script(tmp_path, body, HOME="/proc/none", **unset).stdout.split()
    assert str(tmp_path / f"paper_repro-{os.getuid()}") not in again
    assert len(set(again)) == 1


def test_user_errors_are_one_line_and_status_2(capsys):
    assert ended(fails(UserError("a\n mistake"))) == 2
    assert capsys.readouterr().err.strip() == "error: a mistake"


def test_what_a_finalizer_raises_stands_behind_no_line(tmp_path):
    code = """
from paper_repro.core.errors import UserError
from paper_repro.core.process import run_main
class Archive:
    def __del__(self):
        raise ValueError("seek of closed file")
def work():
    archive = Archive()
    del archive
    raise UserError("no space left.")
run_main(work)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (2, "error: no space left.")
