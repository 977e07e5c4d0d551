"""The same network on one device and on two, by JAX, for ``test_devices``: ``python -m tests.backends.devices FOLDER``.

With batch norm, a loss over tokens of which each part of a batch has another number, dropout, and a last batch of one
item. Prints as JSON, of each: on how many devices variables lie, and whether batches are split among them.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import jax
import keras
import numpy as np
import pandas as pd
import tensorflow as tf

from paper_repro.core.nn.losses import MaskedCrossEntropy
from paper_repro.core.training.backend import jit_compile, prepare
from paper_repro.core.training.forward import Forward
from paper_repro.core.training.run import RunFolder
from paper_repro.core.training.task import Task
from paper_repro.core.training.train import train_and_evaluate

ITEMS, BATCH, LENGTH, TOKENS = 17, 4, 3, 5
RNG = np.random.default_rng(0)
X = RNG.standard_normal((ITEMS, 20, 6)).astype("float32")
Y = RNG.integers(0, TOKENS, (ITEMS, LENGTH)) * (RNG.random((ITEMS, LENGTH)) < np.linspace(0.2, 1, ITEMS)[:, None])


@dataclass(frozen=True)
class Config:
    seed: int = 0
    epochs: int = 4
    select: str = "valid_loss"
    select_mode: str = "min"


class Watched(MaskedCrossEntropy):
    """Notes of each size of batch, when it is compiled, whether the outputs are split among devices."""

    split: list

    def call(self, y_true, y_pred):
        jax.debug.inspect_array_sharding(
            jax.lax.stop_gradient(y_pred), callback=lambda layout: self.split.append(not layout.is_fully_replicated)
        )
        return super().call(y_true, y_pred)


class TokenTask(Task):
    def __init__(self):
        TokenTask.last = self
        inputs = keras.Input(X.shape[1:])
        x = keras.layers.Conv1D(8, 3, activation="relu")(inputs)
        x = keras.layers.BatchNormalization(momentum=0.5)(x)
        x = keras.layers.Dropout(0.3)(keras.layers.LSTM(8)(x))
        scores = keras.layers.Reshape((LENGTH, TOKENS))(keras.layers.Dense(LENGTH * TOKENS)(x))
        self.model = keras.Model(inputs, scores)
        self.steps = -(-ITEMS // BATCH)
        self.loss = Watched()
        self.loss.split = []
        self.model.compile(keras.optimizers.Adam(0.01), self.loss, jit_compile=jit_compile())
        self.score = Forward(self.model)

    def batches(self, first_epoch):
        return tf.data.Dataset.from_tensor_slices((X, Y)).batch(BATCH).repeat()

    def validate(self):
        return {"valid_loss": float(MaskedCrossEntropy()(Y, self.score(X)))}

    def evaluate(self):
        return self.validate(), pd.DataFrame({"item": range(ITEMS)})


def main(folder: Path) -> None:
    said = {}
    for devices in ("cpu", "all"):
        prepare(devices)
        train_and_evaluate(Config(), RunFolder(folder / devices), TokenTask, {})
        variable = TokenTask.last.model.trainable_variables[0].value
        said[devices] = {"copies": len(variable.devices()), "split": TokenTask.last.loss.split}
    print(json.dumps(said))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
