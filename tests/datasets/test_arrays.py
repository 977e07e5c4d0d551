"""Files of arrays: what is not as wanted is one line, and nothing in them runs or fills the memory."""

import io
import pickle
import zipfile

import numpy as np
import pytest

from paper_repro.core.errors import UserError
from paper_repro.datasets.arrays import Wanted, read_arrays

WANTED = {"names": Wanted("U", (None,)), "S": Wanted("uint8", (None, 3, 2))}


def write(path, **arrays):
    np.savez_compressed(path, **{"names": np.array(["a"]), "S": np.zeros((1, 3, 2), "uint8"), **arrays})
    return path


def test_arrays_come_back_as_they_were_written(tmp_path):
    values = np.arange(12, dtype="uint8").reshape(2, 3, 2)
    found = read_arrays(write(tmp_path / "a.npz", names=np.array(["a", "bé"]), S=values), WANTED)
    assert found["names"].tolist() == ["a", "bé"]
    np.testing.assert_array_equal(found["S"], values)


def test_columns_first_is_read_too(tmp_path):
    values = np.asfortranarray(np.arange(12, dtype="uint8").reshape(2, 3, 2))
    np.testing.assert_array_equal(read_arrays(write(tmp_path / "a.npz", S=values), WANTED)["S"], values)


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"S": np.zeros((1, 3, 3), "uint8")}, r"array 'S' must be uint8 \(any, 3, 2\). Received: uint8 \(1, 3, 3\)"),
        ({"S": np.zeros((3, 2), "uint8")}, r"Received: uint8 \(3, 2\)"),
        ({"S": np.zeros((1, 3, 2))}, r"Received: float64 \(1, 3, 2\)"),
        ({"names": np.zeros(1)}, r"array 'names' must be text \(any\). Received: float64"),
        ({"names": np.array([b"a"])}, "Received: bytes"),
    ],
)
def test_another_shape_or_type_is_named(tmp_path, arrays, message):
    path = write(tmp_path / "a.npz", **arrays)
    with pytest.raises(UserError, match=message) as error:
        read_arrays(path, WANTED)
    assert str(path) in str(error.value)


def test_a_missing_array_is_named_beside_what_is_there(tmp_path):
    np.savez(tmp_path / "a.npz", x=np.zeros(2))
    with pytest.raises(UserError, match=r"must hold an array 'names'. Received: x.npy"):
        read_arrays(tmp_path / "a.npz", WANTED)


class Harm:
    """Unpickled, it makes a file."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (open, (str(self.path), "w"))


def test_pickled_objects_are_refused_and_nothing_runs(tmp_path):
    mark = tmp_path / "ran"
    np.savez(tmp_path / "a.npz", names=np.array([Harm(mark)], dtype=object), S=np.zeros((1, 3, 2), "uint8"))
    with pytest.raises(UserError, match="Received: pickled objects"):
        read_arrays(tmp_path / "a.npz", WANTED)
    assert not mark.exists()
    # The file would run, did one let it.
    np.load(tmp_path / "a.npz", allow_pickle=True)["names"]
    assert mark.exists()


def test_a_bare_pickle_is_refused_and_nothing_runs(tmp_path):
    mark = tmp_path / "ran"
    (tmp_path / "a.npz").write_bytes(pickle.dumps(Harm(mark)))
    with pytest.raises(UserError, match="cannot be read as arrays of numpy"):
        read_arrays(tmp_path / "a.npz", WANTED)
    assert not mark.exists()


def test_a_file_that_is_cut_off_or_missing_is_one_line(tmp_path):
    path = write(tmp_path / "a.npz", S=np.random.default_rng(0).integers(0, 255, (99, 3, 2), "uint8"))
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(UserError, match="cannot be read as arrays"):
        read_arrays(path, WANTED)
    with pytest.raises(UserError, match="no such file"):
        read_arrays(tmp_path / "b.npz", WANTED)


def test_a_flipped_byte_is_found(tmp_path):
    path = write(tmp_path / "a.npz", S=np.random.default_rng(0).integers(0, 255, (99, 3, 2), "uint8"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 255
    path.write_bytes(bytes(content))
    with pytest.raises(UserError, match="cannot be read as arrays"):
        read_arrays(path, WANTED)


def test_a_header_that_promises_more_than_memory_holds_is_refused(tmp_path):
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"shape": (10**9, 3, 2), "fortran_order": False, "descr": "|u1"})
    with zipfile.ZipFile(write(tmp_path / "names.npz")) as whole, zipfile.ZipFile(tmp_path / "a.npz", "w") as file:
        file.writestr("names.npy", whole.read("names.npy"))
        file.writestr("S.npy", header.getvalue())
    with pytest.raises(UserError, match=r"Received: uint8 \(1000000000, 3, 2\)"):
        read_arrays(tmp_path / "a.npz", WANTED)
