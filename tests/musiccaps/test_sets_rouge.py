"""Set scores against scikit-learn, ROUGE-L against its definition."""

import numpy as np
import pytest
from sklearn.metrics import precision_recall_fscore_support
from sklearn.preprocessing import MultiLabelBinarizer

from paper_repro.musiccaps.rouge import rouge_l, rouge_signature
from paper_repro.musiccaps.sets import set_scores


def test_set_scores_are_scikit_learns():
    pairs = [({"a", "b"}, {"b", "c", "d"}), (set(), {"a"}), ({"d"}, {"d"}), ({"a", "c"}, {"b"})]
    ours = set_scores(pairs)
    binary = MultiLabelBinarizer(classes=list("abcd"))
    said, true = (binary.fit_transform([pair[side] for pair in pairs]) for side in (0, 1))
    for clip in range(len(pairs)):
        expected = precision_recall_fscore_support(true[clip], said[clip], average="binary", zero_division=0)[:3]
        np.testing.assert_allclose([ours[name][clip] for name in ("precision", "recall", "f1")], expected)


def test_an_empty_truth_is_refused():
    with pytest.raises(ValueError, match="empty"):
        set_scores([({"a"}, set())])


def test_rouge_l_is_the_longest_common_subsequence():
    reference, hypothesis = ["the", "cat", "sat", "on", "the", "mat"], ["the", "mat", "the", "cat", "sat"]
    p, r = 3 / 5, 3 / 6  # "the cat sat"
    assert rouge_l([reference, ["a"]], [hypothesis, ["b"]]) == pytest.approx([2 * p * r / (p + r), 0.0])
    assert "rouge-score:" in rouge_signature()
