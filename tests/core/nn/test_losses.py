import keras
import numpy as np

from paper_repro.core.nn.losses import MaskedCrossEntropy


def test_padding_does_not_count_and_the_rest_is_keras_cross_entropy():
    rng = np.random.default_rng(0)
    scores = rng.standard_normal((2, 3, 4, 7)).astype("float32")
    targets = rng.integers(1, 7, (2, 3, 4))
    targets[0, 1, 2:] = 0
    targets[1, 2] = 0
    real = targets != 0
    expected = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(targets[real], scores[real])
    found = MaskedCrossEntropy()(targets, scores)
    np.testing.assert_allclose(float(found), float(expected), rtol=1e-5)
    scores[~real] += 100.0 * rng.standard_normal(7)
    np.testing.assert_allclose(float(MaskedCrossEntropy()(targets, scores)), float(expected), rtol=1e-5)


def test_all_padding_is_zero_not_nan():
    assert float(MaskedCrossEntropy()(np.zeros((1, 2)), np.ones((1, 2, 5), "float32"))) == 0.0
