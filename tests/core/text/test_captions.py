from paper_repro.core.text.captions import token_array, token_length
from paper_repro.core.text.vocabulary import Vocabulary

VOCABULARY = Vocabulary(("<pad>", "<unk>", "<begin>", "<end>", "a", "b"))


def test_captions_and_items_are_padded():
    captions = [(("a", "b"), ("b",)), (("a",),)]
    length = token_length(captions, max_tokens=30)
    assert length == 4
    tokens = token_array(captions, VOCABULARY, length, most=2)
    assert tokens.tolist() == [[[2, 4, 5, 3], [2, 5, 3, 0]], [[2, 4, 3, 0], [0, 0, 0, 0]]]


def test_a_caption_that_is_cut_has_no_end():
    captions = [(("a", "b", "a"),), (("a", "b"),)]
    length = token_length(captions, max_tokens=2)
    assert length == 4
    assert token_array(captions, VOCABULARY, length, most=1).tolist() == [[[2, 4, 5, 0]], [[2, 4, 5, 3]]]
