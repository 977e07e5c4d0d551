"""What ``predict`` does where nothing else is asked for, and the forms of its answers."""

from __future__ import annotations

from pathlib import Path

#: The network that is meant where none is named.
DEFAULT = "mtt_musicnn"
RUNS = Path("runs")
#: Tags that are given where no number is asked for.
TOP = 10
#: Of computation; the first where none is asked for.
PRECISIONS = ("float32", "bfloat16")
FORMATS = ("table", "json", "jsonl", "csv")
