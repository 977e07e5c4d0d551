"""The audit's bounds, held against BLEU itself on random captions."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from paper_repro.core.evaluation.bleu import sentence_bleu
from paper_repro.majorminer import published
from paper_repro.majorminer.rules import Cell, published_cells, repeated


def random_cases(count, references, repeat, tags=7, seed=0):
    """Up to so many references and a caption, of few tags, so that matches and repeats are common."""
    rng = np.random.default_rng(seed)

    def caption():
        length = rng.integers(1, 8)
        return [str(tag) for tag in rng.choice(tags, length, replace=repeat)]

    return [([caption() for _ in range(rng.integers(1, references + 1))], caption()) for _ in range(count)]


def bleus(references, said, rule="standard"):
    return [sentence_bleu(references, said, order, rule) for order in (1, 2)]


@pytest.mark.parametrize("references", [1, 4])
def test_standard_bleu2_exceeds_bleu1_by_at_most_half_the_repeats(references):
    exceeded = 0
    for group, said in random_cases(3000, references, repeat=True, tags=3):
        first, second = bleus(group, said)
        assert second <= first + repeated([said])[0] / 2 + 1e-12
        exceeded += second > first + 1e-12
    assert exceeded  # else repeats would not matter, and the audit would need no condition


def test_standard_bleu2_exceeds_bleu1_by_a_quarter_at_most_against_one_reference():
    scored = [bleus(*case) for case in random_cases(5000, 1, repeat=True, tags=3)]
    ratios = [second / first for first, second in scored if first]
    assert 1.0 < max(ratios) <= math.sqrt(1.5) + 1e-12


def test_bleu2_by_the_rule_that_drops_orders_lies_between_its_bounds():
    for group, said in random_cases(3000, 4, repeat=True):
        first, second = bleus(group, said, "nltk-3.2.5")
        assert first / math.sqrt(max(len(said), 2) - 1) - 1e-12 <= second <= math.sqrt(first) + 1e-12


@pytest.mark.parametrize(("method", "most"), [(0, 1.0), (1, 1.0), (2, 1.0), (3, 1.0), (4, 1.0), (5, 1.02), (7, 1.02)])
@pytest.mark.filterwarnings(r"ignore:\s*The hypothesis contains 0 counts")
def test_no_smoothing_of_nltk_lifts_bleu2_far_above_bleu1_without_repeats(method, most):
    """Methods 5 and 7 average neighbouring orders, which changes BLEU1 too."""
    from nltk.translate.bleu_score import SmoothingFunction
    from nltk.translate.bleu_score import sentence_bleu as of_nltk

    smooth = getattr(SmoothingFunction(), f"method{method}")
    for group, said in random_cases(1000, 4, repeat=False):
        first, second = (of_nltk(group, said, weights, smooth) for weights in ((1.0,), (0.5, 0.5)))
        assert second <= most * first + 1e-9, (group, said)


def test_smoothing_method_6_of_nltk_has_no_bleu2():
    from nltk.translate.bleu_score import SmoothingFunction, sentence_bleu

    with pytest.raises(IndexError):
        sentence_bleu([["a", "b"]], ["a", "b"], (0.5, 0.5), SmoothingFunction().method6)


def test_published_cells_and_rules():
    """Four models' cells cannot be standard BLEU, two only with repeats; baseline and annotators are nothing else."""
    reading = {cell.name: cell.reading for cell in published_cells()}
    assert sum(text == "NLTK 3.2.5 only" for text in reading.values()) == 4
    assert all(name.endswith(", one") for name, text in reading.items() if text == "NLTK 3.2.5 only")
    assert reading["MusiCNN + LSTM, multiple"].endswith("standard BLEU if 16.4 % or more of the tags said are repeats")
    assert reading["2D CNN + LSTM, multiple"].startswith("NLTK 3.2.5; standard BLEU if 18.2 %")
    assert reading["1D CNN + LSTM, multiple"] == reading["1D CNN + LSTM, one"] == "either rule"
    assert reading["annotators on annotators"] == reading["top 3 tags"] == "standard BLEU only"
    assert published.TABLE1["cnn2d_gru"]["multiple"] == (None, None)


@pytest.mark.parametrize("cell", published_cells(), ids=lambda cell: cell.name)
def test_rounding_of_the_print_changes_no_reading(cell):
    """Table 1 has shares to .001, the text to .01 and .001."""
    step = 0.005 if cell.name in ("annotators on annotators",) else 0.0005
    for first in (-step, 0.0, step):
        for second in (-step, 0.0, step):
            moved = replace(cell, bleu1=cell.bleu1 + first, bleu2=cell.bleu2 + second)
            same = cell.reading.split(" if ")[0] == moved.reading.split(" if ")[0]
            assert same or cell.bleu1 == cell.bleu2


def test_a_cell_that_neither_rule_gives_is_said_to_be_none():
    assert Cell("impossible", 0.2, 0.9, 30, "one").reading == "neither rule"


def test_repeats_are_counted_per_caption():
    assert repeated([("a", "a", "a", "b"), (), ("a", "b")]).tolist() == [0.5, 0.0, 0.0]
