"""Floating-point operations against counts by hand."""

import keras
import pytest
from keras import layers, ops

from paper_repro.core.nn.captioner import build_captioner
from paper_repro.core.nn.decoders import AttentionDecoder
from paper_repro.core.training.flops import forward_flops


@pytest.mark.parametrize(
    ("shape", "layer", "expected"),
    [
        ((10,), layers.Dense(4), 2 * 10 * 4),
        ((7, 10), layers.Dense(4), 2 * 7 * 10 * 4),
        ((9, 8, 3), layers.Conv2D(5, (3, 2)), 2 * (3 * 2 * 3) * (7 * 7 * 5)),
        ((9, 6), layers.Conv1D(4, 3, groups=2, padding="same"), 2 * (3 * 3) * (9 * 4)),
        ((9, 8, 3), layers.DepthwiseConv2D(3, padding="same", depth_multiplier=2), 2 * 9 * (9 * 8 * 6)),
        # An LSTM's four gates at each of seven steps, of 10 inputs and 4 states.
        ((7, 10), layers.LSTM(4), 7 * 2 * (10 + 4) * 16),
        ((7, 10), layers.GRU(4, reset_after=False), 7 * 2 * (10 + 4) * 12),
        ((7, 10), layers.Lambda(lambda x: ops.einsum("btc,bsc->bts", x, x)), 2 * 7 * 7 * 10),
    ],
)
def test_layers(shape, layer, expected):
    model = keras.Sequential([keras.Input(shape), layer])
    assert forward_flops(model) == expected


def test_a_decoder_s_loop_counts_each_step():
    def counted(length):
        features = keras.Input((5, 8), name="features")
        decoder = AttentionDecoder(
            20, cell="gru", units=6, embedding=4, attention_units=3, dense_units=7, name="decoder"
        )
        return forward_flops(build_captioner(features, features, decoder, captions=2, length=length))

    step = (
        2 * 2 * 6 * 3  # two queries to attention units
        + 2 * 2 * 5 * 3 * 1  # their scores over five frames
        + 2 * 2 * 5 * 8  # contexts
        + 2 * 2 * (4 + 8 + 6) * 18  # the cell
        + 2 * 2 * ((6 + 8) * 7 + 7 * 20)  # scores of tokens
    )
    assert counted(6) - counted(5) == step


def test_an_input_of_any_length_is_counted_at_one():
    model = keras.Sequential([keras.Input((None, 4)), layers.Conv1D(2, 3)])
    with pytest.raises(ValueError, match="length"):
        forward_flops(model)
    assert forward_flops(model, length=9) == 7 * 2 * (3 * 4) * 2
