"""The k-th smallest of several means, with its interval: what "most of the labels" is tested by."""

from __future__ import annotations

import numpy as np

from paper_repro.core.evaluation.intervals import CONFIDENCE, Interval, mean_interval


def ranked_interval(scores: np.ndarray, rank: int, confidence: float = CONFIDENCE) -> Interval:
    """The ``rank``-th smallest of the tags' means, its interval at least as wide as stated.

    The upper bound is the ``rank``-th smallest of the tags' upper bounds. It is too low only where one of the
    ``tags - rank + 1`` tags that are not below the true value has a bound below it: each bound has its level divided by
    their number (Bonferroni). The lower bound mirrors this with ``rank`` tags. No choice of tags after looking at them
    is left uncorrected (a partial conjunction: Benjamini and Heller, Biometrics 2008).

    Args:
        scores: ``(seeds, items, tags)``.
        rank: from 1, the smallest, to the number of tags.
        confidence: of the two-sided interval.

    Example:
        >>> import numpy as np
        >>> scores = np.tile([0.2, 0.9, 0.4], (1, 50, 1))
        >>> round(ranked_interval(scores, rank=2).value, 6)
        0.4
    """
    tags = scores.shape[2]
    level = (1.0 - confidence) / 2.0

    def pick(share: int, bound: str) -> float:
        bounds = [mean_interval(scores[:, :, tag], 1.0 - 2.0 * level / share) for tag in range(tags)]
        return float(np.sort([getattr(of_tag, bound) for of_tag in bounds])[rank - 1])

    low, high = pick(rank, "low"), pick(tags - rank + 1, "high")
    return Interval(pick(1, "value"), low, high, scores.shape[1], scores.shape[0])
