"""The block and the sentence of the tables ``future``, the board's claims on them, and the README's column."""

import json
from dataclasses import replace

import numpy as np
import pytest

from paper_repro.core.errors import UserError
from paper_repro.core.evaluation.claims import Claim, Part, above
from paper_repro.core.evaluation.intervals import mean_interval
from paper_repro.core.paper import Row
from paper_repro.core.presets import DeclarationError
from paper_repro.core.reporting.board import board
from paper_repro.core.reporting.claims import Condition, claims_blocks
from paper_repro.core.reporting.formats import number
from paper_repro.core.reporting.future import Tried, came_of, future_block, tried_finding
from paper_repro.core.reporting.results import read_results
from paper_repro.core.reporting.table import Table
from paper_repro.core.reporting.wishes import HEADER, wishes, write_wishes
from paper_repro.core.training.run import RunFolder
from paper_repro.papers import PAPERS

SCORES = 0.5 + 0.1 * np.tile([1.0, -1.0], 40)
CLAIMS = (
    Claim("future_deeper", "Deeper helps.", "Sec. 7", lambda up: Part.difference("d", SCORES + up, SCORES, above())),
    Claim("future_wider", "Wider helps.", "Sec. 7", lambda up: Part.difference("w", SCORES - up, SCORES, above())),
    Claim("uses_audio", "Both use the audio.", "ours", lambda up: Part.mean("m", SCORES, above())),
)
ABOUT = {"about": {"data": "rendered", "preset": "quick", "seeds": 1}}


@pytest.fixture
def written(tmp_path):
    rows = [
        Tried("", "", "As published", mean_interval(SCORES), parameters=10, step_ms=3.4),
        Tried("a deeper network", "Sec. 7", "Six layers", mean_interval(SCORES + 0.1), mean_interval(SCORES * 0 + 0.1)),
        Tried("captions", "Sec. 7", "With captions", missing="the corpus has none."),
    ]
    blocks = [
        future_block(rows, "Accuracy", number(2), number(2, signed=True)),
        *claims_blocks(CLAIMS, Condition(0.1)),
    ]
    table = Table("majorminer", "future", "Future", blocks, [], ABOUT, [tried_finding(blocks)])
    table.write(tmp_path)
    return table.text(), read_results(tmp_path)


def test_a_row_has_its_numbers_or_the_reason_why_not(written):
    text, found = written
    assert "Of what the authors would try next: 1 helps, 1 does not." in text
    assert "| As published" in text
    assert "0.60 [0.58, 0.62]" in text
    assert "With captions: not tried here: the corpus has none." in text
    assert "a deeper network (Sec. 7)" in text
    assert [row["label"] for row in dict(found["majorminer/future"].blocks())["table"]] == [
        "As published",
        "Six layers",
    ]


def test_nothing_tried_is_said():
    assert tried_finding([]) == "None of what the authors would try was tried."
    assert came_of([]) == ""
    assert came_of(["not run", "too few items"]) == "2 not tested"


def test_the_board_has_them_among_the_paper_s_claims(written, monkeypatch):
    paper = PAPERS["majorminer"]
    monkeypatch.setattr(type(paper), "claims", property(lambda self: CLAIMS))
    rows = board({"majorminer": paper}, written[1]).blocks[0].records()
    assert [(row["key"], row["verdict"]) for row in rows] == [
        ("future_deeper", "holds"), ("future_wider", "does not hold"), ("uses_audio", "holds"),
    ]  # fmt: skip


def test_the_readme_s_column_counts_wishes_and_leaves_the_rest_alone(written, tmp_path):
    cells = wishes(["majorminer", "musiccaps"], written[1], "results")
    assert cells == {
        "majorminer": "[rendered](results/majorminer/future.md): 1 helps, 1 does not",
        "musiccaps": "not run",
    }
    readme = tmp_path / "README.md"
    assert not write_wishes(readme, cells)
    readme.write_text("nothing\n")
    assert not write_wishes(readme, cells)
    table = [f"| paper | here | {HEADER} |", "| --- | --- | --- |"]
    lines = [f"| A | [{name}](paper_repro/{name}/README.md) |" for name in cells]
    after = ["", f"| [majorminer](paper_repro/majorminer/README.md) | {HEADER} | else |", ""]
    readme.write_text("\n".join(["before", "", *table, *(f"{line} old |" for line in lines), *after]))
    for _ in range(2):
        assert write_wishes(readme, cells)
        expected = [f"{line} {cell} |" for line, cell in zip(lines, cells.values(), strict=True)]
        assert readme.read_text() == "\n".join(["before", "", *table, *expected, *after])
    with pytest.raises(UserError, match="lacks songtitle"):
        write_wishes(readme, {**cells, "songtitle": "x"})


def test_a_paper_declares_rows_of_its_future_work():
    paper = PAPERS["majorminer"]
    name, row = next(iter(paper.rows.items()))
    more = replace(paper, future={"deeper": Row("Deeper", row.changes)})
    options = paper.options(preset="smoke")
    assert "deeper" not in more.configs(options)
    assert more.row("deeper").label == "Deeper"
    assert set(more.configs(options, ["deeper"])) == {"deeper"}
    assert more.known["deeper"] is more.row("deeper")
    assert name in more.known
    with pytest.raises(DeclarationError, match="row deeper: unknown setting colour"):
        replace(paper, future={"deeper": Row("Deeper", {"colour": 1})})


def test_a_step_s_time_is_the_fastest_epoch_s_and_no_part_of_what_a_run_is(tmp_path):
    folder = RunFolder(tmp_path)
    assert np.isnan(folder.read_step_seconds())
    for seconds in (0.5, 0.2, 0.3):
        folder.write_step_seconds(seconds)
    assert folder.read_step_seconds() == 0.2
    assert json.loads((tmp_path / "timing.json").read_text()) == {"step_seconds": 0.2}
