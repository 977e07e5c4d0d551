"""Errors that are the user's to mend: shown as one line, with exit status 2, never as a traceback."""

from __future__ import annotations

from dataclasses import dataclass


class UserError(Exception):
    """A mistake in what we were given: a path, a file, an option.

    The message is one line that says what, where, the value received and what to do next.
    ``cli.run_main`` prints it to standard error and ends with exit status 2.
    """

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(str(message).split()))


class ItemError(UserError):
    """One file of many that cannot be used. ``reason`` is the short class of trouble that reports count by."""

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


class AudioError(ItemError):
    """A sound file that cannot be used: missing, unreadable, empty, not finite, too short or too long."""


class ImageError(ItemError):
    """A picture that cannot be used: ``missing``, ``unreadable``, ``empty``, ``too small`` or ``too large``."""


@dataclass(frozen=True)
class Refusal:
    """One item that cannot be used, and why. ``reason`` is short: reports count by it."""

    item: str
    reason: str
    detail: str = ""
