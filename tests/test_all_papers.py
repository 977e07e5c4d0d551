"""One test over all papers: the same files, documented, importable, with claims and published numbers."""

import subprocess
import sys
from dataclasses import fields, is_dataclass

import pytest

from paper_repro.papers import PAPERS
from tests.conftest import PROJECT

PLACES = ("Sec.", "Fig.", "Table", "table", "code", "ours", "same", "et al", "select", "max")
FILES = ("README.md", "config.py", "published.py", "data.py", "model.py", "experiment.py", "audit.py", "search.py")


@pytest.fixture(params=PAPERS.values(), ids=PAPERS.keys())
def paper(request):
    return request.param


def test_it_has_the_files_that_every_paper_has(paper):
    for name in FILES:
        assert (paper.folder / name).is_file(), name


def test_every_artifact_is_a_script_that_says_what_it_is(paper):
    for name in paper.artifacts:
        module = paper.module(name)
        assert f"python -m paper_repro.{paper.name}.{name}" in module.__doc__
        assert f"results/{paper.name}/" in module.__doc__
        assert callable(paper.produce(name))
        assert len((paper.folder / f"{name}.py").read_text().splitlines()) <= 400


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
                said = stripped.split("#", 1)[1] if "#" in stripped else before
                assert any(word in said for word in PLACES), line


def test_presets_exist_and_unknown_ones_are_refused(paper):
    from paper_repro.core.errors import UserError

    config = paper.module("config")
    assert set(config.PRESETS) == {"smoke", "quick", "paper"}
    assert config.preset("paper") == config.Config()
    with pytest.raises(UserError, match="Received: 'huge'"):
        config.preset("huge")


def test_readme_names_every_artifact(paper):
    readme = (paper.folder / "README.md").read_text()
    for name in paper.artifacts:
        assert name in readme


def test_its_experiments_say_what_they_are_and_refuse_what_they_do_not_know(paper):
    script = PROJECT / "experiments" / f"{paper.name}.py"
    shown = subprocess.run([sys.executable, script, "--help"], capture_output=True, text=True, check=True)
    assert f"python experiments/{paper.name}.py" in shown.stdout
    for words, said in (
        ([], "Received: nothing"),
        (["everything"], "'everything'"),
        (["seeds", "--seeds=2"], "sets --seeds"),
    ):
        done = subprocess.run([sys.executable, script, *words], capture_output=True, text=True, check=False)
        assert done.returncode == 2
        (line,) = done.stderr.strip().splitlines()
        assert said in line
