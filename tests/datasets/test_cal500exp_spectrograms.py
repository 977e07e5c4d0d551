"""Spectrograms in place of CAL500's sound: names, what is refused, the real file."""

import numpy as np
import pytest

from paper_repro.core.errors import UserError
from paper_repro.datasets import cal500exp
from paper_repro.datasets.cal500exp.spectrograms import BINS, FRAMES, load_spectrograms, spectrogram_file

SONGS = ("abba-sos", "bjrk-army_of_me", "jobim-wave", "u2-one")


def write(root, names, values=None, /, **changes):
    rng = np.random.default_rng(0)
    values = rng.integers(0, 256, (len(names), BINS, FRAMES), dtype=np.uint8) if values is None else values
    (root / "first_seconds").mkdir(exist_ok=True)
    np.savez(root / "first_seconds" / "spectrograms.npz", **{"names": np.array(names), "S": values, **changes})
    return spectrogram_file(root)


def test_names_are_matched_and_the_rest_is_refused_by_name(tmp_path):
    values = np.random.default_rng(0).integers(0, 256, (4, BINS, FRAMES), dtype=np.uint8)
    values[0] = 255
    path = write(tmp_path, ["abba-sos", "jobim-pnge", "björk-army_of_me", "queen-fame"], values)
    found = load_spectrograms(path, SONGS)
    assert found.rows == {"bjrk-army_of_me": 2, "jobim-wave": 1}
    assert found.renamed == {"bjrk-army_of_me": "björk-army_of_me", "jobim-wave": "jobim-pnge"}
    assert [(refusal.item, refusal.reason) for refusal in found.refused] == [
        ("abba-sos", "empty spectrogram"), ("queen-fame", "no labels"), ("u2-one", "no spectrogram"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"S": np.zeros((2, BINS, 90), np.uint8)}, r"must be uint8 \(any, 480, 127\). Received: uint8 \(2, 480, 90\)"),
        ({"S": np.zeros((2, BINS, FRAMES), np.float32)}, "Received: float32"),
        ({"names": np.array(["a", "b", "c"])}, "Received: 3 names, 2 spectrograms"),
        ({"names": np.array(["a", "a"])}, "Received: 'a' twice"),
        ({"names": np.array(["a-wave", "a-pnge"])}, "Received: 'a-pnge' twice"),
        ({"names": np.array([1, 2])}, "array 'names' must be text"),
    ],
)
def test_another_file_is_refused_with_what_was_received(tmp_path, changes, message):
    path = write(tmp_path, ["abba-sos", "u2-one"], **changes)
    with pytest.raises(UserError, match=message):
        load_spectrograms(path, SONGS)


def test_without_the_file_there_is_none(tmp_path):
    assert spectrogram_file(tmp_path) is None


def test_the_real_file(real):
    data = cal500exp.load(real / "cal500exp")
    found = load_spectrograms(spectrogram_file(real / "cal500exp"), data.songs)
    assert len(found.rows) == 499
    assert found.renamed == {
        "antonio_carlos_jobim-wave": "antonio_carlos_jobim-pnge",
        "pixies-wave_of_mutilation": "pixies-pnge_of_mutilation",
    }
    assert [(refusal.item, refusal.reason) for refusal in found.refused] == [
        ("jade_leary-going_in", "empty spectrogram")
    ]
    assert cal500exp.validate(real / "cal500exp").counts["clips with a spectrogram of their first seconds"] == 499
