"""What runs in a worker of a Dask cluster: what it is, what it sees, the training of one row, shards of features.

Nothing heavy is imported here before a worker is known to be usable.
"""

from __future__ import annotations

import contextlib
import io
import os
import platform
import tarfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paper_repro import DISTRIBUTION
from paper_repro.core.command_line import Options
from paper_repro.core.errors import UserError
from paper_repro.core.locks import LOCK, alone
from paper_repro.core.paper import Paper
from paper_repro.core.process import isolate_environment
from paper_repro.core.training.child import Died, apart
from paper_repro.core.training.corpus import Corpus
from paper_repro.core.training.fill import Filler
from paper_repro.core.training.run import RESUMING, RunFolder, commit, installed_version

if TYPE_CHECKING:
    from paper_repro.core.records.build import Part, Recipe

#: What must be the same here and there: numbers depend on it, and files of runs say it once.
NUMBERS = (DISTRIBUTION, "tensorflow", "keras", "numpy")
#: Times that a run may lose its process before it is given up.
LOSSES = 3
#: One training at a time in a worker, whatever its threads.
_training = threading.Lock()


@dataclass(frozen=True)
class Place:
    """Where a worker computes.

    Attributes:
        folder: the client's current folder, from which relative paths are meant.
        shared: whether the worker sees the client's ``--runs``; otherwise it returns runs as bytes.
        threads: of an operation in a process of the client: digits depend on their number (see ``backend.threads``).
        cards: number of GPUs on the client's machine, which its workers split.
        topic: under which workers report epochs to the client.
        backend: what Keras computes with.
    """

    folder: Path
    shared: bool
    threads: int
    cards: int = 0
    topic: str = ""
    backend: str = "tensorflow"

    @property
    def environment(self) -> dict[str, str]:
        """Of a process that trains: the client's backend, whatever the worker's."""
        return {"KERAS_BACKEND": self.backend}


def versions(*more: str) -> dict[str, str | None]:
    """Versions of all that numbers depend on, of ``more`` packages, and the commit of a checkout."""
    packages = {name: installed_version(name) for name in (*NUMBERS, *more)}
    return {"python": platform.python_version(), **packages, "commit": commit()}


def sees(paths: Sequence[Path], probe: Path, token: str) -> dict[str, Any]:
    """Which of ``paths`` this worker cannot read, and whether it sees and can write the client's folder of runs."""
    missing = [str(path) for path in paths if not os.access(path, os.R_OK)]
    shared = False
    with contextlib.suppress(OSError):
        if probe.read_text(encoding="utf-8") == token:
            answer = probe.with_name(f"{probe.name}-{os.getpid()}")
            answer.touch()
            answer.unlink()
            shared = True
    return {"missing": missing, "shared": shared}


def train(paper: Paper, options: Options, corpus: Corpus | None, config: Any, name: str, place: Place) -> bytes | None:
    """Trains a row to its folder; returns the folder's files where the client does not see them.

    Args:
        corpus: None where this worker opens the sample corpus itself.
        name: of the run's folder.

    Raises:
        UserError: what a training raises, or the corpus here is another one.
    """
    from distributed import get_worker

    worker = get_worker()
    root = options.runs if place.shared else Path(worker.local_directory) / "runs"
    options = replace(options, runs=root)
    about = {"run": name, "epochs": config.epochs}

    def tell(done: int, text: str) -> None:
        worker.log_event(place.topic, {**about, "done": done, "text": text})

    arguments = (paper, options, corpus, config, name, place, worker.name)
    with _training:
        for loss in range(1 + LOSSES):
            try:
                apart(fill, *arguments, tell=tell, environment=place.environment)
                break
            except Died:
                if loss == LOSSES:
                    raise UserError(
                        f"{name}: its process was killed {1 + LOSSES} times, presumably for want of memory; use fewer "
                        "workers or a smaller batch. What was computed is kept."
                    ) from None
    return None if place.shared else packed(RunFolder(root / paper.name / name))


def compute(recipe: Recipe, parts: Sequence[Part], options: Options, place: Place) -> None:
    """Makes shards of features, in the client's folder where it is shared, else for the store that all share.

    Raises:
        UserError: what a computation raises, or the store cannot be reached.
        Died: its process was killed.
    """
    from distributed import get_worker

    worker = get_worker()
    if not place.shared:
        # Where a training here looks for them.
        there = Path(worker.local_directory) / "runs" / recipe.folder.relative_to(options.runs)
        recipe = replace(recipe, folder=there)

    def tell(name: str) -> None:
        worker.log_event(place.topic, {"shard": name})

    with _training:
        apart(make_shards, recipe, parts, options, place, worker.name, tell=tell, environment=place.environment)


def make_shards(
    recipe: Recipe, parts: Sequence[Part], options: Options, place: Place, worker: Any, tell: Callable
) -> None:
    """``compute`` in a process of its own; ``tell`` is called with the name of each shard that is made."""
    os.chdir(place.folder)
    prepare(replace(options, devices="cpu"), place, worker)
    recipe.folder.mkdir(parents=True, exist_ok=True)
    for part in recipe.missing(parts):
        recipe.make(part)
        tell(part.name)


def fill(paper, options: Options, corpus, config, name: str, place: Place, worker: Any, tell: Callable) -> None:
    """Trains a row to its folder under ``options.runs``, in a process of its own."""
    if place.shared or corpus is not None:
        # Relative paths mean what they mean to the client.
        os.chdir(place.folder)
    prepare(options, place, worker)
    if corpus is None:
        corpus = paper.module("data").open_corpus(options, config)
        _require(corpus, name, paper, config)
    folder = RunFolder(options.runs / paper.name / name)
    with alone(folder.path, "training this row"):
        if not folder.complete:
            Filler(paper, options, corpus).fill(config, folder, _Reporter(tell))


def prepare(options: Options, place: Place, worker: Any) -> None:
    """Sets up the backend as the client would: its threads, and here one card of several.

    Workers are not bound to cores of their own: the libraries below TensorFlow split work by the cores that a process
    may use.

    Raises:
        UserError: there is no such device.
    """
    isolate_environment()
    from paper_repro.core.training import backend

    devices = options.devices
    if devices == "auto" and place.cards:
        devices = f"gpu:{worker % place.cards}"
    backend.set_threads(place.threads)
    backend.prepare(devices, options.precision)


def ready(options: Options, place: Place, worker: Any, tell: Callable) -> None:
    """``prepare`` in a process of its own: whether the device is there."""
    prepare(options, place, worker)


def _require(corpus: Corpus, name: str, paper: Paper, config: Any) -> None:
    from paper_repro.core.training.run import run_folder

    row = name.rsplit("-s", 1)[0]
    if run_folder(Path(), paper.name, row, config, corpus.fingerprint).name != name:
        raise UserError(
            f"{corpus.root}: the sample corpus on worker {platform.node()} is not the client's; give both the same "
            "versions, or a folder that they share as PAPER_REPRO_CACHE."
        )


def packed(folder: RunFolder) -> bytes:
    """The files of a finished run as an uncompressed tar archive."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for path in sorted(folder.path.iterdir()):
            if not path.name.startswith(LOCK) and path.name not in RESUMING:
                archive.add(path, path.name)
    return stream.getvalue()


def unpack(content: bytes, folder: RunFolder) -> None:
    """Puts a run that came as bytes into its folder, its completion mark last.

    Raises:
        OSError: the disk is full.
        tarfile.TarError: the bytes are no archive, or hold names that lead out of the folder.
    """
    folder.path.mkdir(parents=True, exist_ok=True)
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        mark = archive.getmember("complete.json")
        for member in [each for each in archive if each is not mark] + [mark]:
            archive.extract(member, folder.path, filter="data")


class _Reporter:
    """Stands for the progress bar where a run is trained: tells how many of its epochs are done."""

    def __init__(self, tell: Callable[[int, str], None]) -> None:
        self._tell = tell
        self._done = 0
        tell(0, "")

    def update(self, number: int = 1) -> None:
        self._done += number
        self._tell(self._done, "")

    def set_postfix_str(self, text: str) -> None:
        self._tell(self._done, text)
