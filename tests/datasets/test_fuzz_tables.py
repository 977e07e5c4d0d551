"""Fuzzing of every reader: a damaged table or song file is loaded or refused by a UserError, and nothing else.

FUZZ_EXAMPLES (examples for each file, default below) sets the budget.
"""

import dataclasses
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paper_repro import datasets
from paper_repro.core.errors import UserError
from paper_repro.core.printable import printable
from paper_repro.datasets.magnatagatune import read_split_file
from paper_repro.datasets.msd.h5 import SongError, read_song
from tests.datasets import tiny

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES") or 25)
#: Bytes and strings that have a meaning to some reader.
TOKENS = (
    b'"', b"'", b",", b"\t", b"\n", b"\r", b"\r\n", b"\0", b"<SEP>", b"\xef\xbb\xbf", b"\xff\xfe", b"\x1f\x8b", b"\x80",
    b"[", b"]", b"[" * 300, b"\\", b"-", b"1e999", b"nan", b"inf", b"9" * 40, b"0x1", b"../", b"/etc/passwd", b"..",
    b" ", "\u0663".encode(), "\u2028".encode(), "\u0130".encode(), b"\xed\xa0\x80", b"\xc3", b"x" * 140_000, b"-0.0",
    b"True",
)  # fmt: skip
POSITION = st.integers(0, 1 << 20)
CHANGES = st.one_of(
    st.tuples(st.just("flip"), POSITION, st.integers(1, 255)),
    st.tuples(st.just("insert"), POSITION, st.sampled_from(TOKENS) | st.binary(max_size=8)),
    st.tuples(st.just("delete"), POSITION, st.integers(1, 40)),
    st.tuples(st.just("truncate"), POSITION, st.none()),
    st.tuples(st.just("drop cell"), POSITION, POSITION),
    st.tuples(st.just("replace cell"), st.tuples(POSITION, POSITION), st.sampled_from(TOKENS) | st.binary(max_size=8)),
    st.tuples(st.just("swap cells"), st.tuples(POSITION, POSITION), POSITION),
    st.tuples(st.just("swap columns"), POSITION, POSITION),
    st.tuples(st.just("repeat line"), POSITION, POSITION),
    st.tuples(st.just("drop line"), POSITION, st.none()),
    st.tuples(st.just("replace"), st.none(), st.binary(max_size=200)),
)


def changed(content, change):
    """``content`` with one change; positions are taken modulo its length."""
    kind, where, what = change
    if kind == "replace" or not content:
        return what if isinstance(what, bytes) else b""
    at = where % (len(content) + 1) if isinstance(where, int) else 0
    match kind:
        case "flip":
            at %= len(content)
            return content[:at] + bytes([content[at] ^ what]) + content[at + 1 :]
        case "insert":
            return content[:at] + what + content[at:]
        case "delete":
            return content[:at] + content[at + what :]
        case "truncate":
            return content[:at]
    lines = content.split(b"\n")
    separator = next((mark for mark in (b"\t", b"<SEP>", b",") if mark in lines[0]), b",")
    if kind == "swap columns":
        rows = [line.split(separator) for line in lines]
        for cells in rows:
            first, second = where % len(cells), what % len(cells)
            cells[first], cells[second] = cells[second], cells[first]
        return b"\n".join(separator.join(cells) for cells in rows)
    row, column = where if isinstance(where, tuple) else (where, what or 0)
    row %= len(lines)
    cells = lines[row].split(separator)
    match kind:
        case "drop line":
            del lines[row]
        case "repeat line":
            lines.insert(what % len(lines), lines[row])
        case "drop cell":
            del cells[column % len(cells)]
            lines[row] = separator.join(cells)
        case "replace cell":
            cells[column % len(cells)] = what
            lines[row] = separator.join(cells)
        case "swap cells":
            first, second = column % len(cells), what % len(cells)
            cells[first], cells[second] = cells[second], cells[first]
            lines[row] = separator.join(cells)
    return b"\n".join(lines)


def paths_in(value):
    """Every path in a loaded data set."""
    if isinstance(value, Path):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from paths_in(getattr(value, field.name))
    elif isinstance(value, dict):
        yield from paths_in(tuple(value.values()))
    elif isinstance(value, (tuple, list)):
        for element in value:
            yield from paths_in(element)


def check_message(error):
    assert printable(error) == str(error)
    assert len(str(error)) > 20
    assert len(str(error)) < 5000


def fuzz(valid, run, record_property):
    """Calls ``run`` with damaged variants of the content ``valid``."""
    count = 0

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.lists(CHANGES, min_size=1, max_size=4))
    def example(changes):
        nonlocal count
        count += 1
        content = valid
        for change in changes:
            content = changed(content, change)
        run(content)

    example()
    record_property("inputs", count)


def load(folder, root):
    module = datasets.dataset(folder.partition("-")[0])
    loaders = {"majorminer-crawl": "load_crawl", "msd-titles": "load_titles"}
    return getattr(module, loaders.get(folder, "load"))(root)


@pytest.mark.parametrize(("folder", "name"), tiny.tables())
def test_tables(folder, name, tmp_path, record_property):
    root = tiny.write(tmp_path / "data", folder)

    def run(content):
        (root / name).write_bytes(content)
        try:
            data = load(folder, root)
            if name.startswith("split_"):
                datasets.magnatagatune.splits.compare_with_published(data)
        except UserError as error:
            check_message(error)
            return
        for path in paths_in(data):
            assert path.resolve().is_relative_to(root.resolve()), path
        if folder == "magnatagatune":
            assert set(np.unique(data.labels)) <= {0, 1}
        if folder == "msd":
            assert np.isfinite(data.timbre).all()

    fuzz(tiny.folders()[folder][name], run, record_property)


def test_song_files(tmp_path, record_property):
    def run(content):
        (tmp_path / "song.h5").write_bytes(content)
        try:
            song = read_song(tmp_path / "song.h5")
        except SongError as error:
            check_message(error)
        else:
            assert np.isfinite(song.timbre).all()

    fuzz(tiny.song(), run, record_property)


def test_split_files_of_numpy(tmp_path, record_property):
    np.save(tmp_path / "valid.npy", np.array(["7\tc/bob-b-0-29.mp3", "9\tf/ann-c-0-29.mp3"]))

    def run(content):
        (tmp_path / "changed.npy").write_bytes(content)
        try:
            assert isinstance(read_split_file(tmp_path / "changed.npy"), dict)
        except UserError as error:
            check_message(error)

    fuzz((tmp_path / "valid.npy").read_bytes(), run, record_property)
