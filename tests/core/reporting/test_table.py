import csv
import doctest
import json
from dataclasses import dataclass

import pytest

from paper_repro.core.evaluation.intervals import Interval
from paper_repro.core.reporting import table
from paper_repro.core.reporting.formats import number, percent
from paper_repro.core.reporting.table import Block, Column, Table


@dataclass
class Scored:
    name: str
    share: float


COLUMNS = [
    Column("Name", "name"),
    Column("%", "share", percent),
    Column("twice", lambda row: 2 * row.share, number(2), key="double"),
    Column("", lambda row: len(row.name), key="length"),
]


def made(*rows, columns=COLUMNS, **options) -> Table:
    return Table("toy", "table1", "Title", [Block("table", "Heading", columns, rows)], **options)


def written(table: Table, out) -> tuple[str, list[dict], dict]:
    markdown, numbers, everything = table.write(out)
    assert markdown.read_text("utf-8") == table.text()
    with numbers.open(encoding="utf-8", newline="") as file:
        return markdown.read_text("utf-8"), list(csv.DictReader(file)), json.loads(everything.read_text("utf-8"))


def test_docstring_examples():
    result = doctest.testmod(table)
    assert result.attempted
    assert not result.failed


def test_rows_are_objects_and_columns_know_their_cells(tmp_path):
    text, rows, content = written(made(Scored("LSTM", 0.25), Scored("GRU", 0.5)), tmp_path)
    assert text.splitlines()[2:7] == [
        "**Heading**", "", "| Name | %    | twice |", "| ---- | ---- | ----- |", "| LSTM | 25.0 | 0.50  |",
    ]  # fmt: skip
    assert rows[1] == {"name": "GRU", "share": "0.5", "double": "1.0", "length": "3"}
    assert content["table"][0] == {"name": "LSTM", "share": 0.25, "double": 0.5, "length": 4}


def test_further_items_of_a_mapping_are_in_csv_and_json_only(tmp_path):
    text, rows, content = written(made({"name": "LSTM", "seeds": 3}, columns=[Column("Name", "name")]), tmp_path)
    assert rows == [{"name": "LSTM", "seeds": "3"}]
    assert content["table"] == [{"name": "LSTM", "seeds": 3}]
    assert "seeds" not in text


def test_intervals_have_three_columns_in_csv_and_nan_is_null_in_json(tmp_path):
    columns = [Column("Loss", "loss", number(1)), Column("Published", "published", number(1))]
    row = {"loss": Interval(2.0, 1.0, 3.0, 9), "published": float("nan")}
    text, rows, content = written(made(row, columns=columns), tmp_path)
    assert "| 2.0 [1.0, 3.0] | –         |" in text
    assert rows == [{"loss": "2.0", "loss_low": "1.0", "loss_high": "3.0", "published": "nan"}]
    assert content["table"] == [
        {"loss": {"value": 2.0, "low": 1.0, "high": 3.0, "n": 9, "seeds": 1}, "published": None}
    ]


def test_a_column_from_a_function_needs_a_key():
    with pytest.raises(ValueError, match=r"'Name' .* needs a `key`"):
        Column("Name", len)
    with pytest.raises(AttributeError):
        made(Scored("LSTM", 0.5), columns=[Column("Loss", "loss")]).text()


def test_odd_cells_stay_in_their_column_and_are_written(tmp_path):
    name = b"a|b\n<unk>`\xe9".decode("utf-8", "surrogateescape")
    text, rows, content = written(made(Scored(name, 0.5)), tmp_path)
    assert "| a\\|b \\<unk>\\`\\udce9 | 50.0 | 1.00  |" in text
    assert rows[0]["name"] == "a|b\n<unk>`\\udce9"
    assert content["table"][0]["name"] == name


def test_provenance_is_a_list_whose_lines_stay_apart():
    text = made(Scored("a", 0.5), notes=("A note.",), provenance={"Data": "sample", "Seeds": "0", "runs": ["x"]}).text()
    assert text.endswith("\n\n- A note.\n\n- Data: sample\n- Seeds: 0\n")


def test_rendered_markdown_has_one_item_for_each_line_of_provenance():
    markdown = pytest.importorskip("markdown_it")
    text = made(Scored("a<b", 0.5), provenance={"Data": "sample", "Seeds": "0"}).text()
    html = markdown.MarkdownIt("commonmark").enable("table").render(text)
    assert html.count("<li>") == 2
    assert "<td>a&lt;b</td>" in html
