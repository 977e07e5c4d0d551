import numpy as np

from paper_repro.core.text.vocabulary import BEGIN, END, PAD, UNKNOWN, Vocabulary


def test_vocabulary_orders_by_count_then_alphabet_and_drops_the_rare():
    vocabulary = Vocabulary.build([["b", "a"], ["b", "c"], ["c", "d"]], min_count=2)
    assert vocabulary.tokens == ("<pad>", "<unk>", "<begin>", "<end>", "b", "c")


def test_encode_and_decode():
    vocabulary = Vocabulary.build([["a", "b"]])
    ids = vocabulary.encode(["a", "z", "b"], 7)
    np.testing.assert_array_equal(ids, [BEGIN, 4, UNKNOWN, 5, END, PAD, PAD])
    assert vocabulary.decode(ids) == ["a", "<unk>", "b"]
    assert vocabulary.decode([4, END, 5]) == ["a"]
    np.testing.assert_array_equal(vocabulary.encode(["a", "a", "a"], 3), [BEGIN, 4, 4])


def test_saved_and_loaded(tmp_path):
    vocabulary = Vocabulary.build([["böse", "a b"]])
    vocabulary.save(tmp_path / "vocabulary.json")
    assert Vocabulary.load(tmp_path / "vocabulary.json") == vocabulary
