"""A call in a process of its own, which ends with this one: ``apart(function, ...)``.

A training draws its initial weights by Python's random numbers, which are the process's. In a worker of a cluster other
threads draw too: its digits would depend on when. ``multiprocessing.Process`` would do, but a cluster's worker may be
one that must have no children of that kind.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any


class Died(RuntimeError):
    """The process ended without an answer: killed, or out of memory."""


def apart(
    function: Callable[..., Any],
    *arguments: Any,
    tell: Callable[..., None],
    environment: Mapping[str, str] | None = None,
) -> Any:
    """What ``function(*arguments, tell)`` returns in a new process.

    Args:
        function: by whose module and name the process finds it.
        tell: called here with whatever the process calls its ``tell`` with.
        environment: variables that are set for it, besides those of this process.

    Raises:
        Died: the process ended without an answer.
        Exception: what ``function`` raises.
    """
    paths = os.pathsep.join(path for path in sys.path if path)
    environment = {**os.environ, **(environment or {}), "PYTHONPATH": paths}
    ours, theirs = Pipe()
    command = [sys.executable, "-m", __name__, str(theirs.fileno())]
    # What it prints goes with the messages.
    files = {"stdin": subprocess.DEVNULL, "stdout": 2, "pass_fds": [theirs.fileno()]}
    with ours, subprocess.Popen(command, env=environment, **files) as process:
        # The process has the only other end: once it is gone, waiting for an answer ends.
        theirs.close()
        try:
            ours.send((function, arguments))
            while True:
                kind, content = ours.recv()
                if kind == "told":
                    tell(*content)
                elif kind == "raised":
                    raise content
                else:
                    return content
        except (EOFError, ConnectionError):
            raise Died(f"a process of its own ended with status {process.wait()}") from None
        finally:
            process.kill()


def _end_with_parent(connection: Connection) -> None:
    try:
        connection.recv()
    except (EOFError, OSError):
        os._exit(1)


def main() -> None:
    connection = Connection(int(sys.argv[1]))
    function, arguments = connection.recv()
    # Nothing else comes on this connection: it ends when the parent does.
    threading.Thread(target=_end_with_parent, args=(connection,), daemon=True).start()
    try:
        result = function(*arguments, lambda *content: connection.send(("told", content)))
    except Exception as error:
        connection.send(("raised", error))
    else:
        connection.send(("returned", result))
    # Not waiting for the thread that reads on.
    os._exit(0)


if __name__ == "__main__":
    main()
