"""What came out of a row's runs, and all that a table or figure reads."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

import numpy as np
import pandas as pd

from paper_repro import DISTRIBUTION
from paper_repro.core.command_line import Options, preset_label
from paper_repro.core.training.corpus import Corpus
from paper_repro.core.training.run import RunFolder


@dataclass(frozen=True)
class RunOutcome:
    """One row's outcome over its seeds; the base class of the papers' ``Outcome``, which know what predictions mean."""

    config: Any
    runs: tuple[RunFolder, ...]

    @cached_property
    def _predictions(self) -> list[pd.DataFrame]:
        return [run.read_predictions().sort_values(["split", "clip_id"]) for run in self.runs]

    def part(self, split: str) -> list[pd.DataFrame]:
        """A split's predictions, a frame per seed, all in the order of clip ids; cells as they were written."""
        return [frame[frame["split"] == split] for frame in self._predictions]

    def column(self, name: str, split: str = "test") -> np.ndarray:
        """A column of numbers: float ``(seeds, items)``."""
        return np.stack([frame[name].astype(float).to_numpy() for frame in self.part(split)])

    def clip_ids(self, split: str = "test") -> list[str]:
        return self.part(split)[0]["clip_id"].tolist()

    @cached_property
    def metrics(self) -> list[dict]:
        """Metrics by name, a dictionary per seed."""
        return [run.read_metrics() for run in self.runs]


RowOutcome = TypeVar("RowOutcome", bound=RunOutcome)


@dataclass(frozen=True)
class Results(Generic[RowOutcome]):
    """All that a table or figure reads: the corpus and every row's outcome.

    ``counts`` are those of the items: ``in``, ``used``, and refused ones by reason. ``packages`` are those whose
    versions the paper's tables name besides ours, TensorFlow's and Keras'.
    """

    options: Options
    corpus: Corpus
    rows: dict[str, RowOutcome]
    counts: dict[str, int]
    packages: Sequence[str] = ()

    @property
    def provenance(self) -> dict[str, str | list[str]]:
        runs = [run for row in self.rows.values() for run in row.runs]
        made = [json.loads((run.path / "environment.json").read_text(encoding="utf-8")) for run in runs]
        versions = {
            name: _distinct(environment["packages"].get(name) or "not recorded" for environment in made)
            for name in (DISTRIBUTION, "tensorflow", "keras", *self.packages)
        }
        return {
            "Data": self.corpus.source,
            "Preset": preset_label(self.options.preset),
            "Seeds": f"0 to {self.options.seeds - 1}" if self.options.seeds > 1 else "0",
            "Versions": ", ".join(f"{name} {version}" for name, version in versions.items()),
            "Device": _distinct("GPU" if any("GPU" in name for name in at["devices"]) else "CPU" for at in made),
            "runs": [run.name for run in runs],
        }

    def count_note(self) -> str:
        """Items in = items used + items refused, in one sentence."""
        refused = ", ".join(
            f"{number:,} {reason}" for reason, number in self.counts.items() if reason not in ("in", "used") and number
        )
        doubled = self.corpus.duplicate_rows
        return (
            f"{self.corpus.unit.capitalize()}s: {self.counts['in']:,} in, {self.counts['used']:,} used; "
            + (f"refused: {refused}." if refused else "none refused.")
            + (f" Repeated rows dropped: {doubled}." if doubled else "")
        )


def _distinct(values: Iterable[str]) -> str:
    """One value where all agree, all of them where runs were made in several environments."""
    return " / ".join(sorted(set(values)))
