"""Errors whose cause is the machine: a full disk, missing permissions, too little memory, too few open files."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator

#: Error numbers that no code can prevent; others, such as a missing file, may be a defect and keep their traceback.
MACHINE_ERRORS = frozenset(
    {
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EROFS,
        errno.EACCES,
        errno.EPERM,
        errno.EIO,
        errno.EFBIG,
        errno.ENOMEM,
        errno.EAGAIN,
        errno.EMFILE,
        errno.ENFILE,
        errno.ENAMETOOLONG,
        errno.ENOTDIR,
        errno.EISDIR,
        errno.ELOOP,
        errno.ESTALE,
    }
)
#: Numbers that libraries without error numbers name by their text only.
NAMED_BY_TEXT = (errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.EROFS, errno.ENOMEM)
#: libsndfile's code for a refusal by the operating system, which it does not name: mostly a full disk.
SOUND_SYSTEM_ERROR = 2
MEMORY = "not enough memory; free some, or use a smaller preset or fewer --jobs"


def machine_fault(error: BaseException) -> str | None:
    """Describes an error that the machine caused.

    HDF5, TensorFlow and libsndfile report a full disk each in their own way, often as the cause or context of another
    exception: the whole chain is searched.

    Args:
        error: what a command ended with.

    Returns:
        One line with what failed, where known, and what to do; None for any other error.

    Example:
        >>> machine_fault(OSError(28, "No space left on device", "runs/x"))
        'runs/x: No space left on device; check permissions and free space'
        >>> machine_fault(ZeroDivisionError()) is None
        True
    """
    for cause in _chain(error):
        reason = _reason(cause)
        if reason:
            return reason
    return None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _reason(error: BaseException) -> str | None:
    if isinstance(error, MemoryError):
        return MEMORY
    if isinstance(error, OSError) and error.errno in MACHINE_ERRORS:
        return _disk(error.filename, os.strerror(error.errno))
    text = str(error)
    for number in NAMED_BY_TEXT:
        # HDF5 wraps the number, TensorFlow the text.
        if os.strerror(number) in text or f"errno = {number}," in text:
            return MEMORY if number == errno.ENOMEM else _disk(None, os.strerror(number))
    if type(error).__name__ == "LibsndfileError" and getattr(error, "code", None) == SOUND_SYSTEM_ERROR:
        return "a sound file could not be written or read; check permissions and free space"
    if _is_tensorflow(error, "ResourceExhaustedError"):
        return MEMORY
    if _is_tensorflow(error, "PermissionDeniedError"):
        return _disk(None, os.strerror(errno.EACCES))
    if _is_tensorflow(error, "DataLossError"):
        return "a file of records was changed after it was written; compute the records anew with --fresh"
    return None


def _disk(where: str | bytes | int | None, reason: str) -> str:
    if reason in (os.strerror(errno.EMFILE), os.strerror(errno.ENFILE)):
        return f"{_name(where)}{reason}; raise the limit (ulimit -n) or use fewer --jobs"
    if reason == os.strerror(errno.ENOMEM):
        return MEMORY
    return f"{_name(where)}{reason}; check permissions and free space"


def _name(where: str | bytes | int | None) -> str:
    return f"{os.fsdecode(where)}: " if isinstance(where, str | bytes) else ""


def _is_tensorflow(error: BaseException, name: str) -> bool:
    # Looked up, not imported: where TensorFlow is not loaded, the error is not one of its own.
    tensorflow = sys.modules.get("tensorflow")
    return tensorflow is not None and isinstance(error, getattr(tensorflow.errors, name))
