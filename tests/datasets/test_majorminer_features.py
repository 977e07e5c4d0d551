"""Features in place of MajorMiner's sound: what is left out, what is refused, the real file."""

import numpy as np
import pytest

from paper_repro.core.errors import UserError
from paper_repro.datasets import majorminer
from paper_repro.datasets.majorminer_features import feature_file, load_features, read_features

KEYS = ("highlevel.mood.sad", "lowlevel.mfcc.0", "rhythm.bpm")


def write(root, ids, values=None, /, **changes):
    values = np.arange(len(ids) * len(KEYS), dtype=np.float32).reshape(len(ids), -1) if values is None else values
    (root / "essentia").mkdir(exist_ok=True)
    arrays = {"ids": np.array(ids), "keys": np.array(KEYS), "X": values, **changes}
    np.savez(root / "essentia" / "features.npz", **arrays)
    return feature_file(root)


def test_other_classifiers_outputs_are_left_out_and_counted(tmp_path):
    found = load_features(write(tmp_path, ["aa", "bb"]), ["aa", "bb"])
    assert found.keys == KEYS[1:]
    assert found.classifiers == 1
    assert found.rows == {"aa": 0, "bb": 1}
    assert found.refused == ()
    assert read_features(found.path)[2].tolist() == [[1.0, 2.0], [4.0, 5.0]]


def test_clips_without_tags_features_or_numbers_are_refused(tmp_path):
    values = np.zeros((3, 3), np.float32)
    values[2, 1:] = np.nan  # what is a number was left out
    values[0, 1] = np.inf
    found = load_features(write(tmp_path, ["aa", "dd", "cc"], values), ["aa", "bb", "cc"])
    assert found.rows == {"aa": 0}
    assert [(refusal.item, refusal.reason) for refusal in found.refused] == [
        ("dd", "no tags"), ("bb", "no features"), ("cc", "no numbers"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"X": np.zeros((2, 4), np.float32)}, r"Received: \(2, 4\), 2 ids, 3 keys"),
        ({"X": np.zeros((2, 3))}, "Received: float64"),
        ({"X": np.zeros((2, 3, 1), np.float32)}, r"Received: float32 \(2, 3, 1\)"),
        ({"ids": np.array(["aa", "aa"])}, "ids must differ. Received: 'aa' twice"),
        ({"keys": np.array(["a", "b", "a"])}, "keys must differ. Received: 'a' twice"),
        ({"keys": np.array(["highlevel.a", "highlevel.b", "highlevel.c"])}, "no feature of the sound"),
        ({"ids": np.array(["aa", None], dtype=object)}, "Received: pickled objects"),
    ],
)
def test_another_file_is_refused_with_what_was_received(tmp_path, changes, message):
    with pytest.raises(UserError, match=message):
        load_features(write(tmp_path, ["aa", "bb"], **changes), ["aa", "bb"])


def test_the_real_file(real):
    table = majorminer.load_crawl(real / "majorminer")
    found = load_features(feature_file(real / "majorminer"), table["clip_id"])
    assert len(found.rows) == table["clip_id"].nunique() == 2359
    assert found.refused == ()
    assert (len(found.keys), found.classifiers) == (935, 93)
    _, keys, values = read_features(found.path)
    # Of these 14 say the same of every clip, which leaves 921.
    spread = np.nanmax(values.astype(float), axis=0) - np.nanmin(values.astype(float), axis=0)
    assert (len(keys), int((spread > 0).sum())) == (935, 921)
    assert majorminer.validate(real / "majorminer").counts["clips with features"] == 2359
