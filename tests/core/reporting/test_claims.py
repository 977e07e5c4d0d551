"""Claims in a table: verdicts in the grid, evidence below it and in the JSON; the board and the comparison read it."""

import json
from dataclasses import replace

import numpy as np
import pytest

from paper_repro.core.errors import NotRun, UserError
from paper_repro.core.evaluation.claims import (
    POINTS,
    Claim,
    Part,
    Untested,
    Verdict,
    above,
    all_of,
    judge,
    untestable,
    within,
)  # fmt: skip
from paper_repro.core.evaluation.intervals import mean_interval
from paper_repro.core.reporting.board import board
from paper_repro.core.reporting.claims import Condition, claims_blocks, found
from paper_repro.core.reporting.compare import compare
from paper_repro.core.reporting.results import read_results
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.papers import PAPERS

RNG = np.random.default_rng(0)
BETTER, WORSE = RNG.normal(0.5, 0.1, (3, 60)), RNG.normal(0.3, 0.1, (3, 60))
CLAIMS = (
    Claim("better", "A beats B.", "Table 1", lambda scores: Part.difference("A - B", *scores, above(), POINTS)),
    Claim("level", "A and B are level (within 2).", "ours",
          lambda scores: all_of(Part.difference("A - B", *scores, within(0.02), POINTS),
                                Part.mean("few", scores[0][:, :9], above(0.1)), remark="seen by eye")),
    Claim("no", "C is pretty.", "Sec. 4", lambda scores: untestable("no pictures")),
)  # fmt: skip
ABOUT = {"Versions": "keras 3", "about": {"data": "rendered", "preset": "quick", "seeds": 3}}


def written(folder, scores=(BETTER, WORSE), about=ABOUT, paper="majorminer", shift=0.0):
    rows = [{"row": name, "score": mean_interval(each + shift)} for name, each in zip("AB", scores, strict=True)]
    table = Block("table", "Scores", [Column("Row", "row"), Column("Score", "score")], rows)
    blocks = [table, *claims_blocks(CLAIMS, Condition(scores), untested=[Untested("It is fun.", "Sec. 1", "taste")])]
    Table(paper, "table1", "Scores", blocks, ["a note"], about, [found(blocks), "On nothing."]).write(folder)
    return folder


def test_claims_stand_with_their_verdicts_and_all_their_numbers(tmp_path):
    written(tmp_path)
    text = (tmp_path / "majorminer" / "table1.md").read_text()
    assert "Of 3 claims hold: 1, do not hold: 1, not tested: 1. On nothing." in text
    assert "| 1 | A beats B." in text
    assert "- 1. A - B +" in text
    assert "wanted above 0.0: holds" in text
    assert "- 2. few 0.5" in text
    assert "too few items (n = 9: takes no part)" in text
    assert "- 2. seen by eye" in text
    assert "- 3. no pictures" in text
    assert "It is fun." in text
    content = json.loads((tmp_path / "majorminer" / "table1.json").read_text())
    finding = content["claims"][0]["findings"][0]
    part = finding["parts"][0]
    assert (content["claims"][0]["key"], finding["verdict"]) == ("better", "holds")
    assert (part["n"], part["seeds"], part["wanted"]) == (60, 3, {"low": 0.0, "high": None})
    assert part["low"] < part["value"] < part["high"]


def test_several_conditions_have_a_column_each():
    blocks = claims_blocks(CLAIMS, Condition((BETTER, WORSE), "first"), Condition((WORSE, BETTER), "second"))
    assert len(blocks) == 1
    rows = blocks[0].records()
    assert (rows[0]["verdict: first"], rows[0]["verdict: second"]) == ("holds", "does not hold")
    assert any(line.startswith("1 (second). A - B -") for line in blocks[0].below)


def test_of_many_numbers_the_telling_ones_are_printed_and_all_are_in_the_json():
    shifts = [*np.linspace(0.01, 0.2, 8), *np.linspace(-0.2, -0.05, 6)]
    claim = Claim(
        "c",
        "c",
        "p",
        lambda _: all_of(*(Part.mean(f"{shift:+.3f}", BETTER - 0.5 + shift, above()) for shift in shifts)),
    )
    (block,) = claims_blocks([claim], Condition(None))
    *shown, rest = block.below
    # The weakest that hold, the strongest that fail.
    assert [line.split()[1] for line in shown if "does not hold" in line] == ["-0.200", "-0.170"]
    holding = [line.split()[1] for line in shown if ": holds" in line]
    assert len(holding) == 2
    weakest = [part.name for part in judge(claim.test(None)).parts if part.verdict is Verdict.HOLDS][:2]
    assert holding == weakest
    left = len(shifts) - len(shown)
    assert rest.startswith(f"1. Of {len(shifts)} numbers {left} more, in the JSON: ")
    assert len(block.records()[0]["findings"][0]["parts"]) == len(shifts)
    # Few are all printed.
    few = Claim("f", "f", "p", lambda _: all_of(*(Part.mean(str(k), BETTER, above()) for k in range(6))))
    assert len(claims_blocks([few], Condition(None))[0].below) == 6


def test_the_verdict_of_a_corrected_bound_names_it():
    line = claims_blocks(CLAIMS[1:2], Condition((WORSE, BETTER)))[0].below[0]
    assert "does not hold" in line
    claim = Claim("c", "c", "p", lambda s: all_of(*(Part.difference(f"p{k}", *s, above()) for k in range(4))))
    assert "does not hold (98.75 %: [" in claims_blocks([claim], Condition((WORSE, BETTER)))[0].below[0]


def test_folders_of_the_same_agree(tmp_path):
    table, flips = compare(written(tmp_path / "a"), written(tmp_path / "b"))
    assert flips == []
    assert "0 of 3 verdicts flipped; 0 of 2 numbers with an interval are apart" in table.text()


def test_what_differs_is_named(tmp_path):
    table, flips = compare(written(tmp_path / "a"), written(tmp_path / "b", (WORSE, BETTER)))
    assert [(flip.claim, flip.first, flip.second) for flip in flips] == [
        ("A beats B.", "holds", "does not hold"),
    ]  # fmt: skip
    assert "2 of 2 numbers with an interval are apart" in table.text()
    near, _ = compare(tmp_path / "a", written(tmp_path / "c", shift=0.001))
    assert "0 of 2 numbers with an interval are apart" in near.text()


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ({"paper": "musiccaps"}, "results of different papers (majorminer; musiccaps)"),
        ({"about": {**ABOUT, "about": {**ABOUT["about"], "preset": "paper"}}}, "preset is quick in"),
        ({"about": {**ABOUT, "about": {**ABOUT["about"], "data": "real"}}}, "data is rendered in"),
        ({"about": {**ABOUT, "about": {**ABOUT["about"], "seeds": 1}}}, "seeds is 3 in"),
        ({"about": {**ABOUT, "Versions": "keras 2"}}, "made with other versions (keras 3 in"),
    ],
)
def test_folders_of_different_things_are_refused(tmp_path, other, message):
    with pytest.raises(UserError) as error:
        compare(written(tmp_path / "a"), written(tmp_path / "b", **other))
    assert message in str(error.value)


def test_folders_without_results_are_refused(tmp_path):
    with pytest.raises(UserError, match="no such folder"):
        compare(tmp_path / "a", tmp_path / "b")
    (tmp_path / "empty").mkdir()
    with pytest.raises(UserError, match="no table or figure in it"):
        read_results(tmp_path / "empty")
    bad = tmp_path / "bad" / "majorminer"
    bad.mkdir(parents=True)
    (bad / "table1.json").write_text("{")
    with pytest.raises(UserError, match="not readable as JSON"):
        read_results(tmp_path / "bad")


def test_the_board_lists_every_claim_and_says_what_was_not_run(tmp_path, monkeypatch):
    module = PAPERS["majorminer"].module("claims")
    never = Claim("never", "D is best.", "Table 9", lambda scores: None)
    monkeypatch.setattr(module, "CLAIMS", (*CLAIMS, never))
    monkeypatch.setattr(PAPERS["majorminer"].module("future_claims"), "CLAIMS", ())
    monkeypatch.setattr(module, "UNTESTED", (Untested("It is fun.", "Sec. 1", "taste"),))
    table = board({"majorminer": PAPERS["majorminer"]}, read_results(written(tmp_path)))
    rows = {row["key"]: row for row in table.blocks[0].records()}
    assert {key: row["verdict"] for key, row in rows.items()} == {
        "better": "holds", "level": "does not hold", "no": Verdict.UNTESTABLE.value, "never": "not run",
    }  # fmt: skip
    assert (rows["better"]["data"], rows["better"]["seeds"], rows["better"]["table"]) == (
        "rendered", 3, "majorminer/table1",
    )  # fmt: skip
    assert rows["better"]["parts"][0]["name"] == "A - B"
    assert "4 verdicts on 4 claims of 1 papers" in table.text()
    assert "It is fun." in table.text()
    assert {path.name for path in table.write(tmp_path)} == {"claims.md", "claims.csv", "claims.json"}
    # What the board has written itself is no paper's result.
    assert set(read_results(tmp_path)) == {"majorminer/table1"}


def test_claims_on_data_that_cannot_hold_them_are_no_claims_that_were_not_run(tmp_path, monkeypatch):
    paper = PAPERS["majorminer"]
    real, _ = paper.real
    never = Claim("never", "D is best.", "Table 9", lambda scores: scores["D"])

    def missing(scores):
        raise NotRun("D has not been trained")

    absent = replace(never, test=missing)
    monkeypatch.setattr(paper.module("claims"), "CLAIMS", (CLAIMS[0],))
    monkeypatch.setattr(paper.module("future_claims"), "CLAIMS", ())
    blocks = claims_blocks((CLAIMS[0], absent), Condition((BETTER, WORSE)))
    Table("majorminer", "table1_real", "Scores", blocks, [], ABOUT).write(tmp_path)
    written = read_results(tmp_path)
    found = board({"majorminer": paper}, written)
    assert [row["verdict"] for row in found.blocks[0].records()] == ["holds", "not run"]
    declared = replace(paper, real=(replace(real, absent="there is no D"),))
    found = board({"majorminer": declared}, written)
    assert [row["key"] for row in found.blocks[0].records()] == ["better"]
    assert "majorminer/table1_real: 1 claims of the paper cannot be tested there, there is no D." in found.text()


def test_a_first_block_of_more_columns_than_a_page_is_refused():
    columns = [Column(f"c{number}", "x") for number in range(9)]
    with pytest.raises(ValueError, match="may print 8 columns"):
        Table("p", "t", "T", [Block("b", "B", columns, [{"x": 1}])])


def test_long_cells_are_cut_in_print_and_whole_in_json(tmp_path):
    block = Block("b", "B", [Column("x", "x")], [{"x": "y" * 300}])
    table = Table("p", "t", "T", [block])
    assert max(len(cell) for cell in table.text().split("|")) <= 122
    table.write(tmp_path)
    assert json.loads((tmp_path / "p" / "t.json").read_text())["b"][0]["x"] == "y" * 300
