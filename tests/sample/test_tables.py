"""The literal tables of the sample corpora: readable, used whole, and part of the package."""

from pathlib import Path

import pytest

import paper_repro
from paper_repro.sample.musiccaps.words import DRUMS, VOICE
from paper_repro.sample.tables import entries, phrases, records, tags

FILES = sorted((Path(paper_repro.__file__).parent / "sample").rglob("*.tsv"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: "-".join(path.parts[-2:]))
def test_every_table_has_a_cell_in_every_column_and_no_blank_ends(path):
    package = ".".join(["paper_repro", *path.relative_to(Path(paper_repro.__file__).parent).parent.parts])
    rows = records(package, path.name)
    assert rows
    assert all(cell == cell.rstrip() for row in rows for cell in row.values())
    assert "\r" not in path.read_text("utf-8")


def test_a_key_that_comes_again_goes_on(tmp_path, monkeypatch):
    write(tmp_path, monkeypatch, "table\tkey\tentries\n# more\nA\tx\tone | two\nA\tx\tthree\nA\ty\t\nB\t\t | seen\n")
    assert phrases("toy_tables", "toy.tsv") == {"A": {"x": ("one", "two", "three"), "y": ()}, "B": {"": ("", "seen")}}


def test_a_row_with_a_cell_too_many_is_an_error(tmp_path, monkeypatch):
    write(tmp_path, monkeypatch, "table\tkey\tentries\nA\tx\tone\ttwo\n")
    with pytest.raises(ValueError, match="zip"):
        records("toy_tables", "toy.tsv")


def test_offsets_may_have_names(tmp_path, monkeypatch):
    write(tmp_path, monkeypatch, "name\tcount\toffset\trule\nbass\t3\tplain\tbass guitar 9 | synth -0.5\nx\t1\t-2\t\n")
    bass, other = tags("toy_tables", "toy.tsv", plain=-2.2)
    assert bass == ("bass", 3, -2.2, {"bass guitar": 9, "synth": -0.5})
    assert other == ("x", 1, -2.0, {})


def test_blank_entries_count():
    assert entries("line |  | groove") == ("line", "", "groove")
    assert entries("| | seen") == ("", "", "seen")


def test_families_of_phrases_list_all_voices_and_drums():
    families = phrases("paper_repro.sample.musiccaps", "phrases.tsv")["FAMILIES"]
    assert families["voice"] == tuple(VOICE)
    assert families["drum"] == tuple(DRUMS)


def write(folder, monkeypatch, text):
    phrases.cache_clear()
    package = folder / "toy_tables"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "toy.tsv").write_text(text)
    monkeypatch.syspath_prepend(folder)
    monkeypatch.delitem(__import__("sys").modules, "toy_tables", raising=False)
