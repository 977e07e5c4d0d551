"""Headlines: numbers, intervals and verdicts out of written tables; what is not there, and the README's block."""

import json

import pytest

from paper_repro.core.errors import UserError
from paper_repro.core.evaluation.claims import POINTS, Claim, Part, above
from paper_repro.core.evaluation.intervals import Interval
from paper_repro.core.reporting.claims import Condition, claims_blocks
from paper_repro.core.reporting.headlines import Absent, Cell, Headline, Side, Told
from paper_repro.core.reporting.real import BEGIN, END, Line, readme_block, real_table, write_readme
from paper_repro.core.reporting.results import read_results
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.papers import PAPERS

SCORES = {"A": Interval(0.5, 0.4, 0.6, 60, 3), "B": Interval(0.25, 0.2, 0.3, 12), "C": Interval(0.5, -0.1, 0.1, 60, 3)}
ROWS = [{"row": name, "kind": "x", "score": score} for name, score in SCORES.items()]
BETTER = Claim(
    "better", "A beats B.", "ours",
    lambda results: Part.difference("A - B", [0.5, 0.7] * 30, [0.2, 0.2] * 30, above(0.1), POINTS),
)  # fmt: skip


@pytest.fixture
def written(tmp_path):
    block = Block("table", "Scores", [Column("Row", "row"), Column("Score", "score")], ROWS)
    about = {"about": {"data": "real", "preset": "smoke", "seeds": 3}}
    blocks = [block, *claims_blocks([BETTER], Condition(None))]
    Table("p", "t", "T", blocks, [], about).write(tmp_path)
    return read_results(tmp_path)


def headline(real, published=0.54, gain=0.1):
    return Headline("k", "BLEU; above nothing", "Table 1", POINTS, published, gain, Absent("nobody plays"), real)


def told(written, side):
    return headline(side).told(side, written, "p")


def test_a_score_has_its_interval_items_and_trainings(written):
    found = told(written, Side("t", Cell("score", {"row": "A", "kind": "x"}), of="extract"))
    assert (found.text, found.count, found.verdict) == ("50.0 [40.0, 60.0] (extract)", "60 x 3", "")
    assert (found.table, found.preset, found.score) == ("p/t", "smoke", SCORES["A"])


def test_a_distance_out_of_a_claim_has_the_range_that_the_claim_wants(written):
    found = told(written, Side("t", Cell("score", {"row": "A"}), Told("better", "A - ")))
    assert found.verdict == "holds"
    assert found.text.startswith("50.0 [40.0, 60.0]; +40.0 [+")
    assert found.text.endswith(": holds")


@pytest.mark.parametrize(("row", "verdict"), [("A", "holds"), ("B", "too few items"), ("C", "undecided at this n")])
def test_a_distance_out_of_a_cell_is_wanted_above_0(written, row, verdict):
    assert told(written, Side("t", gain=Cell("score", {"row": row}))).verdict == verdict


def test_what_lies_below_does_not_hold(tmp_path):
    rows = [
        {"row": "A", "score": Interval(-0.3, -0.4, -0.2, 60)},
        {"row": "same", "score": Interval(0.0, 0.0, 0.0, 60)},
    ]
    Table("p", "t", "T", [Block("table", "S", [Column("Row", "row")], rows)]).write(tmp_path)
    for row in ("A", "same"):
        assert told(read_results(tmp_path), Side("t", gain=Cell("score", {"row": row}))).verdict == "does not hold"


@pytest.mark.parametrize(
    "side",
    [
        Side("other", Cell("score", {"row": "A"})),
        Side("t", Cell("score", {"row": "D"})),
        Side("t", Cell("score", {"kind": "x"})),
        Side("t", Cell("colour", {"row": "A"})),
        Side("t", Cell("score", {"row": "A"}, "controls")),
        Side("t", Cell("score", {"row": "A"}), Told("worse", "A")),
        Side("t", Cell("score", {"row": "A"}), Told("better", "B")),
        Side("t", Cell("score", {"row": "A"}), Told("better", "A", "By another rule")),
    ],
)  # fmt: skip
def test_a_number_that_is_not_there_or_not_one_is_not_run(written, side):
    found = told(written, side)
    assert (found.text, found.count, found.table) == ("not run", "–", "")


def test_intervals_of_old_tables_do_not_tell_their_trainings(written, tmp_path):
    path = tmp_path / "p" / "t.json"
    content = json.loads(path.read_text())
    del content["table"][0]["score"]["seeds"]
    path.write_text(json.dumps(content))
    assert told(read_results(tmp_path), Side("t", Cell("score", {"row": "A"}))).count == "60"


def test_published_numbers_stand_as_ours_do():
    score, gain = Cell("score"), Cell("gain")
    assert headline(Side("t", score, gain)).published_text() == "54.0; +10.0"
    assert headline(Side("t", score, gain), gain=None).published_text() == "54.0; not stated"
    assert headline(Side("t", score)).published_text() == "54.0"
    assert headline(Side("t", gain=gain), gain=None).published_text() == "not stated"


def test_the_readme_has_the_block_between_its_lines_and_nothing_else_changes(written, tmp_path):
    each = headline(Side("t", Cell("score", {"row": "A"})))
    line = Line("p", each, each.told(each.rendered, written, "p"), each.told(each.real, written, "p"))
    block = readme_block([line], "results")
    assert "| p: BLEU; above nothing | 54.0 | none: nobody plays | 50.0 [40.0, 60.0] |" in block
    assert "Presets: smoke." in block
    readme = tmp_path / "README.md"
    assert not write_readme(readme, block)
    readme.write_text("about me\n")
    assert not write_readme(readme, block)
    readme.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    assert write_readme(readme, block)
    assert write_readme(readme, block)
    assert readme.read_text() == f"before\n{block}\nafter\n"
    readme.write_text(f"{END}\n{BEGIN}\n")
    with pytest.raises(UserError, match="one is missing, or they are in the wrong order"):
        write_readme(readme, block)


def test_the_table_says_how_many_are_on_real_data_and_whose_it_is(written, monkeypatch):
    """Also that of a smoke run: that it means nothing."""
    module = PAPERS["majorminer"].module("headlines")
    sides = [Side("t", gain=Told("better", "A - B")), Side("other", Cell("score")), Absent("no sound")]
    monkeypatch.setattr(module, "HEADLINES", [headline(side) for side in sides])
    of_paper = {name.replace("p/", "majorminer/"): each for name, each in written.items()}
    of_paper = {name: type(each)(name, each.content) for name, each in of_paper.items()}
    credit = {"name": "owner's set", "tables": "majorminer/t", "credit": "Licence: free."}
    table = real_table({"majorminer": PAPERS["majorminer"]}, of_paper, [credit])
    text = table.text()
    assert "Of 3 headline claims 1 have a number on real data (hold: 1, do not hold: 0, undecided: 0)." in text
    assert "Smoke preset, whose numbers mean nothing: majorminer/t." in text
    assert "- owner's set: Licence: free." in text
    assert [row["real"] for row in table.blocks[0].records()][1:] == ["not run", "none: no sound"]
    tested = {block.key: block.records() for block in table.blocks}["claims_on_real"]
    assert [(row["key"], row["rendered"], row["real"], row["seeds"]) for row in tested] == [("better", "–", "holds", 3)]
