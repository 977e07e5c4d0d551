"""The MusiCNN of Won et al. 2020: the same network in PyTorch, under the published names, says the same."""

import numpy as np
import pytest

from paper_repro.core.errors import UserError
from paper_repro.core.nn.inference import MaxFirst, for_inference
from paper_repro.core.nn.published_weights import load_won_musicnn
from paper_repro.core.nn.won_musicnn import LENGTHS, SHARES, build_won_musicnn_tagger

MELS, FRAMES = 20, 33
SMALL = {"tall": 6, "long": 4, "middle": 5, "units": 7, "classes": 3}


def published_numbers(tall=204, long=51, middle=64, units=200, classes=50):
    """Weights of the article's network, counted by hand: kernels and biases, four numbers a norm's channel."""
    tall_ = sum(7 * int(share * 96) * tall + tall + 4 * tall for share in SHARES)
    long_ = sum(length * long + long + 4 * long for length in LENGTHS)
    front = 2 * tall + 3 * long
    mid = 7 * (front + 2 * middle) * middle + 3 * (middle + 4 * middle)
    dense = 2 * (front + 3 * middle) * units + units + 4 * units
    return 4 + tall_ + long_ + mid + dense + units * classes + classes


def test_size():
    model = build_won_musicnn_tagger()
    assert model.count_params() == published_numbers()
    assert f"{published_numbers():,} parameters" in build_won_musicnn_tagger.__doc__
    assert model.get_layer("won_features").output.shape == (None, 188, 753)


def in_pytorch(torch, mels=MELS, tall=6, long=4, middle=5, units=7, classes=3):
    """Modules under the published names, with random weights, and what the network computes with them."""
    nn = torch.nn
    torch.manual_seed(0)
    net = nn.Module()
    net.spec_bn = nn.BatchNorm2d(1)
    net.layers = nn.ModuleList()

    def block(convolution, norm):
        module = nn.Module()
        module.conv, module.bn = convolution, norm
        return module

    for share in SHARES:
        tall_filter = nn.Conv2d(1, tall, (int(share * mels), 7), padding=(0, 3))
        net.layers.append(block(tall_filter, nn.BatchNorm2d(tall)))
    for length in LENGTHS:
        net.layers.append(block(nn.Conv1d(1, long, length, padding=length // 2), nn.BatchNorm1d(long)))
    front = 2 * tall + 3 * long
    for number, channels in enumerate((front, middle, middle), start=1):
        middle_block = block(nn.Conv1d(channels, middle, 7, padding=3), nn.BatchNorm1d(middle))
        net.add_module(f"layer{number}", middle_block)
    net.dense1, net.bn = nn.Linear(2 * (front + 3 * middle), units), nn.BatchNorm1d(units)
    net.dense2 = nn.Linear(units, classes)
    for name, tensor in net.state_dict().items():
        if "running_var" in name:
            tensor.uniform_(1e-4, 1e-2)  # as small as a batch norm's epsilon shows in
        elif ("bn." in name or "spec_bn" in name) and tensor.is_floating_point():
            tensor.uniform_(-0.5, 1.0)

    def said(module, x):
        return torch.relu(module.bn(module.conv(x)))

    def forward(mel):
        image = net.spec_bn(mel)
        heard = [said(module, image).amax(dim=2) for module in net.layers[:2]]
        heard += [said(module, image.mean(dim=2)) for module in net.layers[2:]]
        heard = torch.cat(heard, dim=1)
        first = said(net.layer1, heard)
        second = said(net.layer2, first) + first
        third = said(net.layer3, second) + second
        features = torch.cat([heard, first, second, third], dim=1)
        pooled = torch.cat([features.amax(dim=2), features.mean(dim=2)], dim=1)
        return torch.sigmoid(net.dense2(torch.relu(net.bn(net.dense1(pooled)))))

    return net.eval(), forward


def test_equals_the_same_network_in_pytorch(torch, tmp_path):
    net, forward = in_pytorch(torch)
    front = {"spec.spectrogram.window": torch.ones(512), "spec.mel_scale.fb": torch.ones(257, MELS)}
    torch.save({**net.state_dict(), **front}, tmp_path / "net.pth")
    model = build_won_musicnn_tagger(FRAMES, MELS, **SMALL)
    load_won_musicnn(model, tmp_path / "net.pth")
    mel = np.random.default_rng(0).normal(size=(3, FRAMES, MELS)).astype("float32")
    with torch.no_grad():
        expected = forward(torch.from_numpy(mel.transpose(0, 2, 1)[:, None].copy())).numpy()
    assert expected.std() > 0.01
    np.testing.assert_allclose(model.predict(mel, verbose=0), expected, atol=1e-5)
    fast = for_inference(model)
    assert sum(isinstance(layer, MaxFirst) for layer in fast.layers) == 2
    np.testing.assert_allclose(fast(mel, training=False), expected, atol=1e-5)


def test_every_array_is_used_or_named(torch, tmp_path):
    state = in_pytorch(torch)[0].state_dict()
    model = build_won_musicnn_tagger(FRAMES, MELS, **SMALL)

    def refused(content, message):
        torch.save(content, tmp_path / "net.pth")
        with pytest.raises(UserError, match=message):
            load_won_musicnn(model, tmp_path / "net.pth")

    weights = [name for name in state if not name.endswith("num_batches_tracked")]
    assert sum(state[name].numel() for name in weights) == model.count_params()
    for name in weights:
        refused({key: tensor for key, tensor in state.items() if key != name}, f"no {name}")
    refused({**state, "layer4.conv.bias": torch.zeros(5)}, "layer4.conv.bias has no place")
    refused({**state, "dense2.bias": torch.zeros(4)}, r"dense2.bias is \(4,\), won_tags needs \(3,\)")
    refused({"x": np.random.default_rng()}, "not a PyTorch file of weights")  # would run code
