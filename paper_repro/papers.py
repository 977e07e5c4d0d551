"""The papers, and which artifacts each has: what ``list`` and ``reproduce`` go by."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from paper_repro.core.errors import UserError


@dataclass(frozen=True)
class Paper:
    """One paper folder. ``artifacts`` are its scripts in the order in which ``reproduce`` runs them."""

    name: str
    artifacts: tuple[str, ...]

    def module(self, name: str) -> ModuleType:
        return importlib.import_module(f"paper_repro.{self.name}.{name}")

    @property
    def folder(self) -> Path:
        return Path(__file__).resolve().parent / self.name

    def produce(self, artifact: str):
        """The script's function from options to artifact: its ``table`` or its ``figure``."""
        module = self.module(artifact)
        return getattr(module, "table", None) or module.figure


PAPERS = {
    paper.name: paper
    for paper in (
        Paper("majorminer", ("table1", "figure2", "figure3", "figure4", "audit")),
        Paper("musiccaps", ("table1", "figure1", "figure2", "audit")),
        Paper("cal500exp", ("table2", "figure4", "timeline", "table1", "figure1", "audit")),
        Paper(
            "magnatagatune",
            ("table2", "table3", "table1", "figure1", "figure2", "figure3", "figure6", "per_tag", "audit"),
        ),
        Paper(
            "songtitle",
            ("table4", "table5", "figure8", "figure7", "figure6", "table1", "table2", "table3", "figure5", "audit"),
        ),
    )
}


def paper(name: str) -> Paper:
    """The paper of that name.

    Raises:
        UserError: there is none.
    """
    if name not in PAPERS:
        raise UserError(f"paper must be one of {', '.join(PAPERS)}. Received: {name!r}.")
    return PAPERS[name]
