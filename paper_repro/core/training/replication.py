"""One training on several devices: the blocks of code that make it so."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Replication:
    """As it is by default, nothing is replicated: one device.

    Attributes:
        building: a block in which a network is built and compiled.
        training: of a compiled model a block in which it is fitted.
    """

    building: Callable[[], AbstractContextManager] = nullcontext
    training: Callable[[Any], AbstractContextManager] = nullcontext
