"""The one progress bar: on standard error, silent where no one is looking, with the time left."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

from tqdm import tqdm

Item = TypeVar("Item")


def bar(total: int | None, description: str, unit: str = "clip") -> tqdm:
    """A progress bar of ``total`` steps; it stays off where standard error is not a terminal (logs, CI, pipes)."""
    return tqdm(
        total=total,
        desc=description,
        unit=unit,
        disable=not sys.stderr.isatty(),
        dynamic_ncols=True,
        leave=False,
        smoothing=0.1,
    )


def track(items: Iterable[Item], total: int | None, description: str, unit: str = "clip") -> Iterator[Item]:
    """Yields ``items`` and moves a bar along; ``total`` may be None where it is unknown."""
    with bar(total, description, unit) as progress:
        for item in items:
            yield item
            progress.update()
