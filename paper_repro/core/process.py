"""How a command runs as a process: its environment, its exit status, and one line for each kind of failure."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import stat
import sys
import tempfile
import traceback
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from paper_repro.core.errors import UserError
from paper_repro.core.faults import machine_fault
from paper_repro.core.interrupts import repeated_interrupt
from paper_repro.core.streams import drop_if_temporary, output_error, protect_standard_streams

#: Read by Keras when it is imported, before our settings could be set otherwise.
KERAS_HOME = Path(__file__).parent / "keras_home"
#: Those that the engine runs on, the default first.
BACKENDS = ("tensorflow", "jax", "torch")
KEPT = "Finished work is kept."


def run_main(work: Callable[[], int | None]) -> NoReturn:
    """Runs ``work`` and ends the process.

    Exit status: what ``work`` returns (None is 0); 2 with one line for user errors and faults of the machine; 130 after
    Ctrl-C; 1 with a traceback for a defect, with the log of C libraries named where they wrote anything. A reader that
    closes the pipe of standard output changes neither the work nor the status.
    """
    log = protect_standard_streams()
    isolate_environment()
    sys.unraisablehook = _log_unraisable
    keep_log = False
    try:
        with repeated_interrupt():
            status = work() or 0
    except SystemExit as end:  # of argparse: --help, --version, a mistake in the options
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except UserError as error:
        status = _fail(f"error: {error}", 2)
    except KeyboardInterrupt:
        _forget_interrupt()
        status = _fail(
            "interrupted: finished work is kept; the same command, without --fresh, goes on from there.", 130
        )
    except Exception as error:
        fault = machine_fault(error)
        if fault:
            status = _fail(f"error: {fault}. {KEPT}", 2)
        else:
            traceback.print_exc()
            keep_log = log is not None and log.stat().st_size > 0
            place = f"; C libraries' messages: {log}" if keep_log else ""
            status = _fail(f"internal error: a defect of this program, not of your input{place}. {KEPT}", 1)
    error = output_error()
    if error is not None and status == 0:
        status = _fail(f"error: standard output: {error.strerror}; what was computed is written and kept.", 2)
    if not keep_log:
        drop_if_temporary(log)
    sys.exit(status)


def _forget_interrupt() -> None:
    """Makes Python end with the exit status that it is told, after an interrupt that was caught.

    An interrupt that passes through code compiled from text, as that of a namedtuple or a dataclass is, is noted as
    uncaught there, and the interpreter in the end kills itself by the signal. The next such code clears the note.
    """
    namedtuple("_Compiled", "field")


def _log_unraisable(unraisable) -> None:
    """Sends what finalizers raise to the log of C libraries.

    A zip archive on a full disk raises again when it is freed, behind the one line that says so.
    """
    error = (unraisable.exc_type, unraisable.exc_value, unraisable.exc_traceback)
    with contextlib.suppress(OSError):
        os.write(2, "".join(traceback.format_exception(*error)).encode("utf-8", "backslashreplace"))


def isolate_environment() -> None:
    """Keeps other projects' settings, and folders that cannot be written to, from changing a command.

    ``keras.json`` of the user's home (data format, float type, epsilon) is not read, and environment variables that cut
    Keras' training short are dropped. Caches go to the temporary folder where the home folder cannot be written.
    """
    os.environ["KERAS_HOME"] = str(KERAS_HOME)
    for name in ("KERAS_MAX_EPOCHS", "KERAS_MAX_STEPS_PER_EPOCH"):
        os.environ.pop(name, None)
    if not _home_is_writable():
        folder = _temporary_home()
        for name in ("MPLCONFIGDIR", "NUMBA_CACHE_DIR", "XDG_CACHE_HOME"):
            if not os.environ.get(name):
                os.environ[name] = str(folder)


def _home_is_writable() -> bool:
    return os.access(os.path.expanduser("~"), os.W_OK | os.X_OK)  # noqa: PTH111 - Path.home() raises without a home


def _temporary_home() -> Path:
    """A folder of this user in the temporary folder, the same for all commands.

    numba loads code from its cache: a folder of that name that others own or may write to is not used.
    """
    folder = Path(tempfile.gettempdir()) / f"paper_repro-{os.getuid()}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        status = folder.lstat()
        if stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid() and not status.st_mode & 0o022:
            return folder
    except OSError:
        pass
    return Path(tempfile.mkdtemp(prefix="paper_repro-"))


def backend_name() -> str:
    """What Keras computes with, as the environment variable ``KERAS_BACKEND`` says."""
    return os.environ.get("KERAS_BACKEND") or "tensorflow"


def other_backend() -> tuple[str, ...]:
    """The backend's name where it is not TensorFlow: what is added to the identity of what it computes, for its digits
    are others.
    """
    return () if backend_name() == BACKENDS[0] else (backend_name(),)


def check_backend() -> None:
    """Keras runs on one of ``BACKENDS``, and it is there.

    Raises:
        UserError: ``KERAS_BACKEND`` names another backend, or one that is not installed.
    """
    backend = backend_name()
    if backend not in BACKENDS:
        raise UserError(f"KERAS_BACKEND must be {', '.join(BACKENDS[:-1])} or {BACKENDS[-1]}. Received: {backend!r}.")
    if importlib.util.find_spec(backend) is None:
        raise UserError(
            f"KERAS_BACKEND: {backend} is not installed; in a clone: pip install -c constraints.txt -e '.[{backend}]'."
        )


def _fail(line: str, status: int) -> int:
    # On a terminal the line replaces an unfinished progress bar.
    start = "\r" if sys.stderr.isatty() else ""
    print(f"{start}{line}", file=sys.stderr)
    return status
