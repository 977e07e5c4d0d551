"""What a row would cost at its published settings: counted, measured on a few steps, and multiplied."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

from paper_repro.core.command_line import Options
from paper_repro.core.paper import Paper
from paper_repro.core.progress import track
from paper_repro.core.training.corpus import Corpus
from paper_repro.core.training.step import Counted, Step, TooLarge, count, measure

#: Bytes of a weight in a run's folder while it trains: the last epoch's with its two moments of Adam, the best one's,
#: and the network's that is saved at the end.
STATE_BYTES = 3 * 4 + 4 + 4
#: A training step beside a forward pass: the backward pass computes gradients for inputs and for weights.
TRAINING_PASSES = 3


@dataclass(frozen=True)
class Price:
    """The cost of one training of a row.

    Attributes:
        row: its name.
        label: how tables name it.
        counted: of its network.
        step: what is measured; None where nothing was, or where the batch does not fit into memory.
        fits: where it does not fit, the largest power-of-two part of it that does; None where it does.
        batch: examples a step.
        items: of each part of the data.
        epochs: as published.
        record: bytes of an example's features.
    """

    row: str
    label: str
    counted: Counted
    step: Step | None
    fits: int | None
    batch: int
    items: Mapping[str, int]
    epochs: int
    record: int

    @property
    def examples(self) -> int:
        """To train on."""
        return self.items["train"]

    @property
    def seconds(self) -> float | None:
        """Of a step here."""
        return self.step and self.step.seconds

    @property
    def hours(self) -> float | None:
        """Of a training here, steps alone."""
        steps = math.ceil(self.examples / self.batch) * self.epochs
        return None if self.step is None else steps * self.step.seconds / 3600

    def hours_at(self, flops_per_second: float) -> float:
        """The same on a device that computes so many floating-point operations a second on such a network."""
        return TRAINING_PASSES * self.counted.flops * self.examples * self.epochs / flops_per_second / 3600

    @property
    def disk(self) -> int:
        """Bytes of all features, and of the run's folder while it trains."""
        return self.record * sum(self.items.values()) + STATE_BYTES * self.counted.parameters

    @property
    def memory(self) -> int | None:
        """Bytes that a step takes."""
        return self.step and self.step.memory


def prices(paper: Paper, options: Options, rows: Sequence[str], steps: int) -> list[Price]:
    """The price of each network of the paper's tables, at the settings of the options' preset.

    Each is built and measured in a process of its own, so that its memory is its own; those of one structure and batch
    are measured once.

    Args:
        paper: whose rows they are.
        options: where there is ``data``, its items count in place of the published set's.
        rows: as runs are named; all where there are none.
        steps: to be measured after a first that compiles; 0 measures none.

    Raises:
        UserError: no usable corpus in ``options.data``.
    """
    known = paper.known
    configs = {key: config for key, config in paper.configs(options, rows or None).items() if known[key].network}
    corpus = None
    if options.data is not None:
        corpus = paper.module("data").open_corpus(options, next(iter(configs.values())))
    measured: dict[tuple[str, int], tuple[Step | None, int | None]] = {}
    found = []
    for key, config in track(configs.items(), len(configs), f"price of {paper.name}", unit="row"):
        length = _frames(paper, config)
        counted = _apart(options, count, paper, config, length)
        cost = counted.network, config.batch_size
        if cost not in measured:
            measured[cost] = _measured(options, paper, config, length, steps) if steps else (None, None)
        shape = [size or length for size in config.features.shape]
        bytes_each = 1 if config.features.dtype == "uint8" else 4
        found.append(
            Price(
                key,
                known[key].label,
                counted,
                *measured[cost],
                config.batch_size,
                _items(paper, config, corpus),
                config.epochs,
                math.prod(shape) * bytes_each,
            )
        )
    return found


def _items(paper: Paper, config: Any, corpus: Corpus | None) -> dict[str, int]:
    if corpus is None:
        return paper.module("published").parts(config)
    return {name: len(part) for name, part in corpus.split(config).items()}


def _frames(paper: Paper, config: Any) -> int | None:
    """Frames of an example of average length, where examples are as long as their files."""
    if None not in config.features.shape:
        return None
    return round(paper.module("published").SECONDS * config.frame_rate)


def _measured(options: Options, paper: Paper, config: Any, length: int | None, steps: int):
    """The step of a whole batch; where it does not fit None, and a smaller batch that does."""
    batch = config.batch_size
    while batch:
        try:
            step = _apart(options, measure, paper, config, length, batch, steps)
        except (TooLarge, BrokenProcessPool):
            # A process that the system has ended for want of memory says nothing.
            batch //= 2
            continue
        return (step, None) if batch == config.batch_size else (None, batch)
    return None, 0


def _apart(options: Options, work: Callable, *arguments: Any) -> Any:
    # A process that has nothing of this one: TensorFlow cannot be forked.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_prepared, options, work, *arguments).result()


def _prepared(options: Options, work: Callable, *arguments: Any) -> Any:
    from paper_repro.core.process import isolate_environment

    isolate_environment()
    from paper_repro.core.training.backend import prepare

    prepare(options.devices, options.precision)
    return work(*arguments)
