"""The published weights of EfficientNet-Lite0: the pinned wheel alone is read, and the port is the original network."""

from __future__ import annotations

import importlib
import os
import sys
from dataclasses import replace

import keras
import numpy as np
import pytest

from paper_repro.core.errors import UserError
from paper_repro.core.files import digest
from paper_repro.core.nn.efficientnet_lite import (
    CLASSES,
    COUNTER,
    build_efficientnet_lite0,
    fill_efficientnet_lite0,
    torch_module,
)
from paper_repro.core.nn.published_weights import torch_state
from paper_repro.songtitle import lite0_weights
from paper_repro.songtitle.config import PRESETS, PRETRAINED, Config
from paper_repro.songtitle.lite0_weights import VARIABLE, WHEEL, contents, encoder, wheel
from paper_repro.songtitle.options import TitleOptions

#: The network that the weights are of, in PyTorch: looked for beside the weights' wheel.
ORIGINAL = "efficientnet_lite_pytorch-0.1.0-py3-none-any.whl"
ORIGINAL_DIGEST = "ce0fe869b0e829aceafc32f84275a40c0e3418d19216401b03f695f5f20cbc41"
#: Largest difference of an output, of which some are over a hundred: there as a share of the largest.
TOLERANCE = 1e-4


@pytest.fixture(scope="module")
def weights():
    """The pinned wheel. Skips where it is not at hand."""
    try:
        return wheel()
    except UserError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def published(torch, weights):
    """The published file's arrays by name."""
    return torch_state(contents(weights), str(weights))


@pytest.fixture(scope="module")
def original(torch, weights, published):
    """The network in PyTorch, by its author's code, with the published weights."""
    path = weights.with_name(ORIGINAL)
    if not path.is_file():
        reason = f"{path} is not there: pip download --no-deps efficientnet-lite-pytorch==0.1.0"
        pytest.fail(reason) if os.environ.get("PAPER_REPRO_TORCH_REQUIRED") == "1" else pytest.skip(reason)
    assert digest(path) == ORIGINAL_DIGEST
    sys.path.insert(0, str(path))
    try:
        network = importlib.import_module("efficientnet_lite_pytorch").EfficientNet.from_name("efficientnet-lite0")
    finally:
        sys.path.remove(str(path))
    network.load_state_dict({name: torch.tensor(array) for name, array in published.items()}, strict=True)
    return network.eval()


@pytest.fixture(scope="module")
def ours(published):
    model = build_efficientnet_lite0(classes=CLASSES)
    fill_efficientnet_lite0(model, published, "wheel")
    return model


def test_every_published_number_has_its_place(published, ours):
    numbers = sum(array.size for name, array in published.items() if not name.endswith(COUNTER))
    assert numbers == ours.count_params()


def test_every_layer_is_the_originals(torch, original, ours, record_property):
    """Each layer with weights, each block and the classes, on a picture of the size that the original is built for."""
    pixels = np.random.default_rng(0).uniform(-1, 1, (2, 224, 224, 3)).astype(np.float32)
    theirs: dict[str, np.ndarray] = {}

    def keep(name):
        return lambda module, inputs, output: theirs.update({name: output.numpy()})

    layers = {torch_module(layer.name): layer.output for layer in ours.layers if layer.weights}
    blocks = {f"_blocks.{layer.name[5:-4]}": layer.output for layer in ours.layers if layer.name.endswith("_add")}
    wanted = {**layers, **blocks}
    for name, module in original.named_modules():
        if name in wanted:
            module.register_forward_hook(keep(name))
    with torch.no_grad():
        original(torch.tensor(pixels.transpose(0, 3, 1, 2)))
    assert theirs.keys() == wanted.keys()
    assert (len(layers), len(blocks)) == (99, 9)
    outputs = keras.Model(ours.input, list(wanted.values())).predict_on_batch(pixels)
    differences = {}
    for name, mine in zip(wanted, outputs, strict=True):
        other = theirs[name].transpose(0, 2, 3, 1) if theirs[name].ndim == 4 else theirs[name]
        assert mine.shape == other.shape, name
        assert other.std() > 0.01, name
        differences[name] = float(np.abs(mine - other).max() / max(1.0, np.abs(other).max()))
    record_property("largest difference", max(differences.values()))
    worst = max(differences, key=differences.get)
    assert differences[worst] < TOLERANCE, (worst, differences[worst])


def test_the_encoder_sees_pixels_as_the_weights_were_trained_on_them(published, weights, ours, monkeypatch):
    from paper_repro.songtitle.model import build_encoder

    monkeypatch.setenv(VARIABLE, str(weights))
    config = replace(PRESETS.config("quick"), encoder="efficientnet_lite0", encoder_weights="imagenet", word_epochs=0)
    built = build_encoder(config)
    pixels = np.random.default_rng(0).integers(0, 256, (1, 64, 64, 3)).astype(np.float32)
    pooled = keras.Model(built.input, built.get_layer("pool").output).predict_on_batch(pixels)
    expected = keras.Model(ours.input, ours.get_layer("pool").output).predict_on_batch((pixels - 127.0) / 128.0)
    np.testing.assert_allclose(pooled, expected, atol=1e-4)


def test_quick_training_leaves_imagenet_as_it_is_and_learns_the_embedding():
    from paper_repro.songtitle.model import build, encoder_of, freeze

    config = replace(PRESETS.config("smoke"), encoder="efficientnet_lite0", encoder_weights="")
    model = build(config, 12, 1, 6)
    freeze(model, config)
    trained = {variable.path.split("/")[-2] for variable in encoder_of(model).trainable_variables}
    assert trained == {"project", "normalize"}
    assert encoder_of(model).output.shape == (None, config.embedding)
    small = PRESETS.config("smoke")
    model = build(small, 12, 1, 6)
    freeze(model, small)
    assert encoder_of(model).trainable_variables == []


def test_the_option_asks_for_imagenet_and_no_schooling():
    given = TitleOptions(encoder="efficientnet_lite0", preset="quick").given
    assert given == {"encoder": "efficientnet_lite0", "encoder_weights": "imagenet", **PRETRAINED["quick"]}
    assert PRETRAINED.keys() == PRESETS.keys()
    for preset, changes in PRETRAINED.items():
        assert PRESETS.config(preset, **changes).word_epochs == 0, preset
    published = TitleOptions(encoder="resnet152v2", preset="paper").given
    assert replace(Config(), **published) == Config()
    with pytest.raises(UserError, match="add --encoder resnet152v2 or resnet101v2 or resnet50v2 or efficientnet_lite0"):
        TitleOptions(encoder_weights="imagenet", preset="quick").given  # noqa: B018


def test_a_wheel_that_is_not_there_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setenv("PAPER_REPRO_CACHE", str(tmp_path))
    monkeypatch.delenv(VARIABLE, raising=False)
    command = (
        rf"{tmp_path}/weights/{WHEEL}: no such file; get it by python -m paper_repro data fetch efficientnet_lite0"
    )
    with pytest.raises(UserError, match=command):
        wheel()
    monkeypatch.setenv(VARIABLE, str(tmp_path / "other.whl"))
    with pytest.raises(UserError, match=rf"{VARIABLE}={tmp_path}/other.whl: no such file"):
        wheel()
    there = tmp_path / "weights" / WHEEL
    there.parent.mkdir()
    there.touch()
    monkeypatch.delenv(VARIABLE)
    assert wheel() == there


def test_another_wheel_is_not_opened(tmp_path, monkeypatch):
    path = tmp_path / WHEEL
    path.write_bytes(b"PK\3\4 not the published one")
    with pytest.raises(UserError, match=rf"{WHEEL}: its SHA-256 is {digest(path)}, that of .* is f2bc3dd0"):
        contents(path)
    with pytest.raises(UserError, match=r"nowhere\.pth: no such file; give the wheel"):
        encoder(str(tmp_path / "nowhere.pth"), 0.99)


def test_a_pytorch_file_is_read_and_code_in_one_is_not_run(torch, tmp_path):
    path = tmp_path / "lite0.pth"
    torch.save({"_conv_stem.weight": torch.zeros(3)}, path)
    with pytest.raises(UserError, match=r"lite0\.pth: _conv_stem\.weight is \(3,\), stem_conv needs"):
        encoder(str(path), 0.99)
    torch.save({"a": lite0_weights.wheel}, path)
    with pytest.raises(UserError, match=r"lite0\.pth: not a PyTorch file of weights"):
        encoder(str(path), 0.99)
