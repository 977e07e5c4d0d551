"""The decoder that starts from the encoder's state: its life, and the whole network against PyTorch's layers."""

import keras
import numpy as np
import pytest

from paper_repro.core.nn.state_decoder import RECURRENT, StateDecoder
from paper_repro.musiccaps.config import PRESETS
from paper_repro.musiccaps.model import MODELS, build
from paper_repro.musiccaps.paper import SETTINGS, TRAININGS
from tests.core.nn.layer_check import check_layer


@pytest.mark.parametrize("cell", RECURRENT)
def test_the_layer_lives(cell, tmp_path):
    rng = np.random.default_rng(0)
    tokens = rng.integers(0, 7, (4, 2, 5)).astype("int32")
    memory = rng.standard_normal((4, 2 if cell == "lstm" else 1, 6)).astype("float32")
    make = lambda: StateDecoder(7, cell=cell, units=6, embedding=3, dropout=0.1)  # noqa: E731
    check_layer(make, [tokens, memory], (4, 2, 5, 7), tmp_path)


def test_an_unknown_cell_is_named():
    with pytest.raises(ValueError, match="Received: 'transformer'"):
        StateDecoder(7, cell="transformer")


@pytest.mark.parametrize("cell", RECURRENT)
def test_steps_say_what_teacher_forcing_says(cell):
    keras.utils.set_random_seed(0)
    rng = np.random.default_rng(0)
    decoder = StateDecoder(9, cell=cell, units=5, embedding=5)
    memory = rng.standard_normal((3, 2 if cell == "lstm" else 1, 5)).astype("float32")
    tokens = rng.integers(0, 9, (3, 2, 4)).astype("int32")
    at_once = np.asarray(decoder(tokens, memory))
    state, prepared = decoder.start(memory, 2), decoder.prepare(memory)
    for position in range(4):
        scores, state = decoder.step(tokens[:, :, position], state, prepared)
        np.testing.assert_allclose(np.asarray(scores), at_once[:, :, position], atol=1e-5)


def as_torch(torch, model, name):
    """The authors' network built of PyTorch's own layers, with our weights."""
    convolution, cell = MODELS[name]
    kind = {"rnn": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}[cell]
    decoder = model.get_layer("decoder")

    def recurrent(layer):
        kernel, mixing, bias = (np.array(value) for value in layer.get_weights())
        units = mixing.shape[0]
        # Keras' order of gates into PyTorch's: LSTM i f c o alike; GRU z r h, there r z n.
        order = [1, 0, 2] if cell == "gru" else range(kernel.shape[1] // units)

        def ordered(array):
            return np.concatenate([array[..., g * units : (g + 1) * units] for g in order], axis=-1).T

        twin = kind(kernel.shape[0], units, batch_first=True)
        biases = (bias[0], bias[1]) if bias.ndim == 2 else (bias, np.zeros_like(bias))
        arrays = (ordered(kernel), ordered(mixing), *(ordered(one) for one in biases))
        with torch.no_grad():
            for parameter, array in zip(twin.parameters(), arrays, strict=True):
                parameter.copy_(torch.tensor(array))
        return twin

    encoder, unrolled = recurrent(model.get_layer("encoder")), recurrent(decoder.recurrent)
    embedding = torch.tensor(decoder.embed.get_weights()[0])
    weight, bias = (torch.tensor(value) for value in decoder.token_dense.get_weights())

    def run(features, tokens):
        x = torch.tensor(features)
        if convolution:
            kernel, offset = model.get_layer("conv").get_weights()
            kernel = torch.tensor(kernel.transpose(2, 1, 0).copy())
            x = torch.nn.functional.conv1d(x.transpose(1, 2), kernel, torch.tensor(offset), padding=1)
            x = torch.relu(x).transpose(1, 2)
        _, state = encoder(x)
        hidden, _ = unrolled(embedding[torch.tensor(tokens)], state)
        return (hidden @ weight + bias).detach().numpy()

    return run


@pytest.mark.parametrize("name", MODELS)
def test_equal_to_the_same_network_in_pytorch(torch, name):
    keras.utils.set_random_seed(0)
    config = TRAININGS[f"{name}-as_coded"].config(PRESETS.config("paper", units=24, frames=40), "paper")
    model = build(config, vocabulary_size=30, length=6)
    rng = np.random.default_rng(0)
    for weight in model.trainable_variables:
        weight.assign(rng.standard_normal(weight.shape).astype("float32") * 0.15)
    features = rng.standard_normal((3, 40, 32)).astype("float32")
    tokens = rng.integers(0, 30, (3, 1, 6))
    ours = np.asarray(model({"features": features, "tokens": tokens}))[:, 0]
    np.testing.assert_allclose(ours, as_torch(torch, model, name)(features, tokens[:, 0]), atol=2e-5)


def test_parameters_are_those_of_the_stated_layers():
    """Conv1D 32 -> 512, kernel 3; two LSTMs of 512; embedding 3,900 x 512; dense 512 -> 3,900."""
    lstm = 4 * (512 * 512 + 512 * 512 + 512)
    stated = (32 * 3 * 512 + 512) + 2 * lstm + 3900 * 512 + (512 * 3900 + 3900)
    assert stated == 8_245_564
    config = TRAININGS["clstma-as_coded"].config(PRESETS.config("paper"), "paper")
    assert build(config, vocabulary_size=3900, length=19).count_params() == stated


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("name", MODELS)
def test_every_row_builds_with_the_published_settings(name, setting):
    config = TRAININGS[f"{name}-{setting}"].config(PRESETS.config("paper"), "paper")
    assert config.features.shape == (512, 32)
    model = build(config, vocabulary_size=100, length=7)
    assert model.output.shape == (None, 1, 7, 100)
    assert config.units == (512 if setting == "like_for_like" or name == "clstma" else 64)
