"""Few training clips: several passes an epoch, each over a random part of every clip, looped to its length."""

from types import SimpleNamespace

import keras
import numpy as np
import pytest

from paper_repro.magnatagatune.config import PRESETS
from paper_repro.magnatagatune.looped_crop import LoopedCrop
from paper_repro.magnatagatune.model import build, build_published
from paper_repro.magnatagatune.outcome import _few_clips_note
from paper_repro.magnatagatune.tagging import passes
from tests.core.nn.layer_check import check_layer

MEL = np.random.default_rng(0).normal(size=(4, 11, 3)).astype("float32")


def test_whole_in_inference_and_a_looped_part_in_training():
    crop = LoopedCrop(0.4)  # 4 of 11 frames
    np.testing.assert_array_equal(np.asarray(crop(MEL)), MEL)
    starts = set()
    for _ in range(30):
        heard = np.asarray(crop(MEL, training=True))
        assert heard.shape == MEL.shape
        for clip, whole in zip(heard, MEL, strict=True):
            (start,) = [at for at in range(8) if np.array_equal(clip[:4], whole[at : at + 4])]
            starts.add(start)
            np.testing.assert_array_equal(clip, np.resize(whole[start : start + 4], clip.shape))
    assert starts == set(range(8))


def test_it_can_be_saved(tmp_path):
    check_layer(lambda: LoopedCrop(0.5), [MEL], MEL.shape, tmp_path, trains=False)


def test_shares_beyond_a_clip_are_refused():
    for share in (0, 1.5):
        with pytest.raises(ValueError, match="above 0 and at most 1"):
            LoopedCrop(share)


def test_its_generator_comes_back_with_the_models_variables():
    mel = keras.Input(MEL.shape[1:])
    model = keras.Model(mel, LoopedCrop(0.5)(mel))
    saved = [np.array(variable) for variable in model.variables]
    assert saved
    first = np.asarray(model(MEL, training=True))
    assert not np.array_equal(np.asarray(model(MEL, training=True)), first)
    for variable, value in zip(model.variables, saved, strict=True):
        variable.assign(value)
    np.testing.assert_array_equal(np.asarray(model(MEL, training=True)), first)


def test_an_extract_has_several_passes_and_the_published_set_one():
    quick = PRESETS.config("quick")
    assert passes(169, quick.least_heard) > 1
    assert passes(15_247, quick.least_heard) == 1
    assert passes(15_247, PRESETS.config("paper").least_heard) == 1
    assert 169 * passes(169, quick.least_heard) >= quick.least_heard


def test_the_crop_changes_nothing_of_what_is_drawn_or_counted():
    quick = PRESETS.config("quick")
    built, drawn = build(quick, 50), build_published(quick)
    assert "crop" in [layer.name for layer in built.layers]
    assert "crop" not in [layer.name for layer in drawn.layers]
    assert built.count_params() == drawn.count_params()


def test_tables_say_how_few_clips_were_trained_on():
    def results(*counts):
        config = SimpleNamespace(crop=0.5)
        rows = [SimpleNamespace(metrics=[{"passes": count}], config=config) for count in counts]
        return SimpleNamespace(rows=dict(enumerate(rows)))

    assert _few_clips_note(results(1)) == []
    (note,) = _few_clips_note(results(5))
    assert "5 passes" in note
    assert "50%" in note
    assert note.startswith("Few training clips: ")
    (note,) = _few_clips_note(results(1, 2, 8))
    assert note.startswith("Where training clips are few: an epoch is 2 to 8 passes")
