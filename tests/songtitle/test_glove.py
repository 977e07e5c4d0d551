"""GloVe vectors: those of the file for words that it has, and one line where a file is not as published."""

import numpy as np
import pytest

from paper_repro.core.errors import UserError
from paper_repro.songtitle.glove import embedding_matrix

SMALL = "the 0.5 -1 2e-1\nof 1 1 1\nthe 9 9 9\n'll 0 0.25 4\né -0.5 0 0\n"


@pytest.fixture
def small(tmp_path):
    (tmp_path / "glove.txt").write_text(SMALL, encoding="utf-8")
    return tmp_path / "glove.txt"


def written(tmp_path, content):
    path = tmp_path / "other.txt"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_rows_are_those_of_the_tokens_and_the_first_of_two_counts(small):
    found = embedding_matrix(small, ["é", "<pad>", "'ll", "the"])
    assert found.matrix.dtype == np.float32
    np.testing.assert_array_equal(found.matrix[[0, 2, 3]], np.float32([[-0.5, 0, 0], [0, 0.25, 4], [0.5, -1, 0.2]]))
    assert found.found.tolist() == [True, False, True, True]
    assert found.share == 0.75


def test_missing_words_are_random_like_those_found(small):
    tokens = ["of", "the", *(f"no{number}" for number in range(20_000))]
    one, same, other = (embedding_matrix(small, tokens, seed).matrix for seed in (3, 3, 4))
    np.testing.assert_array_equal(one, same)
    assert (one[2:] != other[2:]).mean() > 0.99
    known = one[:2]
    assert one[2:].mean() == pytest.approx(known.mean(), abs=0.02)
    assert one[2:].std() == pytest.approx(known.std(), rel=0.02)


def test_words_with_blanks_blank_lines_and_windows_ends(tmp_path):
    path = written(tmp_path, "a 1 2\r\n. . . 3 4\r\n\r\nat name@domain.com 5 6\r\n")
    found = embedding_matrix(path, ["a", ". . .", "at name@domain.com", "at"])
    np.testing.assert_array_equal(found.matrix[:3], [[1, 2], [3, 4], [5, 6]])
    assert found.found.tolist() == [True, True, True, False]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("400000 50\nthe 1 2 3\n", "first line is not a word and numbers"),
        ("the quick brown fox\n", "first line is not a word and numbers"),
        (b"PK\x03\x04\x14\x00\x00 \xff\xfe\n\x00\n", "first line is not a word and numbers"),
        ("", "is empty"),
        ("the 1 2 3\nof 1 2\n", "line 2: 2 values, 3 expected"),
        ("the 1 2 3\nof 1 2 3\nand\n", "line 3: 0 values, 3 expected"),
        ("the 1 2 3\nof 1 2 3 4\n", "line 2: 4 values, 3 expected"),
        ("the 1 2 3\nof 1 2 x\n", "line 2: values of 'of' are no numbers"),
        ("the 1 2 3\nof 1 2 nan\n", "line 2: values of 'of' are no numbers"),
        ("le 1 2 3\nde 1 2 3\n", "none of the 2 words"),
    ],
)
def test_what_is_not_as_published_is_said_in_one_line(tmp_path, content, expected):
    path = written(tmp_path, content)
    with pytest.raises(UserError, match=expected) as error:
        embedding_matrix(path, ["the", "of"])
    assert str(path) in str(error.value)


def test_no_such_file(tmp_path):
    with pytest.raises(UserError, match=r"none\.txt: cannot be read \(No such file"):
        embedding_matrix(tmp_path / "none.txt", ["the"])
    with pytest.raises(UserError, match="cannot be read"):
        embedding_matrix(tmp_path, ["the"])


@pytest.mark.material
def test_the_published_head(material):
    path = material / "songtitle" / "glove" / "glove.6B.50d.first9163.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 9_163
    tokens = ["<pad>", "the", lines[-1].split(" ")[0], "over-watch", "song"]
    found = embedding_matrix(path, tokens)
    assert found.matrix.shape == (5, 50)
    assert found.found.tolist() == [False, True, True, False, True]
    assert found.share == 0.6
    for row in (1, 2, 4):
        (line,) = (line for line in lines if line.startswith(f"{tokens[row]} "))
        np.testing.assert_array_equal(found.matrix[row], np.float32(line.split(" ")[1:]))
    np.testing.assert_array_equal(found.matrix[1, :3], np.float32([0.418, 0.24968, -0.41242]))
    everything = embedding_matrix(path, [line.split(" ")[0] for line in lines])
    assert everything.share == 1
    # "the" and "of" mean much the same beside "the" and "guitar".
    the, of, guitar = embedding_matrix(path, ["the", "of", "guitar"]).matrix
    assert np.dot(the, of) / np.linalg.norm(of) > np.dot(the, guitar) / np.linalg.norm(guitar)
