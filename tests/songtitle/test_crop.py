"""Crops against slices."""

import keras
import numpy as np
import tensorflow as tf

from paper_repro.songtitle.crop import Crop
from tests.core.nn.layer_check import check_layer

PICTURES = np.random.default_rng(0).integers(0, 256, (3, 12, 10, 3)).astype("float32")


def test_the_middle_in_inference_and_anywhere_in_training():
    crop = Crop(6)
    np.testing.assert_array_equal(np.asarray(crop(PICTURES)), PICTURES[:, 3:9, 2:8])
    windows = {(top, left): PICTURES[:, top : top + 6, left : left + 6] for top in range(7) for left in range(5)}
    seen = set()
    for _ in range(20):
        found = np.asarray(crop(PICTURES, training=True))
        assert found.shape == (3, 6, 6, 3)
        places = [[at for at, window in windows.items() if np.array_equal(window[row], found[row])] for row in range(3)]
        assert all(places)
        seen |= {at for found_at in places for at in found_at}
    assert len(seen) > 3


def test_a_compiled_crop_knows_its_size():
    crop = Crop(6)
    graph = (
        tf.function(lambda pictures: crop(pictures, training=True)).get_concrete_function(tf.constant(PICTURES)).graph
    )
    # What does not is resized, and not compiled by JAX at all.
    assert not [each.name for each in graph.get_operations() if "Resize" in each.type]


def test_it_can_be_saved(tmp_path):
    check_layer(lambda: Crop(6), [PICTURES], (3, 6, 6, 3), tmp_path, trains=False)


def test_its_generator_is_among_the_models_variables():
    pictures = keras.Input((12, 10, 3))
    model = keras.Model(pictures, Crop(6)(pictures))
    saved = [np.array(variable) for variable in model.variables]
    assert saved
    first = np.asarray(model(PICTURES, training=True))
    for variable, value in zip(model.variables, saved, strict=True):
        variable.assign(value)
    np.testing.assert_array_equal(np.asarray(model(PICTURES, training=True)), first)
