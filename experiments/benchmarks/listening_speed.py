"""What ``listening.py speed`` and ``start`` measure."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from paper_repro.core.errors import UserError

NAME = "mtt_musicnn"
RATE = 16_000
PER_FILE, HERE = "per file", "here"
IMPORTS, PREDICT = "imports alone", "predict"


def per_file(files, network) -> np.ndarray:
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


def ours(files, listener) -> np.ndarray:
    return np.array([heard.overall for heard in listener(list(files))])


def timed(work) -> tuple[float, float, Any]:
    """Seconds by the clock, seconds of processor time, and what came of it."""
    start, used = time.perf_counter(), time.process_time()
    result = work()
    return time.perf_counter() - start, time.process_time() - used, result


def speed(clips_in: Path, clips: int, rounds: int) -> dict[str, Any]:
    """Both ways over the same files: median seconds by the clock and of processor time, and how far answers differ."""
    import paper_repro
    from paper_repro.core.listening.engine import listen
    from paper_repro.listen.find import find

    warnings.simplefilter("ignore", FutureWarning)
    found, refused = find([clips_in])
    if not found:
        raise UserError(str(refused[0]) if refused else f"{clips_in}: holds no sound file.")
    files = found[:clips]
    listener = paper_repro.load(NAME)
    network = listener.model.layers[-1]
    network.compile()
    ways = {PER_FILE: lambda part: per_file(part, network), HERE: lambda part: ours(part, listener)}
    for way in ways.values():
        way(files[:3])  # traces, compiles
    seconds = sum(heard.seconds for _, heard in listen(listener, files[:3])) / len(files[:3])
    taken: dict[str, list] = {name: [] for name in ways}
    for _ in range(rounds):
        answers = {}
        for name, way in ways.items():
            *spent, answers[name] = timed(lambda way=way: way(files))
            taken[name].append(spent)
    return {
        "network": NAME,
        "files": len(files),
        "seconds": seconds,
        "rounds": rounds,
        "difference": float(np.abs(answers[HERE] - answers[PER_FILE]).max()),
        "ways": {
            name: [statistics.median(column) for column in zip(*each, strict=True)] for name, each in taken.items()
        },
    }


def process(*words: str) -> tuple[float, float]:
    """Seconds by the clock and of processor time of a command of Python's."""
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = (getattr(after, key) - getattr(before, key) for key in ("ru_utime", "ru_stime"))
    return time.perf_counter() - start, sum(used)


def start(song: Path, rounds: int) -> dict[str, Any]:
    """Both processes: the fastest seconds by the clock and of processor time."""
    works = {
        IMPORTS: ("-c", "import tensorflow, keras"),
        PREDICT: ("-m", "paper_repro", "predict", os.fspath(song)),
    }
    taken: dict[str, list] = {name: [] for name in works}
    for _ in range(rounds):
        for name, words in works.items():
            taken[name].append(process(*words))
    return {
        "rounds": rounds,
        "works": {name: [min(column) for column in zip(*each, strict=True)] for name, each in taken.items()},
    }
