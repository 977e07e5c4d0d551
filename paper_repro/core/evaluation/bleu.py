"""BLEU under two rules, with NLTK's counts: the standard one, and the one that old NLTK versions computed.

NLTK up to 3.2.5, the version of hosted notebooks for years, *dropped* an n-gram order without any match instead of
scoring it 0. A caption with one of two unigrams right and no bigram then has BLEU1 .5 and BLEU2 sqrt(.5) = .71, above
its own BLEU1, which the standard BLEU2, a geometric mean, can hardly ever be.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from importlib.metadata import version

Sentence = Sequence[str]

#: ``standard``: an order without a match makes the score 0. ``nltk-3.2.5``: it is left out of the product.
RULES = ("standard", "nltk-3.2.5")


def sentence_bleu(
    references: Sequence[Sentence], hypothesis: Sentence, order: int = 2, rule: str = "standard"
) -> float:
    """BLEU up to ``order`` with equal weights and the brevity penalty of the closest reference, 0..1.

    An empty hypothesis scores 0. Tokens are compared as they are; ``"a x"`` against ``"a b"`` has BLEU2 0 under
    ``standard`` and .7071 under ``nltk-3.2.5``.

    Raises:
        ValueError: no reference, or an unknown rule.

    Example:
        >>> [round(sentence_bleu([["a", "b"]], ["a", "x"], order=2, rule=rule), 4) for rule in RULES]
        [0.0, 0.7071]
    """
    # Imported here: NLTK takes seconds to start.
    from nltk.translate.bleu_score import brevity_penalty, closest_ref_length, modified_precision

    if rule not in RULES:
        raise ValueError(f"`rule` must be one of {RULES}. Received: {rule!r}")
    if not references:
        raise ValueError("`references` must hold at least one reference. Received none.")
    if not hypothesis:
        return 0.0
    precisions = [modified_precision(references, hypothesis, n) for n in range(1, order + 1)]
    if precisions[0].numerator == 0:
        return 0.0
    matched = [precision for precision in precisions if precision.numerator > 0]
    if rule == "standard" and len(matched) < order:
        return 0.0
    length = len(hypothesis)
    penalty = brevity_penalty(closest_ref_length(references, length), length)
    return penalty * math.exp(sum(math.log(float(precision)) for precision in matched) / order)


def bleu_columns(references: Sequence[Sequence[Sentence]], hypotheses: Sequence[Sentence]) -> dict[str, list[float]]:
    """Per-item BLEU1 and BLEU2 under both rules: ``bleu1``, ``bleu2``, ``bleu1_nltk325``, ``bleu2_nltk325``."""
    return {
        f"bleu{order}{suffix}": [
            sentence_bleu(refs, hypothesis, order, rule)
            for refs, hypothesis in zip(references, hypotheses, strict=True)
        ]
        for rule, suffix in (("standard", ""), ("nltk-3.2.5", "_nltk325"))
        for order in (1, 2)
    }


def signature(order: int, rule: str, references: str = "all", token: str = "tag") -> str:
    """What a value stands for, e.g. ``bleu2|mean of clips|refs:all|tok:tag|smooth:none|zero:0|nltk:3.10.4``."""
    zero = "0" if rule == "standard" else "dropped"
    return f"bleu{order}|mean of clips|refs:{references}|tok:{token}|smooth:none|zero:{zero}|nltk:{version('nltk')}"


def corpus_bleu(references: Sequence[Sequence[Sentence]], hypotheses: Sequence[Sentence], order: int = 2) -> float:
    """BLEU of all clips together (counts summed, one brevity penalty) through sacrebleu, 0..1, unsmoothed.

    Tags may contain spaces: each is handed over as one word.

    Example:
        >>> round(corpus_bleu([[["drum", "hip hop"]]], [["drum", "hip hop"]]), 4)
        1.0
    """
    import sacrebleu

    joined = [" ".join(map(_one_word, hypothesis)) for hypothesis in hypotheses]
    most = max(len(refs) for refs in references)
    streams = [
        [" ".join(map(_one_word, refs[number])) if number < len(refs) else None for refs in references]
        for number in range(most)
    ]
    metric = sacrebleu.metrics.BLEU(max_ngram_order=order, tokenize="none", smooth_method="none", force=True)
    return metric.corpus_score(joined, streams).score / 100.0


def _one_word(token: str) -> str:
    return "_".join(token.split())
