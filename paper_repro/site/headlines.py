"""The headline numbers of ``results/real.json`` as the front page shows them: published, rendered and real in a row."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paper_repro.core.evaluation.claims import Verdict
from paper_repro.site.claims import Mark
from paper_repro.site.grids import Cell
from paper_repro.site.readme import anchor

_VERDICTS = "|".join(re.escape(verdict.value) for verdict in Verdict)
#: A side as it is printed: score; distance: verdict (what was scored).
_SIDE = re.compile(rf"(?P<numbers>[^:()]*?)(?:: (?P<verdict>{_VERDICTS}))?(?: \((?P<of>.*)\))?")


@dataclass(frozen=True)
class Side:
    """What one kind of data says: numbers in the order of the claim's parts, or ``why`` there are none.

    Attributes:
        source: a key of ``claims.SOURCES``.
        numbers: score and distance, or one of them.
        mark: the verdict on the distance; None where there is none.
        of: what was scored, where it is not what the paper scored.
        href: where the numbers stand, from the site's root; empty where they come from the paper.
        why: what stands in their place.
    """

    source: str
    numbers: tuple[Cell, ...] = ()
    mark: Mark | None = None
    of: str = ""
    href: str = ""
    why: str = ""


@dataclass(frozen=True)
class Headline:
    """``claim``: what the first number is; ``further``: what stands behind it, such as what the second is above."""

    claim: str
    further: str
    place: str
    sides: tuple[Side, ...]


@dataclass(frozen=True)
class Headlines:
    """All of them by paper, in the order of the file."""

    lead: str
    groups: Mapping[str, Sequence[Headline]]
    notes: Sequence[str]


def headlines_of(results: Path) -> Headlines | None:
    """Where ``python -m paper_repro claims`` has written them; None where not, or where the file is another's."""
    try:
        content = json.loads((results / "real.json").read_text(encoding="utf-8"))
        groups: dict[str, list[Headline]] = {}
        for row in content["table"]:
            groups.setdefault(str(row["paper"]), []).append(_headline(row))
        return Headlines(" ".join(content["lead"]), groups, tuple(content["notes"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _headline(row: Mapping[str, Any]) -> Headline:
    claim, _, further = str(row["claim"]).partition("; ")
    return Headline(claim, further, str(row["place"]), tuple(_sides(row)))


def _sides(row: Mapping[str, Any]) -> Iterator[Side]:
    # A distance that the paper does not state needs no words beside a score that it does.
    stated = [part for part in str(row["published"]).split("; ") if part != "not stated"]
    yield Side("published", tuple(map(Cell, stated)), why="" if stated else "not stated")
    for source in ("rendered", "real"):
        table = str((row.get(f"{source}_numbers") or {}).get("table") or "")
        paper, _, name = table.partition("/")
        yield _side(source, str(row[source]), f"papers/{paper}.html#{anchor(name)}" if name else "")


def _side(source: str, text: str, href: str) -> Side:
    match = _SIDE.fullmatch(text)
    numbers = tuple(map(Cell, match["numbers"].split("; "))) if match else ()
    if not match or any(cell.number is None for cell in numbers):
        return Side(source, href=href, why=text.removeprefix("none: "))
    verdict = match["verdict"]
    return Side(source, numbers, Mark(verdict) if verdict else None, match["of"] or "", href)
