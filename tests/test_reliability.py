"""The scripts under experiments/reliability count what they claim to count."""

import importlib
import importlib.util
import math
import sys

import pytest

from paper_repro.core.errors import UserError
from tests.conftest import PROJECT

FOLDER = PROJECT / "experiments" / "reliability"

STATISTICS = """
============================ Hypothesis Statistics =============================
tests/core/test_fuzz_options.py::test_fuzz_any_words_end_well:

  - during reuse phase (0.01 seconds):
    - 1 passing, 0 failing, and 0 invalid test cases
  - during generate phase (0.74 seconds):
    - 20 passing, 2 failing, and 2 invalid test cases

  - Stopped because settings.max_examples=20
"""


REPORT = """<testsuites><testsuite>
<testcase classname="tests.datasets.test_fuzz_tables" name="test_tables[majorminer-captions.csv]">
  <properties><property name="inputs" value="25"/></properties></testcase>
<testcase classname="tests.datasets.test_fuzz_tables" name="test_tables[fma-tracks.csv]">
  <properties><property name="inputs" value="10"/></properties></testcase>
<testcase classname="tests.core.test_x" name="test_good"/>
<testcase classname="tests.core.test_x" name="test_bad"><failure message="no"/></testcase>
</testsuite></testsuites>"""


def fuzz_script():
    spec = importlib.util.spec_from_file_location("fuzz", PROJECT / "experiments" / "reliability" / "fuzz.py")
    fuzz = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fuzz)
    return fuzz


def test_generated_inputs_are_counted_over_all_phases():
    found = fuzz_script()._statistics(STATISTICS)
    assert found == {"core/test_fuzz_options.py::test_fuzz_any_words_end_well": [21, 2]}


def test_inputs_that_tests_count_themselves_are_read_from_the_report(tmp_path):
    (tmp_path / "report.xml").write_text(REPORT)
    assert fuzz_script()._recorded(tmp_path / "report.xml") == {
        "datasets/test_fuzz_tables.py::test_tables": [35, 0],
        "core/test_x.py::test_bad": [0, 1],
    }
    assert fuzz_script()._recorded(tmp_path / "none.xml") == {}


@pytest.fixture
def mutation(monkeypatch):
    pytest.importorskip("cosmic_ray", reason="no cosmic-ray: pip install -e '.[mutation]'")
    monkeypatch.syspath_prepend(FOLDER)
    yield importlib.import_module("mutation")
    for name in ("mutation", "mutation_table", "mutant_runs", "mutants"):
        sys.modules.pop(name, None)


MODULE = "paper_repro/half/size.py"
SOURCE = """from __future__ import annotations


def twice(number: int | None) -> int:
    return number * 2


def half(number):
    while number < 0:
        number += 1
    return number / 2


def unused():
    return not 1
"""
TESTS = """from paper_repro.half.size import half, twice


def test_twice():
    assert twice(2) == 4


def test_half():
    assert half(-1) == 0
    assert half(3) == 1.5
"""


@pytest.fixture
def project(tmp_path):
    """A project of one module: ``2 * 2`` is ``2 + 2`` and ``2 ** 2`` to its test; ``half`` is tested well."""
    for folder in ("paper_repro", "paper_repro/half", "tests", "tests/half"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "__init__.py").touch()
    (tmp_path / MODULE).write_text(SOURCE)
    (tmp_path / "tests/half/test_size.py").write_text(TESTS)
    (tmp_path / "pyproject.toml").write_text("[tool.pytest.ini_options]\n")
    return tmp_path


def all_mutants(mutation, project, names):
    """Mutants by the operators of ``names`` in the lines that contain its keys, and the modules' texts."""
    sources = mutation.read_sources(project, ["paper_repro/half"], ["__init__.py"])
    found = [
        place
        for place in mutation.places(SOURCE, MODULE)
        if any(name in place.text and operator in place.operator for name, operator in names.items())
    ]
    return mutation.draw(found, sources, 0, seed=0), sources


def test_mutants_die_survive_or_are_reached_by_no_test(mutation, project, monkeypatch):
    monkeypatch.setattr("mutant_runs.CPU", (5, 3))
    mutants, sources = all_mutants(mutation, project, {"number * 2": "", "number += 1": "Number", "not 1": "Delete"})
    tests = mutation.mirrors(project, ["paper_repro/half"])
    assert tests == ["tests/half"]
    results = list(mutation.run_mutants(project, mutants, sources, tests, imports=()))
    outcomes = {result.mutant.text: (result.outcome, result.by) for result in results}
    assert outcomes["return number + 2"] == outcomes["return number ** 2"] == ("survived", "")
    assert outcomes["return number - 2"] == ("killed", "tests/half/test_size.py::test_twice")
    assert outcomes["return number * 3"] == ("killed", "tests/half/test_size.py::test_twice")
    assert outcomes["number += 0"] == ("out of time", "")
    assert outcomes["return  1"] == ("no test", "")
    assert (project / MODULE).read_text() == SOURCE

    judged = {(MODULE, "return number * 2", "return number + 2"): "of two both are four"}
    table = mutation.make_table(results, [MODULE.rpartition("/")[0]] * 9, judged, 0, True)
    (row, total), listed = (block.rows for block in table.blocks)
    survivors = [result for result in results if not result.killed]
    assert row["folder"] == "paper_repro/half"
    assert (total["spots"], total["mutants"], total["killed"]) == (9, len(results), len(results) - len(survivors))
    assert (total["judged"], total["share_without"].n) == (1, len(results) - 1)
    reasons = {each["mutated"]: each["reason"] for each in listed}
    assert len(listed) == len(survivors)
    assert reasons["return number + 2"] == "of two both are four"
    assert reasons["return number ** 2"] == "not judged"
    assert reasons["return  1"] == "no test runs it"


def test_a_constant_takes_all_tests_of_the_nearest_mirror(mutation):
    source = "LIMIT = 1\n\ndef f():\n    return LIMIT\n"
    [constant, *_] = mutation.draw(
        mutation.places(source, "paper_repro/a/b/c.py"), {"paper_repro/a/b/c.py": source}, 0, 0
    )
    seconds = {"tests/a/test_b.py::quick": (1.0, 1.0), "tests/a/test_b.py::slow": (2.0, 2.0)}
    reached = {"paper_repro/a/b/c.py": {"4": ["tests/a/test_b.py::slow"]}}
    runs = sys.modules["mutant_runs"]
    baseline = runs.Baseline(reached, {**seconds, "tests/d/test_d.py::other": (1.0, 1.0)})
    # First those that run the module.
    assert runs.choose_tests(constant, source, baseline) == [
        "tests/a/test_b.py::slow",
        "tests/a/test_b.py::quick",
    ]


def test_tests_that_fail_anyway_are_an_error(mutation, project):
    (project / "tests/half/test_size.py").write_text("def test_size():\n    assert False\n")
    mutants, sources = all_mutants(mutation, project, {"number * 2": "Mul_Add"})
    with pytest.raises(UserError, match="tests fail without any mutant"):
        list(mutation.run_mutants(project, mutants, sources, ["tests/half"], imports=()))


def test_what_cannot_be_mutated_or_tested_is_one_line(mutation, project):
    with pytest.raises(UserError, match="nowhere: a module or folder of modules below"):
        mutation.read_sources(project, ["nowhere"], [])
    (project / "paper_repro/other").mkdir()
    with pytest.raises(UserError, match=r"paper_repro/other: no folder of tests tests/other\. Name its tests"):
        mutation.mirrors(project, ["paper_repro/other"])


def test_a_sample_has_each_spot_once_and_does_not_change_with_other_lines(mutation):
    def drawn(source):
        found = mutation.places(source, MODULE)
        return [(each.place.text, each.text) for each in mutation.draw(found, {MODULE: source}, 4, seed=0)]

    assert not any("None" in place.text for place in mutation.places(SOURCE, MODULE))  # an annotation
    spots = {place.spot for place in mutation.places(SOURCE, MODULE)}
    sample = mutation.draw(mutation.places(SOURCE, MODULE), {MODULE: SOURCE}, len(spots), seed=0)
    assert {each.place.spot for each in sample} == spots
    assert drawn("# A comment above.\n" + SOURCE) == drawn(SOURCE)
    assert len(drawn(SOURCE)) == 4


@pytest.mark.parametrize(
    ("line", "lines", "inside"),
    [
        (1, (1, 1), False),  # a constant
        (3, (3, 4), False),  # a decorator
        (4, (3, 4), False),  # defaults of a function
        (6, (5, 6), True),  # the header of an if
        (9, (8, 10), True),  # the middle of a statement
        (11, (11, 11), True),  # else
    ],
)
def test_the_statement_around_a_line(mutation, line, lines, inside):
    source = (
        "LIMIT = 1\n\n@cache\ndef f(a=1):\n    if (a and\n            a > 1):\n        b = 2\n"
        "        return (\n            a + b\n        )\n    else:\n        return 0\n"
    )
    module = importlib.import_module("mutants")
    first, last = lines
    assert module.statement_lines(source, line) == (range(first, last + 1), inside)


def test_shares_have_wilsons_interval(mutation):
    interval = sys.modules["mutation_table"].wilson(85, 100)
    assert (interval.value, interval.low, interval.high) == pytest.approx((0.85, 0.7672, 0.9069), abs=1e-4)
    assert sys.modules["mutation_table"].wilson(0, 0).n == 0


def test_every_judged_survivor_is_a_line_of_its_file_and_says_why(mutation):
    judged = mutation.read_judged(mutation.JUDGED)
    assert judged
    for (file, line, mutated), reason in judged.items():
        assert line in map(str.strip, (PROJECT / file).read_text(encoding="utf-8").splitlines())
        assert mutated != line
        assert reason


@pytest.fixture
def presets(monkeypatch):
    monkeypatch.setattr(sys, "path", [str(FOLDER), *sys.path])
    return importlib.import_module("paper_presets")


def good(paper, **more):
    about = {"steps": 3, "published_batch": 32, "batch": 32, "minutes": 1.0, "processors": 2, "python": "3.11"}
    return {"paper": paper, "row": "a", **about, "tensorflow": "2", "keras": "3", "outcome": "good", **more}


def test_published_settings_are_good_where_all_are(presets):
    text = presets.table([good("majorminer", losses=[2.5, 2.25], items=8), good("songtitle", batch=8)]).text()
    assert "2 of 2 papers train" in text
    assert "want of memory: songtitle." in text
    assert "2.5, 2.25" in text
    assert "1 of 2 papers train" in presets.table([good("songtitle"), good("x", outcome="not two epochs")]).text()


def test_a_paper_is_trained_killed_resumed_and_read(presets, tmp_path, monkeypatch):
    from paper_repro.core.command_line import Options
    from tests.core.training.line_paper import data
    from tests.core.training.line_paper.config import PAPER, Config

    corpus = data.write(tmp_path / "tones")
    options = Options(data=corpus.root, runs=tmp_path / "runs")
    config = Config(epochs=2, batch_size=6)
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    (tmp_path / "folder").mkdir()
    found = presets.killed_and_resumed(PAPER, config, options, tmp_path / "folder", 3)
    assert found["items"] == 2
    assert len(found["losses"]) == 2
    values = math.prod(config.features.shape)
    assert found["parameters"] == 3 * values + 3 + 3 + 1


def test_what_is_wrong_with_a_run_is_said(presets, tmp_path):
    import pandas as pd

    from tests.core.training.line_paper.config import PAPER

    run = tmp_path / presets.RUN
    run.mkdir()
    with pytest.raises(MemoryError):
        presets._ended(presets.TOO_LARGE)
    with pytest.raises(RuntimeError, match="status 1"):
        presets._ended(1)
    pd.DataFrame({"epoch": [1]}).to_csv(run / "history.csv", index=False)
    with pytest.raises(FileNotFoundError):
        presets._read(PAPER, tmp_path, [])


def test_vocabularies_are_filled_up(presets, monkeypatch):
    from paper_repro.core.text.vocabulary import Vocabulary

    monkeypatch.setattr(Vocabulary, "build", Vocabulary.build)
    presets.filled_vocabularies(9)
    assert len(Vocabulary.build([["drum"]])) == 9
    assert Vocabulary.build([["drum"]]).tokens[4] == "drum"
