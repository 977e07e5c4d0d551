"""One process at a time in one folder."""

from __future__ import annotations

import errno
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import BaseFileLock, FileLock, SoftFileLock, Timeout

#: Name of the lock file inside the folder that it guards; what begins with it is no content of the folder.
LOCK = ".lock"
#: Its name where the file system cannot lock: there the file itself is the lock.
SOFT_LOCK = f"{LOCK}.held"
#: Seconds between two tries.
POLL = 0.2
#: Errors of file systems that cannot lock, such as a network folder without a lock service.
UNSUPPORTED = (errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP)


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
    lock = _try(folder)
    if lock is None:
        print(f"\rwaiting: another process is {work} ({folder}).", file=sys.stderr)
    while lock is None:
        time.sleep(POLL)
        lock = _try(folder)
    try:
        yield
    finally:
        lock.release()


@contextmanager
def alone_or_none(folder: Path) -> Iterator[BaseFileLock | None]:
    """``alone`` without waiting: gives None where another process holds the lock."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = _try(folder)
    try:
        yield lock
    finally:
        if lock is not None:
            lock.release()


def _try(folder: Path) -> BaseFileLock | None:
    """The folder's lock, acquired; None where another process has it."""
    try:
        return _acquired(FileLock(folder / LOCK))
    except (OSError, NotImplementedError) as error:
        if getattr(error, "errno", errno.ENOSYS) not in UNSUPPORTED:
            raise
    return _acquired(SoftFileLock(folder / SOFT_LOCK))


def _acquired(lock: BaseFileLock) -> BaseFileLock | None:
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return None
    return lock
