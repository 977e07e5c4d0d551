"""Inference from one graph: what ``Model.predict`` gives, for batches of any size, with the weights of the moment."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from paper_repro.core.training.forward import Forward

VALUES = np.random.default_rng(0).standard_normal((21, 5)).astype("float32")


class Counted(keras.layers.Layer):
    """Says in ``times`` how often its graph was traced."""

    times = 0

    def call(self, values):
        Counted.times += 1
        return 2 * values


@pytest.fixture
def model():
    keras.utils.set_random_seed(0)
    inputs = keras.Input((5,))
    hidden = keras.layers.Dropout(0.5)(Counted()(keras.layers.Dense(4)(inputs)))
    model = keras.Model(inputs, [hidden, keras.layers.BatchNormalization()(hidden)])
    model.compile(jit_compile=False)
    Counted.times = 0
    return model


def test_equals_predict_and_is_traced_once(model):
    batches = tf.data.Dataset.from_tensor_slices(VALUES).batch(8)
    forward = Forward(model)
    found = [forward.batches(batches), forward.batches(batches.take(1)), forward.batches([VALUES[:3]])]
    assert Counted.times == 1
    expected = [model.predict(batches, verbose=0), model.predict(VALUES[:8], verbose=0), model(VALUES[:3])]
    for ours, theirs in zip(found, expected, strict=True):
        assert len(ours) == 2
        for one, other in zip(ours, theirs, strict=True):
            np.testing.assert_array_equal(one, other)


def test_weights_that_change_are_seen(model):
    forward = Forward(model)
    before = forward(VALUES)[0]
    kernel = model.trainable_variables[0]
    kernel.assign(3 * kernel)
    np.testing.assert_allclose(forward(VALUES)[0], 3 * before, rtol=1e-5)


def test_several_inputs_are_taken_in_their_order_and_cast():
    first, second = keras.Input((2,)), keras.Input((2,), dtype="int32")
    model = keras.Model([first, second], first - keras.ops.cast(second, "float32"))
    model.compile(jit_compile=False)
    assert Forward(model)(np.full((1, 2), 5.0), np.full((1, 2), 3)).tolist() == [[2.0, 2.0]]
