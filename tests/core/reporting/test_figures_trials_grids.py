import json
import re
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

from paper_repro.core.command_line import Options
from paper_repro.core.errors import UserError
from paper_repro.core.reporting import figure as figures
from paper_repro.core.reporting.figure import Figure, canvas
from paper_repro.core.reporting.grid import folder_name, grid_main, refuse_what_the_grid_sets
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.core.reporting.together import Together
from paper_repro.core.reporting.trials import trials_figure, trials_table

TRIALS = pd.DataFrame(
    {
        "trial": [0, 1, 2],
        "score": [0.5, np.nan, 0.7501],
        "rate": [0.001, 0.01, 0.1],
        "cell": ["gru", "gru", "lstm"],
        "units": [8, 8, 8],
        "state": ["done", "failed", "done"],
    }
)


def figure(name="figure1") -> Figure:
    picture, axis = canvas(3, 2)
    axis.plot([0, 1], [1, 2])
    return Figure("toy", name, "Title", picture, pd.DataFrame({"x": [0, 1]}), ("A note.",), {"Data": "sample"})


def test_a_figure_is_an_image_its_numbers_and_its_notes(tmp_path):
    image, numbers, about, drawing = figure().write(tmp_path)
    assert image.read_bytes().startswith(b"\x89PNG")
    assert numbers.read_text() == "x\n0\n1\n"
    assert json.loads(about.read_text()) == {"title": "Title", "notes": ["A note."], "provenance": {"Data": "sample"}}
    assert drawing.name == "figure1.svg"
    assert figure().text() == "# Title\n- A note.\n- Data: sample\n"


def test_the_same_figure_has_the_same_bytes(tmp_path):
    first, second = figure().write(tmp_path / "a"), figure().write(tmp_path / "b")
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes()


def test_an_svg_holds_its_texts_and_a_large_one_is_not_kept(tmp_path, monkeypatch):
    drawn = figure()
    drawn.canvas.axes[0].set_title("a <title>")
    *_, path = drawn.write(tmp_path)
    tree = ElementTree.parse(path).getroot()
    assert "a <title>" in ["".join(element.itertext()) for element in tree.iter("{http://www.w3.org/2000/svg}text")]
    for name in set(re.findall(r"#([\w-]+)", path.read_text())) - {"ffffff"}:
        known = re.fullmatch("[0-9a-f]{6}", name) or f'id="{name}"' in path.read_text()
        assert known, name
    monkeypatch.setattr(figures, "MOST_SVG", 1000)
    assert [path.suffix for path in drawn.write(tmp_path)] == [".png", ".csv", ".json"]
    assert not path.exists()


def test_together_prints_and_writes_each_artifact(tmp_path):
    table = Table("toy", "table1", "Numbers", [Block("table", "Heading", [Column("x", "x")], [{"x": 1}])])
    both = Together([table, figure()])
    assert both.text().index("# Numbers") < both.text().index("# Title")
    names = [path.name for path in both.write(tmp_path)]
    assert names == [
        "table1.md",
        "table1.csv",
        "table1.json",
        "figure1.png",
        "figure1.csv",
        "figure1.json",
        "figure1.svg",
    ]


@pytest.mark.parametrize(("mode", "best"), [("max", "2"), ("min", "0")])
def test_trials_are_ranked_and_a_failed_one_is_last(mode, best):
    text = trials_table("toy", "search", "Search", TRIALS, "accuracy", mode, {}).text()
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("|")]
    assert rows[0] == ["trial", "accuracy", "rate", "cell", "units", "state"]
    assert rows[2][0] == best
    assert rows[-1][:2] == ["1", "–"]


def test_the_figure_of_trials_has_a_panel_for_each_varied_setting():
    drawn = trials_figure("toy", "search", "Search", TRIALS, "accuracy", "max", {})
    panels = [axis.get_xlabel() for axis in drawn.canvas.axes if axis.axison]
    assert panels == ["trial", "rate", "cell"]
    assert drawn.canvas.axes[1].get_xscale() == "log"
    best = drawn.canvas.axes[0].lines[1].get_ydata()
    assert list(best) == [0.5, 0.7501]


def test_a_grid_refuses_the_options_that_it_sets():
    refuse_what_the_grid_sets("seeds", {"seeds": 3}, ["--out", "results", "--preset", "smoke"])
    for given in ("--seeds", "--seeds=5", "--see"):
        with pytest.raises(UserError, match=f"{given.split('=')[0]}: the grid seeds sets --seeds 3 itself"):
            refuse_what_the_grid_sets("seeds", {"seeds": 3}, ["--out", "results", given])


@pytest.mark.parametrize(("words", "received"), [(["width"], "'width'"), ([], "nothing")])
def test_an_unknown_grid_ends_with_status_2(words, received, capsys):
    with pytest.raises(SystemExit) as stopped:
        grid_main({"ablations": {}}, lambda name, options: None, "", Options, words)
    assert stopped.value.code == 2
    assert f"one of ablations. Received: {received}." in capsys.readouterr().err


def test_a_grid_gets_its_own_values(tmp_path, capsys):
    seen = []

    def produce(name, options):
        seen.append((name, options.seeds))
        return Table("toy", "grid", "Grid", [Block("grid", "Heading", [Column("x", "x")], [{"x": 1}])])

    with pytest.raises(SystemExit) as stopped:
        grid_main({"many": {"seeds": 3}}, produce, "", Options, ["many", "--out", str(tmp_path)])
    assert not stopped.value.code
    assert seen == [("many", 3)]
    assert "| x |" in capsys.readouterr().out
    assert (tmp_path / "toy" / "grid.csv").read_text() == "x\n1\n"


def test_folder_names():
    assert folder_name("width 1/2, «a»") == "width_1_2___a_"
