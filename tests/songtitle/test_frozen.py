"""An encoder that stays as it is sees each picture a few times, and what learns behind it is the captioner's own."""

from __future__ import annotations

from dataclasses import replace

import keras
import numpy as np
import pytest
from PIL import Image

from paper_repro.core.records.build import build_records
from paper_repro.core.records.records import Item
from paper_repro.songtitle import frozen
from paper_repro.songtitle.config import PRESETS
from paper_repro.songtitle.crop import crops_at_random

SMOKE = replace(PRESETS.config("smoke"), views=3)
LITE0 = replace(SMOKE, encoder="efficientnet_lite0")
PICTURES = 5


@pytest.fixture(scope="module")
def records(tmp_path_factory):
    root = tmp_path_factory.mktemp("pictures")
    rng = np.random.default_rng(0)
    items = []
    for number in range(PICTURES):
        path = root / f"{number}.png"
        Image.fromarray(rng.integers(0, 256, (72, 72, 3), dtype=np.uint8)).save(path)
        items.append(Item(str(number), path, 0.0))
    return build_records(items, SMOKE.features, root / "records", decoder="soundfile", jobs=1)


def captioner(config):
    from paper_repro.songtitle.model import build, freeze

    keras.utils.set_random_seed(0)
    model = build(config, 12, 2, 6)
    freeze(model, config)
    return model


@pytest.mark.parametrize(("config", "channels", "learning"), [(SMOKE, 96, []), (LITE0, 1280, ["project", "normalize"])])
def test_both_parts_together_are_the_captioner(records, config, channels, learning):
    from paper_repro.core.records.pipeline import features

    model = captioner(config)
    split = frozen.split(model, config, PICTURES)
    seen = split.middles(records, config)
    assert seen.shape == (PICTURES, channels)
    tokens = np.random.default_rng(1).integers(0, 12, (PICTURES, 2, 6))
    pictures = np.concatenate([np.asarray(batch) for batch in features(records)])
    whole = model({"pictures": pictures, "tokens": tokens}, training=False)
    np.testing.assert_allclose(split.learner({"seen": seen, "tokens": tokens}, training=False), whole, atol=1e-4)
    kept = {variable.path for variable in split.eye.variables if variable.trainable}
    assert not kept
    trained = [layer.name for layer in split.learner.layers if layer.trainable_variables]
    assert sorted(trained) == sorted([*learning, "decoder"])
    assert {id(v) for v in split.learner.trainable_variables} == {id(v) for v in model.trainable_variables}


def test_views_are_crops_that_the_seed_decides(records):
    split = frozen.split(captioner(SMOKE), SMOKE, PICTURES)
    views = split.views(records, SMOKE)
    assert views.shape == (PICTURES, 3, 96)
    np.testing.assert_array_equal(split.views(records, SMOKE), views)
    assert not np.allclose(split.views(records, replace(SMOKE, seed=1)), views)
    assert all(not np.allclose(views[:, 0], views[:, view]) for view in (1, 2))


def test_crops_lie_anywhere_and_half_of_them_are_mirrored():
    numbered = np.arange(5 * 4).reshape(1, 5, 4, 1).repeat(400, axis=0)
    crops = crops_at_random(numbered, 3, np.random.default_rng(0))
    assert crops.shape == (400, 3, 3, 1)
    mirrored = crops[:, 0, 0, 0] > crops[:, 0, 2, 0]
    assert 0.4 < mirrored.mean() < 0.6
    first = np.where(mirrored, crops[:, 0, 2, 0], crops[:, 0, 0, 0])
    assert set(first) == {0, 1, 4, 5, 8, 9}
    np.testing.assert_array_equal(crops[:, :, 1, 0] - crops[:, :1, 1, 0], np.tile([0, 4, 8], (400, 1)))


def test_an_epoch_has_every_picture_once_and_another_choice_of_views():
    # A view says whose it is, and which: 10 x picture + view.
    views = (10.0 * np.arange(PICTURES)[:, None] + np.arange(3))[:, :, None]
    tokens = np.arange(PICTURES)[:, None, None]
    config = replace(SMOKE, batch_size=2)

    def epochs(first, count):
        found = frozen.view_batches(views, tokens, -tokens, config, first).take(3 * count)
        batches = [(batch["seen"].numpy()[:, 0], batch["tokens"].numpy(), said.numpy()) for batch, said in found]
        for seen, words, said in batches:
            assert (seen // 10 == words[:, 0, 0]).all()
            assert (words == -said).all()
        assert [len(seen) for seen, *_ in batches] == [2, 2, 1] * count
        return np.concatenate([seen for seen, *_ in batches]).reshape(count, PICTURES)

    three = epochs(0, 3)
    assert all(sorted(epoch // 10) == list(range(PICTURES)) for epoch in three)
    assert len({tuple(epoch) for epoch in three}) == 3
    assert len({tuple(sorted(epoch)) for epoch in three}) == 3
    np.testing.assert_array_equal(epochs(1, 2), three[1:])


@pytest.mark.parametrize(
    "changes", [{"train_encoder": True}, {"views": 0}, {"decoder": "attention"}], ids=lambda change: next(iter(change))
)
def test_otherwise_the_encoder_sees_every_epoch_anew(changes):
    config = replace(SMOKE, **changes)
    assert frozen.split(captioner(config), config, PICTURES) is None


def test_more_pictures_than_memory_holds_are_seen_every_epoch_anew(monkeypatch):
    model, bytes_a_picture = captioner(SMOKE), 3 * 96 * 4
    monkeypatch.setattr(frozen, "MOST_BYTES", PICTURES * bytes_a_picture)
    assert frozen.split(model, SMOKE, PICTURES) is not None
    assert frozen.split(model, SMOKE, PICTURES + 1) is None
