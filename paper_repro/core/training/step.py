"""A row's network at its published size: what it holds and computes, and what a training step takes."""

from __future__ import annotations

import hashlib
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paper_repro.core.paper import Paper

#: Where the machine says how much memory is free.
FREE = Path("/proc/meminfo")
#: Tokens that a batch of random numbers has: they lie in every vocabulary.
TOKENS = 20


class TooLarge(MemoryError):
    """A training step of that batch does not fit into memory."""


@dataclass(frozen=True)
class Counted:
    """What is counted of a built network.

    Attributes:
        parameters: of all layers.
        flops: floating-point operations of one example's forward pass.
        network: alike for networks of one structure.
    """

    parameters: int
    flops: int
    network: str


@dataclass(frozen=True)
class Step:
    """What is measured of a training step: its median seconds, and the bytes that were held at most."""

    seconds: float
    memory: int


def count(paper: Paper, config: Any, length: int | None) -> Counted:
    """Counts what ``measure`` measures; ``length``: frames of an example where they are as many as its file has."""
    from paper_repro.core.training.flops import forward_flops

    model = _build(paper, config)
    network = hashlib.sha256(model.to_json().encode()).hexdigest()
    return Counted(model.count_params(), forward_flops(model, length), network)


def measure(paper: Paper, config: Any, length: int | None, batch: int, steps: int) -> Step:
    """Steps on one batch of random numbers that lies in memory: forward pass, cross-entropy, backward pass, Adam.

    The first, which compiles, is left out. On Linux the process takes no more memory than is free when it begins.

    Raises:
        TooLarge: it does not fit.
    """
    import keras
    import tensorflow as tf

    from paper_repro.core.nn.losses import MaskedCrossEntropy
    from paper_repro.core.training.backend import jit_compile

    model = _build(paper, config)
    inputs, targets = batch_of(model, length, batch)
    loss = MaskedCrossEntropy() if targets.dtype.kind == "i" else keras.losses.BinaryCrossentropy()
    model.compile(keras.optimizers.Adam(1e-4), loss, jit_compile=jit_compile())
    model.optimizer.build(model.trainable_variables)
    keep_to_free_memory()
    seconds = []
    try:
        for _ in range(1 + steps):
            start = time.perf_counter()
            # A number, so that the step has ended.
            float(model.train_on_batch(inputs, targets))
            seconds.append(time.perf_counter() - start)
    except tf.errors.ResourceExhaustedError:
        raise TooLarge(f"{paper.name}: a batch of {batch}") from None
    return Step(statistics.median(seconds[1:]), peak_memory())


def batch_of(model, length: int | None, batch: int):
    """Random inputs by name, or the one, and targets: of a captioner the tokens it is given, else tags, or pairs."""
    import numpy as np

    rng = np.random.default_rng(0)
    inputs = {}
    for each in model.inputs:
        shape = [batch, *(size or length for size in each.shape[1:])]
        if "int" in str(each.dtype):
            inputs[each.name] = rng.integers(1, TOKENS, shape).astype("int32")
        else:
            # Above 0, as powers and pixels are.
            inputs[each.name] = rng.uniform(0.0, 1.0, shape).astype("float32")
    if "tokens" in inputs:
        return inputs, inputs["tokens"]
    if len(inputs) > 1:
        # Two towers: whether each of one belongs to each of the other.
        shape = [size or batch for size in model.output.shape]
        return inputs, (rng.random(shape) < 0.1).astype("float32")
    (given,) = inputs.values()
    return given, (rng.random(model.compute_output_shape(given.shape)) < 0.1).astype("float32")


def peak_memory() -> int:
    """Bytes that were held at most: of the card where there is one, else of this process."""
    import resource
    import sys

    import tensorflow as tf

    if tf.config.list_logical_devices("GPU"):
        return tf.config.experimental.get_memory_info("GPU:0")["peak"]
    highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return highest if sys.platform == "darwin" else 1024 * highest  # bytes there, kilobytes elsewhere


def keep_to_free_memory() -> None:
    """Lets this process have no more memory than is free now: else the system ends whichever process it likes."""
    if not FREE.exists():
        return
    import resource

    numbers = dict(line.split(":") for line in FREE.read_text(encoding="ascii").splitlines())
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines())
    free, held = (1024 * int(text.split()[0]) for text in (numbers["MemAvailable"], status["VmData"]))
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (held + free, hard))


def _build(paper: Paper, config: Any):
    """Without weights that would have to be fetched: they change nothing of what a step costs."""
    import keras

    keras.utils.set_random_seed(0)
    return paper.module("model").build_published(config)
