"""Where the numbers of a table or figure come from: data, preset, seeds, versions, runs, and the command for them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from paper_repro import DISTRIBUTION, __version__
from paper_repro.core.paper import Paper
from paper_repro.core.reporting.results import Written

#: Data that numbers stand on: ``claims.SOURCES`` in words.
DATA = {
    "rendered": "rendered music: composed from a seed, tagged by simulated listeners",
    "real": "real music, or published features of it",
    "labels": "published labels or texts, nothing trained",
}


@dataclass(frozen=True)
class Origin:
    """What a reader who asks where a number comes from is told.

    Attributes:
        data: a key of ``DATA``; empty where the file does not say.
        facts: name and text of each fact, in order.
        runs: names of the run folders.
        command: what makes the table again; empty where unknown.
        remark: what the reader must know first: other version, smoke preset; mostly empty.
    """

    data: str
    facts: tuple[tuple[str, str], ...]
    runs: tuple[str, ...]
    command: str
    remark: str


def origin_of(written: Written, paper: Paper | None) -> Origin:
    provenance = written.content.get("provenance")
    provenance = provenance if isinstance(provenance, Mapping) else {}
    return Origin(
        data=_data(written, provenance),
        facts=tuple((key, value) for key, value in provenance.items() if isinstance(value, str) and value),
        runs=tuple(map(str, provenance.get("runs") or ())),
        command=_command(written, paper),
        remark=" ".join(_remarks(written, provenance)),
    )


def _data(written: Written, provenance: Mapping[str, Any]) -> str:
    stated = written.about.get("data")
    if stated in DATA:
        return stated
    text = str(provenance.get("Data", ""))
    if text.startswith("sample corpus"):
        return "rendered"
    if written.name.endswith("_published"):
        return "labels"
    return "real" if "_real" in written.name else ""


def _remarks(written: Written, provenance: Mapping[str, Any]) -> Iterator[str]:
    if "smoke" in str(provenance.get("Preset", "")) or written.about.get("preset") == "smoke":
        yield "Smoke preset: these numbers mean nothing, they show that everything runs."
    ours = f"{DISTRIBUTION} {__version__}"
    stated = written.versions.split(", ")[0]
    # Tables that train nothing name the libraries alone.
    if stated and stated != ours and not stated.startswith("tensorflow "):
        yield f"Made by another version ({stated}; this is {ours}): its numbers and claims may have changed since."


def _command(written: Written, paper: Paper | None) -> str:
    """Names of artifacts on a user's data end in what they were made from, as in ``table1_real``."""
    if paper is None:
        return ""
    name = written.name.partition("/")[2]
    data = " --data DIR" if re.search(r"_(real|published)", name) else ""
    if name == "seeds":
        return f"python -m paper_repro seeds {paper.name} --seeds 3"
    if name.startswith("model_"):
        return f"python -m paper_repro draw {paper.name} {name.removeprefix('model_')}"
    bare = re.sub(r"_(real|published)(_sound)?", "", name)
    for script in (name, bare, bare.removesuffix("_figure")):
        if (paper.folder / f"{script}.py").is_file():
            return f"python -m paper_repro.{paper.name}.{script}{data}"
    return ""
