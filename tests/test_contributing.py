"""CONTRIBUTING.md lists exactly what a paper and a data set need."""

import re

from paper_repro.core.paper import INTERFACE
from tests.conftest import PROJECT

TEXT = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def section(title):
    return TEXT.split(f"## {title}\n")[1].split("\n## ")[0]


def test_the_files_of_a_paper_are_those_that_are_checked():
    rows = re.findall(r"^\| `([^`]+)` \| ([^|]*) \|", section("Add a paper"), flags=re.M)
    listed = {name: set(re.findall(r"`(\w+)`", names)) for name, names in rows}
    assert listed == {name: set(names) for name, names in INTERFACE.items()}


def test_the_files_it_names_exist():
    for path in re.findall(r"`((?:paper_repro|tests|experiments)/[\w/.]+)`", TEXT):
        assert "NAME" in path or (PROJECT / path).exists() or path.endswith("registry.py"), path
