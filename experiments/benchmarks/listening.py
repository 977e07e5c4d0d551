"""Published networks over a folder, against the way of the package that published them; start-up; memory.

    python experiments/benchmarks/listening.py speed CLIPS [--clips 200] [--rounds 3]
    python experiments/benchmarks/listening.py start SONG [--rounds 3]
    python experiments/benchmarks/listening.py memory [--files 1000] [--hours 2]

`speed` prints clips a second over the sound files below CLIPS (target: at least 1.4 times the per-file way). The
per-file way is the musicnn package's: `librosa.load`, `librosa.feature.melspectrogram`, batches in NumPy and one
`predict` a file, of the same network. Rounds alternate, so that a slow minute of the machine hits both; figures are the
median round, by the clock and in processor time. `start` is the time of `predict` on one file over that of a process
that only imports TensorFlow and Keras (target: at most 1.5). `memory` is the peak of many short files over that of few,
and of one long file over that of a minute. All need the weights: `python -m paper_repro weights fetch mtt_musicnn`.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
import soundfile as sf

from paper_repro.core.command_line import Parser, path, positive, run_main

NAME = "mtt_musicnn"
RATE = 16_000


def per_file(files, network):
    """What musicnn 0.1.0's extractor does with each file."""
    import librosa

    answers = []
    for file in files:
        samples, _ = librosa.load(file, sr=RATE)
        power = librosa.feature.melspectrogram(y=samples, sr=RATE, hop_length=256, n_fft=512, n_mels=96).T
        mel = np.log10(10_000 * power.astype(np.float16).astype(np.float32) + 1)
        patches = np.stack([mel[start : start + 187] for start in range(0, len(mel) - 186, 187)])
        answers.append(network.predict(patches, batch_size=1_000, verbose=0).mean(axis=0))
    return np.array(answers)


def ours(files, listener):
    return np.array([heard.overall for heard in listener(list(files))])


def timed(work):
    start, used = time.perf_counter(), time.process_time()
    result = work()
    return time.perf_counter() - start, time.process_time() - used, result


def speed(arguments):
    import paper_repro
    from paper_repro.listen.find import find

    warnings.simplefilter("ignore", FutureWarning)
    found, _ = find([arguments.clips_in])
    files = found[: arguments.clips]
    listener = paper_repro.load(NAME)
    network = listener.model.layers[-1]
    network.compile()
    ways = {"per file": lambda part: per_file(part, network), "here": lambda part: ours(part, listener)}
    for way in ways.values():
        way(files[:3])  # traces, compiles
    taken = {name: [] for name in ways}
    for _ in range(arguments.rounds):
        answers = {}
        for name, way in ways.items():
            *seconds, answers[name] = timed(lambda way=way: way(files))
            taken[name].append(seconds)
    difference = np.abs(answers["here"] - answers["per file"]).max()
    print(f"{len(files)} files, {NAME}, {os.cpu_count()} cores; answers differ by {difference:.1e} at most")
    rates = {}
    for name, rounds in taken.items():
        clock, used = (statistics.median(column) for column in zip(*rounds, strict=True))
        rates[name] = len(files) / clock, len(files) / used
        print(f"{name:10s} {rates[name][0]:7.2f} files a second, {rates[name][1]:7.2f} a second of processor time")
    ratios = [here / there for here, there in zip(rates["here"], rates["per file"], strict=True)]
    print(f"here / per file: {ratios[0]:.2f} by the clock, {ratios[1]:.2f} of processor time")


def process(*words):
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter() - start, sum(
        getattr(after, key) - getattr(before, key) for key in ("ru_utime", "ru_stime")
    )


def start(arguments):
    works = {
        "imports alone": ("-c", "import tensorflow, keras"),
        "predict": ("-m", "paper_repro", "predict", str(arguments.song)),
    }
    taken = {name: [] for name in works}
    for _ in range(arguments.rounds):
        for name, words in works.items():
            taken[name].append(process(*words))
    found = {name: [min(column) for column in zip(*rounds, strict=True)] for name, rounds in taken.items()}
    for name, (clock, used) in found.items():
        print(f"{name:14s} {clock:6.2f} s, {used:6.2f} s of processor time (the fastest of {arguments.rounds})")
    ratios = [there / alone for there, alone in zip(found["predict"], found["imports alone"], strict=True)]
    print(f"predict / imports alone: {ratios[0]:.2f} by the clock, {ratios[1]:.2f} of processor time")


def memory(arguments):
    import paper_repro

    listener = paper_repro.load("mtt_vgg")  # the fastest: this is about memory

    def peak():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    rng = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as folder:
        clip = Path(folder) / "clip.wav"
        sf.write(clip, 0.1 * rng.standard_normal(4 * RATE), RATE)
        minute = 0.1 * rng.standard_normal(60 * RATE)
        long = Path(folder) / "long.flac"
        with sf.SoundFile(long, "w", RATE, 1) as file:
            for _ in range(60 * arguments.hours):
                file.write(minute)
        sf.write(Path(folder) / "minute.flac", minute, RATE)
        listener([clip] * 50)
        listener(Path(folder) / "minute.flac")
        first = peak()
        listener([clip] * arguments.files)
        many = peak()
        listener(long)
        print(f"50 files and a minute: {first:.0f} MiB; {arguments.files} files: {many:.0f} MiB; "
              f"{arguments.hours} hours: {peak():.0f} MiB")  # fmt: skip


def main():
    parser = Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True, parser_class=Parser)
    one = commands.add_parser("speed")
    one.add_argument("clips_in", type=path, metavar="CLIPS")
    one.add_argument("--clips", type=positive, default=200)
    one.add_argument("--rounds", type=positive, default=3)
    one.set_defaults(work=speed)
    two = commands.add_parser("start")
    two.add_argument("song", type=path)
    two.add_argument("--rounds", type=positive, default=3)
    two.set_defaults(work=start)
    three = commands.add_parser("memory")
    three.add_argument("--files", type=positive, default=1000)
    three.add_argument("--hours", type=positive, default=2)
    three.set_defaults(work=memory)
    arguments = parser.parse_args()
    arguments.work(arguments)


if __name__ == "__main__":
    run_main(main)
