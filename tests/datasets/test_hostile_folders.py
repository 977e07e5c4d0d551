"""Damaged tables, odd file names and inaccessible files: an error of one line or a counted refusal, never a crash."""

import csv
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paper_repro import datasets
from paper_repro.__main__ import _run
from paper_repro.core.errors import UserError
from paper_repro.core.printable import printable
from paper_repro.datasets.folder import existing_folder, expanded
from paper_repro.datasets.report import Report, check_list
from tests.datasets import tiny

FOLDERS = tuple(tiny.folders())
EXTENSIONS = (b"", b".mp3", b".jpg", b".csv", b".h5")
FUZZ_EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES") or 10)
UNPRIVILEGED = 65534


def check(folder, root, out):
    """Loads and validates ``root``; returns the report, or the message of the UserError that both raise."""
    module = datasets.dataset(folder.partition("-")[0])
    try:
        report = module.validate(root)
    except UserError as error:
        report = str(error)
    if isinstance(report, str):
        assert printable(report) == report
        assert 20 < len(report.encode()) < 5000
        return report
    report.write(out)
    with out.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file, strict=True))
    assert len(rows) == 1 + len(report.refused) + len(report.noted)
    assert all(len(row) == 4 for row in rows)
    for item in (*report.refused, *report.noted):
        f"{item.item}: {item.detail}".encode()  # what `data` prints
        assert "\n" not in item.item + item.detail
    return report


@contextmanager
def unprivileged():
    """Permissions do not stop root: becomes nobody for the block."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(UNPRIVILEGED)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("folder", FOLDERS)
def test_undamaged_folders_are_read_without_a_refusal(folder, tmp_path):
    report = check(folder, tiny.write(tmp_path / "data", folder), tmp_path / "refused.csv")
    assert {refusal.reason for refusal in report.refused} <= {
        "too short", "shorter than a window", "another split than the one built here",
    }  # fmt: skip


def _replaced(path, content):
    path.unlink()
    path.write_bytes(content)


def _folder(path):
    path.unlink()
    path.mkdir()
    (path / "x").touch()


def _link(path, target):
    path.unlink()
    path.symlink_to(target)


def _pipe(path):
    path.unlink()
    os.mkfifo(path)


def _doubled_columns(path):
    lines = path.read_bytes().splitlines()
    separator = b"\t" if b"\t" in lines[0] else b","
    path.write_bytes(b"".join(line + separator + line + b"\n" for line in lines))


TROUBLES = {
    "empty": lambda path: _replaced(path, b""),
    "line breaks only": lambda path: _replaced(path, b"\r\n\n\r"),
    "first line only": lambda path: _replaced(path, path.read_bytes().splitlines(keepends=True)[0]),
    "folder": _folder,
    "broken link": lambda path: _link(path, path.with_name("gone")),
    "circular link": lambda path: _link(path, path.name),
    "pipe": _pipe,
    "NUL bytes": lambda path: _replaced(path, path.read_bytes().replace(b"a", b"\0")),
    "UTF-16": lambda path: _replaced(path, path.read_bytes().decode().encode("utf-16")),
    "UTF-16 without mark": lambda path: _replaced(path, path.read_bytes().decode().encode("utf-16-le")),
    "Latin-1": lambda path: _replaced(path, path.read_bytes().replace(b"a", b"\xe4")),
    "lone surrogate": lambda path: _replaced(path, path.read_bytes().replace(b"a", b"\xed\xb3\xa9")),
    "huge cell": lambda path: _replaced(path, path.read_bytes() + b"x" * 200_000),
    "open quote": lambda path: _replaced(path, path.read_bytes() + b'"'),
    "columns twice": _doubled_columns,
    "huge number": lambda path: _replaced(path, path.read_bytes().replace(b"2", b"2" * 400)),
    "climbing names": lambda path: _replaced(path, path.read_bytes().replace(b"a", b"../../a")),
}


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize(("folder", "name"), tiny.tables())
def test_a_damaged_table_is_an_error_or_refusals(folder, name, trouble, tmp_path):
    root = tiny.write(tmp_path / "data", folder)
    TROUBLES[trouble](root / name)
    result = check(folder, root, tmp_path / "refused.csv")
    if trouble in ("UTF-16", "UTF-16 without mark") and "SegLabelHard" not in name:
        assert isinstance(result, str)


@pytest.mark.parametrize(
    "change", [lambda text: b"\xef\xbb\xbf" + text, lambda text: text.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")]
)
@pytest.mark.parametrize(("folder", "name"), tiny.tables())
def test_byte_order_mark_and_crlf_change_nothing(folder, name, change, tmp_path):
    expected = check(folder, tiny.write(tmp_path / "data", folder), tmp_path / "refused.csv")
    path = tmp_path / "data" / name
    path.write_bytes(change(path.read_bytes()))
    assert check(folder, tmp_path / "data", tmp_path / "refused.csv") == expected


ODD_NAMES = (b"caf\xe9", b"two\nlines", b"y" * 250, b"\x1b[31m", "a\u2028b".encode(), b" ", b"'\"", b"-rf")


@pytest.mark.parametrize("folder", FOLDERS)
def test_files_of_odd_names_are_ignored_or_refused(folder, tmp_path):
    root = tiny.write(tmp_path / "data", folder)
    places = {(root / name).parent for name in tiny.folders()[folder]}
    for place in places:
        for extension in (b".mp3", b".jpg", b".mid", b".h5"):
            for name in ODD_NAMES:
                Path(os.fsdecode(os.fsencode(place) + b"/" + name + extension)).write_bytes(b"x")
            (place / f"folder{extension.decode()}").mkdir()
            (place / f"circle{extension.decode()}").symlink_to(f"circle{extension.decode()}")
            os.mkfifo(place / f"pipe{extension.decode()}")
        (place / "up").symlink_to("..")
    assert not isinstance(check(folder, root, tmp_path / "refused.csv"), str)


@pytest.mark.parametrize("folder", FOLDERS)
def test_files_of_any_name(folder, tmp_path, record_property):
    count = 0
    root = tiny.write(tmp_path / "data", folder)
    places = sorted({(root / name).parent for name in tiny.folders()[folder]})
    names = st.binary(min_size=1, max_size=60).filter(lambda name: not set(name) & set(b"/\0"))

    @settings(max_examples=FUZZ_EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(
        st.lists(names, min_size=1, max_size=3, unique=True), st.sampled_from((b"", b".mp3", b".jpg", b".csv", b".h5"))
    )
    def example(names, extension):
        nonlocal count
        count += 1
        paths = [os.fsencode(place) + b"/" + name + extension for place in places for name in names]
        paths = [path for path in paths if not os.path.lexists(path)]
        for path in paths:
            Path(os.fsdecode(path)).write_bytes(b"x")
        check(folder, root, tmp_path / "refused.csv")
        for path in paths:
            Path(os.fsdecode(path)).unlink()

    example()
    record_property("inputs", count)


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_media_folder_that_is_a_file_or_a_circular_link(folder, tmp_path):
    for number, damage in enumerate((lambda path: path.touch(), lambda path: path.symlink_to(path.name))):
        root = tiny.write(tmp_path / f"data{number}", folder)
        for name in {name.partition("/")[0] for name in tiny.folders()[folder] if "/" in name}:
            shutil.rmtree(root / name)
            damage(root / name)
        check(folder, root, tmp_path / "refused.csv")


@pytest.mark.parametrize("mode", [0o000, 0o400, 0o100], ids=oct)
@pytest.mark.parametrize("folder", FOLDERS)
def test_what_may_not_be_read(folder, mode, tmp_path):
    check(folder, tiny.write(tmp_path / "data", folder), tmp_path / "refused.csv")  # imports everything, as root
    root = Path(tempfile.mkdtemp(dir="/tmp"))  # pytest's own folders are closed to nobody
    try:
        tiny.write(root / "data", folder)
        for path in (root, *root.rglob("*")):
            os.chown(path, *(UNPRIVILEGED, UNPRIVILEGED) if os.geteuid() == 0 else (-1, -1))
        every = sorted((root / "data").rglob("*"))
        for number, path in enumerate([root / "data", *every]):
            kept = path.stat().st_mode
            path.chmod(mode)
            with unprivileged():
                result = check(folder, root / "data", root / f"{number}.csv")
            path.chmod(kept)
            if path == root / "data":
                assert isinstance(result, str)
    finally:
        shutil.rmtree(root)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("y" * 300, "cannot be opened .File name too long"),
        ("~nosuchuser/x", r"--data ~nosuchuser/x: .*write the whole path, or \./~nosuchuser/x for a folder"),
        ("nul\0byte", "no such folder"),
        ("file/below", "no such folder"),
        ("circle", "cannot be opened .Too many levels of symbolic links"),
        (os.fsdecode(b"caf\xe9"), r"caf\\udce9: no such folder"),
        ("two\nlines", "two lines: no such folder"),
    ],
)
def test_paths_that_are_no_folder(name, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("file").touch()
    Path("circle").symlink_to("circle")
    for folder in FOLDERS:
        message = check(folder, name, tmp_path / "refused.csv")
        with pytest.raises(UserError, match=words):
            raise UserError(message)


def test_home_is_expanded(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert expanded("~/music") == tmp_path / "music"
    (tmp_path / "music" / "x").mkdir(parents=True)
    assert existing_folder("~/music", "x") == tmp_path / "music"


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_root_of_an_odd_name_is_read(folder, tmp_path):
    for name in (b"caf\xe9", b"two\nlines", b"[abc]*?"):
        root = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
        data = datasets.dataset(folder.partition("-")[0])
        tiny.write(root, folder)
        if folder == "majorminer-crawl":
            assert len(data.load_crawl(root)) == 2
        elif folder == "msd-titles":
            assert len(data.load_titles(root).titles) == 2
        else:
            assert data.load(root)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (".", "is a folder; name a file"),
        ("file/x.csv", "cannot be written"),
        ("y" * 300, "cannot be written .File name too long"),
        ("~nosuchuser/x.csv", "--list ~nosuchuser"),
        ("nul\0byte", "cannot be written"),
    ],
)
def test_a_list_that_cannot_be_written(name, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("file").touch()
    for write in (Report().write, check_list):
        with pytest.raises(UserError, match=words):
            write(Path(name))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]


def test_a_list_is_checked_before_anything_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(
        datasets.dataset("majorminer"), "validate", lambda root: pytest.fail("read before --list was checked")
    )
    with pytest.raises(UserError, match="is a folder; name a file"):
        _run(["data", "majorminer", str(tmp_path), "--list", str(tmp_path)])


def test_checking_a_list_leaves_an_older_one(tmp_path):
    path = tmp_path / "refused.csv"
    path.write_text("older")
    check_list(path)
    check_list(tmp_path / "new" / "refused.csv")
    assert path.read_text() == "older"
    assert [each.name for each in tmp_path.rglob("*") if each.is_file()] == ["refused.csv"]
