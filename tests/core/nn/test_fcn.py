"""The FCN is Won et al.'s: its parameter count, its shapes, and its published weights' published outputs."""

import csv
import sys

import numpy as np
import pytest

from paper_repro.core.audio.decode import decode
from paper_repro.core.audio.features import LogMel
from paper_repro.core.errors import UserError
from paper_repro.core.nn.encoders import build_fcn_tagger, fcn
from paper_repro.core.nn.published_weights import load_sota_fcn


@pytest.fixture(scope="module")
def weights(material):
    return material / "weights" / "sota_music_tagging_fcn_mtat.pth"


@pytest.fixture(scope="module")
def published(torch, weights):
    """The published file's arrays by name."""
    return torch.load(weights, map_location="cpu", weights_only=True)


def front_end():
    return LogMel(16_000, 512, 256, 96, fmax=8_000.0, htk=True, norm=None, pad_mode="reflect", compression="db")


def test_parameter_count_and_shapes():
    model = build_fcn_tagger()
    assert model.count_params() == 448_758
    assert model.output_shape == (None, 50)
    shapes = [model.get_layer(f"fcn_pool{block}").output.shape[1:] for block in range(1, 6)]
    assert shapes == [(453, 48, 64), (113, 24, 128), (28, 12, 128), (5, 4, 128), (1, 1, 64)]
    assert model.get_layer("fcn_sequence").output.shape == (None, 1, 64)
    assert front_end().frames(464_000) == model.input_shape[1]


def test_encoder_takes_any_length_and_keeps_what_is_left_of_the_mel_axis():
    from keras import Input, Model

    mel = Input((None, 12))
    encoder = Model(mel, fcn(mel, filters=(3, 5), pools=((2, 2), (4, 2)), name="front"))
    assert encoder.output_shape == (None, None, 15)
    assert encoder(np.zeros((2, 17, 12), "float32")).shape == (2, 2, 15)
    assert encoder(np.zeros((2, 40, 12), "float32")).shape == (2, 5, 15)


def test_filters_and_pools_go_together():
    from keras import Input

    with pytest.raises(ValueError, match=r"one pair for each of 3 `filters`. Received: \(\(2, 2\),\)"):
        fcn(Input((8, 8)), filters=(1, 2, 3), pools=((2, 2),))


@pytest.mark.material
def test_every_published_weight_has_its_place(published):
    weights = {name: tensor for name, tensor in published.items() if not name.startswith("spec.")}
    numbers = sum(tensor.numel() for name, tensor in weights.items() if not name.endswith("num_batches_tracked"))
    assert numbers == build_fcn_tagger().count_params()


@pytest.mark.material
def test_the_front_end_is_the_published_one(published):
    """The file carries its mel filters, computed in float32, and its window."""
    ours = front_end().mel_matrix
    np.testing.assert_allclose(published["spec.mel_scale.fb"].numpy(), ours, atol=5e-5)
    periodic_hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(512) / 512)
    np.testing.assert_allclose(published["spec.spectrogram.window"].numpy(), periodic_hann, atol=1e-6)


@pytest.mark.material
def test_published_weights_give_published_outputs(torch, weights, material):
    with (material / "weights" / "expected_sota_fcn_on_joram.csv").open() as file:
        rows = list(csv.DictReader(file))
    tags = np.load(material / "magnatagatune" / "split_sota" / "tags.npy", allow_pickle=False)
    assert [row["tag"] for row in rows] == tags.tolist()

    model = build_fcn_tagger()
    load_sota_fcn(model, weights)
    (path,) = (material / "magnatagatune" / "e").glob("joram-*.mp3")
    samples = decode(path, sample_rate=16_000)[:464_000]
    outputs = model.predict(front_end()(samples[None]), verbose=0)[0]
    difference = np.abs(outputs - [float(row["probability"]) for row in rows]).max()
    assert difference < 1e-4


def small_torch_fcn(torch, filters, pools, classes):
    """The same network in PyTorch, spectrograms ``(batch, 1, mels, frames)``; random weights, the file's names."""
    nn = torch.nn
    torch.manual_seed(0)
    net = nn.Sequential()
    net.add_module("spec_bn", nn.BatchNorm2d(1))
    before = 1
    for block, (count, (frames, mels)) in enumerate(zip(filters, pools, strict=True), start=1):
        layer = nn.Sequential()
        layer.add_module("conv", nn.Conv2d(before, count, 3, padding=1))
        layer.add_module("bn", nn.BatchNorm2d(count))
        layer.add_module("relu", nn.ReLU())
        layer.add_module("pool", nn.MaxPool2d((mels, frames)))
        net.add_module(f"layer{block}", layer)
        before = count
    net.add_module("flat", nn.Flatten())
    net.add_module("dense", nn.Linear(before, classes))
    net.add_module("sigmoid", nn.Sigmoid())
    for name, tensor in net.state_dict().items():
        if "running_var" in name:
            tensor.uniform_(1e-4, 1e-2)  # as small as a batch norm's epsilon shows in
        elif "bn." in name and tensor.is_floating_point():
            tensor.uniform_(0.1, 1.0)
    return net.eval()


SMALL = {"filters": (4, 6, 5, 3, 7), "pools": ((2, 2), (2, 1), (2, 3), (2, 2), (1, 1)), "classes": 9}


def test_equals_the_same_network_in_pytorch(torch, tmp_path):
    net = small_torch_fcn(torch, **SMALL)
    torch.save(net.state_dict(), tmp_path / "net.pth")
    model = build_fcn_tagger(21, 13, **SMALL)
    load_sota_fcn(model, tmp_path / "net.pth")
    mel = np.random.default_rng(0).normal(size=(3, 21, 13)).astype("float32")
    with torch.no_grad():
        expected = net(torch.from_numpy(mel.transpose(0, 2, 1)[:, None].copy())).numpy()
    assert expected.std() > 0.01
    np.testing.assert_allclose(model.predict(mel, verbose=0), expected, atol=1e-5)


def test_files_that_are_not_the_weights_are_refused(torch, tmp_path):
    model = build_fcn_tagger(21, 13, **SMALL)
    state = small_torch_fcn(torch, **SMALL).state_dict()

    def refused(content, message):
        torch.save(content, tmp_path / "net.pth")
        with pytest.raises(UserError, match=message):
            load_sota_fcn(model, tmp_path / "net.pth")

    refused({**state, "dense.bias": torch.zeros(8)}, r"dense.bias is \(8,\), fcn_tags needs \(9,\)")
    refused({**state, "layer6.conv.bias": torch.zeros(8)}, "layer6.conv.bias has no place")
    refused({name: state[name] for name in state if name != "dense.bias"}, "no dense.bias")
    refused([1, 2], "not a PyTorch file of weights")
    refused({"x": np.random.default_rng()}, "not a PyTorch file of weights")  # would run code
    (tmp_path / "net.pth").write_text("no")
    with pytest.raises(UserError, match="not a PyTorch file of weights"):
        load_sota_fcn(model, tmp_path / "net.pth")
    with pytest.raises(UserError, match="cannot be read"):
        load_sota_fcn(model, tmp_path / "absent.pth")


def test_without_pytorch_the_error_says_what_to_install(monkeypatch):
    model = build_fcn_tagger(21, 13, **SMALL)
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(UserError, match=r"pip install -e '\.\[torch\]'"):
        load_sota_fcn(model, "weights.pth")
