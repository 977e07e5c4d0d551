"""Audio shuffled between clips."""

import numpy as np
import pytest

from paper_repro.core.evaluation.controls import shuffled_audio


def test_shuffling_moves_every_clip_and_is_seeded():
    seen = []

    def score(order):
        seen.append(order)
        return (order == np.arange(30)).astype(float)

    shuffled = shuffled_audio(score, 30)
    assert shuffled.mean == 0.0
    assert len(seen) == 20
    assert all(sorted(order) == list(range(30)) for order in seen)
    assert len({tuple(order) for order in seen}) == 20
    again = [order.copy() for order in seen]
    seen.clear()
    shuffled_audio(score, 30)
    assert all((a == b).all() for a, b in zip(again, seen, strict=True))
    with pytest.raises(ValueError, match="at least 2"):
        shuffled_audio(score, 1)
