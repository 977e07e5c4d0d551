"""User errors: one line, exit status 2, no traceback."""

from __future__ import annotations

from dataclasses import dataclass

from paper_repro.core.printable import printable


class UserError(Exception):
    """An error in the user's input: a path, a file, an option.

    The message is one line: what, where, the value received, what to do next. ``core.process.run_main`` prints it to
    standard error and exits with status 2.

    Example:
        >>> str(UserError("--seeds must be positive.\\n  Received: 0."))
        '--seeds must be positive. Received: 0.'
    """

    def __init__(self, message: str) -> None:
        super().__init__(printable(" ".join(str(message).split())))


class NotRun(KeyError):
    """A result that has not been computed is asked for: a row that was not trained. Claims say "not run"."""

    def __str__(self) -> str:
        return str(self.args[0])


class ItemError(UserError):
    """One unusable file of many. ``reason`` is a short category, by which reports count."""

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


class AudioError(ItemError):
    """A sound file that cannot be used: missing, unreadable, empty, not finite, too short or too long."""


class ImageError(ItemError):
    """A picture that cannot be used: ``missing``, ``unreadable``, ``empty``, ``too small`` or ``too large``."""


@dataclass(frozen=True)
class Refusal:
    """One unusable item. ``reason`` is a short category, by which reports count.

    ``item`` and ``detail`` are stored escaped by ``printable``: they name files, and every refusal is printed or
    written to a table.
    """

    item: str
    reason: str
    detail: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "item", printable(self.item))
        object.__setattr__(self, "detail", printable(self.detail))
