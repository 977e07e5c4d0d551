"""``python -m paper_repro price``: what trainings at the published settings would cost."""

from __future__ import annotations

import argparse

from paper_repro.core import command_line as cli
from paper_repro.core.errors import UserError
from paper_repro.core.process import backend_name, other_backend
from paper_repro.papers import NAMES, PAPERS, paper

#: Of a card on such networks, 10^12 operations a second, at most: a slip of units.
MOST_TERAFLOPS = 1e6


def add_price_command(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of ``price`` to its parser."""
    parser.add_argument("paper", nargs="?", metavar="PAPER", help=f"default: all of {', '.join(NAMES)}")
    parser.add_argument("rows", nargs="*", metavar="ROW", help="as runs are named; default: all of its tables")
    parser.add_argument("--data", type=cli.path, help="your copy of the data set; default: counts of the published one")
    parser.add_argument("--steps", type=cli.natural, default=2, metavar="N", help="measured a row; 0: only counted")
    parser.add_argument(
        "--teraflops", type=_teraflops, metavar="T", help="10^12 operations a second that a card reaches on them"
    )
    parser.add_argument("--precision", choices=cli.PRECISIONS, default=cli.PRECISIONS[0])
    parser.add_argument("--devices", default="auto", metavar="D", help="auto, cpu or gpu:N")
    parser.add_argument("--out", type=cli.path, default=cli.Options.out, help="folder for tables; default: results")
    parser.set_defaults(work=_price)


def _teraflops(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not 0.0 < value <= MOST_TERAFLOPS:
        raise argparse.ArgumentTypeError(f"must be a number above 0, of 10^12 operations a second, received {text!r}")
    return value


def _price(arguments: argparse.Namespace) -> None:
    if other_backend():
        raise UserError(f"KERAS_BACKEND: price counts TensorFlow's operations, unset it. Received: {backend_name()!r}.")
    chosen = [paper(arguments.paper)] if arguments.paper else list(PAPERS.values())
    if arguments.data is not None and len(chosen) > 1:
        raise UserError(f"--data is one data set's folder: name one paper. Received: {len(chosen)} papers.")
    own = {name: getattr(arguments, name) for name in ("data", "precision", "devices", "out")}
    options = cli.options_of(argparse.Namespace(**{**vars(cli.Options()), "preset": "paper", **own}))
    for each in chosen:
        _refuse_other_rows(each, arguments.rows)
    from paper_repro.core.reporting.price import price_table

    for each in chosen:
        table = price_table(each, each.options.of(options), arguments.rows, arguments.steps, arguments.teraflops)
        cli.show(table, options.out)


def _refuse_other_rows(chosen, names) -> None:
    known = {**(chosen.trainings or chosen.rows), **chosen.future}
    networks = [name for name, row in known.items() if row.network]
    for name in names:
        if name not in networks:
            raise UserError(f"row must be one of {', '.join(networks)}: the networks. Received: {name!r}.")
