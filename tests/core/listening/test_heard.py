"""What is said of a whole file and of its stretches."""

import numpy as np

from paper_repro.core.listening.heard import Heard
from paper_repro.core.listening.saying import of_lists, of_texts

TIMES = (np.array([0.0, 3.0, 6.0]), np.array([3.0, 6.0, 8.0]))


def test_stretches_are_means_of_the_windows_in_them():
    scores = np.array([[0.1, 0.9], [0.3, 0.7], [0.8, 0.2]])
    heard = Heard(8.0, *TIMES, ("a", "b"), scores, scores.mean(axis=0))
    assert list(heard.tags) == ["b", "a"]
    assert list(heard.top(1)) == ["b"]
    first, second = heard.timeline(5)
    assert (first.start, first.end, second.start, second.end) == (0, 5, 5, 8)
    assert first.tags["b"] == np.float64(0.8)
    assert list(second.tags) == ["a", "b"]
    assert [moment.start for moment in heard.timeline(1)] == [1, 4, 7]


def test_a_word_is_said_once_with_the_share_of_windows():
    heard = of_lists([["drums", "bass", "drums"], ["bass"], []], TIMES, 8.0)
    assert heard.tags == {"bass": np.float32(2 / 3), "drums": np.float32(1 / 3)}
    assert of_lists([["rock", "drums"]], TIMES, 3.0).tags == {"rock": 1.0, "drums": 1.0}
    assert of_lists([[]], TIMES, 3.0).tags == {}


def test_of_texts_the_most_probable_are_the_files():
    windows = [[("sea", -3.0), ("sky", -4.0)], [("sky", -1.0), ("rain", -2.0)]]
    heard = of_texts(windows, (TIMES[0][:2], TIMES[1][:2]), 6.0)
    assert heard.best == (("sky", -1.0), ("rain", -2.0))
    assert heard.texts == ("sea", "sky")
    assert [moment.text for moment in heard.timeline(3)] == ["sea", "sky"]
