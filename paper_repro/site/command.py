"""``python -m paper_repro report`` and ``serve``: their options."""

from __future__ import annotations

import argparse
import sys

from paper_repro.core import command_line as cli
from paper_repro.papers import PAPERS


def add_report_command(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of ``report``."""
    parser.add_argument("--results", type=cli.path, default=cli.Options.out, metavar="DIR", help="default: results")
    parser.add_argument(
        "--runs", type=cli.path, default=cli.Options.runs, metavar="DIR", help="clips to listen to; default: runs"
    )
    parser.add_argument("--out", type=cli.path, required=True, metavar="DIR", help="the site; opens from disk")
    parser.add_argument(
        "--data",
        type=cli.path,
        action="append",
        default=[],
        metavar="DIR",
        help="a data set, for clips of runs on it; may be given again",
    )
    parser.add_argument(
        "--include-audio", action="store_true", help="copy the sound of real clips into the site; rendered always is"
    )
    parser.set_defaults(work=_report)


def add_serve_command(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of ``serve``."""
    parser.add_argument(
        "--runs", type=cli.path, default=cli.Options.runs, metavar="DIR", help="papers' networks; default: runs"
    )
    parser.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="default: this machine alone")
    parser.add_argument("--port", type=cli.natural, default=8000, metavar="N", help="default: 8000; 0: a free one")
    parser.set_defaults(work=_serve)


def _serve(arguments: argparse.Namespace) -> None:
    cli.check_backend()
    from paper_repro.site.serve.server import serve

    serve(arguments.runs, arguments.host, arguments.port)


def _report(arguments: argparse.Namespace) -> None:
    from paper_repro.site.report import Sources, build

    sources = Sources(arguments.results, arguments.runs, arguments.data, arguments.include_audio)
    for warning in build(PAPERS, sources, arguments.out):
        print(f"warning: {warning}", file=sys.stderr)
    print(f"wrote {arguments.out / 'index.html'}")
