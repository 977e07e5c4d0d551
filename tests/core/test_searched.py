"""What a search has found, as a row that tables train."""

from dataclasses import replace

import pytest

from paper_repro.core.command_line import Options
from paper_repro.core.errors import UserError
from paper_repro.core.searched import Searched
from paper_repro.papers import PAPERS

FOUND = Searched(
    "magnatagatune", "all_10", "quick", {"batch_size": 8, "pools": ((2, 4), (2, 4), (2, 6), (1, 7))}, "roc_auc", 0.9
)


def configs(path, preset="quick"):
    return PAPERS["magnatagatune"].configs(Options(searched=path, preset=preset), ["all_10", "all_2"])


def test_the_row_that_was_searched_takes_the_settings_and_no_other(tmp_path):
    FOUND.write(tmp_path / "searched.json")
    before, after = configs(None), configs(tmp_path / "searched.json")
    assert after["all_10"] == replace(before["all_10"], batch_size=8)
    assert before["all_10"].batch_size == 16
    assert after["all_2"] == before["all_2"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"paper": "cal500exp"}, "of paper cal500exp; search for this one. Received: magnatagatune"),
        ({"preset": "paper"}, "of preset paper"),
        ({"changes": {"colour": 3}}, "unknown setting colour"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path, change, message):
    replace(FOUND, **change).write(tmp_path / "searched.json")
    with pytest.raises(UserError, match=message):
        configs(tmp_path / "searched.json")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"changes": []}', "{" * 2000])
def test_a_file_of_another_kind_is_one_line(tmp_path, content):
    (tmp_path / "searched.json").write_text(content)
    with pytest.raises(UserError, match="not what search --apply has written"):
        configs(tmp_path / "searched.json")
