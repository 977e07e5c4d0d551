"""Which BLEU rule can have given a published pair of BLEU1 and BLEU2, by what each rule allows, and on what condition.

A caption of c tags, d of them different, has m1 of its tags and m2 of its bigrams matched (clipped counts), so
precisions p1 = m1 / c and p2 = m2 / (c - 1), and s = (c - d) / c of its tags repeat others. Every bound carries over to
means over clips.

Standard BLEU2 = sqrt(p1 p2) times the brevity penalty:
- Only tags that stand in a reference take part in matched bigrams; of these the caption has at most m1 + (c - d), so
  p2 <= p1 + s and BLEU2 <= BLEU1 + s / 2. A BLEU2 above BLEU1 takes repeated tags, at least 2 (BLEU2 - BLEU1) of all.
- Against one reference each matched bigram begins with a matched tag of its own, m2 <= m1. Where c = 2 and m2 = 1, both
  precisions are 1; else c >= 3 and p2 <= 1.5 p1, so BLEU2 <= sqrt(1.5) BLEU1 whatever is repeated.

BLEU2 by the rule of NLTK 3.2.5, which leaves an order without a match out of the product:
- at most sqrt(BLEU1), as p2 <= 1;
- of captions of at most L tags at least BLEU1 / sqrt(L - 1), since p2 is either left out or at least 1 / (L - 1).

No smoothing of NLTK's lifts BLEU2 of captions without repeats more than 2 % above BLEU1: none explains these cells, the
least of which is 18 % above (``tests/majorminer/test_rules.py``).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from paper_repro.core.reporting.formats import percent
from paper_repro.majorminer import published
from paper_repro.majorminer.paper import ROWS


@dataclass(frozen=True)
class Cell:
    """A published pair, shares.

    Attributes:
        longest: tags of the longest caption that was scored.
        references: "one" or "multiple" captions that each was scored against.
    """

    name: str
    bleu1: float
    bleu2: float
    longest: int
    references: str

    @property
    def least(self) -> float:
        """Least BLEU2 by the rule of NLTK 3.2.5."""
        return self.bleu1 / math.sqrt(self.longest - 1)

    @property
    def most(self) -> float:
        """Most BLEU2 by the rule of NLTK 3.2.5."""
        return math.sqrt(self.bleu1)

    @property
    def repeats(self) -> float:
        """The share of tags that must repeat others for standard BLEU to give the cell; infinite where none would."""
        if self.references == "one" and self.bleu2 > math.sqrt(1.5) * self.bleu1:
            return math.inf
        return max(0.0, 2.0 * (self.bleu2 - self.bleu1))

    @property
    def reading(self) -> str:
        dropping = self.least <= self.bleu2 <= self.most
        if self.repeats == 0.0:
            return "either rule" if dropping else "standard BLEU only"
        if math.isinf(self.repeats):
            return "NLTK 3.2.5 only" if dropping else "neither rule"
        condition = f"standard BLEU if {percent(self.repeats)} % or more of the tags said are repeats"
        return f"NLTK 3.2.5; {condition}" if dropping else condition


def published_cells() -> list[Cell]:
    """Every pair that the paper prints and its text carries."""
    longest, human, popular = published.CORPUS["longest caption"], published.INTER_ANNOTATOR, published.TOP_K
    cells = [
        Cell(f"{ROWS[row].label}, {captions}", *pair, longest, captions)
        for row, settings in published.TABLE1.items()
        for captions, pair in settings.items()
        if None not in pair
    ]
    return [
        *cells,
        Cell("annotators on annotators", human["bleu1"], human["bleu2"], longest, "multiple"),
        Cell(f"top {popular['k']} tags", popular["bleu1"], popular["bleu2"], popular["k"], "multiple"),
    ]


def repeated(captions: Sequence[Sequence[str]]) -> np.ndarray:
    """The share of each caption's tags that repeat others ``(captions,)``, 0 of an empty one.

    Example:
        >>> repeated([("bass", "bass", "drum", "rock"), ("bass",)]).tolist()
        [0.25, 0.0]
    """
    return np.array([1.0 - len(set(caption)) / len(caption) if caption else 0.0 for caption in captions])
