"""Timbre copied up to the width of an image embedding: what comes where, and that it stays there."""

import numpy as np
import pytest

from paper_repro.songtitle.timbre_layer import ReplicateTimbre
from tests.core.nn.layer_check import check_layer

TIMBRE = np.random.default_rng(0).normal(scale=1000, size=(3, 90)).astype("float32")


def test_replicate_timbre_is_a_good_layer(tmp_path):
    check_layer(lambda: ReplicateTimbre(512, seed=7), [TIMBRE], (3, 512), tmp_path, trains=False)


def test_every_value_comes_five_or_six_times_in_no_order():
    found = np.asarray(ReplicateTimbre()(TIMBRE))
    for song, copied in zip(TIMBRE, found, strict=True):
        values, counts = np.unique(copied, return_counts=True)
        np.testing.assert_array_equal(values, np.sort(song))
        assert sorted(set(counts)) == [5, 6]
        assert {int((copied == value).sum()) for value in song[:12]} == {6}  # the means
    places = np.asarray(ReplicateTimbre()(np.arange(90, dtype="float32")[None]))[0].astype(int)
    assert sorted(places) == sorted(np.arange(512) % 90)
    # Of a random order hardly any neighbours are neighbours; of one copy after the other nearly all.
    assert (np.diff(places) == 1).mean() < 0.1


def test_the_order_is_that_of_the_seed_in_every_song_and_every_run():
    index = np.tile(np.arange(90, dtype="float32"), (2, 1))
    first, second = np.asarray(ReplicateTimbre(seed=0)(index))
    np.testing.assert_array_equal(first, second)
    # Saved models rely on these; a NumPy that shuffles otherwise must not pass unseen.
    assert first[:8].astype(int).tolist() == [63, 14, 19, 69, 15, 88, 29, 29]
    assert (np.asarray(ReplicateTimbre(seed=1)(index))[0] != first).mean() > 0.9


def test_a_width_that_loses_values_is_refused():
    with pytest.raises(ValueError, match=r"the 90 values that come in\. Received: 64"):
        ReplicateTimbre(64)(TIMBRE)
    np.testing.assert_array_equal(np.sort(np.asarray(ReplicateTimbre(90)(TIMBRE))), np.sort(TIMBRE))
