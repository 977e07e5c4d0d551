"""``python -m paper_repro``: everything that is not one paper's table or figure.

list                        the papers and their artifacts
reproduce [PAPER ...]       every table and figure, or one paper's
data [NAME [DIR]]           what a data set is and where its files go; with a folder, check it
sample NAME --out DIR       render a sample corpus in a data set's published format
draw PAPER ROW              draw a built model: layers, shapes, parameters
predict PAPER FILE ...      what a trained model says of sound files
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from paper_repro import __version__, sample
from paper_repro.core import command_line as cli
from paper_repro.core.errors import UserError
from paper_repro.datasets import REGISTRY
from paper_repro.papers import PAPERS, paper


def main() -> None:
    parser = cli.Parser(prog="paper_repro", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--version", action="version", version=f"paper_repro {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=cli.Parser)

    commands.add_parser("list", help="the papers and their artifacts").set_defaults(work=_list)

    reproduce = commands.add_parser("reproduce", help="every table and figure")
    reproduce.add_argument("papers", nargs="*", metavar="PAPER", help=f"default: {', '.join(PAPERS)}")
    cli.add_options(reproduce)
    reproduce.set_defaults(work=_reproduce)

    data = commands.add_parser("data", help="what a data set is; with a folder, check it")
    data.add_argument("name", nargs="?", metavar="NAME", help=", ".join(REGISTRY))
    data.add_argument("folder", nargs="?", type=Path, metavar="DIR")
    data.add_argument("--list", type=Path, metavar="FILE", help="write all that is refused or noted there, as csv")
    data.set_defaults(work=_data)

    sample = commands.add_parser("sample", help="render a sample corpus")
    sample.add_argument("name", metavar="NAME", help="of the data set in whose format it is written")
    sample.add_argument("--out", type=Path, required=True, metavar="DIR")
    sample.add_argument("--clips", type=cli.positive, default=1200, metavar="N")
    sample.add_argument("--seed", type=int, default=1, metavar="S")
    sample.add_argument("--difficulty", choices=("easy", "normal", "hard"), default="normal")
    sample.add_argument("--jobs", type=cli.positive, default=1, metavar="N")
    sample.set_defaults(work=_sample)

    draw = commands.add_parser("draw", help="draw a built model")
    draw.add_argument("paper", metavar="PAPER")
    draw.add_argument("row", metavar="ROW", help="a row of its tables, see list")
    cli.add_options(draw)
    draw.set_defaults(work=_draw)

    predict = commands.add_parser("predict", help="what a trained model says of sound files")
    predict.add_argument("paper", metavar="PAPER")
    predict.add_argument("files", nargs="+", type=Path, metavar="FILE")
    predict.add_argument(
        "--run", type=Path, metavar="DIR", help="a finished run; default: the newest of the paper under runs"
    )
    predict.add_argument("--beams", type=cli.positive, metavar="K", help="default: as in training")
    predict.set_defaults(work=_predict)

    cli.run_main(lambda: _dispatch(parser))


def _dispatch(parser: argparse.ArgumentParser) -> int | None:
    arguments = parser.parse_args()
    return arguments.work(arguments)


def _list(arguments: argparse.Namespace) -> None:
    for one in PAPERS.values():
        print(f"{one.name}: {one.module('published').TITLE} ({one.module('published').AUTHORS})")
        for artifact in one.artifacts:
            first_line = one.module(artifact).__doc__.splitlines()[0]
            print(f"  python -m paper_repro.{one.name}.{artifact:<8}  {first_line}")
        print(f"  rows: {', '.join(one.module('experiment').ROWS)}")


def _reproduce(arguments: argparse.Namespace) -> None:
    chosen = [paper(name) for name in arguments.papers] or list(PAPERS.values())
    options = cli.options_of(arguments)
    if options.data is not None and len(chosen) > 1:
        raise UserError(f"--data is one data set's folder: name one paper. Received: {len(chosen)} papers.")
    artifacts = [(one, name) for one in chosen for name in one.artifacts]
    for number, (one, name) in enumerate(artifacts, start=1):
        print(f"== {number}/{len(artifacts)} {one.name} {name}", flush=True)
        cli.show(one.produce(name)(options), options.out)


def _data(arguments: argparse.Namespace) -> None:
    if arguments.name is None:
        for module in REGISTRY.values():
            print(f"{module.NAME}: {module.LAYOUT}")
        return
    if arguments.name not in REGISTRY:
        raise UserError(f"data set must be one of {', '.join(REGISTRY)}. Received: {arguments.name!r}.")
    module = REGISTRY[arguments.name]
    if arguments.folder is None:
        for label in ("CITATION", "LICENCE", "HOME_PAGE", "LAYOUT"):
            print(f"{label.replace('_', ' ').lower()}: {getattr(module, label)}")
        return
    report = module.validate(arguments.folder)
    for name, count in report.counts.items():
        print(f"{name}: {count:,}")
    # A folder that is mostly empty refuses its clips by the thousand: each reason shows its first 20.
    shown = 20
    for verdict, items in (("refused", report.refused), ("noted", report.noted)):
        for reason, count in Counter(item.reason for item in items).items():
            print(f"{verdict}, {reason}: {count:,}")
            for item in [item for item in items if item.reason == reason][:shown]:
                print(f"  {item.item}: {item.detail}")
            if count > shown:
                print(f"  ... and {count - shown:,} more" + ("" if arguments.list else "; all of them: --list FILE"))
    if arguments.list:
        report.write(arguments.list)
        print(f"wrote {arguments.list}")


def _sample(arguments: argparse.Namespace) -> None:
    sample.entry_of(arguments.name)
    cli.check_writable(arguments.out, "--out")
    settings = {"clips": arguments.clips, "seed": arguments.seed, "difficulty": arguments.difficulty}
    summary = sample.write(arguments.name, arguments.out, jobs=arguments.jobs, **settings)
    for name, count in summary.items():
        print(f"{name}: {count}")
    print(f"wrote {arguments.out}")


def _draw(arguments: argparse.Namespace) -> None:
    one = paper(arguments.paper)
    options = cli.options_of(arguments)
    from paper_repro.core.reporting.draw import draw_model

    model = one.module("experiment").built_model(arguments.row, options)
    cli.show(draw_model(model, one.name, f"model_{arguments.row}", options.preset), options.out)


def _predict(arguments: argparse.Namespace) -> int:
    one = paper(arguments.paper)
    status = 0
    for path, said in one.module("predict").predict_files(arguments.files, arguments.run, beams=arguments.beams):
        if isinstance(said, UserError):
            print(f"error: {said}", file=sys.stderr)
            status = 2
        else:
            print(f"{path}: {said}")
    return status


if __name__ == "__main__":
    main()
