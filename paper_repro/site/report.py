"""``python -m paper_repro report``: results become a folder of pages that opens from disk and from any web server."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from paper_repro import DISTRIBUTION, __version__
from paper_repro.core.errors import UserError
from paper_repro.core.evaluation.claims import MIN_ITEMS, Verdict
from paper_repro.core.files import write_text
from paper_repro.core.paper import Paper
from paper_repro.core.reporting.board import board
from paper_repro.core.reporting.results import Written, read_results
from paper_repro.core.reporting.table import Table
from paper_repro.site.claims import SLUGS, SOURCES, Claim, Mark, claims_of, tally
from paper_repro.site.clips.listen import clips_of
from paper_repro.site.headlines import headlines_of
from paper_repro.site.origin import DATA
from paper_repro.site.pages import PaperPage, results_of
from paper_repro.site.rendering import environment

#: Written last: a folder with it is a site, and may be replaced by a newer one.
MARK = "site.json"
STATIC = Path(__file__).parent / "static"
#: What each verdict says to a reader who has never met an interval.
MEANINGS = {
    Verdict.HOLDS: "All of the interval lies where the claim wants it.",
    Verdict.FAILS: "None of it does.",
    Verdict.UNDECIDED: "The interval crosses the edge: more test items or trainings are needed.",
    Verdict.TOO_FEW: f"Fewer than {MIN_ITEMS} test items decide nothing.",
    Verdict.UNTESTABLE: "This kind of data cannot answer it.",
    Verdict.NOT_RUN: "No result for it is in this folder.",
}


@dataclass(frozen=True)
class Board:
    """The board of claims for its template."""

    lead: Sequence[str]
    claims: Sequence[Claim]
    names: Mapping[str, str]

    @property
    def sources(self) -> list[str]:
        met = {found.data for claim in self.claims for found in claim.found}
        return [source for source in SOURCES if source in met]


@dataclass(frozen=True)
class Site:
    """What every page knows."""

    pages: Sequence[Mapping[str, str]]
    results: str
    version: str = f"{DISTRIBUTION} {__version__}"

    @property
    def sources(self) -> Mapping[str, str]:
        return SOURCES

    @property
    def kinds(self) -> Mapping[str, str]:
        return DATA

    @property
    def verdicts(self) -> Mapping[str, Mark]:
        return {verdict.value: Mark(verdict.value) for verdict in Verdict}


@dataclass(frozen=True)
class Sources:
    """What a site is made from.

    Attributes:
        results: a folder of results.
        runs: where runs are kept, for clips to listen to.
        data: folders of data sets, for clips of runs on them.
        include_audio: whether the sound of real clips is copied into the site.
    """

    results: Path = Path("results")
    runs: Path = Path("runs")
    data: Sequence[Path] = ()
    include_audio: bool = False


def build(papers: Mapping[str, Paper], sources: Sources, out: Path) -> list[str]:
    """Writes the site.

    Returns:
        warnings: what is missing, damaged or of another version. Each stands on its page too.

    Raises:
        UserError: no results, a damaged file of theirs, or ``out`` holds something that is not a site.
    """
    written = read_results(sources.results)
    table = board(papers, written)
    with _replacing(out) as new:
        return _build(papers, sources, table, list(written.values()), new)


def _build(
    papers: Mapping[str, Paper], sources: Sources, table: Table, written: Sequence[Written], out: Path
) -> list[str]:
    results = sources.results
    claims = claims_of(table.blocks[0].rows)
    untested = table.blocks[1].rows if len(table.blocks) > 1 else []
    pages = [_page(paper, claims, untested, written, results, out) for paper in papers.values()]
    others = [each for each in written if each.paper not in papers]
    method, odd = results_of(others, results, None, out)
    warnings = [*_stale(table.blocks[0].records(), results), *odd]
    listed = [{"href": page.href, "name": page.name} for page in pages]
    if method:
        listed.append({"href": "method.html", "name": "How it is judged"})
    site = Site(listed, results.name)
    env = environment(site)
    shutil.copytree(STATIC, out / "static", dirs_exist_ok=True)
    shown = Board(table.lead, claims, {page.key: page.name for page in pages})
    _write(
        env, out, "index.html", "index.html", papers=pages, board=shown, tally=tally(claims), warnings=warnings,
        first=any(page.first for page in pages), example=_example(claims), headlines=headlines_of(results),
        meanings=[(Mark(verdict.value), MEANINGS[verdict]) for verdict in SLUGS],
        description="Five papers on music tagging, reproduced: each claim, and what came out.",
    )  # fmt: skip
    silent = []
    for page in pages:
        href = f"clips/{page.key}"
        clips, quiet = clips_of(page.paper, sources.runs, sources.data, out / href, href, sources.include_audio)
        silent += [f"{page.key}: {text}" for text in quiet]
        _write(
            env, out, page.href, "paper.html", paper=page, claims=page.claims, untested=page.untested,
            odd=page.odd, choices=page.choices, tables=page.tables, figures=page.figures, warnings=page.warnings,
            clips=clips, silent=quiet,
            description=page.idea or page.title,
        )  # fmt: skip
    if method:
        _write(env, out, "method.html", "method.html", tables=method, description="How verdicts are found and tested.")
    files = sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())
    write_text(out / MARK, json.dumps({"version": site.version, "files": files}, indent=1) + "\n")
    return [*warnings, *(f"{page.key}: {text}" for page in pages for text in page.warnings), *silent]


def _page(
    paper: Paper, claims: Sequence[Claim], untested: Iterable[Mapping], written: Iterable[Written], folder: Path,
    out: Path,
) -> PaperPage:  # fmt: skip
    own = [each for each in written if each.paper == paper.name]
    results, warnings = results_of(own, folder, paper, out)
    if not own:
        warnings = [
            f"No results of this paper in {folder}: make them with python -m paper_repro reproduce {paper.name}."
        ]
    return PaperPage(
        paper,
        claims=[claim for claim in claims if claim.paper == paper.name],
        untested=[each for each in untested if each["paper"] == paper.name],
        results=results,
        warnings=warnings,
    )


def _example(claims: Iterable[Claim]):
    """A plot to explain: one with a published number beside ours, and with an interval."""
    plots = [part for claim in claims for part in claim.plots if any(line.low < line.high for line in part.lines)]
    return max(plots, key=lambda part: len({line.source for line in part.lines}), default=None)


def _stale(entries: Sequence[Mapping[str, Any]], results: Path) -> list[str]:
    """The board is read from the tables; a written board that says other things is of older ones."""
    path = results / "claims.json"
    try:
        stored = json.loads(path.read_text(encoding="utf-8")).get("claims") if path.is_file() else None
    except (ValueError, OSError, AttributeError):
        return [f"{path.name} cannot be read: the board is read from the tables."]
    if stored is not None and stored != json.loads(json.dumps(list(entries), default=str)):
        return [f"{path.name} is older than the tables, which this board is read from: python -m paper_repro claims."]
    return []


@contextmanager
def _replacing(out: Path) -> Iterator[Path]:
    """A new folder beside ``out``, whose files take the place of the site in ``out`` when the block ends well.

    Of an older site its own files alone are removed.

    Raises:
        UserError: ``out`` cannot be written to, or holds something that is no site.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        old = _files_of(out)
        with TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent) as folder:
            new = Path(folder) / "site"  # with the permissions of other folders, which a temporary one has not
            new.mkdir()
            yield new
            for name in old:
                (out / name).unlink(missing_ok=True)
            shutil.copytree(new, out, dirs_exist_ok=True, copy_function=os.replace)
    except OSError as error:
        raise UserError(f"--out {out}: cannot be written to ({error.strerror}); choose another folder.") from None


def _files_of(out: Path) -> list[str]:
    """Names of the files of the site in ``out``, those outside of it aside; of an empty folder none."""
    if not any(out.iterdir()):
        return []
    if not (out / MARK).is_file():
        raise UserError(f"--out {out}: holds something that is not a site of this program; choose a new folder.")
    try:
        names = [str(name) for name in json.loads((out / MARK).read_text(encoding="utf-8"))["files"]]
    except (ValueError, KeyError, TypeError):
        raise UserError(f"{out / MARK}: damaged; choose a new folder, or delete this one.") from None
    return [name for name in names if (out / name).resolve().is_relative_to(out.resolve())]


def _write(env, out: Path, href: str, template: str, **values: Any) -> None:
    root = "../" * href.count("/")
    write_text(out / href, env.get_template(template).render(root=root, here=href * (href != "index.html"), **values))
