"""One process at a time in one folder."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import BaseFileLock, FileLock, SoftFileLock, Timeout

#: Name of the lock file inside the folder that it guards.
LOCK = ".lock"
#: Seconds between two tries.
POLL = 0.2


@contextmanager
def alone(folder: Path, work: str) -> Iterator[None]:
    """Holds ``folder``'s lock within the block; where another process has it, says so once and waits.

    The operating system releases the lock of a process that is killed. A network file system without such locks gets a
    file instead, which counts as abandoned once its process is gone from the machine that wrote it.

    Args:
        folder: created where it is missing; ``.lock`` in it is the lock file and may be removed once the folder is
            finished, which is to be looked up again after entering.
        work: what the other process is presumably doing, for the message: ``"rendering this corpus"``.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder, alone(Path(folder), "writing here"):
        ...     print(sorted(path.name for path in Path(folder).iterdir()))
        ['.lock']
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = _acquire_or_wait(FileLock(folder / LOCK), folder, work)
    try:
        yield
    finally:
        lock.release()


@contextmanager
def alone_or_none(folder: Path) -> Iterator[BaseFileLock | None]:
    """``alone`` without waiting: gives None where another process holds the lock."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / LOCK)
    try:
        try:
            lock.acquire(timeout=0)
        except NotImplementedError:
            lock = SoftFileLock(folder / LOCK)
            lock.acquire(timeout=0)
    except Timeout:
        yield None
        return
    try:
        yield lock
    finally:
        lock.release()


def _acquire_or_wait(lock: BaseFileLock, folder: Path, work: str) -> BaseFileLock:
    try:
        lock.acquire(timeout=0)
    except Timeout:
        print(f"\rwaiting: another process is {work} ({folder}).", file=sys.stderr)
        lock.acquire(poll_interval=POLL)
    except NotImplementedError:  # filelock's answer where the file system has no flock
        return _acquire_or_wait(SoftFileLock(folder / LOCK), folder, work)
    return lock
