"""The same network on other pictures of a clip, on a share of the clips, and on a published network's first windows."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from paper_repro.core.errors import UserError
from paper_repro.magnatagatune.config import ALL, PRESETS, output_of
from paper_repro.magnatagatune.data import share_of
from paper_repro.magnatagatune.inputs import INPUTS, OF_MEL, FirstWindows, InputSettings
from paper_repro.magnatagatune.model import build, build_published, fit_front, normalized
from paper_repro.magnatagatune.pairs import PowerOfPairs
from paper_repro.magnatagatune.tagging import at_once
from paper_repro.weights.features import HiddenSettings
from tests.core.nn.layer_check import check_layer

SMOKE = PRESETS.config("smoke", batch_norm=True)
RNG = np.random.default_rng(0)


def clip(seconds=29.124):
    return (0.1 * RNG.standard_normal((1, round(16_000 * seconds)))).astype("float32")


def test_every_input_is_a_picture_of_one_shape():
    sound = clip()
    for name in INPUTS:
        features = replace(SMOKE, input=name).features
        found = np.asarray(features.layer()(sound))
        assert found.shape == (1, *features.shape)
        assert features.shape == ((465_984, 1) if name == "waveform" else (909, 40))
        np.testing.assert_allclose(features.extractor()(sound), found, rtol=1e-3, atol=1e-4 * np.abs(found).max())
    assert replace(SMOKE, input="pcen").features == SMOKE.features


def test_the_network_behind_an_input_is_the_same():
    shapes = {}
    for name in INPUTS:
        model = build(replace(SMOKE, input=name), 50)
        shapes[name] = [weight.shape for weight in model.trainable_weights][-14:]
        assert normalized(model).output.shape == (None, 909, 40)
    assert all(found == shapes["mel"] for found in shapes.values())
    learned = build(replace(SMOKE, input="waveform"), 50)
    assert learned.get_layer("waves").kernel.shape == (1024, 1, 80)


def test_an_unknown_input_is_named():
    for make in (lambda: replace(SMOKE, input="cqtt").features, lambda: build(replace(SMOKE, input="cqtt"), 50)):
        with pytest.raises(UserError, match=r"input must be one of mel, stft, cqt, pcen, mfcc, waveform.*'cqtt'"):
            make()


def test_mfcc_are_normalised_each_pcen_as_one():
    pictures = np.square(RNG.normal(size=(6, 909, 40))).astype("float32") * np.linspace(1, 100, 40, dtype="float32")
    for name in ("mfcc", "pcen", "stft"):
        config = replace(SMOKE, input=name)
        model = build(config, 50)
        fit_front(model, config, [pictures[:4], pictures[4:]])
        seen = np.asarray(normalized(model)(pictures))
        axes = (0, 1) if name == "mfcc" else None
        np.testing.assert_allclose(seen.mean(axis=axes), 0.0, atol=1e-3)
        np.testing.assert_allclose(seen.std(axis=axes), 1.0, atol=1e-2)
    # As one, what lies in some bands stays more than in others.
    assert np.ptp(seen.mean(axis=(0, 1))) > 0.5


def test_power_of_pairs_does_not_hang_on_where_a_period_begins(tmp_path):
    turn = np.linspace(0, 6, 20)
    waves = np.stack([np.sin(turn), np.cos(turn)], axis=-1)[None].astype("float32")
    np.testing.assert_allclose(np.asarray(PowerOfPairs()(waves)), 1.0, rtol=1e-6)
    check_layer(PowerOfPairs, [RNG.normal(size=(2, 5, 6)).astype("float32")], (2, 5, 3), tmp_path, trains=False)


def test_a_share_of_the_clips_is_drawn_once_and_part_of_a_larger_one():
    clips = [f"{number:03d}" for number in range(100)]
    half, quarter = share_of(clips, 0.5), share_of(clips, 0.25)
    assert (len(half), len(quarter), len(share_of(clips, 0.001))) == (50, 25, 2)
    assert set(quarter) < set(half) < set(clips)
    assert half == sorted(half) != clips[:50]
    assert share_of(clips, 1.0) == clips
    for wrong in (0.0, 1.5):
        with pytest.raises(UserError, match=r"share must be above 0 and at most 1. Received: "):
            share_of(clips, wrong)


def test_first_windows_are_those_of_the_whole_clip(monkeypatch):
    def loudness(settings):
        """Stands in for the network: a value a window of 187 frames, from centred frames as the network hears them."""

        def extract(samples):
            count = (1 + samples.shape[1] // 256) // 187
            return np.stack([samples[:, at * 187 * 256 : (at * 187 + 186) * 256].std(axis=1) for at in range(count)], 1)

        return extract

    monkeypatch.setattr(HiddenSettings, "extractor", loudness)
    sound = np.concatenate([level * clip(3.0) for level in range(1, 11)], axis=1)[:, :465_984]
    whole, first = (replace(SMOKE, model="msd_musicnn", windows=windows).features for windows in (0, 2))
    assert isinstance(first, FirstWindows)
    assert (whole.shape, first.shape) == ((9, 200), (2, 200))
    assert (first.seconds, first.min_seconds) == (whole.seconds, whole.min_seconds)
    found = first.extractor()(sound)
    assert found.shape == (1, 2)
    np.testing.assert_allclose(found, whole.extractor()(sound)[:, :2])


def test_a_whole_published_network_hears_log_mel_and_is_drawn_without_its_weights():
    config = PRESETS.config("quick", model="msd_musicnn", layers=ALL)
    assert config.features.shape == (1821, 96)
    model = build_published(config)
    assert (model.input_shape, model.count_params()) == ((None, 187, 96), 792_079)
    before = output_of(config)
    assert before.features.shape == (9, 200)
    assert before == PRESETS.config("quick", model="msd_musicnn")


def test_settings_of_records_tell_inputs_apart():
    of_clip = {"seconds": 29.124, "min_seconds": 29.0, "n_fft": 1024, "hop_length": 512, "bands": 40}
    assert InputSettings("cqt", 16_000, **of_clip) != InputSettings("stft", 16_000, **of_clip)
    assert all(replace(SMOKE, input=name).features.input == name for name in INPUTS if name not in OF_MEL)


def test_large_clips_are_scored_few_at_a_time():
    shapes = {name: replace(SMOKE, input=name).features.shape for name in ("mel", "waveform")}
    found = {name: at_once(SimpleNamespace(shape=shape, dtype="float32")) for name, shape in shapes.items()}
    assert found == {"mel": 64, "waveform": 9}
