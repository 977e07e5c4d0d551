"""Shards of features on a Dask cluster, byte for byte those of one machine."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace

from paper_repro.core.command_line import Options
from paper_repro.core.progress import bar
from paper_repro.core.records.build import Part, Recipe, Spread
from paper_repro.core.training import remote
from paper_repro.core.training.child import Died
from paper_repro.core.training.cluster import distributed

#: Tasks a worker gets: each starts a process, for seconds, and the last ones should end at the same time.
TASKS = 3


def spread_over(client: distributed.Client, options: Options, place: remote.Place) -> Spread:
    """What ``build_records`` takes as ``spread``: shards by the workers of a cluster.

    Workers write to the folder that they share with this process; where they share none, to the store that
    ``--records`` names. A worker that dies leaves its shards to the others, and what no worker could make to this
    process.
    """
    options = replace(options, workers=1, cluster="")

    def spread(recipe: Recipe, parts: Sequence[Part], description: str) -> None:
        size = math.ceil(len(parts) / (TASKS * len(client.nthreads())))
        tasks = [parts[at : at + size] for at in range(0, len(parts), size)]
        made: set[str] = set()
        with bar(len(parts), description, unit="shard") as progress:
            receive = _receiver(made, progress.update)
            topic = f"{place.topic}-{recipe.identity[:8]}"
            client.subscribe_topic(topic, receive)
            futures = [
                client.submit(remote.compute, recipe, task, options, replace(place, topic=topic), pure=False)
                for task in tasks
            ]
            try:
                for future in distributed.as_completed(futures):
                    try:
                        future.result()
                    except (Died, distributed.KilledWorker):
                        print(
                            f"\rnote: a worker's process was killed at {description}, presumably for want of memory; "
                            "what it leaves is computed here.",
                            file=sys.stderr,
                        )
            finally:
                client.cancel(futures)
                client.unsubscribe_topic(topic)

    return spread


def _receiver(made: set[str], update: Callable[[], object]) -> Callable[[tuple[float, dict]], None]:
    def receive(event: tuple[float, dict]) -> None:
        """A shard that was made twice, because its worker died, counts once."""
        name = event[1]["shard"]
        if name not in made:
            made.add(name)
            update()

    return receive
