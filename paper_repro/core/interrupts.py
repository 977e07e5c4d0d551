"""Ctrl-C that is not lost."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

#: Seconds after which an interrupt that did not end the block is raised again; cleaning up must fit in between.
REPEAT_AFTER = 5.0


@contextmanager
def repeated_interrupt() -> Iterator[None]:
    """Raises KeyboardInterrupt on Ctrl-C, and again every ``REPEAT_AFTER`` seconds until the block has ended.

    Python discards an exception that is raised in a finalizer or in a callback of a C library: without repetition an
    interrupt that falls there would be lost. Where Ctrl-C is ignored, as in a background job of a script, it stays so.
    """
    usable = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    if not usable or signal.getsignal(signal.SIGINT) in (signal.SIG_IGN, None):
        yield
        return

    ended = False

    def interrupt(number, frame):
        # A repetition that was due while the block cleaned up: it has ended, and handlers are being restored.
        if ended:
            return
        signal.setitimer(signal.ITIMER_REAL, REPEAT_AFTER)
        raise KeyboardInterrupt

    numbers = (signal.SIGINT, signal.SIGALRM)
    before = [signal.signal(number, interrupt) for number in numbers]
    try:
        yield
    finally:
        ended = True
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
