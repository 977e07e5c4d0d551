"""The published data sets: file layout, tables, known defects. One module (or package) each, listed in ``NAMES``.

Every module has ``NAME``, ``CITATION``, ``LICENCE``, ``HOME_PAGE``, ``LAYOUT`` (which files go where), ``OFFERS`` (what
its owners publish, see ``offers``), ``MARKS`` (glob patterns of names that only this data set has), ``load(root)`` and
``validate(root)``. To add a data set, write such a module and add its name to ``NAMES``; the command line,
``recognise`` and the shared tests find it there.

Modules are imported on first use: importing this package loads neither pandas nor soundfile.

Example:
    >>> from paper_repro import datasets
    >>> datasets.dataset("musiccaps").LICENCE
    'CC BY-SA 4.0 for the captions and aspects; the audio is not part of the set.'
    >>> "fma" in datasets.REGISTRY
    True
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from paper_repro.core.errors import UserError

if TYPE_CHECKING:
    from paper_repro.datasets.offers import Offer
    from paper_repro.datasets.report import Report

#: Module names, in the order in which they are listed and recognised.
NAMES = (
    "majorminer", "musiccaps", "magnatagatune", "cal500exp", "conceptual_captions", "msd", "fma", "nottingham",
    "audioset", "songs",
)  # fmt: skip


class Dataset(Protocol):
    """Interface of a data set's module."""

    NAME: str
    CITATION: str
    LICENCE: str
    HOME_PAGE: str
    LAYOUT: str
    OFFERS: tuple[Offer, ...]
    MARKS: tuple[str, ...]

    def load(self, root: str | Path) -> Any:
        """Reads the tables and finds the media files; raises UserError where ``root`` is not this data set."""

    def validate(self, root: str | Path) -> Report:
        """Loads ``root``, decodes every media file, and counts what is there and what is unusable."""


def dataset(name: str) -> Dataset:
    """The module of a data set.

    Args:
        name: one of ``NAMES``.

    Returns:
        The module, imported on first use.

    Raises:
        UserError: ``name`` is not in ``NAMES``.

    Example:
        >>> dataset("nottingham").HOME_PAGE
        'http://abc.sourceforge.net/NMD/'
    """
    if name not in NAMES:
        raise UserError(f"data set must be one of {', '.join(NAMES)}. Received: {name!r}.")
    return import_module(f"{__name__}.{name}")


class _Registry(Mapping):
    """``NAMES`` and their modules, each imported when it is looked up."""

    def __getitem__(self, name: str) -> Dataset:
        if name not in NAMES:
            raise KeyError(name)
        return dataset(name)

    def __contains__(self, name: object) -> bool:
        return name in NAMES  # Mapping's own test would import the module

    def __iter__(self) -> Iterator[str]:
        return iter(NAMES)

    def __len__(self) -> int:
        return len(NAMES)


#: Module by name: a read-only mapping.
REGISTRY: Mapping[str, Dataset] = _Registry()
