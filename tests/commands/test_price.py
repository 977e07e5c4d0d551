"""The command's words, and what it says of each paper without measuring."""

import json

import pytest

from paper_repro.core.command_line import Options
from paper_repro.papers import PAPERS
from tests.core.test_command_line import refused, run, with_package


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nosuch"], "paper must be one of majorminer"),
        (["magnatagatune", "forest"], "row must be one of all_10"),
        (["--data", "."], "name one paper"),
        (["majorminer", "--teraflops", "0"], "above 0"),
        (["majorminer", "--steps", "-1"], "whole number"),
    ],
)
def test_mistakes_are_refused_in_one_line(tmp_path, words, said):
    refused(run("paper_repro", "price", *words, cwd=tmp_path, env=with_package()), said)


def test_a_row_is_counted_and_measured(tmp_path):
    words = ["price", "magnatagatune", "all_10", "--steps", "0", "--teraflops", "50"]
    done = run("paper_repro", *words, cwd=tmp_path, env=with_package())
    assert (done.returncode, done.stderr) == (0, "")
    written = json.loads((tmp_path / "results" / "magnatagatune" / "price.json").read_text())
    (row,) = written["table"]
    # Table I by hand: outputs of each convolution times its kernel, twice, and the dense layer.
    counts = [(38, 907, 128, 9), (17, 224, 384, 9 * 128), (6, 54, 768, 9 * 384), (1, 7, 2048, 9 * 768)]
    assert row["flops"] == sum(2 * height * width * filters * kernel for height, width, filters, kernel in counts) + (
        2 * 2048 * 50
    )
    assert row["hours_on_card"] == pytest.approx(3 * row["flops"] * 15_247 * 10 / 50e12 / 3600)
    assert row["hours"] is None


@pytest.mark.parametrize("name", PAPERS)
def test_published_parts_are_whole(name):
    paper = PAPERS[name]
    options = paper.options.of(Options(preset="paper"))
    for config in paper.configs(options).values():
        items = paper.module("published").parts(config)
        assert list(items) == ["train", "valid", "test"]
        assert min(items.values()) > 0
        assert items["train"] > items["valid"]
