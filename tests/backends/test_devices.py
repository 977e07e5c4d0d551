"""Several devices in one training on JAX, in a process of its own: their number is set before any use."""

import json

import numpy as np
import pandas as pd
import pytest

from paper_repro.core.errors import UserError
from paper_repro.core.training import on_torch

TWO = {"XLA_FLAGS": "--xla_force_host_platform_device_count=2"}


def test_two_devices_have_the_loss_of_one_on_jax(on, tmp_path):
    said = json.loads(on("jax", "tests.backends.devices", tmp_path, **TWO).splitlines()[-1])
    assert (said["cpu"]["copies"], said["all"]["copies"]) == (1, 2)
    # A batch of four, and the last one, of a single item.
    assert said["cpu"]["split"] == [False, False]
    assert said["all"]["split"] == [True, True]
    one, both = (pd.read_csv(tmp_path / name / "history.csv") for name in ("cpu", "all"))
    assert len(one) == 4
    for column in ("loss", "valid_loss"):
        np.testing.assert_allclose(both[column], one[column], rtol=1e-5)
    about = json.loads((tmp_path / "all" / "environment.json").read_text())
    assert about["devices"] == ["/device:CPU:0", "/device:CPU:1"]


def test_several_cards_are_refused_on_pytorch(torch, monkeypatch):
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    with pytest.raises(UserError, match="--devices all: no training on several cards with PyTorch"):
        on_torch.select("all")


def test_a_card_that_is_not_there_is_named(torch, monkeypatch):
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    with pytest.raises(UserError, match="--devices gpu:2: PyTorch finds 2 GPUs"):
        on_torch.select("gpu:2")
