"""MagnaTagATune's vocabulary and splits on hand-written sets, and split files that are not as published."""

import gzip
import pickle

import numpy as np
import pytest

from paper_repro.core.errors import UserError
from paper_repro.datasets import magnatagatune
from paper_repro.datasets.magnatagatune import CORRUPT, TAGS, TOP50, read_split_file, split, top_tags
from tests.datasets.magnatagatune_tables import ROWS, corpus


def test_ties_come_in_the_published_order_then_by_column():
    tags = ("b", "female voice", "metal", "a")
    labels = np.array([[1, 1, 1, 1], [1, 1, 1, 1], [0, 0, 0, 1]], dtype=np.uint8)
    assert top_tags(labels, tags, n=4) == ("a", "metal", "female voice", "b")
    assert top_tags(np.zeros((1, 188), np.uint8)) == TOP50


def test_splits_go_by_folder_and_drop_by_policy(tmp_path):
    rows = [*ROWS, (str(CORRUPT[0]), ("rock",), "b/x.mp3"), ("12", ("rock",), "b/y.mp3")]
    root = corpus(tmp_path, rows=rows)
    (root / "b" / "y.mp3").unlink()
    data = magnatagatune.load(root)
    rows_of = {name: part.tolist() for name, part in split(data, "musicnn").items()}
    assert rows_of == {"train": [0, 4], "validation": [1], "test": [2]}
    assert split(data, "sota")["test"].tolist() == []
    assert split(data, "sota", sound_only=True)["train"].tolist() == [0]
    assert magnatagatune.artist_overlap(data, "musicnn") == (("ann",), ("ann",))
    with pytest.raises(UserError, match=r"must be one of sota, musicnn. Received: 'random'"):
        split(data, "random")


def test_the_top_50_of_another_set_are_its_own(tmp_path):
    rare = [tag for tag in TAGS if tag not in TOP50][:1]
    data = magnatagatune.load(corpus(tmp_path, rows=[("1", rare, "0/a.mp3"), ("2", rare, "0/b.mp3")]))
    assert data.top() == (*rare, *TOP50[:49])
    assert split(data, "sota")["train"].tolist() == [0, 1]


class Trap:
    def __reduce__(self):
        return (pytest.fail, ("the pickle was opened",))


def test_split_files_of_pickled_objects_are_never_opened(tmp_path):
    np.save(tmp_path / "objects.npy", np.array([Trap()], dtype=object), allow_pickle=True)
    (tmp_path / "bare.npy").write_bytes(pickle.dumps(Trap()))
    (tmp_path / "packed.npy.gz").write_bytes(gzip.compress((tmp_path / "objects.npy").read_bytes()))
    for name in ("objects.npy", "bare.npy", "packed.npy.gz"):
        with pytest.raises(UserError, match="holds pickled objects, which are not opened"):
            read_split_file(tmp_path / name)
    (tmp_path / "old.npy").write_bytes(pickle.dumps(Trap(), protocol=0))
    with pytest.raises(UserError, match="entry 1: must be <number> TAB"):
        read_split_file(tmp_path / "old.npy")


def test_split_files_are_read_strictly(tmp_path):
    def saved(array):
        np.save(tmp_path / "array.npy", array)
        return (tmp_path / "array.npy").read_bytes()

    good = saved(np.array(["4\ta/x.mp3", "2\tb/y.mp3"]))
    wrong = {
        "truncated": (good[:-30], r"a damaged .npy \('its header claims 72 bytes, it holds 42'\)"),
        "huge": (good.replace(b"(2,), }" + b" " * 15, b"(2" + b"0" * 15 + b",), }"), "a damaged .npy"),
        "not closed": (good.replace(b"(2,), }", b"(2,),  "), "a damaged .npy"),
        "numbers": (saved(np.arange(3)), "must be one row of strings. Received: int64 of shape"),
        "two rows": (saved(np.array([["4\ta/x.mp3"], ["2\tb/y.mp3"]])), r"must be one row .* of shape \(2, 1\)"),
        "bytes": (saved(np.zeros(2, "V4")), r"must be one row of strings. Received: \|V4"),
        "no tab": (b"4 a/x.mp3\n", "entry 1: must be <number> TAB <path or labels>. Received: '4 a/x.mp3'"),
        "twice": (b"4\tx\n4\ty\n", "entry 2: 4 comes a second time"),
        "nothing": (b"", "entry 1: must be <number> TAB"),
    }
    for name, (content, words) in wrong.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(UserError, match=words):
            read_split_file(tmp_path / name)
    (tmp_path / "good").write_bytes(good)
    assert list(read_split_file(tmp_path / "good").items()) == [(4, "a/x.mp3"), (2, "b/y.mp3")]
    with pytest.raises(UserError, match="cannot be read"):
        read_split_file(tmp_path / "gone.npy")
