"""Beam search against exhaustive search, and its edge cases."""

import itertools

import numpy as np
import pytest
from keras import ops

from paper_repro.core.nn.beam_search import beam_search

PAD, BEGIN, END = 0, 1, 2
VOCABULARY, LENGTH = 5, 3


def random_model(seed, batch):
    """A model whose next-token scores depend on the whole prefix, as a table."""
    rng = np.random.default_rng(seed)
    # The state is the prefix read as a number in base VOCABULARY, so every prefix has scores of its own.
    table = rng.standard_normal((batch, VOCABULARY**LENGTH, VOCABULARY)).astype("float32") * 2

    def step(tokens, state):
        prefix = state["prefix"] * VOCABULARY + tokens * ops.cast(state["position"] > 0, "int32")
        rows = [ops.take(ops.convert_to_tensor(table[i]), prefix[i], axis=0) for i in range(batch)]
        return ops.stack(rows), {"prefix": prefix, "position": state["position"] + 1}

    return table, step


def exhaustive(table, length_penalty, forbidden):
    """Every sequence's rank, best first."""
    log_probability = table - np.log(np.exp(table).sum(-1, keepdims=True))
    found = {}
    for length in range(1, LENGTH + 1):
        for body in itertools.product([t for t in range(VOCABULARY) if t not in forbidden and t != END], repeat=length):
            for sequence in ([*body[:-1], END], list(body)):
                if len(sequence) < LENGTH and sequence[-1] != END:
                    continue
                if sequence[0] == END:
                    continue
                prefix, total = 0, 0.0
                for token in sequence:
                    total += log_probability[prefix, token]
                    prefix = prefix * VOCABULARY + token
                found[tuple(sequence)] = total / len(sequence) ** length_penalty
    return sorted(found.items(), key=lambda pair: -pair[1])


def search(step, batch, beams, length_penalty, min_length=1, unique=False):
    zeros = np.zeros((batch, beams), "int32")
    state = {"prefix": ops.convert_to_tensor(zeros), "position": ops.convert_to_tensor(zeros)}
    tokens, scores = beam_search(
        step,
        state,
        ops.convert_to_tensor(zeros + BEGIN),
        end=END,
        max_length=LENGTH,
        min_length=min_length,
        forbidden=(PAD, BEGIN),
        length_penalty=length_penalty,
        unique=unique,
        vocabulary=VOCABULARY,
    )
    return np.asarray(tokens), np.asarray(scores)


@pytest.mark.parametrize("length_penalty", [0.0, 1.0])
@pytest.mark.parametrize("seed", range(5))
def test_wide_beam_equals_exhaustive_search(seed, length_penalty):
    table, step = random_model(seed, batch=2)
    beams = 14  # all 2 + 4 + 8 sequences of two free tokens
    tokens, scores = search(step, 2, beams, length_penalty)
    for clip in range(2):
        expected = exhaustive(table[clip], length_penalty, (PAD, BEGIN))
        assert len(expected) == beams
        for (sequence, score), found, value in zip(expected, tokens[clip], scores[clip], strict=True):
            assert tuple(t for t in found if t != PAD) == sequence
            assert value == pytest.approx(score, abs=1e-4)


@pytest.mark.parametrize("seed", range(5))
def test_one_beam_is_greedy(seed):
    table, step = random_model(seed, batch=3)
    tokens, _ = search(step, 3, 1, 1.0)
    for clip in range(3):
        prefix, expected = 0, []
        while len(expected) < LENGTH and END not in expected:
            scores = table[clip, prefix].copy()
            scores[[PAD, BEGIN] + ([END] if not expected else [])] = -np.inf
            expected.append(int(scores.argmax()))
            prefix = prefix * VOCABULARY + expected[-1]
        assert [t for t in tokens[clip, 0] if t != PAD] == expected


def test_never_empty_and_best_first():
    table, step = random_model(0, batch=1)
    table[:, 0, END] = 50.0  # the model wants to end at once
    tokens, scores = search(step, 1, 4, 1.0)
    assert (tokens[0, :, 0] != END).all()
    assert (np.diff(scores[0]) <= 0).all()
    assert len({tuple(sequence) for sequence in tokens[0]}) == 4


@pytest.mark.parametrize("seed", range(5))
def test_unique_equals_exhaustive_search_without_repetitions(seed):
    table, step = random_model(seed, batch=1)
    tokens, scores = search(step, 1, 14, 1.0, unique=True)
    expected = [pair for pair in exhaustive(table[0], 1.0, (PAD, BEGIN)) if len(set(pair[0])) == len(pair[0])]
    assert len(expected) == 4  # two free tokens, each first, alone or followed by the other
    for (sequence, score), found, value in zip(expected, tokens[0], scores[0], strict=False):
        assert tuple(t for t in found if t != PAD) == sequence
        assert value == pytest.approx(score, abs=1e-4)


def test_unique_greedy_search_repeats_nothing():
    for seed in range(10):
        _, step = random_model(seed, batch=1)
        said = [token for token in search(step, 1, 1, 1.0, unique=True)[0][0, 0].tolist() if token != PAD]
        assert len(said) == len(set(said))
