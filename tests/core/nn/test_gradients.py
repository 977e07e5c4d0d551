"""Gradients against known ones and against PyTorch's; integrated ones add up to the difference that they explain."""

import keras
import numpy as np
import pytest

from paper_repro.core.nn.gradients import InputGradients, integrated_gradients

RNG = np.random.default_rng(0)
CHANNELS, TAGS, SIDE = 3, 4, 6


def linear(weights):
    inputs = keras.Input((5,))
    model = keras.Model(inputs, keras.layers.Dense(TAGS)(inputs))
    model.set_weights([weights, np.zeros(TAGS)])
    return model


def convolutional():
    inputs = keras.Input((SIDE, SIDE, 1))
    x = keras.layers.Conv2D(CHANNELS, 3, padding="same", activation="relu", name="conv")(inputs)
    x = keras.layers.Flatten()(keras.layers.MaxPooling2D(2)(x))
    model = keras.Model(inputs, keras.layers.Dense(TAGS, activation="sigmoid", name="dense")(x))
    model.set_weights([0.5 * RNG.standard_normal(weight.shape) for weight in model.weights])
    return model


def test_of_a_linear_model_they_are_its_weights():
    weights = RNG.standard_normal((5, TAGS))
    gradients = InputGradients(linear(weights))
    batch, chosen = RNG.standard_normal((7, 5)), RNG.standard_normal(TAGS)
    outputs, found = gradients(batch, chosen)
    np.testing.assert_allclose(outputs, batch @ weights @ chosen, rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(found, np.tile(weights @ chosen, (7, 1)), rtol=1e-5)
    # Weights that change later are seen.
    gradients = InputGradients(model := linear(weights))
    gradients(batch, chosen)
    model.layers[-1].kernel.assign(2 * weights)
    np.testing.assert_allclose(gradients(batch, chosen)[1], 2 * found, rtol=1e-5)


def test_of_a_linear_model_attributions_are_exact_from_any_baseline():
    weights = RNG.standard_normal((5, TAGS))
    item, baseline = RNG.standard_normal((2, 5))
    found = integrated_gradients(InputGradients(linear(weights)), item, np.eye(TAGS)[2], baseline, steps=1)
    np.testing.assert_allclose(found.values, weights[:, 2] * (item - baseline), rtol=1e-4, atol=1e-5)
    assert found.baseline == pytest.approx(baseline @ weights[:, 2], abs=1e-5)


def test_they_are_those_of_pytorch(torch):
    model = convolutional()
    kernel, bias, dense, shift = (np.asarray(weight) for weight in model.get_weights())
    images = RNG.standard_normal((3, SIDE, SIDE, 1)).astype("float32")
    chosen = np.array([0.0, 1.0, 0.5, 0.0], np.float32)
    inputs = torch.tensor(images.transpose(0, 3, 1, 2), requires_grad=True)
    weight = torch.tensor(kernel.transpose(3, 2, 0, 1).copy())
    x = torch.relu(torch.nn.functional.conv2d(inputs, weight, torch.tensor(bias), padding=1))
    x = torch.nn.functional.max_pool2d(x, 2).permute(0, 2, 3, 1).reshape(3, -1)
    sums = (torch.sigmoid(x @ torch.tensor(dense) + torch.tensor(shift)) * torch.tensor(chosen)).sum(1)
    sums.sum().backward()
    outputs, found = InputGradients(model)(images, chosen)
    np.testing.assert_allclose(outputs, sums.detach().numpy(), atol=1e-6)
    np.testing.assert_allclose(found, inputs.grad.numpy().transpose(0, 2, 3, 1), atol=1e-6)


def test_attributions_add_up_the_better_the_more_steps():
    gradients, image = InputGradients(convolutional()), 2 * RNG.standard_normal((SIDE, SIDE, 1))
    errors = [integrated_gradients(gradients, image, np.eye(TAGS)[0], steps=steps).error for steps in (1, 256)]
    found = integrated_gradients(gradients, image, np.eye(TAGS)[0], steps=256)
    assert errors[1] < 2e-3 * abs(found.output - found.baseline) + 1e-4 < errors[0]
    with pytest.raises(ValueError, match=r"at least 1\. Received: 0"):
        integrated_gradients(gradients, image, np.eye(TAGS)[0], steps=0)
