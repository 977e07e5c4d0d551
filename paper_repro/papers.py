"""The registry of papers: adding one is its folder and a line here."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping

from paper_repro import datasets, sample
from paper_repro.core.errors import UserError
from paper_repro.core.paper import Paper
from paper_repro.core.presets import DeclarationError

NAMES = ("majorminer", "musiccaps", "cal500exp", "magnatagatune", "songtitle")
#: What trains on a user's own labels: the engine of one of the papers, whose runs lie in a folder of this name.
FINETUNE = "finetune"


class _Papers(Mapping[str, Paper]):
    """Papers by name, each imported when it is asked for."""

    def __getitem__(self, name: str) -> Paper:
        if name not in NAMES:
            raise KeyError(name)
        try:
            sample.check_loaders(datasets.NAMES)
        except ValueError as error:
            raise DeclarationError(f"{name}: {error}") from None
        return importlib.import_module(f"paper_repro.{name}.paper").PAPER

    def __iter__(self) -> Iterator[str]:
        return iter(NAMES)

    def __len__(self) -> int:
        return len(NAMES)


PAPERS = _Papers()


def paper(name: str) -> Paper:
    """The paper of that name.

    Raises:
        UserError: there is none.
    """
    if name not in NAMES:
        raise UserError(f"paper must be one of {', '.join(NAMES)}. Received: {name!r}.")
    return PAPERS[name]


def engine(name: str) -> Paper:
    """What has trained the runs of a folder of that name: a paper, or ``FINETUNE``.

    Raises:
        UserError: there is none.
    """
    if name == FINETUNE:
        return importlib.import_module("paper_repro.magnatagatune.own_labels.engine").ENGINE
    return paper(name)
