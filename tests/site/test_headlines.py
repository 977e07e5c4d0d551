"""The headline numbers of the front page are those of ``results/real.json``, whatever stands in it."""

from __future__ import annotations

import json

import pytest

from paper_repro.site.claims import Mark
from paper_repro.site.headlines import headlines_of
from tests.site.pages import by_class, parse, text


def written(folder, **cells):
    row = {
        "paper": "toy", "claim": "BLEU, %; above a constant", "place": "Table 1", "published": "54.0; not stated",
        "rendered": "17.3 [12.3, 22.3]; +8.8 [+3.0, +14.6]: holds (standard BLEU2)",
        "rendered_numbers": {"table": "toy/table1"}, "real": "none: not public", "real_numbers": {"table": ""}, **cells,
    }  # fmt: skip
    folder.mkdir(exist_ok=True)
    (folder / "real.json").write_text(json.dumps({"lead": ["One."], "table": [row], "notes": []}))
    (line,) = headlines_of(folder).groups["toy"]
    return line


def test_a_cell_is_read_into_its_numbers_verdict_and_remark(tmp_path):
    line = written(tmp_path)
    assert (line.claim, line.further) == ("BLEU, %", "above a constant")
    published, rendered, real = line.sides
    assert [cell.text for cell in published.numbers] == ["54.0"]
    assert [(cell.main, cell.rest) for cell in rendered.numbers] == [
        ("17.3", "[12.3, 22.3]"),
        ("+8.8", "[+3.0, +14.6]"),
    ]
    assert (rendered.mark, rendered.of) == (Mark("holds"), "standard BLEU2")
    assert rendered.href == "papers/toy.html#result-table1"
    assert (real.numbers, real.why, real.href) == ((), "not public", "")


@pytest.mark.parametrize("cell", ["not run", "", "a: b (c", "<b>1</b>; 2", "x" * 300])
def test_what_is_no_number_is_shown_as_it_is(tmp_path, cell):
    side = written(tmp_path, real=cell).sides[2]
    assert (side.numbers, side.why) == ((), cell)


@pytest.mark.parametrize("content", ["[]", "{}", "no json", '{"lead": [], "table": [1], "notes": []}'])
def test_another_file_s_content_is_left_out(tmp_path, content):
    (tmp_path / "real.json").write_text(content)
    assert headlines_of(tmp_path) is None
    assert headlines_of(tmp_path / "nothing") is None


def test_the_front_page_has_every_number_of_the_file(site, results):
    rows = json.loads((results / "real.json").read_text(encoding="utf-8"))["table"]
    shown = [each for each in by_class(parse(site / "index.html"), "headline") if each.tag == "li"]
    assert len(shown) == len(rows)
    for item, row in zip(shown, rows, strict=True):
        sides = [text(side) for side in by_class(item, "side")]
        assert row["claim"].partition("; ")[0] in text(item)
        for side, key in zip(sides, ("published", "rendered", "real"), strict=True):
            for part in row[key].removeprefix("none: ").replace(" (", ": ").rstrip(")").split(": "):
                for number in part.split("; "):
                    assert number in side or (key == "published" and number == "not stated"), (row["claim"], key)
