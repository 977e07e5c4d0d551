"""Peak memory of building records and training an epoch, with few clips and with many: it must not grow with them.

    python experiments/benchmarks/memory.py [--few 500] [--many 5000] [--jobs 2]

Runs row all_10 of the MagnaTagATune paper, quick preset, one epoch, as its tables do: records, training, validation,
evaluation, each size in a process of its own. Prints the peak resident memory of each and the ratio (target: at most
1.10). Some rendered clips of 29 s stand under as many names as are needed: no cache knows, and rendering takes long.
"""

import argparse
import csv
import os
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from paper_repro import sample
from paper_repro.core.command_line import Options, Parser, positive, run_main
from paper_repro.datasets.magnatagatune.tables import ANNOTATIONS, read_annotations
from paper_repro.datasets.magnatagatune.tags import TAGS

RENDERED = 48
FIRST_ID = 100_000  # above the ids that are known to have no sound


def multiply(source: Path, target: Path, clips: int) -> None:
    """A corpus of ``clips`` clips in the published format: those of ``source``, over and over under other names."""
    _, mp3_paths, labels = read_annotations(source / ANNOTATIONS)
    for folder in {path.split("/")[0] for path in mp3_paths}:
        (target / folder).mkdir(parents=True)
    with (target / ANNOTATIONS).open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, delimiter="\t", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        table.writerow(("clip_id", *TAGS, "mp3_path"))
        for number in range(clips):
            row = number % len(mp3_paths)
            mp3_path = f"{mp3_paths[row].removesuffix('.mp3')}-{number}.mp3"
            os.link(source / mp3_paths[row], target / mp3_path)
            table.writerow((FIRST_ID + number, *labels[row], mp3_path))


def peak(data: Path, runs: Path, jobs: int) -> tuple[float, int]:
    """MB that this process needed at most to do it all, and the number of clips used."""
    from paper_repro.core.training.rows import run_rows
    from paper_repro.magnatagatune.paper import PAPER

    options = Options(data=data, preset="quick", runs=runs, jobs=jobs)
    config = replace(PAPER.configs(options, ["all_10"])["all_10"], epochs=1)
    used = run_rows(PAPER, options, {"all_10": config}).counts["used"]
    highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return highest / (1e6 if sys.platform == "darwin" else 1e3), used  # bytes there, KB elsewhere


def measure(arguments) -> None:
    with TemporaryDirectory() as folder:
        rendered = Path(folder) / "rendered"
        sample.write("magnatagatune", rendered, clips=RENDERED, seed=7, jobs=arguments.jobs)
        peaks = []
        for clips in (arguments.few, arguments.many):
            data = Path(folder) / f"corpus{clips}"
            multiply(rendered, data, clips)
            start = time.perf_counter()
            # Spawned, not forked: a fork would begin with the memory of this process.
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
                highest, used = pool.submit(peak, data, Path(folder) / f"runs{clips}", arguments.jobs).result()
            peaks.append(highest)
            taken = time.perf_counter() - start
            print(f"{clips:6,} clips ({used:,} used): peak {highest:8.1f} MB, {taken:.0f} s", flush=True)
        print(f"{arguments.many:,} / {arguments.few:,} clips: {peaks[1] / peaks[0]:.3f}")


def main():
    parser = Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--few", type=positive, default=500)
    parser.add_argument("--many", type=positive, default=5000)
    parser.add_argument("--jobs", type=positive, default=2)
    measure(parser.parse_args())


if __name__ == "__main__":
    run_main(main)
