import numpy as np
import pytest

from paper_repro.core.audio.features import LogMel
from paper_repro.core.nn.attention import BahdanauAttention
from paper_repro.core.nn.beam_search import BeamSearch
from paper_repro.core.nn.decoders import AttentionDecoder
from paper_repro.core.nn.encoders import MaxOverFrequency
from tests.core.nn.layer_check import check_layer

RNG = np.random.default_rng(0)


def floats(*shape):
    return RNG.standard_normal(shape).astype("float32")


def test_log_mel(tmp_path):
    check_layer(lambda: LogMel(8000, 256, 128, 20), [floats(2, 1024)], (2, 9, 20), tmp_path, trains=False)


def test_bahdanau_attention(tmp_path):
    # A call takes projected keys, so the projection gets no gradient here; the decoder's test trains it.
    inputs = [floats(2, 3, 5), floats(2, 7, 4), floats(2, 7, 6)]
    with pytest.warns(UserWarning, match="memory/kernel"):
        check_layer(lambda: BahdanauAttention(4), inputs, (2, 3, 6), tmp_path)


@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_attention_decoder(cell, tmp_path):
    inputs = [RNG.integers(0, 11, (2, 3, 5)).astype("int32"), floats(2, 7, 6)]
    check_layer(lambda: AttentionDecoder(11, cell, 8, 4, 4, 8), inputs, (2, 3, 5, 11), tmp_path)


@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_where_the_decoder_reads(cell):
    """Weights that give its first context, that follow the frames, and that know what was said before alone."""
    decoder = AttentionDecoder(11, cell, 8, 4, 4, 8)
    tokens, memory = RNG.integers(1, 11, (2, 3, 5)).astype("int32"), floats(2, 7, 6)
    decoder(tokens, memory)
    found = np.asarray(decoder.attend(tokens, memory))
    assert found.shape == (2, 3, 5, 7)
    np.testing.assert_allclose(found.sum(axis=-1), 1.0, rtol=1e-5)
    state = decoder.start(memory, 3)
    first, _ = decoder.attention(state[0], *decoder.prepare(memory))
    np.testing.assert_allclose(np.einsum("bcf,bfw->bcw", found[:, :, 0], memory), first, atol=1e-5)
    order = np.array([3, 0, 6, 1, 2, 5, 4])
    np.testing.assert_allclose(decoder.attend(tokens, memory[:, order]), found[..., order], atol=1e-5)
    later = tokens.copy()
    later[:, :, 3:] = 0
    np.testing.assert_allclose(decoder.attend(later, memory)[:, :, :4], found[:, :, :4], atol=1e-6)


def test_max_over_frequency(tmp_path):
    check_layer(MaxOverFrequency, [floats(2, 5, 4, 3)], (2, 5, 3), tmp_path, trains=False)


def test_beam_search_layer(tmp_path):
    def make():
        return BeamSearch(AttentionDecoder(11, "gru", 8, 4, 4, 8), begin=2, end=3, max_length=6, beams=3)

    check_layer(make, [floats(2, 7, 6)], (2, 3, 6), tmp_path, differentiable=False)


def test_attention_weights_sum_to_one_and_follow_the_formula():
    """Against the formula of Bahdanau et al. (2014), written out with NumPy."""
    layer = BahdanauAttention(4)
    query, memory = floats(2, 3, 5), floats(2, 7, 6)
    layer.build((2, 3, 5), (2, 7, 4), (2, 7, 6))
    keys = layer.project(memory)
    context, weights = layer(query, keys, memory)
    w = np.array(layer.query_dense.kernel)
    u, b = map(np.array, layer.memory_dense.weights)
    (v,) = map(np.array, layer.score_dense.weights)
    energy = np.tanh((query @ w)[:, :, None] + (memory @ u + b)[:, None]) @ v[:, 0]
    expected = np.exp(energy) / np.exp(energy).sum(-1, keepdims=True)
    np.testing.assert_allclose(np.asarray(weights), expected, atol=1e-6)
    np.testing.assert_allclose(np.asarray(context), expected @ memory, atol=1e-5)


def test_wrong_cell_is_named():
    with pytest.raises(ValueError, match="Received: 'rnn'"):
        AttentionDecoder(11, "rnn")
