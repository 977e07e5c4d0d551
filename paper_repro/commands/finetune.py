"""``python -m paper_repro finetune``: your own tags on a published network, from a csv of sound files."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Mapping

from paper_repro.core import command_line as cli
from paper_repro.core.errors import Refusal
from paper_repro.core.printable import printable
from paper_repro.papers import FINETUNE, engine
from paper_repro.weights import NETWORKS, store
from paper_repro.weights.catalogue import Wheel

#: Refused lines and tags that are printed of each reason: a csv in the wrong folder refuses all its lines.
SHOWN = 20
#: Networks whose hidden layers ``weights.features`` reads: those of the package.
BASES = tuple(name for name, each in NETWORKS.items() if isinstance(each.wheel, Wheel))


def add_finetune_command(parser: argparse.ArgumentParser) -> None:
    """Adds the options of ``finetune`` to its parser."""
    parser.add_argument(
        "--data", type=cli.path, required=True, metavar="CSV", help="path, tags (a|b); if wanted split, group"
    )
    parser.add_argument("--model", choices=BASES, default=BASES[0], metavar="NAME", help=", ".join(BASES))
    parser.add_argument(
        "--layers",
        choices=("output", "all"),
        default="output",
        help="that learn: a new output layer, or all; default: output",
    )
    parser.add_argument("--tags", type=cli.positive, metavar="N", help="the N most frequent; default: all")
    parser.add_argument("--scratch", action="store_true", help="beside it the paper's network, trained from scratch")
    parser.add_argument("--seeds", type=cli.positive, default=1, metavar="N", help="trainings per row, seeds 0..N-1")
    parser.add_argument("--out", type=cli.path, default=cli.Options.out, metavar="DIR", help="default: results")
    parser.add_argument("--runs", type=cli.path, default=cli.Options.runs, metavar="DIR", help="default: runs")
    parser.add_argument("--fresh", action="store_true", help="train again even where a finished run exists")
    parser.add_argument("--jobs", type=cli.positive, default=os.cpu_count() or 1, metavar="N", help="parallel decoding")
    parser.add_argument("--devices", default="auto", metavar="D", help="auto, cpu, gpu:N, or all for one training")
    parser.set_defaults(work=finetune)


def finetune(arguments: argparse.Namespace) -> int:
    """Trains, writes table and figure, says which runs ``predict`` takes; 2 where lines or tags could not be used."""
    csv = arguments.data
    own = {name: getattr(arguments, name) for name in ("seeds", "out", "runs", "fresh", "jobs", "devices")}
    options = cli.options_of(argparse.Namespace(**{**vars(cli.Options()), **own}))
    from paper_repro.datasets import own_labels

    data = own_labels.load(csv)
    _say(data.refused)
    trained = engine(FINETUNE)
    corpus = trained.module("corpus").open_corpus(data, arguments.tags or 0)
    _say(corpus.left_out)
    store.held(NETWORKS[arguments.model].wheel)
    commas = [tag for tag in corpus.tags if "," in tag]
    if commas:
        print(
            f"note: {len(commas):,} tags hold a comma, the first {printable(commas[0])!r}; tags are parted by | or ;",
            file=sys.stderr,
        )
    from paper_repro.core.training.rows import run_rows

    configs = trained.module("engine").configs(
        arguments.model, arguments.layers, arguments.tags or 0, arguments.scratch
    )
    # All layers begin where the output layer has ended: another process that trains it is waited for.
    first = next(iter(configs))
    run_rows(trained, options, {first: configs[first]}, corpus)
    results = run_rows(trained, options, configs, corpus)
    undecoded = _undecoded(results.rows.values(), {refusal.item for refusal in data.refused})
    _say(undecoded)
    cli.show(trained.module("table").table(results, arguments.model), options.out)
    figure = trained.module("per_tag").figure(results, arguments.model)
    if figure is not None:
        for file in figure.write(options.out):
            print(f"wrote {file}")
    for row in results.rows.values():
        print(f"python -m paper_repro predict FILE --model {row.runs[0].path}")
    return _summary([*data.refused, *corpus.left_out, *undecoded], results.counts["used"])


def _say(refused: Iterable[Refusal]) -> None:
    """A line each, on standard error; of many with one reason the first."""
    counts: Counter[str] = Counter()
    for refusal in refused:
        counts[refusal.reason] += 1
        if counts[refusal.reason] <= SHOWN:
            print(f"error: {refusal.detail}", file=sys.stderr)
    for reason, count in counts.items():
        if count > SHOWN:
            print(f"error: ... and {count - SHOWN:,} more: {reason}", file=sys.stderr)


def _undecoded(rows: Iterable, known: set[str]) -> list[Refusal]:
    """Files that no row could decode, or one of them: each once."""
    found: Mapping[str, Refusal] = {}
    for row in rows:
        about = json.loads((row.runs[0].path / "data.json").read_text(encoding="utf-8"))
        for entry in about["refused"]:
            if entry["item"] not in known:
                found.setdefault(entry["item"], Refusal(**entry))
    return list(found.values())


def _summary(refused: list[Refusal], used: int) -> int:
    if not refused:
        return 0
    reasons = ", ".join(f"{count:,} {reason}" for reason, count in Counter(each.reason for each in refused).items())
    print(f"error: {len(refused):,} could not be used ({reasons}); {used:,} clips could.", file=sys.stderr)
    return 2
