"""The prefix decoder against PyTorch's LSTM over the memory and the words, and its search against its scores."""

import itertools

import keras
import numpy as np
import pytest

from paper_repro.core.nn.beam_search import BeamSearch
from paper_repro.songtitle.prefix_decoder import PrefixDecoder
from tests.core.nn.layer_check import check_layer

RNG = np.random.default_rng(0)
TOKENS = np.array([[[2, 4, 5, 1], [2, 5, 3, 0]], [[2, 4, 4, 4], [2, 1, 5, 3]]])
MEMORY = RNG.standard_normal((2, 6)).astype("float32")


@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
@pytest.mark.parametrize("word_dimensions", [None, 3])
def test_a_life_of_a_layer(cell, word_dimensions, tmp_path):
    check_layer(lambda: PrefixDecoder(7, cell, 5, 6, 0.1, word_dimensions), [TOKENS, MEMORY], (2, 2, 4, 7), tmp_path)


def test_it_is_an_lstm_over_the_memory_and_then_the_words(torch):
    keras.utils.set_random_seed(1)
    decoder = PrefixDecoder(7, "lstm", 5, 6)
    found = np.asarray(decoder(TOKENS, MEMORY))
    kernel, recurrent, bias = (np.array(variable) for variable in decoder.recurrent.trainable_variables)
    theirs = torch.nn.LSTM(6, 5, batch_first=True)
    # Gates i, f, c, o in both.
    with torch.no_grad():
        theirs.weight_ih_l0.copy_(torch.tensor(kernel.T))
        theirs.weight_hh_l0.copy_(torch.tensor(recurrent.T))
        theirs.bias_ih_l0.copy_(torch.tensor(bias))
        theirs.bias_hh_l0.zero_()
        words = np.asarray(decoder.embed(TOKENS))
        for caption in range(2):
            whole = np.concatenate([MEMORY[:, None], words[:, caption]], axis=1)
            output = theirs(torch.tensor(whole))[0].numpy()[:, 1:]
            np.testing.assert_allclose(found[:, caption], np.asarray(decoder.token_dense(output)), atol=1e-5)


def test_word_vectors_are_put_in_place():
    decoder = PrefixDecoder(7, "lstm", 5, 6, word_dimensions=3)
    decoder(TOKENS, MEMORY)
    vectors = RNG.standard_normal((7, 3)).astype("float32")
    decoder.start_from(vectors)
    expected = vectors @ np.array(decoder.embed.widen.kernel)
    np.testing.assert_allclose(np.asarray(decoder.embed(np.arange(7)[None]))[0], expected, atol=1e-6)


@pytest.mark.parametrize("length_penalty", [0.0, 1.0])
def test_a_wide_search_finds_what_trying_everything_finds(length_penalty):
    keras.utils.set_random_seed(3)
    decoder = PrefixDecoder(6, "lstm", 5, 6)
    decoder(TOKENS % 6, MEMORY)
    for variable in decoder.trainable_variables:
        variable.assign(4.0 * np.array(variable))
    # Tokens 4 and 5 are words, 3 ends: every title of up to three words.
    titles = [words for size in (1, 2, 3) for words in itertools.product((4, 5), repeat=size)]
    length = 4
    search = BeamSearch(decoder, begin=2, end=3, max_length=length, beams=32, length_penalty=length_penalty,
                        forbidden=(0, 1, 2))  # fmt: skip
    tokens, scores = (np.asarray(part) for part in search(MEMORY))
    for clip in range(2):
        every = {}
        for words in titles:
            row = np.array([2, *words])
            logits = np.asarray(decoder(row[None, None], MEMORY[clip : clip + 1]), dtype=float)[0, 0]
            logs = logits - np.log(np.exp(logits).sum(-1, keepdims=True))
            chain = [*words, 3]
            total = sum(logs[at, token] for at, token in enumerate(chain))
            every[words] = total / len(chain) ** length_penalty
        best = max(every, key=every.get)
        ended = [row for row in tokens[clip] if 3 in row]
        assert tuple(token for token in ended[0] if token > 3) == best
        rank = [tuple(row) for row in tokens[clip]].index(tuple(ended[0]))
        assert scores[clip, rank] == pytest.approx(every[best], abs=1e-3)
