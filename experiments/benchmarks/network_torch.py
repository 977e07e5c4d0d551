"""The paper's MagnaTagATune network against the same network in PyTorch (channels last), on the same cores.

    python experiments/benchmarks/network_torch.py [--row all_10] [--preset paper] [--batch 8]

Prints milliseconds a training step (forward, weighted cross-entropy, backward, Adam) and an inference batch, of both,
and ours / PyTorch's: below 1 is faster. One constant batch that is already in memory; no data is read. First both get
the same weights and must give the same output. Rounds alternate, so that a slow minute of the machine hits both; a
figure is the median round, a ratio the median of the rounds' ratios. Needs `pip install -e '.[torch]'`.
"""

import argparse
import os
import statistics
import time

import keras
import numpy as np
import tensorflow as tf

from paper_repro.core.command_line import PRESETS, Options, Parser, positive, run_main
from paper_repro.core.errors import UserError
from paper_repro.core.nn.losses import WeightedBinaryCrossEntropy
from paper_repro.core.training.backend import jit_compile, prepare
from paper_repro.magnatagatune.model import build, fit_front
from paper_repro.magnatagatune.paper import PAPER, TABLE2

ROWS = ("all_10", "batch_norm_dropout_10")
STEPS = {"smoke": 60, "quick": 20, "paper": 3}  # a round
NORM_EPSILON = 1e-3  # Keras' of batch norm; PyTorch's differs
ADAM_EPSILON = 1e-7  # likewise


def in_torch(torch, model, config):
    """The same layers from image to probabilities, with the weights of ``model``; and a function from mel to image."""
    nn, parts, channels = torch.nn, [], 1
    for number, (filters, pool) in enumerate(zip(config.filters, config.pools, strict=True), start=1):
        parts.append(_filled(torch, nn.Conv2d(channels, filters, 3), model.get_layer(f"conv{number}")))
        if config.batch_norm:
            norm = nn.BatchNorm2d(filters, eps=NORM_EPSILON, momentum=1 - config.norm_momentum)
            parts.append(_filled(torch, norm, model.get_layer(f"norm{number}")))
        # In place is what people write, and the faster way.
        parts += [nn.ReLU(inplace=True), nn.MaxPool2d(pool)]
        if config.dropout and number < len(config.filters):
            parts.append(nn.Dropout(config.dropout))
        channels = filters
    dense = model.get_layer("tags")
    parts += [nn.Flatten(), _filled(torch, nn.Linear(*dense.kernel.shape), dense), nn.Sigmoid()]
    normalize = model.get_layer("normalize")
    mean, deviation = float(np.squeeze(normalize.mean)), float(np.sqrt(np.squeeze(normalize.variance)))

    def image(mel):
        decibels = (torch.log(torch.clamp(mel, min=config.log_floor)) - mean) / deviation
        return decibels.transpose(1, 2)[:, None].contiguous(memory_format=torch.channels_last)

    return nn.Sequential(*parts).to(memory_format=torch.channels_last), image


def _filled(torch, module, layer):
    """``module`` with the weights of the Keras ``layer``, kernels in PyTorch's order."""
    names = {
        "kernel": "weight", "gamma": "weight", "bias": "bias", "beta": "bias",
        "moving_mean": "running_mean", "moving_variance": "running_var",
    }  # fmt: skip
    for variable in layer.weights:
        value = variable.numpy()
        order = {4: (3, 2, 0, 1), 2: (1, 0)}.get(value.ndim)
        with torch.no_grad():
            getattr(module, names[variable.name]).copy_(
                torch.tensor(value if order is None else value.transpose(order))
            )
    return module


def ours(config, mel, labels, weights):
    """Our network, compiled as for training, and what trains it for n steps and what predicts n batches."""
    model = build(config, config.tags)
    fit_front(model, config, [mel])
    optimizer = keras.optimizers.Adam(config.learning_rate)
    model.compile(optimizer, WeightedBinaryCrossEntropy(weights), jit_compile=jit_compile())
    optimizer.build(model.trainable_variables)
    inputs, targets = tf.constant(mel), tf.constant(labels)
    constant = tf.data.Dataset.from_tensors((inputs, targets)).repeat()

    def train(steps):
        clock = Clock()
        model.fit(constant, steps_per_epoch=steps + 1, shuffle=False, verbose=0, callbacks=[clock])
        return (clock.last - clock.first) / steps

    return model, train, _timed(lambda: model.predict_on_batch(inputs))


class Clock(keras.callbacks.Callback):
    """When the first and the last step ended: what a call of ``fit`` itself costs is no step's."""

    def on_train_batch_end(self, batch, logs=None):
        self.last = time.perf_counter()
        if batch == 0:
            self.first = self.last


def theirs(torch, network, image, config, mel, labels, weights):
    """What trains PyTorch's for n steps and what predicts n batches."""
    inputs, targets, weights = torch.tensor(mel), torch.tensor(labels), torch.tensor(weights)
    optimizer = torch.optim.Adam(network.parameters(), lr=config.learning_rate, eps=ADAM_EPSILON)

    def step():
        network.train()
        optimizer.zero_grad(set_to_none=True)
        found = network(image(inputs))
        loss = torch.nn.functional.binary_cross_entropy(found, targets, weight=1 + targets * (weights - 1))
        loss.backward()
        optimizer.step()
        return loss.item()

    def predict():
        network.eval()
        with torch.inference_mode():
            return network(image(inputs)).numpy()

    return _timed(step), _timed(predict), predict


def _timed(work):
    def run(times):
        start = time.perf_counter()
        for _ in range(times):
            work()
        return (time.perf_counter() - start) / times

    return run


def compare(arguments):
    try:
        import torch
    except ImportError:
        raise UserError("this benchmark needs PyTorch; run `pip install -e '.[torch]'` in the clone.") from None
    cores = os.cpu_count()
    torch.set_num_threads(cores)
    prepare("cpu")
    keras.utils.set_random_seed(0)
    config = PAPER.configs(Options(preset=arguments.preset), TABLE2)[arguments.row]
    batch = arguments.batch or min(config.batch_size, 16 if arguments.preset != "paper" else 8)
    rng = np.random.default_rng(0)
    mel = rng.exponential(size=(batch, *config.features.shape)).astype(np.float32)
    labels = (rng.random((batch, config.tags)) < 0.1).astype(np.float32)
    weights = np.full(config.tags, 9.0, np.float32)
    model, train, predict = ours(config, mel, labels, weights)
    network, image = in_torch(torch, model, config)
    their_train, their_predict, their_output = theirs(torch, network, image, config, mel, labels, weights)
    difference = np.abs(model.predict_on_batch(mel) - their_output()).max()
    assert difference < 1e-4, f"not the same network: outputs differ by {difference:.1e}"

    steps = STEPS[arguments.preset]
    work = {
        ("training step", "ours"): train, ("training step", "PyTorch"): their_train,
        ("inference", "ours"): predict, ("inference", "PyTorch"): their_predict,
    }  # fmt: skip
    seconds = {key: [] for key in work}
    for number in range(arguments.rounds + 1):
        for key, run in work.items():
            taken = run(steps)
            if number:  # the first round traces
                seconds[key].append(taken)
    print(
        f"{arguments.row}, {arguments.preset} preset, {model.count_params():,} parameters, {batch} clips a batch, "
        f"{cores} cores, {arguments.rounds} rounds of {steps}; outputs differ by {difference:.0e} at most"
    )
    for kind in ("training step", "inference"):
        for name in ("ours", "PyTorch"):
            print(f"{kind:14s} {name:8s} {1000 * statistics.median(seconds[kind, name]):8.1f} ms a batch")
        pairs = zip(seconds[kind, "ours"], seconds[kind, "PyTorch"], strict=True)
        print(f"{kind:14s} ours / PyTorch {statistics.median(a / b for a, b in pairs):5.2f}")


def main():
    parser = Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--row", choices=ROWS, default="all_10")
    parser.add_argument("--preset", choices=PRESETS, default="paper")
    parser.add_argument("--batch", type=positive, help="clips; default: 8, in the small presets theirs")
    parser.add_argument("--rounds", type=positive, default=7)
    compare(parser.parse_args())


if __name__ == "__main__":
    run_main(main)
