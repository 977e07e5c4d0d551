"""Options of papers in shared commands."""

import subprocess
import sys

import pytest

from paper_repro.__main__ import _parser
from paper_repro.cal500exp.options import TagOptions, TimelineOptions
from paper_repro.core.command_line import Options
from paper_repro.musiccaps.options import CaptionOptions
from paper_repro.papers import PAPERS


@pytest.mark.parametrize(
    ("words", "own"),
    [
        (["reproduce", "songtitle", "--encoder", "small"], "encoder"),
        (["reproduce", "--preset", "smoke", "musiccaps", "--target", "caption"], "target"),
        (["draw", "musiccaps", "clstma", "--out", "songtitle", "--tokens", "word"], "tokens"),
        (["search", "cal500exp", "--trials", "1", "--tags", "all", "--out", "musiccaps"], "tags"),
    ],
)
def test_a_papers_options_are_known_where_it_is_named(words, own):
    assert getattr(_parser(words).parse_args(words), own)


def test_a_papers_name_as_a_value_names_no_paper(capsys):
    words = ["reproduce", "--out", "musiccaps"]
    assert not hasattr(_parser(words).parse_args(words), "target")


def test_options_of_one_paper_become_those_of_another():
    captions = CaptionOptions(target="caption", tokens="word", seeds=3)
    for paper in PAPERS.values():
        assert type(paper.options.of(captions)) is paper.options
        assert paper.base_config(captions)
    assert Options.of(captions) == Options(seeds=3)
    assert TimelineOptions.of(TagOptions(tags="all")).tags == "all"


@pytest.mark.parametrize("words", [["--version"], ["--help"], ["nonsense"]])
def test_no_log_is_left_behind(tmp_path, words):
    environment = {"TMPDIR": str(tmp_path), "PATH": "/usr/bin"}
    subprocess.run([sys.executable, "-m", "paper_repro", *words], env=environment, capture_output=True, check=False)
    assert not list(tmp_path.iterdir())
