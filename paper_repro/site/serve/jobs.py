"""Files that wait to be heard, one after the other in a thread of its own, and their answers for a while."""

from __future__ import annotations

import secrets
import shutil
import sys
import threading
import time
import traceback
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from paper_repro.core.errors import UserError
from paper_repro.site.serve import limits


class Full(Exception):
    """As many files wait as may."""


@dataclass
class Job:
    """A file on its way: ``state`` is ``waiting``, ``working``, ``done`` or ``failed``."""

    model: str
    name: str
    path: Path
    state: str = "waiting"
    answer: dict[str, Any] | None = None
    error: str = ""
    picture: bytes = b""
    asked: float = field(default_factory=time.monotonic)
    number: str = field(default_factory=lambda: secrets.token_urlsafe(12))


class Jobs:
    """The queue.

    Args:
        hear: fills a job's ``answer`` and ``picture`` from its file; a ``UserError`` is the answer to a bad file.
    """

    def __init__(self, hear: Callable[[Job], None]) -> None:
        self._hear = hear
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._changed = threading.Condition()
        self._closed = False
        self.folder = Path(mkdtemp(prefix="paper_repro-serve-"))
        self._thread = threading.Thread(target=self._work, name="hearing", daemon=True)
        self._thread.start()

    def add(self, model: str, name: str, content: bytes) -> Job:
        """A new job at the end of the queue.

        Raises:
            Full: come back later.
        """
        with self._changed:
            self._forget()
            if sum(job.state == "waiting" for job in self._jobs.values()) >= limits.MOST_WAITING:
                raise Full
            job = Job(model, name, Path())
            # The name that the file had plays no part: what it holds decides what it is.
            job.path = self.folder / job.number
            job.path.write_bytes(content)
            self._jobs[job.number] = job
            self._changed.notify()
        return job

    def get(self, number: str) -> Job | None:
        """A job that somebody asks for."""
        with self._changed:
            job = self._jobs.get(number)
            if job:
                job.asked = time.monotonic()
            return job

    def place(self, job: Job) -> int:
        """How many files come before it."""
        with self._changed:
            waiting = [each.number for each in self._jobs.values() if each.state == "waiting"]
        return waiting.index(job.number) if job.number in waiting else 0

    def close(self) -> None:
        """Ends the thread after the file that it hears, and removes all files."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join(timeout=5.0)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _next(self) -> Job | None:
        with self._changed:
            while not self._closed:
                self._forget()
                job = next((job for job in self._jobs.values() if job.state == "waiting"), None)
                if job:
                    job.state = "working"
                    return job
                self._changed.wait(timeout=5.0)
        return None

    def _forget(self) -> None:
        """Drops waiting files whose page is gone, and old answers."""
        now = time.monotonic()
        ended = [job for job in self._jobs.values() if job.state in ("done", "failed")]
        old = {job.number for job in ended[: -limits.MOST_KEPT]}
        for number, job in list(self._jobs.items()):
            idle = now - job.asked
            gone = job.state == "waiting" and idle > limits.PATIENCE
            if gone or number in old or (job in ended and idle > limits.KEPT_SECONDS):
                job.path.unlink(missing_ok=True)
                del self._jobs[number]

    def _work(self) -> None:
        while job := self._next():
            try:
                self._hear(job)
                job.state = "done"
            except UserError as error:
                job.error = str(error).replace(str(job.path), job.name or "the file")
                job.state = "failed"
            except MemoryError:
                job.error, job.state = "It needs more memory than there is; cut it into shorter parts.", "failed"
            except Exception:
                # The server goes on; whoever runs it sees what happened.
                traceback.print_exc(file=sys.stderr)
                job.error, job.state = "An error of this program, not of the file; its terminal says more.", "failed"
            finally:
                job.path.unlink(missing_ok=True)
