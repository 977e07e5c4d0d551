"""What can be scored without hearing a clip: popular tags, a chain of popular successors, and people on each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from paper_repro.core.evaluation.baselines import leave_one_out, most_common_tokens
from paper_repro.core.evaluation.bleu import bleu_columns
from paper_repro.majorminer.data import Caption

#: Figure 4's range of k.
TOP_K = range(1, 11)
COLUMNS = tuple(bleu_columns([], []))
Groups = Sequence[Sequence[Caption]]


@dataclass(frozen=True)
class Baseline:
    """A caption given to every clip, and its per-clip scores by column of ``bleu_columns``."""

    name: str
    caption: tuple[str, ...]
    scores: Mapping[str, np.ndarray]


def top_k(train: Groups, references: Groups, k: int) -> Baseline:
    """The k most frequent training tags for every clip, most frequent first (figure 4)."""
    caption = most_common_tokens([caption for group in train for caption in group], k)
    return _constant(f"top {k} tags", caption, references)


def bigram_chain(train: Groups, references: Groups, length: int) -> Baseline:
    """The most frequent first tag, then each tag's most frequent successor that is not in it yet.

    The paper names "the most common sequence of bigrams" as the better baseline for BLEU2 and leaves it to the future
    (Sec. 4).
    """
    successors: dict[str, Counter] = defaultdict(Counter)
    for group in train:
        for caption in group:
            for first, second in zip(("", *caption), caption, strict=False):
                successors[first][second] += 1
    caption: list[str] = []
    last = ""
    while len(caption) < length:
        options = [(-count, tag) for tag, count in successors[last].items() if tag not in caption]
        if not options:
            break
        last = min(options)[1]
        caption.append(last)
    return _constant(f"bigram chain of {length}", caption, references)


def best(candidates: Mapping[int, Baseline], column: str) -> int:
    """The key whose baseline has the highest mean in ``column``, the smallest on a tie. Choose on validation."""
    return max(sorted(candidates), key=lambda key: float(np.mean(candidates[key].scores[column])))


def human_agreement(references: Groups) -> dict[str, np.ndarray]:
    """Each caption against the other captions of its clip (Sec. 5), mean per clip; clips with one are left out."""
    clips = [leave_one_out(group) for group in references]
    return _per_clip([pairs for pairs in clips if pairs])


def agreement_by_caption(references: Groups, column: str) -> list[list[float]]:
    """The same by caption, in ``column`` of ``bleu_columns``: a list per clip that has two captions or more."""
    clips = [leave_one_out(group) for group in references]
    return [
        bleu_columns([others for _, others in pairs], [caption for caption, _ in pairs])[column]
        for pairs in clips
        if pairs
    ]


def model_as_human(predictions: Sequence[Sequence[str]], references: Groups) -> dict[str, np.ndarray]:
    """The model in a human's place: its caption against all but one of the clip's, averaged over which is left out.

    The published comparison gives people one reference less than the model; this one does not.
    """
    clips = [
        [(prediction, others) for _, others in leave_one_out(group)]
        for prediction, group in zip(predictions, references, strict=True)
    ]
    return _per_clip([pairs for pairs in clips if pairs])


def _per_clip(clips: Sequence[Sequence[tuple[Sequence[str], Groups]]]) -> dict[str, np.ndarray]:
    columns: dict[str, list[float]] = {name: [] for name in COLUMNS}
    for pairs in clips:
        scored = bleu_columns([others for _, others in pairs], [caption for caption, _ in pairs])
        for name, values in scored.items():
            columns[name].append(float(np.mean(values)))
    return {name: np.array(values) for name, values in columns.items()}


def _constant(name: str, caption: Sequence[str], references: Groups) -> Baseline:
    columns = bleu_columns(references, [caption] * len(references))
    return Baseline(name, tuple(caption), {key: np.array(values) for key, values in columns.items()})
