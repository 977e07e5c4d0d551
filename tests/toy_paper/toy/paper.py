"""What the paper is made of: rows, artifacts, search."""

from __future__ import annotations

from paper_repro.toy.config import PRESETS, Config

from paper_repro.core.paper import Paper, Row, Search

PAPER = Paper(
    name="toy",
    config=Config,
    presets=PRESETS,
    rows={"mean": Row("mean over time"), "max": Row("maximum over time", {"pool": "max"})},
    sample={"smoke": 60, "quick": 200, "paper": 2000},
    artifacts=("table1", "audit"),
    search=Search("mean", "validation accuracy", "valid_accuracy", "max"),
)
