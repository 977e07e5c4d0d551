"""Networks for inference: the same answers with maxima first, nearly the same in bfloat16."""

import keras
import numpy as np
import pytest
from keras import layers

from paper_repro.core.nn.encoders import build_fcn_tagger, build_musicnn_tagger
from paper_repro.core.nn.inference import MaxFirst, for_inference
from paper_repro.core.nn.vgg import build_vgg_tagger

RNG = np.random.default_rng(0)
BUILT = {
    "musicnn": (lambda: build_musicnn_tagger(20, 24, width=0.1), "musicnn_timbral1_conv", 5),
    "vgg": (lambda: build_vgg_tagger(filters=4), "vgg_conv2", 5),
    "fcn": (lambda: build_fcn_tagger(64, 24, filters=(4, 6), pools=((4, 2), (4, 3))), "fcn_conv2", 2),
}


def trained(network):
    """As a training leaves it: norms with scales of either sign, one of them zero."""
    for layer in network.layers:
        if isinstance(layer, layers.BatchNormalization):
            count = layer.gamma.shape[0]
            scales = RNG.uniform(0.5, 1.5, count) * RNG.choice([-1.0, 1.0], count)
            scales[: count // 4] = 0.0
            layer.set_weights([scales, RNG.normal(size=count), RNG.normal(size=count), RNG.uniform(0.5, 2.0, count)])
    return network


@pytest.mark.parametrize("name", BUILT)
def test_the_same_answers(name):
    build, low, blocks = BUILT[name]
    keras.utils.set_random_seed(0)
    network = trained(build())
    sound = RNG.normal(size=(3, *network.input_shape[1:])).astype("float32")
    expected = np.asarray(network(sound, training=False))
    assert np.ptp(expected) > 0.1
    fast = for_inference(network)
    assert sum(isinstance(layer, MaxFirst) for layer in fast.layers) == blocks
    np.testing.assert_allclose(fast(sound, training=False), expected, atol=2e-6)
    nearly = for_inference(network, [low])
    far = np.abs(np.asarray(nearly(sound, training=False)) - expected).max()
    assert 0 < far < 5e-3


def test_both_parts_of_inputs_and_weights_count():
    """Values that plain bfloat16 cannot tell apart: what is lost is the rounding of outputs alone."""
    image = keras.Input((4, 3, 1))
    x = layers.Conv2D(1, (1, 3), use_bias=False, name="convolution")(image)
    network = keras.Model(image, layers.MaxPooling2D((4, 1))(layers.BatchNormalization(epsilon=0.0)(x)))
    network.get_layer("convolution").set_weights([np.array([1.001, -1.0, 0.0]).reshape(1, 3, 1, 1)])
    sound = np.tile([1.002, 1.0, 5.0], (1, 4, 1)).reshape(1, 4, 3, 1).astype("float32")
    (value,) = np.asarray(for_inference(network, ["convolution"])(sound, training=False)).ravel()
    assert value == pytest.approx(1.001 * 1.002 - 1.0, rel=2**-8)


def test_weights_that_change_later_are_seen():
    network = trained(build_vgg_tagger(filters=4))
    fast = for_inference(network)
    trained(network)
    sound = RNG.normal(size=(2, *network.input_shape[1:])).astype("float32")
    np.testing.assert_allclose(fast(sound, training=False), network(sound, training=False), atol=2e-6)


def test_a_name_that_is_no_such_convolution():
    with pytest.raises(ValueError, match="musicnn_mid1_conv is no convolution before a maximum"):
        for_inference(build_musicnn_tagger(20, 24, width=0.1), ["musicnn_mid1_conv"])
