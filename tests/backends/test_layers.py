"""Layers, losses and the papers' networks say the same on TensorFlow, JAX and PyTorch from the same weights."""

import importlib
import pkgutil

import keras
import numpy as np
import pytest

import paper_repro


def outputs(on, backend, folder):
    on(backend, "tests.backends.layers", folder / f"{backend}.npz")
    with np.load(folder / f"{backend}.npz") as stored:
        return dict(stored)


@pytest.fixture(scope="module")
def on_tensorflow(on, tmp_path_factory):
    return outputs(on, "tensorflow", tmp_path_factory.mktemp("layers"))


@pytest.mark.parametrize("backend", ["jax", "torch"])
def test_outputs_are_those_on_tensorflow(on, on_tensorflow, backend, tmp_path):
    found = outputs(on, backend, tmp_path)
    assert found.keys() == on_tensorflow.keys()
    assert len(found) > 50
    for name, expected in on_tensorflow.items():
        if name.endswith("tokens") or expected.dtype.kind in "iU":
            assert found[name].tolist() == expected.tolist(), name
            continue
        assert np.isfinite(expected).all(), name
        assert np.abs(expected).max() > 1e-3, name
        np.testing.assert_allclose(found[name], expected, rtol=1e-4, atol=1e-4, err_msg=name)


def test_no_layer_or_loss_is_left_out(on_tensorflow):
    for module in pkgutil.walk_packages(paper_repro.__path__, "paper_repro."):
        if module.name.rpartition(".")[2] not in ("__main__", "cluster", "side_by_side"):
            importlib.import_module(module.name)
    ours = {
        kind.__name__
        for base in (keras.layers.Layer, keras.losses.Loss)
        for kind in _subclasses(base)
        if kind.__module__.startswith("paper_repro.")
    }
    # What it draws is the backend's own.
    assert ours - set(on_tensorflow["classes"]) == {"RandomState"}


def _subclasses(kind):
    for each in kind.__subclasses__():
        yield each
        yield from _subclasses(each)
