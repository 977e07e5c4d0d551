"""``python -m paper_repro predict``: its arguments. What needs arrays is imported once it is asked for."""

from __future__ import annotations

import argparse

from paper_repro.core import command_line as cli
from paper_repro.listen.defaults import DEFAULT, FORMATS, PRECISIONS, RUNS, TOP
from paper_repro.papers import FINETUNE, NAMES
from paper_repro.weights import NETWORKS


def add_predict_command(parser: cli.Parser) -> None:
    """Adds the arguments of ``predict``."""
    parser.intermixed = True
    parser.add_argument(
        "files", nargs="+", type=cli.path, metavar="FILE_OR_FOLDER", help="sound; a paper's name before it is a --model"
    )
    parser.add_argument(
        "--model",
        metavar="NAME",
        help=f"{', '.join(NETWORKS)}; a paper ({', '.join(NAMES)}) or {FINETUNE}; a run's folder; a saved .keras; "
        f"default: {DEFAULT}",
    )
    parser.add_argument("--run", type=cli.path, metavar="DIR", help="a finished run; default: the paper's newest")
    parser.add_argument("--runs", type=cli.path, default=RUNS, metavar="DIR", help="where runs are kept; default: runs")
    parser.add_argument("--beams", type=cli.positive, metavar="K", help="of captioners; default: as in training")
    parser.add_argument("--top", type=cli.positive, metavar="N", help=f"tags shown; default: {TOP}")
    parser.add_argument("--every", type=_seconds, metavar="S", help="a timeline of S seconds; below 3 windows overlap")
    parser.add_argument("--format", choices=FORMATS, default="table", help="default: table")
    parser.add_argument("--out", type=cli.path, metavar="FILE", help="write there; a killed command goes on from there")
    parser.add_argument(
        "--plot", type=cli.path, metavar="PNG", help="tags over time under the spectrogram; for several files a folder"
    )
    parser.add_argument("--embeddings", type=cli.path, metavar="NPZ", help="features of each window and file")
    parser.add_argument(
        "--precision", choices=PRECISIONS, default=PRECISIONS[0], help="bfloat16: faster with AMX; at most .002 apart"
    )
    parser.set_defaults(work=_predict)


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0.1 <= value <= 86_400:
        raise argparse.ArgumentTypeError(f"must be seconds, 0.1 to 86400, received {text!r}")
    return value


def _predict(arguments: argparse.Namespace) -> int:
    from paper_repro.listen.work import predict

    return predict(arguments)
