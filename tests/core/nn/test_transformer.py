"""Transformer pieces against PyTorch's with the same weights, and the decoder's two ways against each other."""

import keras
import numpy as np
import pytest

from paper_repro.core.nn.beam_search import BeamSearch
from paper_repro.core.nn.masks import causal_mask, padding_mask
from paper_repro.core.nn.multi_head import MultiHead
from paper_repro.core.nn.positions import Positions, sinusoids
from paper_repro.core.nn.transformer import FeedForward, TransformerBlock, TransformerEncoder
from paper_repro.core.nn.transformer_decoder import TransformerDecoder
from tests.core.nn.layer_check import check_layer

RNG = np.random.default_rng(0)
WIDTH, HEADS, HIDDEN, CHANNELS = 8, 2, 12, 6


def floats(*shape):
    return RNG.standard_normal(shape).astype("float32")


def ids(*shape):
    return RNG.integers(1, 11, shape).astype("int32")


def small_decoder(**changes):
    return TransformerDecoder(11, **{"blocks": 2, "width": 8, "heads": 2, "hidden": 12, "max_length": 9, **changes})


@pytest.mark.parametrize(
    ("make", "inputs", "shape"),
    [
        (lambda: MultiHead(HEADS, WIDTH), [floats(2, 3, 5, WIDTH), floats(2, 1, 7, CHANNELS)], (2, 3, 5, WIDTH)),
        (lambda: FeedForward(HIDDEN), [floats(2, 5, WIDTH)], (2, 5, WIDTH)),
        (lambda: TransformerBlock(WIDTH, HEADS, HIDDEN), [floats(2, 5, WIDTH)], (2, 5, WIDTH)),
        (
            lambda: TransformerBlock(WIDTH, HEADS, HIDDEN, reads_memory=True),
            [floats(2, 3, 5, WIDTH), floats(2, 1, 7, CHANNELS)],
            (2, 3, 5, WIDTH),
        ),
        (lambda: TransformerEncoder(2, WIDTH, HEADS, HIDDEN), [floats(2, 5, WIDTH)], (2, 5, WIDTH)),
        (small_decoder, [ids(2, 3, 5), floats(2, 7, CHANNELS)], (2, 3, 5, 11)),
    ],
)
def test_layers(make, inputs, shape, tmp_path):
    check_layer(make, inputs, shape, tmp_path)


def test_positions(tmp_path):
    check_layer(lambda: Positions(9), [floats(2, 5, WIDTH)], (2, 5, WIDTH), tmp_path, trains=False)
    x = floats(2, 3, WIDTH)
    at = np.array([[4, 0, 8], [1, 1, 2]], "int32")
    np.testing.assert_allclose(Positions(9)(x, at), x + sinusoids(9, WIDTH)[at], rtol=1e-6)
    with pytest.raises(ValueError, match="at most 9 positions"):
        Positions(9)(floats(1, 10, WIDTH))


def test_sinusoids_are_the_paper_s_formula():
    found = sinusoids(50, 16)
    for position, pair in ((0, 0), (7, 1), (49, 5), (31, 7)):
        angle = position / 10_000 ** (2 * pair / 16)
        np.testing.assert_allclose(found[position, 2 * pair : 2 * pair + 2], [np.sin(angle), np.cos(angle)], atol=1e-6)


def to_torch(torch, attention, into):
    """Puts the weights of a ``MultiHead`` into PyTorch's layer."""
    dense = (attention.query_dense, attention.key_dense, attention.value_dense)
    kernels = [torch.tensor(np.array(layer.kernel).T) for layer in dense]
    with torch.no_grad():
        if into.in_proj_weight is not None:
            into.in_proj_weight.copy_(torch.cat(kernels))
        else:
            for name, kernel in zip(("q", "k", "v"), kernels, strict=True):
                getattr(into, f"{name}_proj_weight").copy_(kernel)
        into.in_proj_bias.copy_(torch.cat([torch.tensor(np.array(layer.bias)) for layer in dense]))
    dense_to_torch(torch, attention.output_dense, into.out_proj)


def dense_to_torch(torch, layer, into):
    with torch.no_grad():
        into.weight.copy_(torch.tensor(np.array(layer.kernel).T))
        into.bias.copy_(torch.tensor(np.array(layer.bias)))


def norm_to_torch(torch, layer, into):
    with torch.no_grad():
        into.weight.copy_(torch.tensor(np.array(layer.gamma)))
        into.bias.copy_(torch.tensor(np.array(layer.beta)))


def block_to_torch(torch, block, into):
    to_torch(torch, block.own_attention, into.self_attn)
    norms = [block.own_norm, block.dense_norm]
    if block.reads_memory:
        to_torch(torch, block.memory_attention, into.multihead_attn)
        norms.insert(1, block.memory_norm)
    for number, norm in enumerate(norms, start=1):
        norm_to_torch(torch, norm, getattr(into, f"norm{number}"))
    dense_to_torch(torch, block.dense.first, into.linear1)
    dense_to_torch(torch, block.dense.second, into.linear2)


def drawn(layer):
    """Every weight drawn at random, norms and biases too, so that none could be left out unseen."""
    for weight in layer.weights:
        weight.assign(0.5 * floats(*weight.shape) + (1.0 if "gamma" in weight.path else 0.0))
    return layer


def test_attention_is_pytorch_s_under_a_mask(torch):
    layer, query, memory = MultiHead(HEADS, WIDTH), floats(3, 5, WIDTH), floats(3, 7, CHANNELS)
    layer.build(query.shape, memory.shape)
    drawn(layer)
    twin = torch.nn.MultiheadAttention(WIDTH, HEADS, kdim=CHANNELS, vdim=CHANNELS, batch_first=True)
    to_torch(torch, layer, twin)
    tokens = np.array([[1, 2, 3, 4, 5, 6, 7], [1, 2, 0, 0, 0, 0, 0], [3, 3, 3, 3, 0, 0, 0]])
    with torch.no_grad():
        heard = torch.tensor(memory)
        expected, weights = twin(
            torch.tensor(query), heard, heard, key_padding_mask=torch.tensor(tokens == 0), average_attn_weights=False
        )
    found, ours = layer.attend(query, *layer.project(memory), padding_mask(tokens))
    np.testing.assert_allclose(found, expected.numpy(), atol=1e-5)
    np.testing.assert_allclose(ours, weights.numpy(), atol=1e-5)
    assert np.asarray(ours)[1, :, :, 2:].max() == 0.0


def test_encoder_is_pytorch_s(torch):
    layer, x = TransformerEncoder(2, WIDTH, HEADS, HIDDEN), floats(3, 5, WIDTH)
    layer.build(x.shape)
    drawn(layer)
    one = torch.nn.TransformerEncoderLayer(WIDTH, HEADS, HIDDEN, batch_first=True, norm_first=True)
    twin = torch.nn.TransformerEncoder(one, 2, norm=torch.nn.LayerNorm(WIDTH), enable_nested_tensor=False).eval()
    for block, into in zip(layer.blocks, twin.layers, strict=True):
        block_to_torch(torch, block, into)
    norm_to_torch(torch, layer.norm, twin.norm)
    tokens = np.array([[1, 2, 3, 4, 5], [1, 2, 0, 0, 0], [3, 0, 0, 0, 0]])
    with torch.no_grad():
        expected = twin(torch.tensor(x), src_key_padding_mask=torch.tensor(tokens == 0)).numpy()
    found = np.asarray(layer(x, visible=padding_mask(tokens)))
    # What stands at padding is read by nobody.
    np.testing.assert_allclose(found[tokens > 0], expected[tokens > 0], atol=1e-5)


def test_decoder_is_pytorch_s(torch):
    layer, tokens, memory = small_decoder(), ids(2, 3, 5), floats(2, 7, WIDTH)
    layer.build(tokens.shape, memory.shape)
    drawn(layer)
    one = torch.nn.TransformerDecoderLayer(WIDTH, HEADS, HIDDEN, batch_first=True, norm_first=True)
    twin = torch.nn.TransformerDecoder(one, 2, norm=torch.nn.LayerNorm(WIDTH)).eval()
    for block, into in zip(layer.blocks, twin.layers, strict=True):
        block_to_torch(torch, block, into)
    norm_to_torch(torch, layer.norm, twin.norm)
    head = torch.nn.Linear(WIDTH, 11)
    dense_to_torch(torch, layer.token_dense, head)
    embedded = np.asarray(layer.embed(tokens)) * np.sqrt(WIDTH) + sinusoids(5, WIDTH)
    with torch.no_grad():
        seen = twin(
            torch.tensor(embedded.reshape(6, 5, WIDTH)),
            torch.tensor(np.repeat(memory, 3, axis=0)),
            tgt_mask=torch.tensor(~np.asarray(causal_mask(5))),
        )
        expected = head(seen).numpy().reshape(2, 3, 5, 11)
    np.testing.assert_allclose(layer(tokens, memory), expected, rtol=1e-5, atol=2e-5)


def test_step_by_step_is_teacher_forcing():
    layer, tokens, memory = small_decoder(), ids(2, 3, 5), floats(2, 7, CHANNELS)
    whole = np.asarray(layer(tokens, memory))
    drawn(layer)
    assert not np.allclose(whole, layer(tokens, memory))
    prepared, state = layer.prepare(memory), layer.start(memory, 3)
    for at in range(5):
        scores, state = layer.step(tokens[:, :, at], state, prepared)
        np.testing.assert_allclose(scores, np.asarray(layer(tokens, memory))[:, :, at], rtol=1e-4, atol=1e-5)


def test_a_position_does_not_see_what_follows_unless_it_is_to():
    layer, tokens, memory = small_decoder(), ids(1, 1, 5), floats(1, 7, CHANNELS)
    other = tokens.copy()
    other[..., 3:] = 11 - other[..., 3:]
    before, after = (np.asarray(layer(which, memory)) for which in (tokens, other))
    np.testing.assert_array_equal(before[:, :, :3], after[:, :, :3])
    assert not np.allclose(before[:, :, 3:], after[:, :, 3:])
    before, after = (np.asarray(layer(which, memory, causal=False)) for which in (tokens, other))
    assert not np.isclose(before[:, :, :3], after[:, :, :3]).all(axis=-1).any()


def test_beam_search_finds_what_an_exhaustive_search_finds():
    """All sequences of up to three tokens, scored by teacher forcing."""
    layer, memory = small_decoder(max_length=4), floats(1, 7, CHANNELS)
    layer(ids(1, 1, 4), memory)
    drawn(layer)
    end, letters = 2, list(range(3, 11))
    search = BeamSearch(layer, begin=1, end=end, max_length=3, beams=400, forbidden=(0, 1), length_penalty=1.0)
    found, scores = search(memory)
    sequences = [(a, end) for a in letters] + [(a, b, end) for a in letters for b in letters]
    sequences += [(a, b, c) for a in letters for b in letters for c in letters]
    ranked = {}
    for length in (2, 3):
        these = [sequence for sequence in sequences if len(sequence) == length]
        tokens = np.array([(1, *sequence[:-1]) for sequence in these], "int32")[None]
        logs = np.asarray(keras.ops.log_softmax(layer(tokens, memory)))[0]
        for row, sequence in zip(logs, these, strict=True):
            ranked[sequence] = np.mean([row[at, token] for at, token in enumerate(sequence)])
    best = max(ranked, key=ranked.get)
    assert tuple(token for token in np.asarray(found)[0, 0].tolist() if token) == best
    np.testing.assert_allclose(scores[0, 0], ranked[best], rtol=1e-4)


def test_a_search_beyond_the_decoder_s_length_is_refused():
    with pytest.raises(ValueError, match="at most the decoder's, 4"):
        BeamSearch(small_decoder(max_length=4), begin=1, end=2, max_length=5)(floats(1, 7, CHANNELS))
    with pytest.raises(ValueError, match="must divide"):
        MultiHead(3, 8)


def test_where_it_reads_are_the_weights_of_its_attention():
    """Against the attention of a first block computed apart, and frames that change their places."""
    layer, tokens, memory = small_decoder(blocks=1), ids(2, 3, 5), floats(2, 7, CHANNELS)
    layer.build(tokens.shape, memory.shape)
    drawn(layer)
    found = np.asarray(layer.attend(tokens, memory))
    (block,) = layer.blocks
    x = layer.positions(layer.embed(tokens) * np.sqrt(WIDTH))
    x += block.own_attention(block.own_norm(x), block.own_norm(x), causal_mask(5))
    expected = block.memory_attention.attend(block.memory_norm(x), *block.memory_attention.project(memory[:, None]))[1]
    np.testing.assert_allclose(found, np.asarray(expected).mean(axis=2), atol=1e-6)
    order = np.array([3, 0, 6, 1, 2, 5, 4])
    np.testing.assert_allclose(layer.attend(tokens, memory[:, order]), found[..., order], atol=1e-6)
