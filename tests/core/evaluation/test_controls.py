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


def test_a_shuffled_score_is_the_mean_over_permutations_clip_by_clip():
    scores = np.random.default_rng(3).random((12, 12))
    seen = []

    def score(order):
        seen.append(scores[np.arange(12), order])
        return seen[-1]

    shuffled = shuffled_audio(score, 12, permutations=5, seed=2)
    assert shuffled.permutations == len(seen) == 5
    np.testing.assert_allclose(shuffled.per_clip, np.mean(seen, axis=0))
    assert shuffled.mean == pytest.approx(np.mean(seen))
    assert shuffled.spread == pytest.approx(np.std([each.mean() for each in seen], ddof=1))


def test_two_clips_can_be_shuffled_in_one_way():
    shuffled = shuffled_audio(lambda order: order.astype(float), 2)
    assert shuffled.per_clip.tolist() == [1.0, 0.0]
