"""Each paper's network at its published size on one card: Keras on JAX against PyTorch (channels last).

    python experiments/benchmarks/gpu.py [--write FILE] [--minutes 6] [--papers NAME ...] [--preset paper]
    python experiments/benchmarks/gpu.py --of FILE ... [--out results]

The first, on a machine with a card, writes what it measures as JSON: milliseconds a training step (forward, loss,
backward, Adam) on one constant batch that lies on the card, operations, and the most memory held. The second makes one
table of such files, results/benchmarks/gpu.md, .csv and .json, with examples a second and the share of the card's peak.
The first steps, which compile, are left out; a figure is the median of the others. Both train with float32 values
(products in TF32 where the card has it) and with bfloat16 products (Keras' mixed_bfloat16, whose LSTMs stay in float32,
since JAX's call of cuDNN takes no bfloat16; PyTorch's autocast); PyTorch runs eagerly. Operations are counted in JAX's
program of a step, the same for both. With `--check` the networks of both must first give the same output. Each figure
comes from a process of its own; those for which `--minutes` leave no time are named.

The first needs keras, jax, torch and numpy, and neither TensorFlow nor the rest of the package's dependencies.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path

# The package, and this folder for a test that imports the file.
sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).parent)]

from gpu_operations import lstms, operations_in, unrolled  # noqa: E402
from gpu_table import PRECISIONS, SIDES, WARM_UP, key_of, line_of, table  # noqa: E402

#: Of each the row that its hyperparameter search is around: the fullest network of its table.
PAPERS = ("magnatagatune", "majorminer", "musiccaps", "cal500exp", "songtitle")
LEAST_STEPS, MOST_STEPS = 5, 50
#: Seconds of measured steps a figure, once there are ``LEAST_STEPS``.
ENOUGH = 2.0
#: Of CAL500exp's tracks, whole songs of any length: seconds that one is given here.
TRACK_SECONDS = 240
VOCABULARY_OF_INPUT = 20


def network(name: str, preset: str):
    """The built Keras model and its config."""
    paper = import_module(f"paper_repro.{name}.paper").PAPER
    row = paper.search.training.format(row=paper.search.default_row)
    config = {**paper.rows, **paper.trainings}[row].config(paper.presets.config(preset), preset)
    model = import_module(f"paper_repro.{name}.model")
    if name == "cal500exp":
        from paper_repro.cal500exp import published

        # Its first state is drawn at random, which cannot be compared. The tags are the emotions.
        return model.build(replace(config, random_state=False), len(published.FIGURE4)), config
    return model.build_published(config), config


def batch_of(model, config, size: int):
    """Random inputs in the model's order, and targets."""
    import numpy as np

    rng = np.random.default_rng(0)
    inputs = []
    for each in model.inputs:
        shape = [size, *each.shape[1:]]
        if shape[1] is None:
            shape[1] = round(TRACK_SECONDS * config.frame_rate)
        if "int" in str(each.dtype):
            inputs.append(rng.integers(1, VOCABULARY_OF_INPUT, shape).astype("int32"))
        elif each.name == "pictures":
            inputs.append(rng.uniform(0, 255, shape).astype("float32"))
        else:
            inputs.append(np.exp(rng.standard_normal(shape)).astype("float32"))
    if len(inputs) > 1:  # a captioner: the next token of each
        return inputs, inputs[-1]
    return inputs, (rng.random(model.compute_output_shape(inputs[0].shape)) < 0.1).astype("float32")


def given(model, inputs):
    """The inputs as the model takes them: by name where there are several."""
    return (
        {each.name: value for each, value in zip(model.inputs, inputs, strict=True)} if len(inputs) > 1 else inputs[0]
    )


def on_jax(model, inputs, targets, precision: str) -> dict:
    import jax
    import keras

    optimizer = keras.optimizers.Adam(1e-4)
    optimizer.build(model.trainable_variables)
    tokens = targets.dtype.kind == "i"
    loss_of = (
        keras.losses.SparseCategoricalCrossentropy(from_logits=True) if tokens else keras.losses.BinaryCrossentropy()
    )

    def step(trained, other, moments, inputs, targets):
        def loss_and_state(trained, other):
            output, other = model.stateless_call(trained, other, inputs, training=True)
            return loss_of(targets, output.astype("float32")), other

        (loss, other), gradients = jax.value_and_grad(loss_and_state, has_aux=True)(trained, other)
        trained, moments = optimizer.stateless_apply(moments, gradients, trained)
        return loss, trained, other, moments

    def values(variables):
        return [variable.value for variable in variables]

    state = [values(model.trainable_variables), values(model.non_trainable_variables), values(optimizer.variables)]
    inputs, targets = jax.device_put((given(model, inputs), targets))
    operations = operations_in(unrolled(model, step, (*state, inputs, targets)))
    compiled = jax.jit(step, donate_argnums=(0, 1, 2))

    def one() -> float:
        loss, *state[:] = compiled(*state, inputs, targets)
        return float(loss)

    found = measured(one)
    device = jax.local_devices()[0]
    memory = (device.memory_stats() or {}).get("peak_bytes_in_use")
    return {**found, "operations": operations, "memory": memory, "card": device.device_kind}


def on_torch(model, inputs, targets, precision: str) -> dict:
    import gpu_torch
    import torch
    from torch.nn import functional

    torch.set_float32_matmul_precision("high")
    torch.backends.cudnn.benchmark = True
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    twin = gpu_torch.Twin(model).to(device).train()
    optimizer = torch.optim.Adam(twin.parameters(), 1e-4, eps=1e-7, fused=device.type == "cuda")
    inputs = [torch.from_numpy(each).to(device) for each in inputs]
    targets = torch.from_numpy(targets).to(device)

    def one() -> float:
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast(device.type, torch.bfloat16, enabled=precision == "bfloat16"):
            output = twin(*inputs)
        output = output.float()
        if targets.dtype == torch.int32:
            loss = functional.cross_entropy(output.flatten(0, -2), targets.flatten().long())
        else:
            loss = functional.binary_cross_entropy(output.clamp(1e-7, 1 - 1e-7), targets)
        loss.backward()
        optimizer.step()
        return loss.item()

    found = measured(one)
    on_card = device.type == "cuda"
    memory = torch.cuda.max_memory_allocated() if on_card else None
    return {**found, "memory": memory, "card": torch.cuda.get_device_name() if on_card else "cpu"}


def check(model, inputs) -> float:
    """The greatest difference of both networks' outputs in inference, relative to the greatest output."""
    import gpu_torch
    import numpy as np
    import torch

    ours = np.asarray(model(given(model, inputs), training=False), np.float32)
    with torch.no_grad():
        theirs = gpu_torch.Twin(model).eval()(*(torch.from_numpy(each) for each in inputs)).numpy()
    return float(np.abs(ours - theirs).max() / np.abs(ours).max())


def measured(step: Callable[[], float]) -> dict:
    """Median seconds of a step that returns its loss, which it must have computed by then."""
    start = time.perf_counter()
    first = step()
    compiling = time.perf_counter() - start
    for _ in range(WARM_UP - 1):
        step()
    seconds, last = [], math.nan
    while len(seconds) < LEAST_STEPS or (sum(seconds) < ENOUGH and len(seconds) < MOST_STEPS):
        start = time.perf_counter()
        last = step()
        seconds.append(time.perf_counter() - start)
    if not math.isfinite(last):
        raise ArithmeticError(f"the loss became {last}")
    return {
        "seconds": statistics.median(seconds),
        "steps": len(seconds),
        "first step": compiling,
        "losses": [first, last],
    }


def one_figure(name: str, side: str, precision: str, preset: str, size: int | None) -> dict:
    """In this process."""
    if side == "pytorch" or side == "check":
        os.environ["JAX_PLATFORMS"] = "cpu"  # the card is PyTorch's
    os.environ["KERAS_BACKEND"] = "jax"
    os.environ["XLA_PYTHON_CLIENT_PREALLOCATE"] = "false"
    os.environ["JAX_TRACEBACK_FILTERING"] = "off"  # else a traceback's last line is not its error
    import keras

    keras.utils.set_random_seed(0)
    if precision == "bfloat16" and side == "keras on jax":
        keras.config.set_dtype_policy("mixed_bfloat16")
    model, config = network(name, preset)
    for layer in lstms(model):  # JAX's call of cuDNN takes no bfloat16
        layer.dtype_policy = layer.cell.dtype_policy = "float32"
    batch = size or config.batch_size
    inputs, targets = batch_of(model, config, 1 if side == "check" else batch)
    about = {"network": name, "side": side, "precision": precision, "batch": batch, "parameters": model.count_params()}
    about["inputs"] = [each.shape[1:] for each in inputs]
    if side == "check":
        return {**about, "difference": check(model, inputs)}
    return {**about, **(on_jax if side == "keras on jax" else on_torch)(model, inputs, targets, precision)}


def all_figures(arguments) -> list[dict]:
    """Each in a process of its own; what failed or had no time says why."""
    end = time.monotonic() + 60 * arguments.minutes
    wanted = [(name, "check", "float32") for name in arguments.papers] if arguments.check else []
    wanted += [(name, side, precision) for name in arguments.papers for precision in PRECISIONS for side in SIDES]
    figures = []
    for name, side, precision in wanted:
        about = {"network": name, "side": side, "precision": precision}
        left = end - time.monotonic()
        command = [sys.executable, __file__, "--one", name, side, precision, "--preset", arguments.preset]
        command += ["--batch", str(arguments.batch)] if arguments.batch else []
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=max(left, 0.1))
            lines = done.stdout.strip().splitlines()
            errors = done.stderr.strip().splitlines()
            figure = json.loads(lines[-1]) if done.returncode == 0 else {**about, "failed": _reason(errors)}
        except subprocess.TimeoutExpired:
            figure = {**about, "failed": f"no time left of --minutes {arguments.minutes:g}"}
        figures.append(figure)
        print(line_of(figure), file=sys.stderr, flush=True)
        write(figures, arguments)
    return figures


def _reason(errors: list[str]) -> str:
    """Of a traceback: the line that names the error, which lines on its circumstances can follow."""
    named = [line for line in errors if re.match(r"[\w.]+Error\b", line)]
    return (named or errors or ["no message"])[-1]


def write(figures: list[dict], arguments) -> None:
    packages = {name: _version(name) for name in ("keras", "jax", "torch", "numpy")}
    content = {"preset": arguments.preset, "packages": packages, "figures": figures}
    arguments.write.parent.mkdir(parents=True, exist_ok=True)
    arguments.write.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def table_of(files: list[Path]):
    """Of several runs, or tables of them: every measurement, and what failed in all of them."""
    runs = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    measured_with = [run["provenance"]["measured"] if "provenance" in run else run for run in runs]
    preset, packages = measured_with[0]["preset"], measured_with[0]["packages"]
    if any((each["preset"], each["packages"]) != (preset, packages) for each in measured_with):
        raise SystemExit(f"--of: runs of other presets or packages than the first's, {preset}, {packages}.")
    figures = [
        {key: value for key, value in each.items() if value is not None} for run in runs for each in run["figures"]
    ]
    measured = {key_of(each) for each in figures if "failed" not in each}
    return table([each for each in figures if "failed" not in each or key_of(each) not in measured], preset, packages)


def _version(name: str) -> str | None:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", type=Path, default=Path("gpu_run.json"), metavar="FILE", help="what is measured")
    parser.add_argument("--out", type=Path, default=Path("results"), help="where the table of --of is written")
    parser.add_argument("--minutes", type=float, default=6.0)
    parser.add_argument("--papers", nargs="+", choices=PAPERS, default=list(PAPERS), metavar="NAME")
    parser.add_argument("--preset", choices=("smoke", "quick", "paper"), default="paper")
    parser.add_argument("--batch", type=int, help="examples a step; default: the paper's")
    parser.add_argument("--check", action="store_true", help="first compare the outputs of both networks")
    parser.add_argument("--of", nargs="+", type=Path, metavar="FILE", help="a table of such files, unmeasured")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(one_figure(*arguments.one, arguments.preset, arguments.batch)))
        return
    if not arguments.of:
        all_figures(arguments)
        return
    made = table_of(arguments.of)
    made.write(arguments.out)
    print(made.text())


if __name__ == "__main__":
    main()
