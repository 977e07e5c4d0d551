"""Windows against a loop, and padded batches against their sequences one by one."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from paper_repro.cal500exp.random_state import RandomState
from paper_repro.cal500exp.windows import Fold, Unfold, Values, Windows
from paper_repro.datasets.cal500exp.labels import window_count
from tests.core.nn.layer_check import check_layer

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("frames", [5, 8, 11, 12, 13, 31, 32])
@pytest.mark.parametrize("drop_last", [False, True])
def test_windows_are_those_of_a_loop(frames, drop_last):
    sequence = RNG.standard_normal((2, frames, 3)).astype("float32")
    expected = [sequence[:, at : at + 8] for at in range(0, frames - 7, 4)]
    if drop_last and len(expected) > 1:
        expected.pop()
    found = np.asarray(Windows(8, 4, drop_last)(sequence))
    assert found.shape == (2, len(expected), 8, 3)
    for number, window in enumerate(expected):
        np.testing.assert_array_equal(found[:, number], window)


@pytest.mark.parametrize("drop_last", [False, True])
def test_as_many_as_there_are_labels(drop_last):
    layer = Windows(128, 64, drop_last)
    for frames in [100, *range(128, 700, 13), 192, 256]:
        count = window_count(frames, 128, 64, drop_last)
        assert layer(np.zeros((1, frames, 1), "float32")).shape[1] == count
        assert layer.compute_output_shape((1, frames, 1))[1] == count
        if drop_last and frames >= 192:
            # As coded: floor((n - 128) / 64), the last whole window is left out.
            assert count == (frames - 128) // 64


def test_windows_of_a_known_number_of_frames_are_counted_once():
    graph = tf.function(Windows(8, 4, drop_last=True)).get_concrete_function(tf.zeros((2, 20, 3))).graph
    # By numbers: JAX compiles no slice to a counted end.
    assert not [each.name for each in graph.get_operations() if each.type in ("Maximum", "Minimum")]


def test_size_must_be_whole_hops():
    with pytest.raises(ValueError, match="multiple of `hop`"):
        Windows(8, 3)


def model():
    inputs = keras.Input((None, 3))
    windows = Windows(8, 4)(inputs)
    folded = keras.layers.Flatten()(Fold()(windows))
    return keras.Model(inputs, Unfold()(keras.layers.Dense(2)(folded), windows))


def test_a_sequence_of_any_length_and_padding_changes_nothing():
    built = model()
    short, long = (RNG.standard_normal((1, frames, 3)).astype("float32") for frames in (17, 40))
    batch = np.concatenate([np.pad(short, ((0, 0), (0, 23), (0, 0))), long])
    together = np.asarray(built(batch))
    np.testing.assert_allclose(together[0, :3], np.asarray(built(short))[0], atol=1e-6)
    np.testing.assert_allclose(together[1], np.asarray(built(long))[0], atol=1e-6)


def test_layers_can_be_saved(tmp_path):
    sequence = RNG.standard_normal((2, 20, 3)).astype("float32")
    check_layer(lambda: Windows(8, 4, drop_last=True), [sequence], (2, 3, 8, 3), tmp_path, trains=False)
    windows = RNG.standard_normal((2, 4, 8, 3)).astype("float32")
    check_layer(Fold, [windows], (8, 8, 3), tmp_path, trains=False)
    check_layer(lambda: Values(1, 3), [windows], (2, 4, 8, 2), tmp_path, trains=False)


def test_random_states_are_new_each_time_and_go_on_from_a_saved_state():
    inputs = keras.Input((None, 3))
    layer = RandomState(500)
    drawn = keras.Model(inputs, layer(inputs))
    batch = np.zeros((4, 2, 3), "float32")
    first = np.asarray(drawn(batch))
    # What a run saves and restores: every variable of the model, the generator's among them.
    saved = [np.array(variable) for variable in drawn.variables]
    second = np.asarray(drawn(batch))
    assert not np.array_equal(first, second)
    assert abs(second.mean()) < 0.1
    assert abs(second.std() - 1.0) < 0.1
    for variable, value in zip(drawn.variables, saved, strict=True):
        variable.assign(value)
    np.testing.assert_array_equal(np.asarray(drawn(batch)), second)
    assert RandomState.from_config(layer.get_config()).get_config() == layer.get_config()
