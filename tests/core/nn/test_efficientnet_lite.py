"""EfficientNet-Lite0 is the published one: its sizes, every array in its place, and files that are refused."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from paper_repro.core.errors import UserError
from paper_repro.core.nn.efficientnet_lite import (
    CLASSES,
    COUNTER,
    build_efficientnet_lite0,
    fill_efficientnet_lite0,
    torch_module,
)

#: Trainable parameters, as its authors give them: 4.7 million.
PARAMETERS = 4_652_008
NAMES = {
    "gamma": "weight", "beta": "bias", "moving_mean": "running_mean", "moving_variance": "running_var",
    "kernel": "weight", "bias": "bias",
}  # fmt: skip


@pytest.fixture(scope="module")
def model():
    keras.utils.set_random_seed(0)
    return build_efficientnet_lite0(classes=CLASSES)


def published(model, seed=1):
    """Random arrays by name and in the layout of the published file."""
    rng = np.random.default_rng(seed)
    arrays = {}
    for layer in model.layers:
        for variable in layer.weights:
            shape = tuple(variable.shape)
            if len(shape) == 4:
                height, width, first, second = shape
                single = isinstance(layer, keras.layers.DepthwiseConv2D)
                shape = (first, second, height, width) if single else (second, first, height, width)
            elif len(shape) == 2:
                shape = shape[::-1]
            name = f"{torch_module(layer.name)}.{NAMES[variable.name]}"
            arrays[name] = rng.random(shape, dtype=np.float32)
            if variable.name == "gamma":
                arrays[name.replace(".weight", COUNTER)] = np.array(7)
    return arrays


def test_sizes_are_the_published_ones(model):
    assert sum(int(np.prod(variable.shape)) for variable in model.trainable_weights) == PARAMETERS
    assert model.output.shape == (None, CLASSES)
    convolutions = (keras.layers.Conv2D, keras.layers.DepthwiseConv2D)
    # 16 blocks of three convolutions, of which the first has two, and one before and one behind them.
    assert sum(isinstance(layer, convolutions) for layer in model.layers) == 49
    assert sum(isinstance(layer, keras.layers.Add) for layer in model.layers) == 9
    assert all(layer.epsilon == 1e-3 for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization))


def test_every_array_has_its_place(model):
    arrays = published(model)
    assert len({name for name in arrays if not name.endswith(COUNTER)}) == sum(
        len(layer.weights) for layer in model.layers
    )
    fill_efficientnet_lite0(model, arrays, "file")
    stem = np.asarray(model.get_layer("stem_conv").kernel)
    assert stem[1, 2, 0, 5] == arrays["_conv_stem.weight"][5, 0, 1, 2]
    depth = np.asarray(model.get_layer("block4_depth_conv").kernel)
    assert depth[1, 2, 7, 0] == arrays["_blocks.4._depthwise_conv.weight"][7, 0, 1, 2]
    assert np.asarray(model.get_layer("classes").kernel)[3, 8] == arrays["_fc.weight"][8, 3]
    np.testing.assert_array_equal(
        model.get_layer("block9_expand_norm").moving_mean, arrays["_blocks.9._bn0.running_mean"]
    )
    features = build_efficientnet_lite0()
    fill_efficientnet_lite0(features, arrays, "file")  # the classes are left over
    np.testing.assert_array_equal(features.get_layer("stem_conv").kernel, stem)


NAME = "_blocks.2._bn1.weight"
CHANGES = {
    "missing": (lambda arrays: arrays.pop(NAME), rf"file: not the published .* \(no {NAME}\)"),
    "of no place": (lambda arrays: arrays.update({"_blocks.16._bn0.bias": np.ones(3, "f4")}), "has no place in it"),
    "of another shape": (lambda arrays: arrays.update({NAME: np.ones(3, "f4")}), r"\(3,\), block2_depth_norm needs"),
    "of integers": (lambda arrays: arrays.update({NAME: np.ones_like(arrays[NAME], int)}), "not of finite numbers"),
    "infinite": (lambda arrays: arrays.update({NAME: np.full_like(arrays[NAME], np.inf)}), "not of finite numbers"),
    "of a classifier, and only half of it": (lambda arrays: arrays.pop("_fc.bias"), r"no _fc\.bias"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_another_file_is_refused_and_no_weight_changed(change, model):
    before = np.array(model.get_layer("stem_conv").kernel)
    arrays = published(model, seed=2)
    damage, match = CHANGES[change]
    damage(arrays)
    with pytest.raises(UserError, match=match):
        fill_efficientnet_lite0(model, arrays, "file")
    np.testing.assert_array_equal(model.get_layer("stem_conv").kernel, before)
