"""MagnaTagATune's number of clips through records, one epoch and the evaluation: does a clip cost more among many?

    python experiments/benchmarks/scale.py [--clips 25863] [--jobs 2] [--out results]

Runs the network of row all_10 (quick preset) as its table does, at 1 %, 10 % and all of the clips, each in a process of
its own: tables read, features computed, one epoch trained, all scored. Clips are 3 s long, so that the whole fits a
quarter of an hour on two cores; 48 rendered ones stand under as many names as are needed. What is paid once, whatever
the number of clips, is left out: the network is compiled before it is measured, and each stage's time on 48 clips is
taken from its time on more of them. Few clips are gone through several times.

Files: results/benchmarks/scale.{md,csv,json} and scale_cost.{png,csv,json}; status 1 where what a clip costs
differs by more than a tenth.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import soundfile

# This folder, for a test that imports the file.
sys.path.insert(0, str(Path(__file__).parent))

from memory import RENDERED, multiply
from scale_report import STAGES, Measured, cost_figure, flat, scale_table

from paper_repro import sample
from paper_repro.core.audio.decode import decode
from paper_repro.core.command_line import Options, Parser, path, positive, run_main, show
from paper_repro.datasets.magnatagatune.tables import ANNOTATIONS
from paper_repro.magnatagatune.published import COUNTS

SAMPLE_RATE, SECONDS = 16_000, 3.0
#: Of row all_10: 92 frames in place of 909, and pools that leave one value of these.
SHORT = {"seconds": 2.976, "min_seconds": 2.9, "pools": ((2, 2), (2, 2), (2, 2), (1, 7)), "epochs": 1, "least_heard": 0}
SHARES = (0.01, 0.1, 1.0)
#: Clips whose time is taken from that of more.
FEW = RENDERED
#: Clips that a stage goes through at least, all its rounds together, and most rounds.
AT_LEAST, MOST_ROUNDS = 3000, 16


def shorten(source: Path, target: Path) -> None:
    """The same corpus with the first seconds of each clip."""
    target.mkdir()
    shutil.copy(source / ANNOTATIONS, target)
    for clip in source.glob("?/*.mp3"):
        (target / clip.parent.name).mkdir(exist_ok=True)
        samples = decode(clip, sample_rate=SAMPLE_RATE)[: round(SECONDS * SAMPLE_RATE)]
        soundfile.write(target / clip.relative_to(source), samples, SAMPLE_RATE)


def measure(data: Path, few: Path, runs: Path, jobs: int) -> Measured:
    """What the clips below ``data`` cost beyond those below ``few``, in this process."""
    from paper_repro.core.training.backend import prepare

    prepare("cpu")
    _pass(few, runs / "first", jobs, at_least=1)
    base = _pass(few, runs / "few", jobs, AT_LEAST)
    before = _peak()
    found = _pass(data, runs / "measured", jobs, AT_LEAST)
    cost = {
        stage: tuple(
            1000 * (many - less) / (found.clips[stage] - base.clips[stage])
            for many, less in zip(found.seconds[stage], base.seconds[stage], strict=True)
        )
        for stage in STAGES
    }
    once = sum(base.seconds[stage][1] - cost[stage][1] * base.clips[stage] / 1000 for stage in STAGES)
    return Measured(0, found.clips, cost, once, found.records, found.run, before, _peak())


@dataclass(frozen=True)
class _Pass:
    """One corpus gone through: of each stage its clips and its seconds, by the clock and of all processors."""

    clips: dict[str, int]
    seconds: dict[str, tuple[float, float]]
    records: int
    run: int


def _pass(data: Path, runs: Path, jobs: int, at_least: int) -> _Pass:
    from paper_repro.core import files
    from paper_repro.core.training import fill
    from paper_repro.core.training.run import RunFolder
    from paper_repro.magnatagatune.data import open_corpus
    from paper_repro.magnatagatune.paper import PAPER
    from paper_repro.magnatagatune.task import make_task

    options = Options(data=data, preset="quick", runs=runs, jobs=jobs, fresh=True)
    config = replace(PAPER.configs(options, ["all_10"])["all_10"], **SHORT)
    folder = RunFolder(runs / "run")
    clips: dict[str, int] = {}
    seconds: dict[str, tuple[float, float]] = {}

    def timed(stage: str, items: int, work: Callable[[int], Any]):
        """``work`` is given how often it is done."""
        rounds = min(MOST_ROUNDS, max(1, round(at_least / items)))
        wall, processor = time.perf_counter(), time.process_time()
        result = work(rounds)
        taken = time.perf_counter() - wall, time.process_time() - processor
        clips[stage], seconds[stage] = items, tuple(each / rounds for each in taken)
        return result

    def again(work: Callable[[], Any]) -> Callable[[int], Any]:
        return lambda rounds: [work() for _ in range(rounds)][-1]

    def tables():
        files._digest.cache_clear()
        corpus = open_corpus(options, config)
        return corpus, corpus.fingerprint  # reads every file

    def features():
        fill._built_here.clear()
        return fill.build_splits("magnatagatune", options, corpus, config)

    def epoch(rounds: int) -> None:
        # Epochs follow each other in one stream.
        task.fitted.fit(batches, steps_per_epoch=rounds * task.steps, shuffle=False, verbose=0)

    def scores():
        metrics, predictions = task.evaluate()
        folder.finish(metrics, predictions)

    total = len(open_corpus(options, config).audio)
    corpus, _ = timed("tables", total, again(tables))
    records = timed("records", total, again(features))
    folder.start(config, fill.describe_data(corpus, records))
    task = make_task(config, corpus, records, folder)
    task.fitted.optimizer.build(task.fitted.trainable_variables)
    batches = task.batches(0)
    task.fitted.fit(batches, steps_per_epoch=1, verbose=0)  # compiles
    timed("epoch", len(records["train"].keys), epoch)
    task.validate()  # compiles
    task.model.save(folder.path / "model.keras")
    timed("scores", sum(len(records[part].keys) for part in ("valid", "test")), again(scores))
    return _Pass(clips, seconds, size_of(runs / "records"), size_of(folder.path))


def size_of(folder: Path) -> int:
    """Bytes of the files below."""
    return sum(each.stat().st_size for each in folder.rglob("*") if each.is_file())


def _peak() -> float:
    """Bytes that this process held at most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def main() -> int:
    parser = Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=positive, default=COUNTS["clips"])
    parser.add_argument("--jobs", type=positive, default=2)
    parser.add_argument("--out", type=path, default=Path("results"))
    arguments = parser.parse_args()
    found = []
    with TemporaryDirectory() as name:
        folder = Path(name)
        sample.write("magnatagatune", folder / "rendered", clips=RENDERED, seed=7, jobs=arguments.jobs)
        shorten(folder / "rendered", folder / "short")
        multiply(folder / "short", folder / "few", FEW)
        for share in SHARES:
            clips = max(2 * FEW, round(share * arguments.clips))
            data, runs = folder / f"clips{clips}", folder / f"runs{clips}"
            multiply(folder / "short", data, clips)
            start = time.perf_counter()
            # Spawned, not forked: a fork would begin with the memory of this process.
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
                measured = pool.submit(measure, data, folder / "few", runs, arguments.jobs).result()
            found.append(replace(measured, listed=clips, minutes=(time.perf_counter() - start) / 60))
            costs = ", ".join(f"{stage} {measured.cost[stage][1]:.2f}" for stage in STAGES)
            print(f"{clips:,} clips: {costs} ms a clip", file=sys.stderr, flush=True)
            shutil.rmtree(data)
            shutil.rmtree(runs)
    about = {
        "Data": f"{RENDERED} clips of MagnaTagATune's sample corpus, {SECONDS:g} s of each, under many names",
        "Processors": f"{len(os.sched_getaffinity(0))}, {arguments.jobs} threads decode",
        "Row": "all_10, quick preset, one epoch",
    }
    show(scale_table(found, about), arguments.out)
    show(cost_figure(found, about), arguments.out)
    return 0 if flat(found) else 1


if __name__ == "__main__":
    run_main(main)
