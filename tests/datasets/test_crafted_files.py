"""Files made to do harm: they run no code, open no other file, and take no more memory than is set aside for them."""

import gzip
import io
import os
import pickle
import tracemalloc
import zipfile

import h5py
import numpy as np
import pytest

from paper_repro.core.errors import UserError
from paper_repro.datasets import magnatagatune, msd, tables
from paper_repro.datasets.magnatagatune import read_split_file
from paper_repro.datasets.msd.h5 import SongError, read_song
from tests.datasets import tiny

MIB = 1 << 20


@pytest.fixture
def peak():
    """A function that calls another and returns its peak memory in MiB; it must raise UserError."""

    def measure(function, match):
        tracemalloc.start()
        try:
            with pytest.raises(UserError, match=match):
                function()
            return tracemalloc.get_traced_memory()[1] / MIB
        finally:
            tracemalloc.stop()

    return measure


@pytest.mark.parametrize("name", ["annotations_final.csv", "annotations_final.csv.gz"])
def test_a_gzip_bomb_is_not_decompressed(name, tmp_path, peak):
    # 8 GiB in 8 MiB: members of a gzip file may be concatenated.
    bomb = gzip.compress(b"\0" * 16 * MIB, compresslevel=9) * 512
    (tmp_path / name).write_bytes(bomb)
    used = peak(lambda: magnatagatune.load(tmp_path), "larger than 268,435,456 bytes decompressed")
    assert used < 4 * tables.LARGEST_DECOMPRESSED / MIB


def test_the_limit_is_of_what_is_decompressed(tmp_path, monkeypatch):
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"12345"))
    monkeypatch.setattr(tables, "LARGEST_DECOMPRESSED", 5)
    assert tables.read_bytes(tmp_path / "a.gz") == b"12345"
    monkeypatch.setattr(tables, "LARGEST_DECOMPRESSED", 4)
    with pytest.raises(UserError, match="larger than 4 bytes decompressed"):
        tables.read_bytes(tmp_path / "a.gz")


def test_a_file_larger_than_any_table_is_not_read(tmp_path, peak):
    with (tmp_path / "captions.csv").open("wb") as file:
        file.truncate(tables.LARGEST_TABLE + 1)  # sparse: takes no space
    assert peak(lambda: tables.read_text(tmp_path / "captions.csv"), "larger than 2,147,483,648 bytes") < 1


def test_a_zip_is_no_table(tmp_path):
    with zipfile.ZipFile(tmp_path / "annotations_final.csv", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../climbs", b"0" * MIB)
    with pytest.raises(UserError, match=r"not UTF-8|tab-separated header"):
        magnatagatune.load(tmp_path)
    assert not list(tmp_path.parent.parent.glob("climbs"))


class Harm:
    """Unpickled, it makes the folder ``harmed``."""

    def __reduce__(self):
        return os.mkdir, ("harmed",)


def test_pickles_are_never_loaded(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    objects = io.BytesIO()
    np.save(objects, np.array([Harm()], dtype=object), allow_pickle=True)
    for number, content in enumerate((objects.getvalue(), pickle.dumps(Harm()))):
        path = tmp_path / f"{number}.npy"
        path.write_bytes(content)
        with pytest.raises(UserError, match="pickled objects, which are not opened"):
            read_split_file(path)
        path.write_bytes(gzip.compress(content))
        with pytest.raises(UserError, match="pickled objects, which are not opened"):
            read_split_file(path)
    assert not (tmp_path / "harmed").exists()


def test_an_array_that_claims_more_than_its_file_has(tmp_path, peak):
    header = b"{'descr': '<U1000000', 'fortran_order': False, 'shape': (1000000000,), }"
    content = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + b"x" * 100
    (tmp_path / "train.npy").write_bytes(content)
    assert peak(lambda: read_split_file(tmp_path / "train.npy"), "a damaged .npy") < 64


def test_characters_beyond_unicode(tmp_path):
    np.save(tmp_path / "a.npy", np.array(["7\tx"]))
    content = (tmp_path / "a.npy").read_bytes()
    (tmp_path / "a.npy").write_bytes(content[:-1] + b"\xff")
    with pytest.raises(UserError, match="a character beyond Unicode"):
        read_split_file(tmp_path / "a.npy")


def crafted(path, change):
    """A valid song file, with ``change(file)`` applied."""
    path.write_bytes(tiny.song())
    with h5py.File(path, "r+") as file:
        change(file)
    return path


def _timbre(**arguments):
    def change(file):
        del file["analysis/segments_timbre"]
        file.create_dataset("analysis/segments_timbre", **arguments)

    return change


def _wide_rows(file):
    del file["metadata/songs"]
    wide = [("artist_name", "S64"), ("title", f"S{1 << 30}")]
    file.create_dataset("metadata/songs", (1,), wide)  # never written: the file stays small


def _external_link(file):
    del file["metadata/songs"]
    file["metadata/songs"] = h5py.ExternalLink(file.filename.replace("crafted", "secret"), "metadata/songs")


def _virtual(file):
    layout = h5py.VirtualLayout((3, 12), "f8")
    layout[:] = h5py.VirtualSource(file.filename.replace("crafted", "secret"), "analysis/segments_timbre", (3, 12))
    del file["analysis/segments_timbre"]
    file.create_virtual_dataset("analysis/segments_timbre", layout)


def _objects(file):
    del file["metadata/songs"]
    kind = np.dtype([("artist_name", h5py.string_dtype()), ("title", h5py.ref_dtype)])
    file.create_dataset("metadata/songs", (1,), kind)


LARGE = (10_000_000_000, 12)
CHANGES = {
    "huge": (_timbre(shape=LARGE, dtype="f8", chunks=(1024, 12)), "10,000,000,000 segments"),
    "huge chunk": (
        _timbre(shape=(3, 12), maxshape=(None, 12), dtype="f8", chunks=(40_000_000, 12)),
        "chunks of 3,840,000,000 bytes",
    ),
    "wide rows": (_wide_rows, "rows of 1,073,741,888 bytes"),
    "objects": (_timbre(shape=(3, 12), dtype=h5py.string_dtype()), "must be numbers"),
    "references": (_objects, "missing or no text|damaged"),
    "external link": (_external_link, "/metadata/songs is a link, which is not followed"),
    "external storage": (
        _timbre(shape=(3, 12), dtype="f8", external=[("/dev/zero", 0, h5py.h5f.UNLIMITED)]),
        "stored in another file, which is not opened",
    ),
    "virtual": (_virtual, "stored in another file, which is not opened"),
    "link in a circle": (
        lambda file: (file.pop("metadata/songs"), file.__setitem__("metadata/songs", h5py.SoftLink("/metadata/songs"))),
        "/metadata/songs is a link, which is not followed",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_a_crafted_song_file_is_refused(name, tmp_path, peak):
    (tmp_path / "TRsecret.h5").write_bytes(tiny.song(tiny.TRACK_IDS[1]))
    change, match = CHANGES[name]
    path = crafted(tmp_path / "TRcrafted.h5", change)
    assert path.stat().st_size < MIB
    assert peak(lambda: read_song(path), match) < 16
    with pytest.raises(SongError):
        read_song(path)
    data = msd.load(tmp_path)
    assert data.track_ids == (tiny.TRACK_IDS[1],)
    assert [refusal.item for refusal in data.refused] == ["TRcrafted.h5"]


def test_aspects_are_parsed_and_not_evaluated(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    from paper_repro.datasets import musiccaps

    for cell in ("__import__('os').mkdir('harmed')", "[__import__('os').mkdir('harmed')]", "['a'.upper()]", "{**{}}"):
        tiny.write(tmp_path / "data", "musiccaps")
        table = tmp_path / "data" / "musiccaps-public.csv"
        table.write_text(table.read_text().replace("['sad', 'mellow piano']", cell))
        with pytest.raises(UserError, match="aspect_list must be a Python list of strings"):
            musiccaps.load(tmp_path / "data")
    assert not (tmp_path / "harmed").exists()
