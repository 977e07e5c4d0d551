"""The pages of the site as data: papers, their results, the board. Templates only print what stands here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from paper_repro.core.paper import Paper
from paper_repro.core.reporting.results import Written
from paper_repro.site.about import about
from paper_repro.site.claims import Claim, Mark, tally
from paper_repro.site.grids import Grid, grids_of
from paper_repro.site.origin import Origin, origin_of
from paper_repro.site.pictures import Picture, picture
from paper_repro.site.readme import Section, anchor, readme_of

#: Papers with a drawing of their own.
DRAWINGS = Path(__file__).parent / "templates" / "drawings"


@dataclass(frozen=True)
class Result:
    """A table or a figure. ``damage`` says what is wrong with its files, mostly nothing."""

    name: str
    title: str
    anchor: str
    origin: Origin
    lead: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    grids: tuple[Grid, ...] = ()
    picture: Picture | None = None
    damage: str = ""


@dataclass
class PaperPage:
    """All of one paper. ``order`` is that of its artifacts."""

    paper: Paper
    claims: Sequence[Claim] = ()
    untested: Sequence[Mapping[str, str]] = ()
    results: Sequence[Result] = ()
    warnings: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.paper.name

    @property
    def name(self) -> str:
        return about(self.key).name

    @property
    def href(self) -> str:
        return f"papers/{self.key}.html"

    @property
    def title(self) -> str:
        return self.paper.module("published").TITLE

    @property
    def authors(self) -> str:
        return self.paper.module("published").AUTHORS

    @property
    def drawing(self) -> str:
        return self.key if (DRAWINGS / f"{self.key}.svg").is_file() else "other"

    @cached_property
    def _readme(self):
        return readme_of(self.paper, {result.anchor for result in self.results})

    @property
    def idea(self) -> str:
        return self._readme.idea

    @property
    def short(self) -> str:
        """The idea in one sentence."""
        return about(self.key).idea or self.idea

    @property
    def odd(self) -> list[Section]:
        return [section for section in self._readme.sections if section.odd]

    @property
    def choices(self) -> list[Section]:
        """Readings and choices first, then what else the README says."""
        others = [section for section in self._readme.sections if not section.odd]
        return sorted(others, key=lambda section: section.title != "Readings and choices")

    @property
    def tally(self) -> list[tuple[Mark, int]]:
        return tally(self.claims)

    @property
    def first(self) -> list[Claim]:
        """The claims to see first, those on which something came out."""
        by_key = {claim.key: claim for claim in self.claims}
        return [by_key[key] for key in about(self.key).first if key in by_key and by_key[key].plots]

    @property
    def tables(self) -> list[Result]:
        return [result for result in self.results if result.grids]

    @property
    def figures(self) -> list[Result]:
        return [result for result in self.results if result.picture]


def results_of(
    written: Sequence[Written], folder: Path, paper: Paper | None, out: Path
) -> tuple[list[Result], list[str]]:
    """Tables and figures in the order of the paper's artifacts; pictures are copied into ``out``.

    Returns:
        the results, and a warning for each that has other than sound files.
    """
    order = {name: at for at, name in enumerate(paper.artifacts if paper else ())}

    def place(each: Written) -> tuple[int, str]:
        name = each.name.partition("/")[2]
        return min((at for known, at in order.items() if name.startswith(known)), default=len(order)), name

    results, warnings = [], []
    for each in sorted(written, key=place):
        result = _result(each, folder, paper, out)
        results.append(result)
        warnings += [f"{each.name}: {text}" for text in (result.damage, result.origin.remark) if text]
    return results, warnings


def _result(written: Written, folder: Path, paper: Paper | None, out: Path) -> Result:
    base = folder / written.name
    content = written.content
    shown, wrong = picture(base.parent, base.name, out / "figures" / base.parent.name, f"figures/{base.parent.name}")
    grids, damage = ([], "") if shown else grids_of(written, base.with_suffix(".md"))
    return Result(
        name=written.name,
        title=str(content["title"]),
        anchor=anchor(base.name),
        origin=origin_of(written, paper),
        lead=tuple(map(str, content.get("lead") or ())),
        notes=tuple(map(str, content.get("notes") or ())),
        grids=tuple(grid for grid in grids if not _elsewhere(grid)),
        picture=shown,
        damage=wrong or damage,
    )


def _elsewhere(grid: Grid) -> bool:
    """Claims with findings, and sentences that no test decides, stand in a section of their own."""
    return grid.key == "untested" or (
        grid.key == "claims" and bool(grid.records) and all("findings" in record for record in grid.records)
    )
