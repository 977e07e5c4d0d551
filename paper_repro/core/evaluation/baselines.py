"""Audio-free baselines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from paper_repro.core.evaluation.bleu import Sentence


def most_common_tokens(captions: Sequence[Sentence], k: int) -> list[str]:
    """The k most frequent tokens of the training captions, most frequent first, ties by the alphabet.

    Example:
        >>> most_common_tokens([("rock", "guitar"), ("rock", "drums")], 2)
        ['rock', 'drums']
    """
    counts = Counter(token for caption in captions for token in caption)
    return sorted(counts, key=lambda token: (-counts[token], token))[:k]


def leave_one_out(captions: Sequence[Sentence]) -> list[tuple[Sentence, list[Sentence]]]:
    """Every caption of a clip with the clip's others: how human agreement is scored. Empty below two captions.

    Example:
        >>> leave_one_out([("rock",), ("pop",)])
        [(('rock',), [('pop',)]), (('pop',), [('rock',)])]
    """
    if len(captions) < 2:
        return []
    return [(caption, [*captions[:number], *captions[number + 1 :]]) for number, caption in enumerate(captions)]
