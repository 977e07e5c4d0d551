"""The run engine: killed anywhere, it ends with the numbers it would have ended with."""

from __future__ import annotations

import contextlib
import json
import shutil
from dataclasses import dataclass, replace

import keras
import numpy as np
import pandas as pd
import pytest
import tensorflow as tf

from paper_repro import DISTRIBUTION
from paper_repro.core.errors import UserError
from paper_repro.core.training import rows
from paper_repro.core.training.backend import jit_compile, prepare
from paper_repro.core.training.run import RunFolder, finished_run, run_folder
from paper_repro.core.training.task import FittedTask, Task
from paper_repro.core.training.train import NonFiniteLoss, train_and_evaluate


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


class LineTask(Task):
    """A small network on a line; raises KeyboardInterrupt in the validation of epoch ``killed_in``."""

    steps = 4

    def __init__(self, config, killed_in=None):
        self.config, self.killed_in, self.validations = config, killed_in, 0
        self.model = keras.Sequential(
            [keras.Input((8,)), keras.layers.Dropout(0.3), keras.layers.Dense(4, "relu"), keras.layers.Dense(1)]
        )
        self.model.compile(keras.optimizers.Adam(config.learning_rate), "mse", jit_compile=jit_compile())

    def batches(self, first_epoch):
        def epoch(number):
            seed = tf.stack([tf.cast(self.config.seed, tf.int64), number])
            order = tf.random.experimental.stateless_shuffle(tf.range(64), seed=seed)
            return tf.data.Dataset.from_tensor_slices((tf.gather(X, order), tf.gather(Y, order))).batch(16)

        return tf.data.Dataset.range(first_epoch, 10**6).flat_map(epoch)

    def validate(self):
        self.validations += 1
        if self.validations == self.killed_in:
            raise KeyboardInterrupt
        return {"valid_loss": float(np.mean((self.model.predict(X, verbose=0) - Y) ** 2))}

    def evaluate(self):
        predicted = self.model.predict(X, verbose=0)[:, 0]
        return {"test_loss": float(np.mean((predicted - Y[:, 0]) ** 2))}, pd.DataFrame({"prediction": predicted})


class MeanTask(FittedTask):
    """A baseline without layers."""

    def fit(self):
        self.mean = Y.mean()

    def evaluate(self):
        return {"mean": float(self.mean)}, pd.DataFrame({"prediction": [self.mean]})


def run(config, path, killed_in=None):
    return train_and_evaluate(config, RunFolder(path), lambda: LineTask(config, killed_in), {"source": "test"})


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
        "tensorboard", "timing.json", "complete.json",
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
            return keras.ops.where(step < 8, 0.05, float("inf"))

    def task():
        made = LineTask(Config())
        made.model.compile(keras.optimizers.Adam(Burst()), "mse", jit_compile=jit_compile())
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


@pytest.mark.parametrize("damage", ["cut", "missing"])
def test_damaged_best_weights_are_one_line(tmp_path, damage):
    with pytest.raises(KeyboardInterrupt):
        run(Config(), tmp_path, killed_in=4)
    path = tmp_path / "best.npz"
    path.unlink() if damage == "missing" else path.write_bytes(path.read_bytes()[:100])
    state = dict(np.load(tmp_path / "state.npz"))
    about = json.loads(str(state["about"]))
    about["history"] += [about["history"][-1]]  # as if the last epoch were done
    np.savez(tmp_path / "state.npz", **{**state, "about": json.dumps(about)})
    with pytest.raises(UserError, match=r"best\.npz: not the weights of an epoch"):
        run(Config(), tmp_path)


def test_a_score_that_is_no_number_is_worse_than_any(tmp_path):
    class Undefined(LineTask):
        def validate(self):
            scores = super().validate()
            return scores if self.validations > 1 else {"valid_loss": float("nan")}

    folder = train_and_evaluate(Config(), RunFolder(tmp_path), lambda: Undefined(Config()), {})
    assert folder.read_metrics()["best_epoch"] > 1


def test_what_a_kill_or_a_desktop_leaves_is_no_part_of_a_run(finished, tmp_path):
    folder = RunFolder(shutil.copytree(finished.path, tmp_path / "run"))
    (folder.path / "complete.json").unlink()
    (folder.path / ".123.state.npz").touch()
    folder.finish(finished.read_metrics(), finished.read_predictions())
    (folder.path / ".123.state.npz").unlink()
    assert folder.damage() is None


def test_a_run_that_another_process_has_made_anew_is_kept(finished, tmp_path, monkeypatch):
    folder = RunFolder(shutil.copytree(finished.path, tmp_path / "run"))
    whole = (folder.path / "metrics.json").read_bytes()
    (folder.path / "metrics.json").write_text("{}")

    @contextlib.contextmanager
    def repaired_while_waiting(path, work):
        (folder.path / "metrics.json").write_bytes(whole)
        yield

    monkeypatch.setattr(rows, "alone", repaired_while_waiting)
    rows.discard_unusable(folder)
    assert folder.complete
    assert folder.damage() is None


def test_folder_name_depends_on_config_and_data(tmp_path):
    names = {
        run_folder(tmp_path, "paper", "row", config, fingerprint).name
        for config in (Config(), replace(Config(), epochs=5), replace(Config(), seed=1))
        for fingerprint in ("a", "b")
    }
    assert len(names) == 6


def test_a_baseline_is_fitted_and_keeps_no_network(tmp_path):
    folder = train_and_evaluate(Config(), RunFolder(tmp_path), MeanTask, {})
    assert folder.complete
    assert folder.read_metrics() == {"mean": float(Y.mean())}
    with pytest.raises(UserError, match="keeps no network"):
        folder.load_model()


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    return run(Config(), tmp_path_factory.mktemp("finished"))


@pytest.mark.parametrize("name", ["model.keras", "config.json", "predictions.csv", "metrics.json", "complete.json"])
@pytest.mark.parametrize("damage", ["cut", "empty", "missing", "another"])
def test_a_damaged_run_is_named(finished, tmp_path, name, damage):
    assert finished.damage() is None
    folder = RunFolder(shutil.copytree(finished.path, tmp_path / "run"))
    path = folder.path / name
    content = path.read_bytes()
    if damage == "missing":
        path.unlink()
    else:
        middle = len(content) // 2
        other = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
        path.write_bytes({"cut": content[:middle], "empty": b"", "another": other}[damage])
    if name == "complete.json" and damage == "missing":
        assert not folder.complete  # trained anew as a run that was killed
        return
    assert str(path if (name, damage) != ("complete.json", "another") else folder.path) in folder.damage()
    with pytest.raises(UserError, match="reproduce somepaper"):
        finished_run(folder.path, "somepaper")


def test_the_environment_has_the_version_of_every_package_that_is_declared(finished):
    packages = json.loads((finished.path / "environment.json").read_text())["packages"]
    assert {DISTRIBUTION, "tensorflow", "keras", "rouge-score", "sacrebleu", "joblib"} <= set(packages)
    assert None not in (packages[name] for name in ("keras", "sacrebleu"))
