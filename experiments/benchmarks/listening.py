"""Published networks over your files: speed against the way of the package that published them, start-up, memory.

    python experiments/benchmarks/listening.py speed CLIPS [--clips 200] [--rounds 3]
    python experiments/benchmarks/listening.py start SONG [--rounds 3]
    python experiments/benchmarks/listening.py memory [--files 1000] [--hours 2]
    python experiments/benchmarks/listening.py precision CLIPS [CLIPS ...]

`speed` is clips a second over the sound files below CLIPS (target: at least 1.4 times the per-file way). The per-file
way is the musicnn package's: `librosa.load`, `librosa.feature.melspectrogram`, batches in NumPy and one `predict` a
file, of the same network. Rounds alternate, so that a slow minute of the machine hits both. `start` is the time of
`predict` on one file over that of a process that only imports TensorFlow and Keras (target: at most 1.5). `memory` is
the peak of `predict` over many files beside that over few, and over one long file beside that over a minute (target: at
most 1.1 times), each in a process of its own. `precision` is what `--precision bfloat16` gains on this processor, and
how far probabilities are from those in float32 (target: at most .002 of a file). All need the weights: `python -m
paper_repro weights fetch mtt_musicnn`.

Files: results/benchmarks/listening_{speed,start,memory,precision}.{md,csv,json}.
"""

import argparse
from pathlib import Path

from listening_memory import memory
from listening_precision import precision
from listening_speed import speed, start
from listening_tables import memory_table, precision_table, speed_table, start_table

from paper_repro.core.command_line import Parser, path, positive, run_main, show

#: Whose precision is measured: the networks of the package.
NETWORKS = ("mtt_musicnn", "msd_musicnn", "mtt_vgg", "msd_vgg")


def main() -> None:
    parser = Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=path, default=Path("results"), metavar="DIR", help="default: results")
    commands = parser.add_subparsers(required=True, parser_class=Parser)
    one = commands.add_parser("speed")
    one.add_argument("clips_in", type=path, metavar="CLIPS")
    one.add_argument("--clips", type=positive, default=200)
    one.add_argument("--rounds", type=positive, default=3)
    one.set_defaults(work=lambda given: speed_table(speed(given.clips_in, given.clips, given.rounds)))
    two = commands.add_parser("start")
    two.add_argument("song", type=path)
    two.add_argument("--rounds", type=positive, default=3)
    two.set_defaults(work=lambda given: start_table(start(given.song, given.rounds)))
    three = commands.add_parser("memory")
    three.add_argument("--files", type=positive, default=1000)
    three.add_argument("--hours", type=positive, default=2)
    three.set_defaults(work=lambda given: memory_table(memory(given.files, given.hours)))
    four = commands.add_parser("precision")
    four.add_argument("clips_in", type=path, nargs="+", metavar="CLIPS")
    four.add_argument("--networks", nargs="+", default=NETWORKS, metavar="NAME", help=f"default: {' '.join(NETWORKS)}")
    four.set_defaults(work=lambda given: precision_table(precision(given.clips_in, given.networks)))
    arguments = parser.parse_args()
    show(arguments.work(arguments), arguments.out)


if __name__ == "__main__":
    run_main(main)
