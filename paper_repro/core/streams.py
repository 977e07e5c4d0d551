"""Standard output and standard error that cannot break the work behind them, and a log of what C libraries print."""

from __future__ import annotations

import contextlib
import errno
import faulthandler
import io
import os
import select
import sys
import tempfile
from pathlib import Path

#: Environment variable that sends messages of C libraries to a file instead of a temporary one; ``-``: standard error.
NATIVE_LOG = "PAPER_REPRO_NATIVE_LOG"


class TolerantStream(io.RawIOBase):
    """Writes to a file descriptor; a reader that has gone or a full disk raises nothing.

    A command whose output is piped into ``head`` must not lose hours of training: the work goes on, without output.

    Attributes:
        error: the first error of writing, None while all went well. A closed pipe is no error: its reader has enough.

    Example:
        >>> import os
        >>> reader, writer = os.pipe()
        >>> os.close(reader)
        >>> stream = TolerantStream(writer)
        >>> stream.write(b"nobody reads this")
        17
        >>> stream.error is None
        True
    """

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._descriptor = descriptor
        self._closed_by_reader = False
        self.error: OSError | None = None

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return os.isatty(self._descriptor)

    def fileno(self) -> int:
        return self._descriptor

    def write(self, data) -> int:
        if self._closed_by_reader or self.error is not None:
            return len(data)
        try:
            return os.write(self._descriptor, data)
        except BlockingIOError:
            # A descriptor that another process has set to non-blocking: wait until it takes more.
            select.select([], [self._descriptor], [])
            return 0 if not data else self.write(data)
        except BrokenPipeError:
            self._closed_by_reader = True
        except OSError as error:
            self.error = error
        return len(data)


def occupy_standard_descriptors() -> None:
    """Opens the null device in place of closed standard streams.

    Otherwise the next file that is opened, for instance a model, gets number 1 or 2, and messages of C libraries are
    written into it.
    """
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            # The lowest free number is taken, which is this one: those below it are open by now.
            os.open(os.devnull, os.O_RDONLY if descriptor == 0 else os.O_WRONLY)


def protect_standard_streams() -> Path | None:
    """Makes ``sys.stdout`` and ``sys.stderr`` tolerant and moves file descriptor 2 to a log file.

    Characters that the terminal's encoding lacks are escaped. C libraries (the mp3 decoder, TensorFlow, HDF5) write
    notices to descriptor 2 that no user can act on; they go to the log. A fatal signal shows Python's stack on standard
    error. Streams that something else has replaced, such as a test's capture, stay as they are.

    Returns:
        The log file; None where messages are not kept in a file.
    """
    occupy_standard_descriptors()
    if sys.stdout is sys.__stdout__:
        sys.stdout = _stream(1, sys.stdout)
    if sys.stderr is not sys.__stderr__:
        return None
    if os.environ.get(NATIVE_LOG) == "-":
        sys.stderr = _stream(2, sys.stderr)
        faulthandler.enable(sys.stderr)
        return None
    descriptor, path = _open_log()
    sys.stderr = _stream(os.dup(2), sys.stderr)
    os.dup2(descriptor, 2)
    os.close(descriptor)
    faulthandler.enable(sys.stderr)
    return path


def _stream(descriptor: int, replaced: io.TextIOBase | None) -> io.TextIOWrapper:
    encoding = getattr(replaced, "encoding", None) or "utf-8"
    if replaced is not None:
        with contextlib.suppress(OSError, ValueError):
            replaced.flush()
    immediate = descriptor != 1 or os.isatty(1)
    buffer = io.BufferedWriter(TolerantStream(descriptor))
    return io.TextIOWrapper(buffer, encoding=encoding, errors="backslashreplace", line_buffering=immediate)


def _open_log() -> tuple[int, Path | None]:
    chosen = os.environ.get(NATIVE_LOG)
    with contextlib.suppress(OSError):
        if chosen:
            return os.open(chosen, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666), Path(chosen)
        descriptor, path = tempfile.mkstemp(prefix=f"paper_repro-{os.getpid()}-", suffix=".log")
        return descriptor, Path(path)
    # No place to write one, as on a full disk.
    return os.open(os.devnull, os.O_WRONLY), None


def output_error() -> OSError | None:
    """Flushes standard output.

    Returns:
        The error that kept output from being written, None where all was written or the reader had closed the pipe.
    """
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    raw = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    error = getattr(raw, "error", None)
    return None if error is not None and error.errno == errno.EBADF else error


def drop_if_temporary(log: Path | None) -> None:
    """Removes a log that was not asked for by name."""
    if log is not None and not os.environ.get(NATIVE_LOG):
        with contextlib.suppress(OSError):
            log.unlink()
