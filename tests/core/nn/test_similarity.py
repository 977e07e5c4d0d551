"""Cosines under a temperature against scikit-learn's, the contrastive loss against NumPy's."""

import keras
import numpy as np
import pytest
from sklearn.metrics.pairwise import cosine_similarity

from paper_repro.core.nn.losses import BalancedCrossEntropy, ContrastiveLoss, MaskedCrossEntropy, effective_weights
from paper_repro.core.nn.similarity import ScaledCosine

RNG = np.random.default_rng(0)


def floats(*shape):
    return RNG.standard_normal(shape).astype("float32")


def test_scaled_cosine(tmp_path):
    first, second = floats(4, 6), floats(4, 6)
    # Both axes of its output are batches: what ``check_layer`` asks of a layer's shape does not apply.
    inputs = [keras.Input((6,)), keras.Input((6,))]
    layer = ScaledCosine(0.3, lowest=0.02)
    model = keras.Model(inputs, layer(*inputs))
    assert model.output_shape == (None, None)
    assert ScaledCosine.from_config(layer.get_config()).get_config() == layer.get_config()
    before = np.asarray(model([first, second]))
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_allclose(loaded([first, second]), before, rtol=1e-6)
    model.compile("sgd", ContrastiveLoss(), jit_compile=False)
    model.fit([first, second], np.zeros(4), verbose=0)
    assert float(layer.log_scale) != pytest.approx(-np.log(0.3), abs=1e-6)
    found = ScaledCosine(temperature=0.2)(first, floats(3, 6) * 0)
    np.testing.assert_array_equal(found, np.zeros((4, 3)))
    np.testing.assert_allclose(ScaledCosine(0.2)(first, second), cosine_similarity(first, second) / 0.2, rtol=1e-5)


def test_the_temperature_does_not_fall_below_its_lowest():
    layer, x = ScaledCosine(temperature=0.5, lowest=0.1), floats(3, 4)
    layer(x, x)
    layer.log_scale.assign(50.0)
    np.testing.assert_allclose(np.diag(layer(x, x)), np.full(3, 10.0), rtol=1e-5)


def test_contrastive_loss_is_numpy_s():
    scores = 3.0 * floats(5, 5).astype(float)
    own = np.diag(scores)
    texts = np.log(np.exp(scores).sum(axis=1)) - own
    sounds = np.log(np.exp(scores).sum(axis=0)) - own
    expected = (texts.mean() + sounds.mean()) / 2
    found = float(ContrastiveLoss()(np.zeros(5), scores.astype("float32")))
    assert found == pytest.approx(expected, abs=1e-6)


def test_balanced_loss_is_the_weighted_mean_and_plain_with_equal_weights():
    scores, targets = floats(2, 4, 5), np.array([[3, 1, 0, 0], [4, 2, 1, 0]])
    plain = float(MaskedCrossEntropy()(targets, scores))
    assert float(BalancedCrossEntropy([2.0] * 5)(targets, scores)) == pytest.approx(plain, rel=1e-6)
    weights = np.array([9.0, 1.0, 2.0, 3.0, 4.0])
    logs = scores - np.log(np.exp(scores).sum(axis=-1, keepdims=True))
    real = targets > 0
    losses = -np.take_along_axis(logs, targets[..., None], axis=-1)[..., 0][real]
    expected = np.average(losses, weights=weights[targets[real]])
    assert float(BalancedCrossEntropy(weights)(targets, scores)) == pytest.approx(expected, rel=1e-5)


def test_effective_weights_go_from_alike_to_inverse_frequency():
    counts = np.array([0, 1, 10, 1000])
    alike, inverse = effective_weights(counts, 0.0), effective_weights(counts, 1.0 - 1e-9)
    np.testing.assert_allclose(alike, [0, 1, 1, 1])
    np.testing.assert_allclose(inverse[1:] * counts[1:], np.full(3, counts.sum() / 3), rtol=1e-4)
    for weights in (alike, inverse, effective_weights(counts, 0.99)):
        assert (weights * counts).sum() / counts.sum() == pytest.approx(1.0)
