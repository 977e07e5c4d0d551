"""What a folder's ``sample.json`` says of it: how numbers name their data."""

from __future__ import annotations

import json
from pathlib import Path


def source_of(root: Path, published: str, simulated: str = "annotators", unit: str = "clips") -> str:
    """The sentence that every number carries: a sample corpus with its settings, else the ``published`` data.

    ``simulated`` says who labelled the sample, ``unit`` what its items are.
    """
    about = root / "sample.json"
    if not about.exists():
        return f"{published} in {root.name}/"
    settings = json.loads(about.read_text(encoding="utf-8"))["settings"]
    return (
        f"sample corpus (rendered music, simulated {simulated}): {settings['clips']} {unit}, seed {settings['seed']}, "
        f"difficulty {settings['difficulty']}"
    )
