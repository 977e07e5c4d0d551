"""The networks that the authors would try next: a Transformer as decoder, encoders cut short, kept positions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest
from PIL import Image

from paper_repro.core.errors import UserError
from paper_repro.core.records.build import build_records
from paper_repro.core.records.records import Item
from paper_repro.core.text.vocabulary import BEGIN, PAD, UNKNOWN
from paper_repro.songtitle import encoder_costs, frozen
from paper_repro.songtitle.config import PRESETS
from paper_repro.songtitle.future_rows import FUTURE, SHALLOWER, TRANSFORMER
from paper_repro.songtitle.options import TitleOptions
from paper_repro.songtitle.paper import PAPER

SMOKE = replace(PRESETS.config("smoke"), decoder="transformer", views=2, keep_positions=True, word_epochs=0)
VOCABULARY, PICTURES = 12, 3


def captioner(config):
    from paper_repro.songtitle.model import build, freeze

    keras.utils.set_random_seed(0)
    model = build(config, VOCABULARY, 1, 6)
    freeze(model, config)
    return model


@pytest.fixture(scope="module")
def transformer():
    return captioner(SMOKE)


def test_a_transformer_searches_as_it_was_taught(transformer):
    """The first word of greedy search is the likeliest after the begin token, and so on, word by word."""
    from paper_repro.songtitle.model import title_generator

    config = replace(SMOKE, max_title=4)
    memory = np.random.default_rng(0).normal(size=(2, 7, SMOKE.embedding)).astype("float32")
    tokens = np.asarray(title_generator(transformer, config, 1)(memory)[0])[:, 0]
    decoder = transformer.get_layer("decoder")
    given = np.full((2, 1, 4), PAD)
    given[:, :, 0] = BEGIN
    for at in range(3):
        scores = np.asarray(decoder(given, memory))[:, 0, at].astype(float)
        scores[:, [PAD, UNKNOWN, BEGIN]] = -np.inf
        if at == 0:  # never an empty title
            scores[:, 3] = -np.inf
        said = scores.argmax(axis=1)
        np.testing.assert_array_equal(tokens[:, at], said)
        given[:, 0, at + 1] = said


def test_kept_positions_are_the_captioners_own(transformer, tmp_path):
    from paper_repro.core.records.pipeline import features

    rng = np.random.default_rng(0)
    items = []
    for number in range(PICTURES):
        path = tmp_path / f"{number}.png"
        Image.fromarray(rng.integers(0, 256, (72, 72, 3), dtype=np.uint8)).save(path)
        items.append(Item(str(number), path, 0.0))
    records = build_records(items, SMOKE.features, tmp_path / "records", decoder="soundfile", jobs=1)
    split = frozen.split(transformer, SMOKE, PICTURES)
    seen = split.middles(records, SMOKE)
    assert seen.shape == (PICTURES, 16, SMOKE.embedding)  # 4 x 4 positions of 64 pixels
    assert split.views(records, SMOKE).shape == (PICTURES, 2, 16, SMOKE.embedding)
    tokens = rng.integers(0, VOCABULARY, (PICTURES, 1, 6))
    pictures = np.concatenate([np.asarray(batch) for batch in features(records)])
    whole = transformer({"pictures": pictures, "tokens": tokens}, training=False)
    np.testing.assert_allclose(split.learner({"seen": seen, "tokens": tokens}, training=False), whole, atol=1e-4)


def test_positions_that_take_too_much_memory_are_seen_anew(transformer, monkeypatch):
    each = 2 * 16 * SMOKE.embedding * 4
    monkeypatch.setattr(frozen, "MOST_BYTES", PICTURES * each)
    assert frozen.split(transformer, SMOKE, PICTURES) is not None
    assert frozen.split(transformer, SMOKE, PICTURES + 1) is None


@pytest.mark.parametrize(
    ("encoder", "channels", "step", "whole"),
    [
        ("small", 8, 8, 10_000),
        ("efficientnet_lite0", 112, 16, 3_413_024),
        # The last block of a stage goes on by two pixels.
        ("resnet50v2", 1024, 32, 23_564_800),
    ],
)
def test_an_encoder_is_cut_after_its_first_stages(encoder, channels, step, whole):
    from paper_repro.songtitle.model import build_encoder

    config = replace(SMOKE, encoder=encoder, encoder_weights="", shallow=True)
    cut = build_encoder(config)
    assert cut.get_layer("positions").input.shape[-1] == channels
    found = cut(np.zeros((1, 64, 64, 3), "float32"))
    assert found.shape == (1, (64 // step) ** 2, SMOKE.embedding)
    assert cut.count_params() < whole


def test_a_decoder_that_reads_positions_takes_no_word_vectors():
    from paper_repro.songtitle.model import build

    with pytest.raises(UserError, match="--glove: the transformer decoder learns its own word vectors"):
        build(SMOKE, VOCABULARY, 1, 6, np.zeros((VOCABULARY, 50)))


@pytest.mark.parametrize("preset", ["smoke", "quick", "paper"])
def test_every_row_is_trained_as_the_others(preset):
    """Rows differ in what is tried, with the encoder from scratch and with one that has ImageNet weights."""
    for options in (TitleOptions(preset=preset), TitleOptions(preset=preset, encoder="efficientnet_lite0", glove="x")):
        configs = PAPER.configs(options, FUTURE)
        tried = {"decoder": "prefix", "shallow": False, "encoder": ""}
        assert len({replace(config, **tried) for config in configs.values()}) == 1
        assert {config.glove for config in configs.values()} == {""}
        assert configs[TRANSFORMER].decoder == "transformer"
        assert configs[SHALLOWER].shallow or configs[SHALLOWER].encoder == "resnet50v2"
    assert {config.word_epochs for config in configs.values()} == {0}


def test_costs_are_measured_once(tmp_path):
    options = TitleOptions(preset="smoke", runs=tmp_path)
    encoders = ("efficientnet_lite0",)
    changed = encoder_costs.COSTS.config("smoke", encoders=encoders)
    costs = SimplePresets(changed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoder_costs, "COSTS", costs)
        folder, found = encoder_costs.encoder_costs(options)
        (row,) = found.to_dict("records")
        assert row["parameters"] == 3_413_024  # 4,694,024 with its 1,000 classes
        assert row["megabytes"] == pytest.approx(13.02, abs=0.01)
        assert row["flops"] > 0 < row["ms"]
        again, same = encoder_costs.encoder_costs(options)
    assert again == folder
    assert same.equals(found)
    assert Path(folder.path, "complete.json").exists()


class SimplePresets:
    """One config, whatever the preset."""

    def __init__(self, config):
        self._config = config

    def config(self, preset):
        return self._config
