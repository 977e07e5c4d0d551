"""Normalisations against NumPy and scikit-learn; the weighted loss against scikit-learn's log loss."""

import keras
import numpy as np
import pytest
from sklearn.metrics import log_loss
from sklearn.preprocessing import StandardScaler

from paper_repro.core.nn.losses import WeightedBinaryCrossEntropy, balanced_weights
from paper_repro.core.nn.normalize import EPSILON_OF_LOG, LogCompression, normalization
from tests.core.nn.layer_check import check_layer


@pytest.fixture
def mel():
    return (np.random.default_rng(0).gamma(0.5, size=(6, 30, 8)) + 1e-3).astype(np.float32)


def test_log_compression_is_a_good_layer_and_has_a_floor(mel, tmp_path):
    check_layer(lambda: LogCompression(1e-5), [mel], mel.shape, tmp_path, trains=False)
    found = np.asarray(LogCompression(1e-10)(np.array([[[-1.0, 0.0, 1.0]]], np.float32)))
    np.testing.assert_allclose(found, [[[np.log(1e-10), np.log(1e-10), 0.0]]], rtol=1e-6)
    with pytest.raises(ValueError, match="Received: 0"):
        LogCompression(0)


def test_each_coefficient_within_its_spectrogram_is_standard_scaled(mel):
    found = np.asarray(normalization("coefficient")(mel))
    for clip, ours in zip(mel, found, strict=True):
        np.testing.assert_allclose(ours, StandardScaler().fit_transform(clip), atol=2e-4)


def test_within_a_spectrogram_all_values_share_their_statistics(mel):
    found = np.asarray(normalization("spectrogram")(mel))
    for clip, ours in zip(mel, found, strict=True):
        theirs = StandardScaler().fit_transform(clip.reshape(-1, 1)).reshape(clip.shape)
        np.testing.assert_allclose(ours, theirs, atol=2e-4)


def test_over_all_data_is_one_mean_and_variance(mel):
    layer = normalization("all")
    layer.adapt(mel)
    np.testing.assert_allclose(np.asarray(layer(mel)), (mel - mel.mean()) / mel.std(), atol=2e-4)


@pytest.mark.parametrize("kind", ["coefficient", "spectrogram"])
def test_silence_stays_finite(kind):
    assert np.isfinite(np.asarray(normalization(kind)(np.zeros((1, 9, 4), np.float32)))).all()


@pytest.mark.parametrize("level", [-23.02585, -15.77, -7.123])
@pytest.mark.parametrize("kind", ["coefficient", "spectrogram"])
def test_rounding_of_a_constant_log_does_not_come_out_as_sound(kind, level):
    found = np.asarray(normalization(kind, epsilon=EPSILON_OF_LOG)(np.full((2, 909, 40), level, np.float32)))
    assert np.abs(found).max() < 1e-2


def test_half_precision_does_not_reach_the_power_of_quiet_passages():
    keras.config.set_dtype_policy("mixed_float16")
    try:
        inputs = keras.Input((9, 4))
        model = keras.Model(inputs, normalization("spectrogram")(inputs))
        quiet = np.random.default_rng(0).random((1, 9, 4)).astype(np.float32) * 1e-9
        assert np.asarray(model(quiet)).std() == pytest.approx(1.0, abs=1e-2)
    finally:
        keras.config.set_dtype_policy("float32")


def test_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="Received: 'batch'"):
        normalization("batch")


def test_weighted_loss_is_log_loss_with_weights():
    rng = np.random.default_rng(0)
    labels = (rng.random((12, 5)) < 0.4).astype(np.float32)
    scores = rng.uniform(0.05, 0.95, (12, 5)).astype(np.float32)
    weights = [1.0, 2.0, 7.5, 50.0, 3.0]
    found = float(WeightedBinaryCrossEntropy(weights)(labels, scores))
    told = np.where(labels == 1, weights, 1.0)
    theirs = log_loss(labels.ravel(), scores.ravel(), sample_weight=told.ravel()) * told.mean()
    assert found == pytest.approx(theirs, rel=1e-5)
    again = WeightedBinaryCrossEntropy.from_config(WeightedBinaryCrossEntropy(weights).get_config())
    assert float(again(labels, scores)) == found


def test_balanced_weights_give_both_sides_the_same_say_up_to_the_limit():
    labels = np.zeros((100, 4), np.uint8)
    labels[:25, 0] = labels[:1, 1] = labels[:80, 2] = 1
    assert balanced_weights(labels, 50).tolist() == [3.0, 50.0, 1.0, 50.0]
