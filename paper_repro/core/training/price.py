"""What a row would cost: counted from its built network, measured on a few of its steps, and multiplied."""

from __future__ import annotations

import math
import resource
import statistics
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from paper_repro.core.command_line import Options
from paper_repro.core.paper import Paper
from paper_repro.core.training.corpus import Corpus

#: Bytes of a weight in a run's folder while it trains: the best epoch's, the last one's and its two moments of Adam.
STATE_BYTES = 4 + 3 * 4


@dataclass(frozen=True)
class Price:
    """The cost of one training of a row.

    Attributes:
        label: of the row.
        parameters: of the network.
        flops: floating-point operations of one example's forward pass; None where its input has no fixed length.
        batch: examples a step.
        examples: training examples.
        epochs: as the preset says.
        step_seconds: median of the steps measured here; None where none was.
        disk: bytes of records and of the run's folder while it trains.
        memory: bytes that the process held at the most within the measured steps.
    """

    label: str
    parameters: int
    flops: int | None
    batch: int
    examples: int
    epochs: int
    step_seconds: float | None
    disk: int
    memory: int | None

    @property
    def hours(self) -> float | None:
        """On this machine, steps alone."""
        steps = math.ceil(self.examples / self.batch) * self.epochs
        return None if self.step_seconds is None else steps * self.step_seconds / 3600

    def hours_at(self, flops_per_second: float) -> float | None:
        """On a device that computes so many floating-point operations a second on such a network."""
        from paper_repro.core.training.flops import TRAINING_PASSES

        if self.flops is None:
            return None
        return TRAINING_PASSES * self.flops * self.examples * self.epochs / flops_per_second / 3600


def prices(paper: Paper, options: Options, steps: int) -> dict[str, Price]:
    """The price of every network that the paper's tables train, by name of its run.

    Each row is built and measured in a process of its own, so that its memory is its own. Without ``--data`` the
    number of examples is that of the preset's sample corpus, and steps are measured on the smoke corpus' items with
    the preset's settings: nothing large is rendered.

    Args:
        steps: to be measured a row after a first that compiles; 0 measures none.

    Raises:
        UserError: no usable corpus.
    """
    configs = {
        key: config for key, config in paper.configs(options).items() if {**paper.rows, **paper.trainings}[key].network
    }
    small = replace(options, preset="smoke") if options.data is None else options
    corpus = paper.module("data").open_corpus(small, next(iter(configs.values())))
    scale = paper.sample[options.preset] / paper.sample["smoke"] if options.data is None else 1.0
    found = {}
    for key, config in configs.items():
        # In a process of its own that has nothing of this one: TensorFlow cannot be forked.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            found[key] = pool.submit(
                price_of, paper, options, corpus, config, _label(paper, key), scale, steps
            ).result()
    return found


def _label(paper: Paper, key: str) -> str:
    return {**paper.rows, **paper.trainings}[key].label


def price_of(
    paper: Paper, options: Options, corpus: Corpus, config: Any, label: str, scale: float, steps: int
) -> Price:
    """The price of one row, in this process; ``scale``: items of the data that is priced for each of ``corpus``."""
    from paper_repro.core.process import isolate_environment

    isolate_environment()
    from paper_repro.core.training.backend import prepare
    from paper_repro.core.training.flops import forward_flops

    prepare(options.devices, options.precision)
    model = paper.module("model").build_published(config)
    parameters = model.count_params()
    try:
        flops = forward_flops(model)
    except ValueError:
        flops = None
    split = corpus.split(config)
    items = {name: round(len(part) * scale) for name, part in split.items()}
    step = _step_seconds(paper, options, corpus, config, steps) if steps else None
    record = math.prod(size or 1 for size in config.features.shape) * 4
    return Price(
        label,
        parameters,
        flops,
        config.batch_size,
        items["train"],
        config.epochs,
        step,
        record * sum(items.values()) + parameters * STATE_BYTES,
        # In kilobytes.
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 if steps else None,
    )


def _step_seconds(paper: Paper, options: Options, corpus: Corpus, config: Any, steps: int) -> float:
    """Median seconds of a training step on a whole batch, after a first one that compiles."""
    import keras

    from paper_repro.core.training.fill import Filler
    from paper_repro.core.training.run import RunFolder

    config = from_scratch(config)
    corpus = few_items(corpus, config, train=config.batch_size, others=2)
    with tempfile.TemporaryDirectory() as name:
        options = replace(options, runs=Path(name), fresh=False)
        keras.utils.set_random_seed(config.seed)
        records = Filler(paper, options, corpus).records(config)
        task = paper.module("task").make_task(config, corpus, records, RunFolder(Path(name)))
        batch = next(iter(task.batches(0).map(partial(whole_batch, size=config.batch_size))))
        seconds = []
        for _ in range(1 + steps):
            start = time.perf_counter()
            # A number, so that the step has ended.
            float(task.model.train_on_batch(*batch))
            seconds.append(time.perf_counter() - start)
    return statistics.median(seconds[1:])


def from_scratch(config: Any) -> Any:
    """The config without weights that would be fetched first: they change nothing of what a step costs."""
    return replace(config, **{each.name: "" for each in fields(config) if each.name.endswith("_weights")})


def few_items(corpus: Corpus, config: Any, *, train: int, others: int) -> Corpus:
    """The corpus with no more than the first ``train`` training items and ``others`` of each other part."""
    parts = {name: list(items[: train if name == "train" else others]) for name, items in corpus.split(config).items()}
    kind = type(corpus)
    fewer = object.__new__(type(kind.__name__, (kind,), {"split": lambda self, config: dict(parts)}))
    fewer.__dict__.update(corpus.__dict__)
    return fewer


def whole_batch(*batch: Any, size: int) -> Any:
    """A batch of ``size`` examples, in which some come again where there are fewer: in a tf.data graph."""
    import keras
    import tensorflow as tf

    return keras.tree.map_structure(lambda each: tf.gather(each, tf.range(size) % tf.shape(each)[0]), batch)
