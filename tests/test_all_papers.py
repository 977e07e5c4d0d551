"""One test over all papers: the same files with the same names in them, documented."""

import subprocess
import sys
from dataclasses import fields, is_dataclass

import grimp
import pytest

from paper_repro.core.errors import UserError
from paper_repro.core.paper import INTERFACE
from paper_repro.core.reporting.headlines import Side
from paper_repro.core.reporting.results import read_results
from paper_repro.papers import NAMES, PAPERS
from tests.conftest import PROJECT

PLACES = ("Sec.", "Fig.", "Table", "table", "code", "ours", "same", "et al", "select", "max")


@pytest.fixture(params=NAMES)
def paper(request):
    return PAPERS[request.param]


@pytest.mark.parametrize("name", INTERFACE)
def test_it_has_the_files_and_names_that_every_paper_has(paper, name):
    assert (paper.folder / name).is_file()
    for attribute in INTERFACE[name]:
        assert hasattr(paper.module(name.removesuffix(".py")), attribute), f"{name} lacks {attribute}"


def test_every_artifact_is_a_script_that_says_what_it_is(paper):
    for name in paper.artifacts:
        module = paper.module(name)
        assert f"python -m paper_repro.{paper.name}.{name}" in module.__doc__
        assert f"results/{paper.name}/" in module.__doc__
        assert callable(paper.produce(name))
        assert paper.summary(name) == module.__doc__.splitlines()[0]
        assert len((paper.folder / f"{name}.py").read_text().splitlines()) <= 300


def test_every_setting_has_its_place_or_is_marked_as_ours(paper):
    source = (paper.folder / "config.py").read_text()
    config = paper.module("config")
    kinds = [kind for kind in vars(config).values() if is_dataclass(kind) and kind.__module__ == config.__name__]
    assert config.Config in kinds
    for kind in kinds:
        body = source.split(f"class {kind.__name__}")[1].split("\n\n\n")[0].split("@property")[0]
        for field in fields(kind):
            assert body.count(f"    {field.name}: ") == 1, field.name
        for line in body.splitlines():
            stripped = line.strip()
            if ": " in stripped and " = " in stripped and not stripped.startswith("#"):
                before = body.split(line)[0].splitlines()[-1].strip()
                place = stripped.split("#", 1)[1] if "#" in stripped else before
                assert any(word in place for word in PLACES), line


def test_presets_are_differences_from_the_published_settings(paper):
    assert set(paper.presets) == {"smoke", "quick", "paper"}
    assert paper.presets.config("paper") == paper.config()
    with pytest.raises(UserError, match="Received: 'huge'"):
        paper.presets.config("huge")


def test_every_headline_is_found_in_the_tables_that_are_there(paper):
    written = read_results(PROJECT / "results")
    headlines = paper.module("headlines").HEADLINES
    assert len({each.key for each in headlines}) == len(headlines)
    for each in headlines:
        for side in (each.rendered, each.real):
            if isinstance(side, Side) and f"{paper.name}/{side.table}" in written:
                assert each.told(side, written, paper.name).table, (each.key, side.table)


def test_readme_names_every_artifact(paper):
    readme = (paper.folder / "README.md").read_text()
    for name in paper.artifacts:
        assert name in readme


def test_no_paper_imports_another_and_nothing_shared_imports_a_paper():
    graph = grimp.build_graph("paper_repro", cache_dir=None)
    packages = {name: f"paper_repro.{name}" for name in NAMES}
    for package in packages.values():
        importers = {
            module
            for inner in {package, *graph.find_descendants(package)}
            for module in graph.find_modules_that_directly_import(inner)
        }
        outside = {module for module in importers if not f"{module}.".startswith(f"{package}.")}
        assert not outside, f"{package} is imported by {outside}"


def test_its_experiments_say_what_they_are_and_refuse_what_they_do_not_know(paper):
    script = PROJECT / "experiments" / f"{paper.name}.py"
    shown = subprocess.run([sys.executable, script, "--help"], capture_output=True, text=True, check=True)
    assert f"python experiments/{paper.name}.py" in shown.stdout
    for words, message in (
        ([], "Received: nothing"),
        (["everything"], "'everything'"),
        (["seeds", "--seeds=2"], "sets --seeds"),
    ):
        done = subprocess.run([sys.executable, script, *words], capture_output=True, text=True, check=False)
        assert done.returncode == 2
        (line,) = done.stderr.strip().splitlines()
        assert message in line
