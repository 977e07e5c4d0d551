"""``python -m paper_repro claims``: the board; published, rendered and real in one table; the README's first table."""

from __future__ import annotations

import argparse

from paper_repro.core import command_line as cli


def add_claims_command(parser: argparse.ArgumentParser) -> None:
    """Adds the options of ``claims`` to its parser."""
    parser.add_argument("--results", type=cli.path, default=cli.Options.out, metavar="DIR", help="default: results")
    parser.add_argument("--out", type=cli.path, metavar="DIR", help="default: the folder of --results")
    parser.set_defaults(work=_claims)


def _claims(arguments: argparse.Namespace) -> None:
    # Imported here: tables start NumPy, which most commands do without.
    from paper_repro.commands import collected
    from paper_repro.core.reporting.results import read_results

    out = arguments.out or arguments.results
    written = read_results(arguments.results)
    tables = [collected.every_claim(written), collected.real(written)]
    cli.check_writable(out, "--out")
    for table in tables:
        cli.show(table, out)
    if out == arguments.results:
        collected.update_readme(out, written)
