"""ROUGE-L through Google's ``rouge_score``."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version


class _Split:
    """Our tokens are words already."""

    def tokenize(self, text: str) -> list[str]:
        return text.split()


def rouge_l(references: Sequence[Sequence[str]], hypotheses: Sequence[Sequence[str]]) -> list[float]:
    """F-measure of the longest common subsequence, 0..1, of each hypothesis with its one reference.

    Example:
        >>> rouge_l([["a", "soft", "piano"]], [["a", "piano"]])
        [0.8]
    """
    # Imported here: it starts NLTK, which takes seconds.
    from rouge_score import rouge_scorer

    scorer = rouge_scorer.RougeScorer(["rougeL"], tokenizer=_Split())
    return [
        scorer.score(" ".join(reference), " ".join(hypothesis))["rougeL"].fmeasure
        for reference, hypothesis in zip(references, hypotheses, strict=True)
    ]


def rouge_signature() -> str:
    return f"rougeL|F1|mean of clips|tok:word|rouge-score:{version('rouge-score')}"
