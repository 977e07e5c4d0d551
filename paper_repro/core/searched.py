"""The best trial of a search, as a file that tables take: which training, and its settings as differences."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paper_repro.core.errors import UserError
from paper_repro.core.files import write_text


@dataclass(frozen=True)
class Searched:
    """Settings that a search found for one training of a paper, under one preset."""

    paper: str
    training: str
    preset: str
    changes: Mapping[str, Any]
    goal: str
    score: float

    def write(self, path: Path) -> None:
        write_text(path, json.dumps(self.__dict__, indent=1) + "\n")

    @classmethod
    def read(cls, path: Path, paper: str, preset: str) -> Searched:
        """The file's content.

        Raises:
            UserError: it is no such file, or of another paper or preset.
        """
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            found = cls(**{**content, "changes": {name: _tuples(value) for name, value in content["changes"].items()}})
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise UserError(
                f"--searched {path}: not what search --apply has written ({error}); give searched_ROW.json of results."
            ) from None
        for name, wanted in (("paper", paper), ("preset", preset)):
            if getattr(found, name) != wanted:
                raise UserError(
                    f"--searched {path}: of {name} {getattr(found, name)}; search for this one. Received: {wanted}."
                )
        return found


def _tuples(value: Any) -> Any:
    """JSON's lists as the tuples that a frozen config holds."""
    return tuple(_tuples(inner) for inner in value) if isinstance(value, list) else value
