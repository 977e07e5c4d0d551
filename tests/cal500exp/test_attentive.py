"""The waveform beside mel frames against a loop; what the attentive network hears, and what it must not hear."""

from dataclasses import replace

import keras
import numpy as np
import pytest

from paper_repro.cal500exp.config import PRESETS
from paper_repro.cal500exp.mel_and_waveform import MelAndWaveform
from paper_repro.cal500exp.model import build, fit_front, scores_of_track
from paper_repro.cal500exp.paper import ATTENTIVE, BEST, BOTH_INPUTS, FUTURE, ROWS
from paper_repro.core.audio.features import LogMel
from paper_repro.core.audio.long_clip import mel_in_blocks
from tests.core.nn.layer_check import check_layer

RNG = np.random.default_rng(0)
SETTINGS = {"sample_rate": 8000, "n_fft": 256, "hop_length": 128, "n_mels": 10, "compression": "none"}


def config_of(row):
    return {**ROWS, **FUTURE}[row].config(PRESETS.config("smoke"), "smoke")


def network(row):
    keras.utils.set_random_seed(0)
    return build(config_of(row), 18)


def track(row, frames):
    return RNG.gamma(0.5, size=(frames, config_of(row).features.shape[1])).astype("float32")


@pytest.mark.parametrize("pad_mode", ["constant", "none"])
@pytest.mark.parametrize("samples", [256, 1000, 1024])
def test_waveform_beside_each_frame_is_that_of_a_loop(pad_mode, samples):
    layer = MelAndWaveform(points=32, pad_mode=pad_mode, **SETTINGS)
    sound = RNG.standard_normal((2, samples)).astype("float32")
    found = np.asarray(layer(sound))
    assert found.shape == layer.compute_output_shape(sound.shape)
    np.testing.assert_allclose(found[..., :10], np.asarray(LogMel(pad_mode=pad_mode, **SETTINGS)(sound)), rtol=1e-5)
    begin = 128 if pad_mode == "none" else 0
    padded = np.pad(sound, ((0, 0), (0, 256)))
    for frame in range(found.shape[1]):
        part = padded[:, begin + 128 * frame : begin + 128 * (frame + 1)]
        np.testing.assert_allclose(found[:, frame, 10:], part.reshape(2, 32, 4).mean(axis=2), atol=1e-6)


def test_it_is_a_layer_and_says_what_it_needs(tmp_path):
    sound = RNG.standard_normal((2, 1000)).astype("float32")
    check_layer(lambda: MelAndWaveform(points=32, **SETTINGS), [sound], (2, 8, 42), tmp_path, trains=False)
    with pytest.raises(ValueError, match=r"`points` must divide `hop_length` = 128\. Received: 30"):
        MelAndWaveform(points=30, **SETTINGS)
    with pytest.raises(ValueError, match=r"at least twice `hop_length` = 128\. Received: 128"):
        MelAndWaveform(points=32, **{**SETTINGS, "n_fft": 128})


def test_features_of_the_row_are_those_of_its_layer_in_blocks_too():
    settings = config_of(BOTH_INPUTS).features
    sound = RNG.standard_normal(30_000).astype("float32")
    whole = settings.extractor()(sound[None])[0]
    assert whole.shape == (30, settings.shape[1])
    np.testing.assert_allclose(mel_in_blocks(settings.layer(), sound, block=7), whole, rtol=1e-4, atol=1e-4)
    assert config_of(ATTENTIVE).features == config_of(BEST).features


@pytest.mark.parametrize("row", [ATTENTIVE, BOTH_INPUTS])
def test_a_track_scores_the_same_alone_padded_in_blocks_and_loaded(row, tmp_path):
    model, mel = network(row), track(row, 500)
    alone = np.asarray(model(mel[None]))[0]
    padded = np.pad(mel, ((0, 300), (0, 0)), constant_values=7.0)
    np.testing.assert_allclose(np.asarray(model(padded[None]))[0, : len(alone)], alone, atol=1e-6)
    np.testing.assert_allclose(scores_of_track(model, mel, block=2), alone, atol=1e-6)
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras", safe_mode=True)
    np.testing.assert_allclose(np.asarray(loaded(mel[None]))[0], alone, atol=1e-6)


def test_a_window_attends_to_those_before_it():
    # Without an LSTM attention alone joins the windows.
    keras.utils.set_random_seed(0)
    config = replace(config_of(ATTENTIVE), model="cnn")
    mel = track(ATTENTIVE, 500)
    changed = np.concatenate([3 * mel[:128], mel[128:]])
    for heads, hears in ((0, False), (2, True)):
        model = build(replace(config, attention_heads=heads), 18)
        last = [np.asarray(model(each[None]))[0, -1] for each in (mel, changed)]
        assert np.allclose(*last, atol=1e-7) is not hears


def test_the_waveform_is_heard_but_not_its_level():
    model, features = network(BOTH_INPUTS), track(BOTH_INPUTS, 200)
    mels = config_of(BOTH_INPUTS).n_mels
    other, louder = features.copy(), features.copy()
    other[:, mels:] = RNG.standard_normal(other[:, mels:].shape)
    louder[:, mels:] *= 5.0
    plain, changed, loud = (np.asarray(model(each[None])) for each in (features, other, louder))
    assert np.abs(plain - changed).max() > 1e-4
    np.testing.assert_allclose(loud, plain, atol=1e-6)


def test_mel_bins_alone_are_standardised():
    config = config_of(BOTH_INPUTS)
    tracks = [track(BOTH_INPUTS, frames) for frames in (150, 300)]
    model = network(BOTH_INPUTS)
    fit_front(model, config, tracks)
    front = keras.Model(model.input, model.get_layer("front").output)
    found = np.concatenate([np.asarray(front(each[None]))[0] for each in tracks])
    np.testing.assert_allclose(found[:, : config.n_mels].mean(axis=0), 0.0, atol=1e-3)
    np.testing.assert_allclose(found[:, : config.n_mels].std(axis=0), 1.0, atol=1e-3)
    np.testing.assert_array_equal(found[:, config.n_mels :], np.concatenate(tracks)[:, config.n_mels :])
