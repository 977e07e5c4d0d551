"""Train, select, evaluate: ``train_and_evaluate`` is the one way in which any paper's model becomes a run folder.

Killed at any point and called again, it goes on from the last whole epoch and ends with the same numbers as if it had
not been killed: batches depend on (seed, epoch), and model, optimizer and random state come back from ``state.npz``.
"""

from __future__ import annotations

import json
import math
import time
import zipfile
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import keras
import numpy as np
import pandas as pd
import tensorflow as tf
from tqdm import tqdm

from paper_repro.core.errors import UserError
from paper_repro.core.files import whole_file
from paper_repro.core.training.backend import callbacks, replication
from paper_repro.core.training.run import RunFolder
from paper_repro.core.training.task import FittedTask, Task

#: What numpy raises for a file that is cut off, empty, of other arrays, or gone.
UNREADABLE = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile)


class NonFiniteLoss(UserError):
    """The loss of a training became infinite or no number."""


class TrainingConfig(Protocol):
    """What the engine reads of a paper's config; the paper reads the rest."""

    seed: int
    epochs: int
    select: str  # the validation metric whose best epoch is kept
    select_mode: str  # "max" or "min"


def train_and_evaluate(
    config: TrainingConfig,
    folder: RunFolder,
    make_task: Callable[[], Task | FittedTask],
    data: Mapping[str, Any],
    progress: tqdm | None = None,
) -> RunFolder:
    """Trains what ``make_task`` builds, keeps the best epoch by ``config.select``, evaluates it, fills ``folder``.

    A ``FittedTask`` is fitted and evaluated: it has no epochs and no network to save.

    Args:
        config: the whole resolved config, saved with the run.
        folder: of this run; returned at once where it is complete.
        make_task: called once the seed is set, so that initial weights depend on it.
        data: what the run was computed from, saved with it.
        progress: a bar to move by one per epoch.

    Raises:
        NonFiniteLoss: the loss is no longer a number.
    """
    if folder.complete:
        if progress is not None:
            progress.update(config.epochs)
        return folder
    # Clearing the session forgets the precision too.
    policy = keras.config.dtype_policy()
    keras.backend.clear_session(free_memory=False)
    keras.config.set_dtype_policy(policy)
    keras.utils.set_random_seed(config.seed)
    folder.start(config, data)
    copies = replication()
    with copies.building():
        task = make_task()
        if isinstance(task, Task):
            # With all variables there before the first step, TensorFlow traces that step once instead of twice.
            task.fitted.optimizer.build(task.fitted.trainable_variables)
    if isinstance(task, FittedTask):
        task.fit()
        folder.finish(*task.evaluate())
        if progress is not None:
            progress.update(config.epochs)
        return folder
    state = _State(folder, task)
    first_epoch = state.restore()
    if progress is not None:
        progress.update(first_epoch)
    if first_epoch < config.epochs:
        with copies.training(task.fitted):
            task.fitted.fit(
                task.batches(first_epoch),
                initial_epoch=first_epoch,
                epochs=config.epochs,
                steps_per_epoch=task.steps,
                callbacks=[*callbacks(config.seed), _EpochEnd(config, task, state, progress)],
                shuffle=False,
                verbose=0,
            )
    state.restore_best()
    metrics, predictions = task.evaluate()
    with whole_file(folder.path / "model.keras") as temporary:
        task.model.save(temporary)
    best = {"best_epoch": state.best_epoch, "parameters": task.model.count_params()}
    folder.finish({**best, **metrics}, predictions)
    return folder


class _State:
    """All that a training needs to go on: every variable of model and optimizer, the history, the best epoch so far."""

    def __init__(self, folder: RunFolder, task: Task) -> None:
        self.folder = folder
        self.model = task.model
        self.fitted = task.fitted
        self.history: list[dict[str, float]] = []
        self.best_epoch = -1
        self.best_value = math.nan

    def restore(self) -> int:
        """Puts the last whole epoch back; returns the epoch to go on with."""
        path = self.folder.path / "state.npz"
        if not path.exists():
            return 0
        try:
            with np.load(path) as stored:
                about = json.loads(str(stored["about"]))
                arrays = [stored[f"variable{number}"] for number in range(about["variables"])]
        except UNREADABLE as error:
            raise UserError(f"{path}: not a training state ({error}); remove the folder or use --fresh.") from None
        for variable, array in zip(self._variables(), arrays, strict=True):
            variable.assign(array)
        self.history = about["history"]
        self.best_epoch, self.best_value = about["best_epoch"], about["best_value"]
        return len(self.history)

    def save(self, epoch: int, row: dict[str, float], value: float, better: bool) -> None:
        if better:
            self.best_epoch, self.best_value = epoch, value
            self._write("best.npz", self.model.variables, {})
        self.history.append(row)
        about = {"history": self.history, "best_epoch": self.best_epoch, "best_value": self.best_value}
        with whole_file(self.folder.path / "history.csv") as temporary:
            pd.DataFrame(self.history).to_csv(temporary, index=False)
        # Last: where a kill came before this, the epoch is computed again, to the same numbers.
        self._write("state.npz", self._variables(), about)

    def restore_best(self) -> None:
        path = self.folder.path / "best.npz"
        try:
            with np.load(path) as stored:
                for number, variable in enumerate(self.model.variables):
                    variable.assign(stored[f"variable{number}"])
        except UNREADABLE as error:
            raise UserError(
                f"{path}: not the weights of an epoch ({error}); remove the folder or use --fresh."
            ) from None

    def _variables(self) -> list:
        return [*self.model.variables, *self.fitted.optimizer.variables]

    def _write(self, name: str, variables: list, about: dict) -> None:
        arrays = {f"variable{number}": keras.ops.convert_to_numpy(value) for number, value in enumerate(variables)}
        with whole_file(self.folder.path / name) as temporary, temporary.open("wb") as file:
            np.savez(file, about=json.dumps({**about, "variables": len(variables)}), **arrays)


class _EpochEnd(keras.callbacks.Callback):
    """After every epoch: validate, select, save, log."""

    def __init__(self, config: TrainingConfig, task: Task, state: _State, progress: tqdm | None) -> None:
        super().__init__()
        self.config = config
        self.task = task
        self.state = state
        self.progress = progress
        self.log = tf.summary.create_file_writer(str(state.folder.path / "tensorboard"))
        self.began = math.nan

    def on_epoch_begin(self, epoch, logs=None):
        self.began = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        loss = float(logs["loss"])
        seconds = (time.perf_counter() - self.began) / self.task.steps
        if not math.isfinite(loss):
            raise NonFiniteLoss(
                f"{self.state.folder.path}: the loss became {loss} in epoch {epoch + 1}; lower the learning rate of "
                "the config or look at the data. What was computed before is kept."
            )
        row = {"epoch": epoch + 1, "loss": loss, **self.task.validate()}
        value = row[self.config.select]
        sign = 1.0 if self.config.select_mode == "max" else -1.0
        # A score that is no number, as of a validation part with one class, is worse than any.
        unset = self.state.best_epoch < 0 or math.isnan(self.state.best_value)
        better = unset or sign * value > sign * self.state.best_value
        self.state.save(epoch + 1, row, value, better)
        self.state.folder.write_step_seconds(seconds)
        with self.log.as_default():
            for name, number in row.items():
                tf.summary.scalar(name, number, step=epoch + 1)
        if self.progress is not None:
            self.progress.update()
            self.progress.set_postfix_str(f"{self.config.select} {value:.3f}")

    def on_train_end(self, logs=None):
        self.log.close()
