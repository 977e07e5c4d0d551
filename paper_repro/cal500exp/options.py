"""Options of this paper's scripts beyond the shared ones."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paper_repro.cal500exp.config import TAG_SETS
from paper_repro.core.command_line import Options


@dataclass(frozen=True)
class TagOptions(Options):
    """``tags``: the 18 emotions, or all 67."""

    tags: str = "emotion"

    @property
    def changes(self) -> dict[str, Any]:
        return {**super().changes, "tags": self.tags}

    @property
    def suffix(self) -> str:
        """Of the artifacts' names, so that none overwrites another's."""
        return "" if self.tags == "emotion" else "_all_tags"

    @classmethod
    def add_own(cls, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--tags", choices=TAG_SETS, default="emotion", help="18 emotions or 67 tags; default: emotion"
        )

    @classmethod
    def own(cls, arguments: argparse.Namespace) -> dict[str, Any]:
        return {"tags": arguments.tags}


@dataclass(frozen=True)
class TimelineOptions(TagOptions):
    """``file``: a sound file, None for a test track of the corpus; ``run``: a finished run, None for the newest."""

    file: Path | None = None
    run: Path | None = None

    @classmethod
    def add_own(cls, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="a sound file; default: a test track with its labels")
        parser.add_argument("--run", type=Path, help="folder of a finished run; default: the newest")

    @classmethod
    def own(cls, arguments: argparse.Namespace) -> dict[str, Any]:
        return {"file": arguments.file, "run": arguments.run}
