"""A table and its figure from one command."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Together:
    """Artifacts that one script makes: printed one after the other, written side by side."""

    artifacts: Sequence[Any]

    def text(self) -> str:
        return "\n".join(artifact.text() for artifact in self.artifacts)

    def write(self, out: Path) -> list[Path]:
        return [path for artifact in self.artifacts for path in artifact.write(out)]
