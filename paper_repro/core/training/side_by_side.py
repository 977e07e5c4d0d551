"""Rows, seeds and trials side by side on a Dask cluster: each run is trained by one worker, in a folder of its own.

Digits are those of one run after another on the same type of processor. A run whose worker is killed goes on elsewhere:
from its last whole epoch where workers share the folder of runs, from the start where they do not.
"""

from __future__ import annotations

import secrets
import sys
import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tqdm import tqdm

from paper_repro.core.command_line import Options
from paper_repro.core.errors import UserError
from paper_repro.core.locks import alone
from paper_repro.core.paper import Paper
from paper_repro.core.process import backend_name
from paper_repro.core.training import backend, remote
from paper_repro.core.training.child import apart
from paper_repro.core.training.cluster import client_of, distributed, on_each, require_same_versions, sees_runs
from paper_repro.core.training.corpus import Corpus
from paper_repro.core.training.fill import Filler
from paper_repro.core.training.run import RunFolder
from paper_repro.core.training.spread import spread_over


def train_side_by_side(
    paper: Paper, options: Options, corpus: Corpus, missing: Sequence[tuple[Any, RunFolder]], progress: tqdm
) -> None:
    """Fills the missing run folders. Where one fails, the others are still finished.

    Raises:
        UserError: the first that a run raised; a cluster that does not answer; a worker with other versions, without
            the device, or without the data.
    """
    client = client_of(options, len(missing))
    require_same_versions(client)
    place, sent = _place(client, options, corpus)
    # With the devices: what is wrong with them is said before there are hours of features.
    plain = replace(options, fresh=False, workers=1, cluster="")
    on_each(client, _ready, plain, place)
    if place.shared or (options.records and sent is not None):
        backend.prepare("cpu" if options.cluster else options.devices, options.precision)
        # On this machine alone, threads of this process are as good as processes, and start at once.
        spread = spread_over(client, options, place) if options.cluster and sent is not None else None
        filler = Filler(paper, options, corpus, spread)
        for config, _ in missing:
            filler.records(config)
    display = _Display(progress)
    client.subscribe_topic(place.topic, display.receive)
    with warnings.catch_warnings():
        # Dask would rather have a large corpus scattered; what is scattered dies with its worker.
        warnings.filterwarnings("ignore", message="Sending large graph")
        futures = {
            client.submit(remote.train, paper, plain, sent, config, folder.name, place, pure=False): (config, folder)
            for config, folder in missing
        }
    try:
        failed = None
        for future in distributed.as_completed(futures):
            config, folder = futures[future]
            try:
                _receive(future, folder)
            except Exception as error:
                failed = failed or error
                continue
            display.finished(folder.name, config.epochs)
        if failed is not None:
            raise failed
    finally:
        client.cancel(list(futures))
        client.unsubscribe_topic(place.topic)


def _place(client, options: Options, corpus: Corpus) -> tuple[remote.Place, Corpus | None]:
    """Where workers compute, and the corpus to send them: None where each opens its own."""
    some = [corpus.root, *list(corpus.audio.values())[:: max(1, len(corpus.audio) // 20)]]
    shared, blind = sees_runs(client, options.runs, some)
    if blind and (options.data is not None or not corpus.rendered or shared):
        address, paths = next(iter(blind.items()))
        raise UserError(
            f"worker {address} cannot read {paths[0]}: the data must lie in a folder that all workers share, under the "
            "same path."
        )
    if not shared:
        print(
            f"\rnote: --runs {options.runs} is not shared with all workers: runs come back as bytes when they are "
            "finished, a run whose worker is lost begins anew"
            + ("." if options.records else ", and each worker computes features itself: --records shares them."),
            file=sys.stderr,
        )
    place = remote.Place(
        folder=Path.cwd(),
        shared=shared,
        threads=backend.threads(),
        cards=0 if options.cluster else backend.cards(),
        backend=backend_name(),
        topic=f"paper_repro-{secrets.token_hex(4)}",
    )
    return place, None if blind else corpus


def _ready(options: Options, place: remote.Place) -> None:
    apart(remote.ready, options, place, distributed.get_worker().name, tell=print, environment=place.environment)


def _receive(future, folder: RunFolder) -> None:
    """Brings the run of a finished task here.

    Raises:
        UserError: what the training raised; or its workers died again and again.
    """
    try:
        content = future.result()
    except distributed.KilledWorker:
        raise UserError(
            f"{folder.path}: one worker after another died in this training, presumably for want of memory; use fewer "
            "workers or a smaller batch. What was computed is kept."
        ) from None
    if content is not None:
        with alone(folder.path, "training this row"):
            if not folder.complete:
                folder.discard()
                remote.unpack(content, folder)
    damage = folder.damage() if folder.complete else f"{folder.path}: not complete after its training."
    if damage:
        raise UserError(damage)


class _Display:
    """One bar for all runs: epochs done of all, and beside it those that are being trained."""

    def __init__(self, progress: tqdm) -> None:
        self._progress = progress
        self._done: dict[str, int] = {}
        self._running: dict[str, str] = {}

    def receive(self, event: tuple[float, dict]) -> None:
        _, about = event
        name, done = about["run"], about["done"]
        row = name.rsplit("-", 1)[0]
        self._running[name] = f"{row} {done}/{about['epochs']}" + (f" ({about['text']})" if about["text"] else "")
        self._show(name, done)

    def finished(self, name: str, epochs: int) -> None:
        self._running.pop(name, None)
        self._show(name, epochs)

    def _show(self, name: str, done: int) -> None:
        # A run that begins anew after its worker was lost takes its epochs back.
        self._done[name] = done
        self._progress.set_postfix_str(", ".join(self._running.values()), refresh=False)
        self._progress.update(sum(self._done.values()) - self._progress.n)
