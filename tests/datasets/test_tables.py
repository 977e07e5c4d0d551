"""The shared table readers: positions in errors, and tables without quotes."""

import pytest

from paper_repro.core.errors import UserError
from paper_repro.datasets.tables import csv_rows, read_table, read_text
from paper_repro.datasets.words import word_facts


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_and_byte_of_what_is_not_utf_8(mark, tmp_path):
    (tmp_path / "a.csv").write_bytes(mark + b"id\n\xfc\nab\n")
    with pytest.raises(UserError, match=r"a\.csv line 2: not UTF-8 \(byte 0xfc\)"):
        read_text(tmp_path / "a.csv")


def test_without_quoting_a_quote_is_a_character(tmp_path):
    (tmp_path / "a.tsv").write_text('1\t"Heroes\n2\t"a"b"\n')
    assert list(csv_rows(tmp_path / "a.tsv", separator="\t", quoted=False)) == [
        (1, ["1", '"Heroes']), (2, ["2", '"a"b"']),
    ]  # fmt: skip
    table = read_table(tmp_path / "a.tsv", ("id", "title"), separator="\t", header=False, quoted=False)
    assert table["title"].tolist() == ['"Heroes', '"a"b"']
    with pytest.raises(UserError, match=r"line 1: .* expected after"):
        list(csv_rows(tmp_path / "a.tsv", separator="\t"))


def test_the_index_is_the_line_of_the_file(tmp_path):
    (tmp_path / "a.csv").write_text('id,title\n\n1,"two\nlines"\n2,x\n')
    assert read_table(tmp_path / "a.csv", ("title", "id")).to_dict("index") == {
        3: {"title": "two\nlines", "id": "1"}, 5: {"title": "x", "id": "2"},
    }  # fmt: skip


def test_rows_are_as_long_as_a_wide_header(tmp_path):
    names = [f"c{number}" for number in range(300)]
    (tmp_path / "a.csv").write_text(f"{','.join(names)}\n{','.join(['1'] * 300)}\n")
    assert read_table(tmp_path / "a.csv", names).to_numpy().tolist() == [["1"] * 300]
    for cells in (299, 301):
        (tmp_path / "a.csv").write_text(f"{','.join(names)}\n{','.join(['1'] * cells)}\n")
        with pytest.raises(UserError, match=f"line 2: 300 cells expected. Received: {cells}"):
            read_table(tmp_path / "a.csv", names)


def test_of_no_text_all_counts_are_0():
    assert set(word_facts([], "title").values()) == {0}
