"""A paper's network, trained by the engine's own means on TensorFlow, JAX and PyTorch, on the same cores.

    python experiments/benchmarks/backends.py [--paper magnatagatune] [--preset quick] [--batch 8] [--rounds 5]

Prints of each backend milliseconds a training step (``Model.fit`` on one constant batch through tf.data, compiled as
the engine does) and a batch of inference (``Forward``), both relative to TensorFlow's, and the seconds until the first
step has ended. Each backend is a process of its own; rounds alternate, so that a slow minute of the machine hits all. A
figure is the median round, a ratio the median of the rounds' ratios. Needs the extras jax and torch; a backend that is
not installed is left out.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

# This folder, for a test that imports the file.
sys.path[:0] = [str(Path(__file__).parent)]

from gpu import PAPERS, batch_of, given, network  # noqa: E402

from paper_repro.core.process import BACKENDS  # noqa: E402

STEPS = 10  # a round


def child(name: str, preset: str, size: int) -> None:
    """In a process with ``KERAS_BACKEND``: for each line that comes in, a round, and its two times in seconds."""
    from paper_repro.core.training.backend import jit_compile, prepare

    start = time.perf_counter()
    prepare("auto")
    import keras
    import tensorflow as tf

    from paper_repro.core.training.forward import Forward

    class Clock(keras.callbacks.Callback):
        """When the first and the last step ended: what a call of ``fit`` itself costs is no step's."""

        def on_train_batch_end(self, batch, logs=None):
            # A value that is read has been computed: JAX hands out what it has only begun.
            float(logs["loss"])
            self.last = time.perf_counter()
            if batch == 0:
                self.first = self.last

    keras.utils.set_random_seed(0)
    model, config = network(name, preset)
    inputs, targets = batch_of(model, config, size)
    loss = "binary_crossentropy"
    if targets.dtype.kind == "i":
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(1e-4), loss, jit_compile=jit_compile())
    model.optimizer.build(model.trainable_variables)
    forward = Forward(model)
    constant = tf.data.Dataset.from_tensors((given(model, inputs), targets)).repeat()
    clock = Clock()

    def train(steps: int) -> float:
        model.fit(constant, steps_per_epoch=steps + 1, shuffle=False, verbose=0, callbacks=[clock])
        return (clock.last - clock.first) / steps

    train(1)
    first = clock.first - start
    forward(*inputs)
    print(first, flush=True)
    for _ in sys.stdin:
        step = train(STEPS)
        start = time.perf_counter()
        for _ in range(STEPS):
            forward(*inputs)
        print(step, (time.perf_counter() - start) / STEPS, flush=True)


def measure(arguments) -> dict[str, dict[str, list[float]]]:
    """Seconds by backend: ``first``, and of each round ``step`` and ``inference``."""
    found = {name: {"step": [], "inference": []} for name in BACKENDS if importlib.util.find_spec(name)}
    command = [sys.executable, __file__, "--paper", arguments.paper, "--preset", arguments.preset]
    command += ["--batch", str(arguments.batch), "--child"]
    with contextlib.ExitStack() as stack:
        processes = {}
        for name in found:
            environment = {**os.environ, "KERAS_BACKEND": name}
            processes[name] = stack.enter_context(
                subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            )
            # One after the other: what compiles has the machine to itself.
            found[name]["first"] = [float(_line(processes[name], name))]
        for _ in range(arguments.rounds):
            for name, process in processes.items():
                process.stdin.write("go\n")
                process.stdin.flush()
                step, inference = map(float, _line(process, name).split())
                found[name]["step"].append(step)
                found[name]["inference"].append(inference)
        for process in processes.values():
            process.stdin.close()
    return found


def _line(process: subprocess.Popen, name: str) -> str:
    line = process.stdout.readline()
    if not line:
        raise SystemExit(f"{name}: its process ended with status {process.wait()}")
    return line


def table(found: dict[str, dict[str, list[float]]]) -> str:
    lines = ["| backend | first step after, s | ms a step | to TensorFlow's | ms a batch | to TensorFlow's |"]
    lines.append("| --- | --- | --- | --- | --- | --- |")
    base = found[BACKENDS[0]]
    for name, times in found.items():
        cells = [f"{times['first'][0]:.1f}"]
        for kind in ("step", "inference"):
            ratios = [ours / theirs for ours, theirs in zip(times[kind], base[kind], strict=True)]
            cells += [f"{1000 * statistics.median(times[kind]):.1f}", f"{statistics.median(ratios):.2f}"]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--paper", choices=PAPERS, default="magnatagatune", metavar="NAME")
    parser.add_argument("--preset", choices=("smoke", "quick", "paper"), default="quick")
    parser.add_argument("--batch", type=int, default=8, help="examples a step")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        child(arguments.paper, arguments.preset, arguments.batch)
        return
    print(table(measure(arguments)))


if __name__ == "__main__":
    main()
