"""What came out of a row's runs, and all that a table or figure reads."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, TypeVar

import numpy as np
import pandas as pd

from paper_repro import DISTRIBUTION
from paper_repro.core.command_line import Options, preset_label
from paper_repro.core.errors import NotRun
from paper_repro.core.training.corpus import Corpus
from paper_repro.core.training.run import RunFolder


@dataclass(frozen=True)
class RunOutcome:
    """One row's outcome over its seeds; the base class of the papers' ``Outcome``, which know what predictions mean.

    ``corpus`` is what the row was trained and tested on: it knows which items belong together.
    """

    config: Any
    runs: tuple[RunFolder, ...]
    corpus: Corpus | None = field(default=None, compare=False, repr=False)

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

    def step_ms(self) -> float:
        """Milliseconds of a training step on the machine that trained; of several seeds the fastest."""
        seconds = [run.read_step_seconds() for run in self.runs]
        return 1e3 * float(np.nanmin(seconds)) if not np.isnan(seconds).all() else math.nan

    @cached_property
    def metrics(self) -> list[dict]:
        """Metrics by name, a dictionary per seed."""
        return [run.read_metrics() for run in self.runs]


RowOutcome = TypeVar("RowOutcome", bound=RunOutcome)


class Rows(dict[str, RowOutcome], Generic[RowOutcome]):
    """Outcomes by row; one that is missing has not been trained."""

    def __missing__(self, name: str) -> RowOutcome:
        raise NotRun(f"{name} has not been trained")


@dataclass(frozen=True)
class Results(Generic[RowOutcome]):
    """All that a table or figure reads: the corpus and every row's outcome.

    ``counts`` are those of the items: ``in``, ``used``, and refused ones by reason. ``packages`` are those whose
    versions the paper's tables name besides ours, TensorFlow's and Keras'.
    """

    options: Options
    corpus: Corpus
    rows: Rows[RowOutcome]
    counts: dict[str, int]
    packages: Sequence[str] = ()

    @property
    def provenance(self) -> dict[str, Any]:
        runs = [run for row in self.rows.values() for run in row.runs]
        made = [json.loads((run.path / "environment.json").read_text(encoding="utf-8")) for run in runs]
        versions = {
            name: _distinct(environment["packages"].get(name) or "not recorded" for environment in made)
            for name in (DISTRIBUTION, "tensorflow", "keras", *self.packages)
        }
        return {
            "Data": self.corpus.source,
            **({} if self.corpus.rendered else self.corpus.credit),
            "Preset": preset_label(self.options.preset),
            **({"Settings": f"searched, {self.options.searched.name}"} if self.options.searched else {}),
            "Seeds": f"0 to {self.options.seeds - 1}" if self.options.seeds > 1 else "0",
            "Versions": ", ".join(f"{name} {version}" for name, version in versions.items()),
            **_backends(made),
            "Device": _distinct("GPU" if any("GPU" in name for name in at["devices"]) else "CPU" for at in made),
            "runs": [run.name for run in runs],
            # For programs: what two folders of results must share to be compared.
            "about": {
                "data": "rendered" if self.corpus.rendered else "real",
                "preset": self.options.preset,
                "seeds": self.options.seeds,
            },
        }

    def lead(self) -> str:
        """What the numbers stand on, in one sentence: the second of a table's two."""
        music = "rendered" if self.corpus.rendered else "real"
        trainings = "one training" if self.options.seeds == 1 else f"{self.options.seeds} trainings"
        preset = {"smoke": ", smoke preset: the numbers mean nothing", "paper": ", published settings"}
        small = preset.get(self.options.preset, ", networks and epochs cut to minutes on two cores (quick preset)")
        return f"On {self.counts['used']:,} {music} {self.corpus.unit}s, {trainings} a row{small}."

    def interval_note(self, unit: str = "") -> str:
        """What the 95 % intervals are over, in one sentence; ``unit``: of the items that are drawn together."""
        unit = unit or f"{self.corpus.unit}s"
        if self.options.seeds == 1:
            return (
                f"95 % t intervals over test {unit}. One training a row: a verdict is about this training, not about "
                "the method (`--seeds 3` trains more)."
            )
        return f"95 % t intervals over {self.options.seeds} trainings (seeds) and test {unit} together."

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


def _backends(made: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What Keras ran on, where that is another backend than TensorFlow."""
    names = {at.get("backend", "tensorflow") for at in made}
    if names == {"tensorflow"}:
        return {}
    return {"Backend": _distinct(f"{at['backend']} {at['packages'].get(at['backend'])}" for at in made)}


def _distinct(values: Iterable[str]) -> str:
    """One value where all agree, all of them where runs were made in several environments."""
    return " / ".join(sorted(set(values)))
