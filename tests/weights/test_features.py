"""What a published network's last hidden layer says, as features of records, and an output layer on it."""

from dataclasses import asdict

import numpy as np
import pytest
import soundfile as sf

from paper_repro.core.errors import UserError
from paper_repro.core.nn.encoders import build_musicnn_tagger
from paper_repro.core.nn.vgg import build_vgg_tagger
from paper_repro.core.records.build import build_records
from paper_repro.core.records.pipeline import features
from paper_repro.core.records.records import Item
from paper_repro.weights import catalogue, store
from paper_repro.weights.catalogue import NETWORKS, UNITS
from paper_repro.weights.features import HiddenSettings, is_here
from paper_repro.weights.output_layer import build_output_layer
from paper_repro.weights.sound import FRAMES
from paper_repro.weights.tagger import Tagger
from tests.weights.wheels import pinned, vgg_members, write_wheel

TAGS = ("harp", "no vocals", "loud")
WINDOW = FRAMES * 256


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tiny")
    return write_wheel(folder, vgg_members(folder / "checkpoint", TAGS))


@pytest.fixture
def tiny(made, tmp_path, monkeypatch):
    """A network of the catalogue, its file not yet in the cache."""
    network = pinned(made)
    monkeypatch.setattr(catalogue, "NETWORKS", {**NETWORKS, "tiny": network})
    monkeypatch.setenv("PAPER_REPRO_CACHE", str(tmp_path / "cache"))
    return network


def noise(samples, seed=0):
    return np.random.default_rng(seed).uniform(-0.5, 0.5, samples).astype("float32")


def test_the_output_layer_reads_what_is_given_as_hidden(tiny, made):
    tagger = Tagger.load(tiny, made)
    samples = noise(2 * WINDOW + 900)
    hidden = tagger.hidden(samples)
    assert hidden.shape == (2, UNITS["vgg"])
    np.testing.assert_allclose(np.asarray(tagger.model.layers[-1](hidden)), tagger.windows(samples), atol=1e-6)


def test_units_are_those_of_the_networks():
    for architecture, build in (("musicnn", build_musicnn_tagger), ("vgg", build_vgg_tagger)):
        assert build(FRAMES).layers[-1].input.shape[-1] == UNITS[architecture]


def test_records_hold_hidden_values_of_whole_windows(tiny, made, tmp_path):
    assert not is_here("tiny")
    settings = HiddenSettings.of("tiny", seconds=6.5, min_seconds=6.0)
    with pytest.raises(UserError, match="data fetch musicnn"):
        settings.extractor()
    store.import_file(made, tiny.wheel)
    assert is_here("tiny")
    long, short = noise(7 * 16_000), noise(5 * 16_000)
    for name, samples in (("long", long), ("short", short)):
        sf.write(tmp_path / f"{name}.wav", samples, 16_000, subtype="FLOAT")
    items = [Item(name, tmp_path / f"{name}.wav") for name in ("long", "short")]
    records = build_records(items, settings, tmp_path / "records")
    assert [entry["reason"] for entry in records.refused] == ["too short"]
    (found,) = (np.asarray(batch) for batch in features(records))
    assert found.shape == (1, *settings.shape) == (1, 2, UNITS["vgg"])
    np.testing.assert_allclose(found[0], Tagger.load(tiny, made).hidden(long[: int(6.5 * 16_000)]), atol=1e-6)


def test_other_weights_are_other_features():
    settings = HiddenSettings.of("mtt_vgg", seconds=29.124)
    assert settings.shape == (9, UNITS["vgg"])
    assert asdict(settings)["sha256"] == NETWORKS["mtt_vgg"].wheel.sha256
    assert HiddenSettings.of("mtt_vgg").shape == (None, UNITS["vgg"])
    with pytest.raises(UserError, match="weights must be one of"):
        HiddenSettings.of("unknown")


def test_an_output_layer_is_the_mean_over_windows_and_one_dense_layer():
    model = build_output_layer((None, 4), classes=3)
    hidden = np.random.default_rng(0).normal(size=(2, 5, 4)).astype("float32")
    kernel, bias = model.get_weights()
    expected = 1 / (1 + np.exp(-(hidden.mean(axis=1) @ kernel + bias)))
    np.testing.assert_allclose(np.asarray(model(hidden)), expected, atol=1e-6)
