"""The run engine: killed anywhere, it ends with the numbers it would have ended with."""

from __future__ import annotations

from dataclasses import dataclass, replace

import keras
import numpy as np
import pandas as pd
import pytest
import tensorflow as tf

from paper_repro.core.errors import UserError
from paper_repro.core.training.backend import prepare
from paper_repro.core.training.run import RunFolder, run_folder
from paper_repro.core.training.train import NonFiniteLoss, Task, train_and_evaluate


@dataclass(frozen=True)
class Config:
    seed: int = 0
    epochs: int = 4
    select: str = "valid_loss"
    select_mode: str = "min"
    learning_rate: float = 0.05


@pytest.fixture(scope="module", autouse=True)
def deterministic():
    prepare("cpu")


X = np.random.default_rng(0).standard_normal((64, 8)).astype("float32")
Y = X[:, :1] * 2 + 1


def make_task(config, killed_in=None):
    model = keras.Sequential(
        [keras.Input((8,)), keras.layers.Dropout(0.3), keras.layers.Dense(4, "relu"), keras.layers.Dense(1)]
    )
    model.compile(keras.optimizers.Adam(config.learning_rate), "mse", jit_compile=False)
    calls = []

    def batches(first_epoch):
        def epoch(number):
            order = tf.random.experimental.stateless_shuffle(
                tf.range(64), seed=tf.stack([tf.cast(config.seed, tf.int64), number])
            )
            return tf.data.Dataset.from_tensor_slices((tf.gather(X, order), tf.gather(Y, order))).batch(16)

        return tf.data.Dataset.range(first_epoch, 10**6).flat_map(epoch)

    def validate():
        calls.append(1)
        if killed_in is not None and len(calls) == killed_in:
            raise KeyboardInterrupt
        return {"valid_loss": float(np.mean((model.predict(X, verbose=0) - Y) ** 2))}

    def evaluate():
        predicted = model.predict(X, verbose=0)[:, 0]
        return {"test_loss": float(np.mean((predicted - Y[:, 0]) ** 2))}, pd.DataFrame({"prediction": predicted})

    return Task(model, batches, 4, validate, evaluate)


def run(config, path, killed_in=None):
    return train_and_evaluate(config, RunFolder(path), lambda: make_task(config, killed_in), {"source": "test"})


@pytest.mark.parametrize("killed_in", [1, 2, 4])
def test_killed_and_resumed_ends_with_the_same_numbers(tmp_path, killed_in):
    config = Config()
    whole = run(config, tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        run(config, tmp_path / "killed", killed_in=killed_in)
    assert not RunFolder(tmp_path / "killed").complete
    resumed = run(config, tmp_path / "killed")
    assert resumed.read_metrics() == whole.read_metrics()
    assert (resumed.path / "predictions.csv").read_bytes() == (whole.path / "predictions.csv").read_bytes()
    assert (resumed.path / "history.csv").read_bytes() == (whole.path / "history.csv").read_bytes()


def test_a_finished_run_is_not_trained_again(tmp_path):
    folder = run(Config(), tmp_path)

    def must_not_be_called():
        raise AssertionError("trained again")

    assert train_and_evaluate(Config(), folder, must_not_be_called, {}) is folder


def test_the_folder_holds_everything(tmp_path):
    folder = run(Config(), tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {
        "config.json", "data.json", "environment.json", "history.csv", "predictions.csv", "metrics.json", "model.keras",
        "tensorboard", "complete.json",
    }  # fmt: skip
    assert folder.read_metrics()["best_epoch"] == folder.read_history()["valid_loss"].idxmin() + 1
    loaded = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_allclose(
        loaded.predict(X, verbose=0)[:, 0], folder.read_predictions()["prediction"].astype(float), atol=1e-6
    )


def test_nan_loss_is_one_line_and_keeps_what_was_computed(tmp_path):
    class Burst(keras.optimizers.schedules.LearningRateSchedule):
        """Fine for two epochs of four steps, then far too large."""

        def __call__(self, step):
            return tf.where(step < 8, 0.05, float("inf"))

    def task():
        made = make_task(Config())
        made.model.compile(keras.optimizers.Adam(Burst()), "mse", jit_compile=False)
        return made

    with pytest.raises(NonFiniteLoss, match=r"loss became (nan|inf) in epoch \d"):
        train_and_evaluate(Config(), RunFolder(tmp_path), task, {})
    assert len(pd.read_csv(tmp_path / "history.csv")) >= 2
    assert (tmp_path / "state.npz").exists()
    assert (tmp_path / "best.npz").exists()


def test_a_broken_state_is_one_line(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        run(Config(), tmp_path, killed_in=3)
    (tmp_path / "state.npz").write_bytes(b"half a file")
    with pytest.raises(UserError, match="not a training state"):
        run(Config(), tmp_path)


def test_folder_name_depends_on_config_and_data(tmp_path):
    names = {
        run_folder(tmp_path, "paper", "row", config, fingerprint).name
        for config in (Config(), replace(Config(), epochs=5), replace(Config(), seed=1))
        for fingerprint in ("a", "b")
    }
    assert len(names) == 6
