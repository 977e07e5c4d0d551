"""A call in a process of its own, which ends with this one: ``apart(function, ...)``.

A training draws its initial weights by Python's random numbers, which are the process's. In a worker of a cluster other
threads draw too: its digits would depend on when.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import IO, Any


class Died(RuntimeError):
    """The process ended without an answer: killed, or out of memory."""


def apart(function: Callable[..., Any], *arguments: Any, tell: Callable[..., None]) -> Any:
    """What ``function(*arguments, tell)`` returns in a new process.

    Args:
        function: by whose module and name the process finds it.
        tell: called here with whatever the process calls its ``tell`` with.

    Raises:
        Died: the process ended without an answer.
        Exception: what ``function`` raises.
    """
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    process = subprocess.Popen(
        [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    )
    with process:
        try:
            pickle.dump((function, arguments), process.stdin)
            process.stdin.flush()
            while True:
                kind, content = pickle.load(process.stdout)
                if kind == "told":
                    tell(*content)
                elif kind == "raised":
                    raise content
                else:
                    return content
        except (EOFError, BrokenPipeError, pickle.UnpicklingError):
            raise Died(f"a process of its own ended with status {process.wait()}") from None
        finally:
            process.kill()


def _answer(stream: IO[bytes], kind: str, content: Any) -> None:
    pickle.dump((kind, content), stream)
    stream.flush()


def _end_with_parent(stream: IO[bytes]) -> None:
    stream.read()
    os._exit(1)


def main() -> None:
    # Answers alone go there; what is printed goes with the messages.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    function, arguments = pickle.load(sys.stdin.buffer)
    threading.Thread(target=_end_with_parent, args=(sys.stdin.buffer,), daemon=True).start()
    try:
        result = function(*arguments, lambda *content: _answer(answers, "told", content))
    except Exception as error:
        _answer(answers, "raised", error)
    else:
        _answer(answers, "returned", result)
    # Not waiting for the thread that reads on.
    os._exit(0)


if __name__ == "__main__":
    main()
