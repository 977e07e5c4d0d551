"""A training step fed from records against the same step on one constant batch that is already in memory.

    python experiments/benchmarks/training_step.py [--row cnn1d_lstm] [--preset quick]

Prints milliseconds a step and their ratio: what the pipeline costs beside the network. Rounds of both alternate; a
figure is the median over the rounds of the mean step, from the end of a round's first step to the end of its last.
"""

import argparse
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import keras

from paper_repro.core.command_line import Options
from paper_repro.core.training.backend import prepare
from paper_repro.core.training.rows import build_splits
from paper_repro.core.training.run import RunFolder
from paper_repro.majorminer.data import open_corpus
from paper_repro.majorminer.paper import PAPER, ROWS
from paper_repro.majorminer.task import make_task

ROUNDS = 7


class Clock(keras.callbacks.Callback):
    """When the first and the last step ended."""

    def on_train_batch_end(self, batch, logs=None):
        self.last = time.perf_counter()
        if batch == 0:
            self.first = self.last


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--row", choices=tuple(ROWS), default="cnn1d_lstm")
    parser.add_argument("--preset", default="quick")
    arguments = parser.parse_args()
    prepare()
    with TemporaryDirectory() as folder:
        options = Options(preset=arguments.preset, runs=Path(folder), jobs=2)
        config = ROWS[arguments.row].config(PAPER.base_config(options), options.preset)
        corpus = open_corpus(options, config)
        task = make_task(config, corpus, build_splits("majorminer", options, corpus, config), RunFolder(Path(folder)))
        task.model.optimizer.build(task.model.trainable_variables)
        batches = task.batches(0)
        # Only whole batches on both sides: an epoch's last is smaller.
        whole = batches.filter(lambda x, y: len(y) == config.batch_size)
        constant = whole.take(1).cache().repeat()
        steps = 2 * task.steps
        seconds = {"records": [], "constant batch": []}
        for number in range(ROUNDS + 1):
            for name, source in (("records", whole), ("constant batch", constant)):
                clock = Clock()
                task.model.fit(source, steps_per_epoch=steps, epochs=1, shuffle=False, verbose=0, callbacks=[clock])
                if number:  # the first round traces
                    seconds[name].append((clock.last - clock.first) / (steps - 1))
    medians = {name: 1000 * statistics.median(times) for name, times in seconds.items()}
    ratio = statistics.median(a / b for a, b in zip(*seconds.values(), strict=True))
    print(
        f"{arguments.row}, {arguments.preset} preset, batches of {config.batch_size}, {ROUNDS} rounds of {steps} steps"
    )
    for name, value in medians.items():
        print(f"{name:16s} {value:8.1f} ms a step")
    print(f"records / constant batch {ratio:8.3f}")


if __name__ == "__main__":
    main()
