"""BLEU against NLTK, sacrebleu, and values that NLTK 3.2.5 itself gave."""

import random
import warnings

import pytest
from nltk.translate.bleu_score import sentence_bleu as nltk_bleu

from paper_repro.core.evaluation.bleu import bleu_columns, corpus_bleu, sentence_bleu, signature

#: References, hypothesis, BLEU1, BLEU2: printed by NLTK 3.2.5, weights (1,) and (.5, .5), no smoothing.
NLTK_325 = [
    ("ab", "ax", 0.5, 0.7071067811865476),
    ("aehg hfd cecbe cebbf", "bfgf", 0.75, 0.5),
    ("bg fgcf gchc", "fcdch", 0.8, 0.447214),
    ("eb fcf adec fegaeg", "g", 0.367879, 0.367879),
    ("heh he ffggge ddgdec", "chfeg", 0.818731, 0.818731),
    ("gdh fcagad", "ffh", 0.666667, 0.816497),
    ("dgcb", "a", 0.0, 0.0),
    ("ebfhf fda dahgfa dbdab", "dh", 0.606531, 0.606531),
    ("hd b", "gg", 0.0, 0.0),
    ("e f c cfh", "gf", 0.5, 0.707107),
    ("fec", "gddb", 0.0, 0.0),
]


@pytest.mark.parametrize(("references", "hypothesis", "bleu1", "bleu2"), NLTK_325)
def test_dropping_rule_is_that_of_nltk_325(references, hypothesis, bleu1, bleu2):
    references = [list(reference) for reference in references.split()]
    assert sentence_bleu(references, list(hypothesis), 1, "nltk-3.2.5") == pytest.approx(bleu1, abs=1e-6)
    assert sentence_bleu(references, list(hypothesis), 2, "nltk-3.2.5") == pytest.approx(bleu2, abs=1e-6)


def random_cases(count, seed=0):
    rng = random.Random(seed)
    draw = lambda most: [rng.choice("abcdefgh") for _ in range(rng.randint(1, most))]  # noqa: E731
    return [([draw(6) for _ in range(rng.randint(1, 4))], draw(6)) for _ in range(count)]


@pytest.mark.parametrize("order", [1, 2])
def test_standard_rule_is_that_of_todays_nltk(order):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # NLTK warns of every order without a match
        for references, hypothesis in random_cases(300):
            expected = nltk_bleu(references, hypothesis, weights=(1 / order,) * order)
            assert sentence_bleu(references, hypothesis, order) == pytest.approx(expected, abs=1e-9)


def test_standard_bleu2_never_exceeds_bleu1_without_repetition():
    for references, hypothesis in random_cases(300, seed=1):
        once = list(dict.fromkeys(hypothesis))
        assert sentence_bleu(references, once, 2) <= sentence_bleu(references, once, 1) + 1e-12


def test_corpus_bleu_is_nltks_and_tags_with_spaces_are_one_word():
    from nltk.translate.bleu_score import corpus_bleu as nltk_corpus_bleu

    # Of a hypothesis without any bigram NLTK counts one, unmatched; sacrebleu none.
    cases = [case for case in random_cases(80, seed=2) if len(case[1]) > 1]
    references, hypotheses = zip(*cases, strict=True)
    expected = nltk_corpus_bleu(references, hypotheses, weights=(0.5, 0.5))
    assert corpus_bleu(references, hypotheses) == pytest.approx(expected, abs=1e-6)
    assert corpus_bleu([[["hip hop", "drum"]]], [["hip hop", "drum"]]) == pytest.approx(1.0)
    assert corpus_bleu([[["hip", "hop"]]], [["hip hop"]], order=1) == 0.0


def test_columns_are_by_order_and_rule():
    references, hypotheses = [[["a", "b"], ["c"]], [["a"]]], [["a", "x"], ["a"]]
    columns = bleu_columns(references, hypotheses)
    for name, order, rule in (
        ("bleu1", 1, "standard"),
        ("bleu2", 2, "standard"),
        ("bleu1_nltk325", 1, "nltk-3.2.5"),
        ("bleu2_nltk325", 2, "nltk-3.2.5"),
    ):
        expected = [sentence_bleu(*case, order, rule) for case in zip(references, hypotheses, strict=True)]
        assert columns[name] == expected
    with pytest.raises(ValueError, match="shorter"):
        bleu_columns(references, hypotheses[:1])


def test_corpus_bleu_takes_bigrams_unless_told():
    references, hypotheses = [[["a", "b", "c"]]], [["a", "b", "d"]]
    assert corpus_bleu(references, hypotheses) == corpus_bleu(references, hypotheses, order=2)
    assert corpus_bleu(references, hypotheses, order=2) == pytest.approx((2 / 3 * 1 / 2) ** 0.5)
    assert corpus_bleu(references, hypotheses, order=1) == pytest.approx(2 / 3)


def test_edge_cases():
    assert sentence_bleu([["a"]], []) == 0.0
    assert set(bleu_columns([[["a"]]], [["a"]])) == {"bleu1", "bleu2", "bleu1_nltk325", "bleu2_nltk325"}
    with pytest.raises(ValueError, match="at least one reference"):
        sentence_bleu([], ["a"])
    with pytest.raises(ValueError, match="Received: 'loose'"):
        sentence_bleu([["a"]], ["a"], rule="loose")
    assert "|zero:0|" in signature(2, "standard")
    assert signature(2, "nltk-3.2.5").startswith("bleu2|mean of clips|refs:all|tok:tag|smooth:none|zero:dropped|nltk:")
