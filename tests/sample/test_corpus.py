"""What all sample corpora share: one process at a time, full disks, folders of somebody else."""

import errno
import hashlib
import multiprocessing
from pathlib import Path

import pytest

from paper_repro import sample
from paper_repro.core.errors import UserError
from paper_repro.sample.corpus import write_whole

CLIPS = 3


def content_of(root):
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in root.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    root = tmp_path_factory.mktemp("majorminer")
    sample.write("majorminer", root, clips=CLIPS, seed=4)
    return content_of(root)


def test_a_finished_corpus_has_no_lock_and_no_parts(expected):
    assert not [name for name in expected if name.endswith((".lock", ".part", ".begun"))]


def test_two_processes_on_one_corpus_end_with_the_same_files(tmp_path, expected):
    context = multiprocessing.get_context("spawn")
    both = [
        context.Process(target=sample.write, args=("majorminer", tmp_path / "one"), kwargs={"clips": CLIPS, "seed": 4})
        for _ in range(2)
    ]
    for process in both:
        process.start()
    for process in both:
        process.join(120)
    assert [process.exitcode for process in both] == [0, 0]
    assert content_of(tmp_path / "one") == expected


@pytest.mark.parametrize("successful", [1, 2, 5])
def test_a_full_disk_is_an_error_of_the_system_and_the_corpus_resumes(tmp_path, monkeypatch, expected, successful):
    written, write_bytes = [], Path.write_bytes

    def limited(path, data):
        if len(written) >= successful:
            write_bytes(path, data[: len(data) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(path)
        return write_bytes(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", limited)
        with pytest.raises(OSError, match="No space left") as caught:
            sample.write("majorminer", tmp_path / "full", clips=CLIPS, seed=4)
    assert caught.value.errno == errno.ENOSPC
    assert Path(caught.value.filename).parent in (tmp_path / "full", tmp_path / "full" / "clips")
    assert not list(tmp_path.rglob("*.part"))
    sample.write("majorminer", tmp_path / "full", clips=CLIPS, seed=4)
    assert content_of(tmp_path / "full") == expected


def test_a_killed_owner_leaves_a_lock_that_does_not_count_as_content(tmp_path, expected):
    (tmp_path / "killed").mkdir()
    (tmp_path / "killed" / ".lock").touch()
    sample.write("majorminer", tmp_path / "killed", clips=CLIPS, seed=4)
    assert content_of(tmp_path / "killed") == expected


def test_a_folder_with_something_else_is_left_as_it_is(tmp_path):
    (tmp_path / "thesis.txt").write_text("precious")
    with pytest.raises(UserError, match=r"is not empty and holds no sample corpus, found thesis\.txt"):
        sample.write("majorminer", tmp_path, clips=2)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_file_in_place_of_the_folder_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match=r"cannot write to .*file"):
        sample.write("majorminer", tmp_path / "file", clips=2)


def test_texts_keep_their_line_ends(tmp_path):
    write_whole(tmp_path / "table", "á\r\nb\n")
    assert (tmp_path / "table").read_bytes() == b"\xc3\xa1\r\nb\n"
