"""Scores of short titles: unigram precision as published, with a brevity penalty, and what a constant gets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from paper_repro.core.evaluation.bleu import Sentence, sentence_bleu


def precision(references: Sequence[Sentence], hypothesis: Sentence) -> float:
    """Unigram BLEU without a brevity penalty, 0..1: the share of the hypothesis' words that some reference has, each
    counted as often as it has it. An empty hypothesis scores 0.

    Example:
        >>> precision([["the", "sea", "at", "night"]], ["the", "sea", "song"])
        0.6666666666666666
    """
    if not hypothesis:
        return 0.0
    most: Counter = Counter()
    for reference in references:
        most |= Counter(reference)
    counts = Counter(hypothesis)
    return sum(min(count, most[word]) for word, count in counts.items()) / len(hypothesis)


def penalized(references: Sequence[Sentence], hypothesis: Sentence) -> float:
    """The same with BLEU's brevity penalty: a two-word guess at a six-word title no longer scores high."""
    return sentence_bleu(references, hypothesis, order=1)
