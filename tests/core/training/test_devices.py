"""Several devices in one training, and half precision, in a process of its own: devices are divided before any use."""

import json
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from tests.conftest import PROJECT

#: On two logical devices of one processor: the network of ``line_paper`` on one, on both, and in each precision.
TRAININGS = """
import json, sys
from pathlib import Path
import keras
import tensorflow as tf
(processor,) = tf.config.list_physical_devices("CPU")
tf.config.set_logical_device_configuration(processor, [tf.config.LogicalDeviceConfiguration()] * 2)
from paper_repro.core.command_line import Options
from paper_repro.core.training.rows import run_rows
from tests.core.training.line_paper import data, task
from tests.core.training.line_paper.config import PAPER, Config

root = Path(sys.argv[1])
corpus = data.write(root / "tones")
make, made = task.make_task, []
task.make_task = lambda *given: made.append(make(*given)) or made[-1]
said = {}
for name, devices, precision in (
    ("one", "cpu", "float32"), ("all", "all", "float32"),
    ("mixed_bfloat16", "cpu", "mixed_bfloat16"), ("mixed_float16", "cpu", "mixed_float16"),
):
    options = Options(data=corpus.root, runs=root / name, devices=devices, precision=precision)
    config = Config(precision=precision, epochs=20 if precision == "mixed_float16" else 4)
    row = run_rows(PAPER, options, {"thin": config}, corpus).rows["thin"]
    model = made[-1].model
    said[name] = {
        "run": str(row.runs[0].path),
        "optimizer": type(model.optimizer).__name__,
        "copies": len(getattr(model.variables[0].value, "values", [0])),
        "computes": model.layers[1].compute_dtype,
        "keeps": model.layers[1].variable_dtype,
    }
print(json.dumps(said))
"""


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    root = tmp_path_factory.mktemp("devices")
    done = subprocess.run(
        [sys.executable, "-c", TRAININGS, str(root)], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def history(said):
    return pd.read_csv(f"{said['run']}/history.csv")


def test_two_devices_have_the_loss_of_one(trained):
    assert (trained["one"]["copies"], trained["all"]["copies"]) == (1, 2)
    one, both = history(trained["one"]), history(trained["all"])
    assert len(one) == 4
    for column in ("loss", "valid_loss"):
        np.testing.assert_allclose(both[column], one[column], rtol=1e-5)


def test_bfloat16_trains_nearly_as_float32(trained):
    said = trained["mixed_bfloat16"]
    assert (said["optimizer"], said["computes"], said["keeps"]) == ("Adam", "bfloat16", "float32")
    found, full = history(said), history(trained["one"])
    assert found["loss"].iloc[-1] < found["loss"].iloc[0]
    np.testing.assert_allclose(found["loss"], full["loss"], rtol=0.05)
    assert found["loss"].tolist() != full["loss"].tolist()


def test_float16_trains_once_its_losses_are_scaled_into_range(trained):
    said = trained["mixed_float16"]
    assert (said["optimizer"], said["computes"], said["keeps"]) == ("LossScaleOptimizer", "float16", "float32")
    losses = history(said)["loss"]
    # The first steps overflow, are left out and halve the scale.
    assert losses.iloc[0] == pytest.approx(losses.iloc[1], rel=1e-5)
    assert np.isfinite(losses).all()
    assert losses.iloc[-1] < losses.iloc[0]
