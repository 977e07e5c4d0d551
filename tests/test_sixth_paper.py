"""A sixth paper is a folder and a line in the registry: every command knows it, no shared file is edited."""

import json
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from paper_repro import datasets
from paper_repro.core.paper import Paper, Row, Search
from paper_repro.core.presets import DeclarationError, Presets
from paper_repro.papers import PAPERS

TOY = Path(__file__).parent / "toy_paper"
#: What a line in ``papers.NAMES`` and a folder beside the others do; then commands, in one process.
COMMANDS = f"""
import json, sys
import paper_repro
paper_repro.__path__.append({str(TOY)!r})
from paper_repro import papers
papers.NAMES = (*papers.NAMES, "toy")
from paper_repro.__main__ import main
for words in json.loads(sys.argv[1]):
    sys.argv = ["paper_repro", *words]
    try:
        main()
    except SystemExit as end:
        assert not end.code, (words, end.code)
"""


def test_every_command_knows_a_new_paper(sample, tmp_path):
    options = ("--preset", "smoke", "--data", str(sample))
    clip = next((sample / "clips").iterdir())
    commands = [
        ("list",),
        ("reproduce", "toy", *options),
        ("search", "toy", *options, "--trials", "1"),
        ("draw", "toy", "max"),
        ("predict", "toy", str(clip)),
        ("train", "toy", *options, "--seeds", "2", "--seed", "1"),
        ("seeds", "toy", "max", *options, "--seeds", "2"),
        ("claims",),
        ("compare", "results", "results"),
        ("report", "--out", "site"),
    ]
    done = subprocess.run(
        [sys.executable, "-c", COMMANDS, json.dumps(commands)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for text in ("toy: A toy paper (Nobody)", "mean over time", f"{clip}: drum 0."):
        assert text in done.stdout
    for name in (
        "table1.md",
        "table1.csv",
        "table1.json",
        "audit.md",
        "search_random.csv",
        "model_max.png",
        "seeds.md",
    ):
        assert (tmp_path / "results" / "toy" / name).is_file()
    seeds = json.loads((tmp_path / "results" / "toy" / "seeds.json").read_text())
    assert [row["row"] for row in seeds["table"]] == ["maximum over time", "first row"]
    assert "| majorminer" in (tmp_path / "results" / "claims.md").read_text()
    assert "A toy paper" in (tmp_path / "site" / "papers" / "toy.html").read_text(encoding="utf-8")


MAJORMINER = PAPERS["majorminer"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"artifacts": ("table1", "table9")}, "majorminer: artifact 'table9'"),
        ({"rows": {"musicnn_lstm": Row("")}}, "row 'musicnn_lstm' has no label"),
        ({"rows": {"musicnn_lstm": Row("a", {"layers": 3})}}, "unknown setting layers"),
        ({"trainings": {"x": Row("x", {}, {"smoke": {"layers": 3}})}}, "row x: unknown setting layers"),
        ({"search": Search("nothing", "", "", "max")}, "the search's row 'nothing'"),
        ({"sample": {"smoke": 1}}, "needs a size for each of smoke, quick, paper"),
        ({"corpus_settings": ("colour",)}, "unknown setting colour"),
    ],
)
def test_a_wrong_declaration_is_an_error_at_import(change, message):
    with pytest.raises(DeclarationError, match=message):
        replace(MAJORMINER, **change)


def test_a_preset_with_an_unknown_setting_is_an_error():
    @dataclass(frozen=True)
    class Config:
        epochs: int = 1

    with pytest.raises(DeclarationError, match="preset quick: unknown setting epoch of"):
        Presets(Config, paper={}, quick={"epoch": 2}, smoke={})
    with pytest.raises(DeclarationError, match=r"presets must be smoke, quick, paper. Received: paper"):
        Presets(Config, paper={})


def test_a_sample_corpus_without_a_loader_is_an_error_that_names_it(monkeypatch):
    monkeypatch.setattr(datasets, "NAMES", tuple(name for name in datasets.NAMES if name != "musiccaps"))
    with pytest.raises(DeclarationError, match="majorminer: sample corpora without a loader: musiccaps"):
        PAPERS["majorminer"]


def test_a_declared_paper_is_a_paper():
    assert all(isinstance(paper, Paper) for paper in PAPERS.values())
